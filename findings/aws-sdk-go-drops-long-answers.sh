#!/usr/bin/env bash
# aws-sdk-go-v2 closes a request's body as soon as the answer begins. A server on the same machine answers before net/http
# has looked for the body's end; net/http then finds the body closed, takes the request for failed, and drops the
# connection in the middle of the answer: some calls with a long answer fail with "use of closed network connection".
# https://github.com/aws/aws-sdk-go-v2/issues/1825, https://github.com/aws/aws-sdk-go-v2/issues/2737
#
# Seen with aws-sdk-go-v2 1.47.7, its service cognitoidentityprovider 1.61.0, smithy-go 1.28.8 and Go 1.26: about 3 of 100 calls.
# This fails when no call of 20,000 fails any more, or when handing net/http a copy of the body does not help.
set -euo pipefail

folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
cat >go.mod <<'END'
module finding

go 1.26
END
cat >main.go <<'END'
package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// copying gives net/http a body that the SDK cannot close.
type copying struct{}

func (copying) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	sent := r.Clone(r.Context())
	sent.Body = io.NopCloser(bytes.NewReader(body))
	return http.DefaultClient.Do(sent)
}

func failures(address string, calls int, enough int, client aws.HTTPClient) (failed int, last error) {
	api := cognito.New(cognito.Options{
		Region: "eu-west-1", BaseEndpoint: &address, RetryMaxAttempts: 1, HTTPClient: client,
		Credentials: credentials.NewStaticCredentialsProvider("id", "secret", ""),
	})
	for range calls {
		input := &cognito.ListUsersInput{UserPoolId: aws.String("eu-west-1_Pool")}
		if _, err := api.ListUsers(context.Background(), input); err != nil {
			failed, last = failed+1, err
		}
		if failed == enough {
			break
		}
	}
	return failed, last
}

func main() {
	answer := `{"Users":[{"Username":"` + strings.Repeat("a", 200_000) + `"}]}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_, _ = io.WriteString(w, answer)
	}))
	defer server.Close()
	failed, err := failures(server.URL, 20_000, 3, nil)
	fmt.Printf("the SDK's own client: %d calls failed, the last with: %v\n", failed, err)
	copied, err := failures(server.URL, 1_500, 1, copying{})
	fmt.Printf("with a copy of the body: %d of 1500 calls failed, %v\n", copied, err)
	if failed == 0 || copied > 0 {
		fmt.Println("this is not what was seen before")
		os.Exit(1)
	}
}
END
export GOFLAGS=-mod=mod GOWORK=off
go get github.com/aws/aws-sdk-go-v2@v1.47.7 github.com/aws/aws-sdk-go-v2/credentials@v1.20.15 \
	github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider@v1.61.0 github.com/aws/smithy-go@v1.28.8 >/dev/null 2>&1
go run .
