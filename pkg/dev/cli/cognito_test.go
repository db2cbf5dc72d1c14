package main

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local"
	"cognitossr/pkg/dev/testtools"
)

// The Python of the how-to runs as it is printed.
func TestPythonOfTheLocalCognitosPage(t *testing.T) {
	page, err := os.ReadFile("../../../docs/howto/local-cognito.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(page), "```python\n")
	program, _, closed := strings.Cut(after, "```")
	if !found || !closed {
		t.Fatal("the page has no Python")
	}
	python := testtools.Require(t, "python3", "https://www.python.org")
	if err := exec.Command(python, "-c", "import boto3").Run(); err != nil {
		testtools.Missing(t, "boto3", "pip install boto3")
	}
	stack, err := local.StartPool(t.Context(), local.Options{CognitoAddr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	output, err := exec.CommandContext(t.Context(), python, "-c", strings.ReplaceAll(program, "http://127.0.0.1:9229", stack.CognitoURL)).CombinedOutput()
	if err != nil || strings.TrimSpace(string(output)) != "ann" {
		t.Errorf("%v: %s", err, output)
	}
}

func TestCognitoSaysWhereItIs(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var out strings.Builder
	if err := runCognito(ctx, &out, local.Options{CognitoAddr: "127.0.0.1:0", AWSIssuer: true, PoolsFile: "../../../docs/howto/examples/pools.json"}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"http://127.0.0.1:", "/_local/inbox", "Issuer         https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_LocalPool", "user@example.com", "eu-west-1_Shop00001, client web shopwebclient0000000000001"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
}
