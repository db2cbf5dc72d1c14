package main

import (
	"context"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local"
)

func TestCognitoSaysWhereItIs(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var out strings.Builder
	if err := runCognito(ctx, &out, local.Options{CognitoAddr: "127.0.0.1:0", Issuer: "aws-updated",
		PoolsFile: "../../../docs/howto/examples/pools.json"}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"http://127.0.0.1:", "/_local/inbox",
		"Issuer         https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_LocalPool", "user@example.com",
		"eu-west-1_Shop00001, client web shopwebclient0000000000001"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
}
