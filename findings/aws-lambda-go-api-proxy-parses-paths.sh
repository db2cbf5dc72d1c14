#!/usr/bin/env bash
# An HTTP API of API Gateway (payload format 2.0) decodes a path before a function gets it as rawPath. aws-lambda-go-api-proxy
# puts rawPath and query together and parses them as an address: a path with a percent sign is answered with 504 before
# the handler is called, a question mark in a path ends it and joins the query, a number sign takes the query away.
# https://github.com/awslabs/aws-lambda-go-api-proxy
#
# Seen with aws-lambda-go-api-proxy 0.16.2, aws-lambda-go 1.55.1 and Go 1.26, with the paths that an HTTP API was recorded
# to send (hotsock/voker, vokerhttp/testdata/ingress-paths.json, 2026-09). This fails when a path or query arrives whole.
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
	"context"
	"fmt"
	"net/http"
	"os"

	"github.com/aws/aws-lambda-go/events"
	"github.com/awslabs/aws-lambda-go-api-proxy/httpadapter"
)

func main() {
	seen := ""
	adapter := httpadapter.NewV2(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = r.URL.Path + " with query " + r.URL.RawQuery
		w.WriteHeader(http.StatusOK)
	}))
	same := true
	for _, test := range []struct {
		path   string
		status int
		seen   string
	}{
		{"/space value", 200, "/space value with query q=1"},
		{"/question?value", 200, "/question with query value?q=1"},
		{"/hash#value", 200, "/hash with query "},
		{"/literal%value", 504, ""},
	} {
		seen = ""
		event := events.APIGatewayV2HTTPRequest{Version: "2.0", RawPath: test.path, RawQueryString: "q=1", Headers: map[string]string{"host": "example.com"}}
		event.RequestContext.HTTP.Method = http.MethodGet
		response, _ := adapter.ProxyWithContext(context.Background(), event)
		fmt.Printf("%-16s query q=1: status %d, the handler sees %q\n", test.path, response.StatusCode, seen)
		same = same && response.StatusCode == test.status && seen == test.seen
	}
	if !same {
		fmt.Println("this is not what was seen before")
		os.Exit(1)
	}
}
END
export GOFLAGS=-mod=mod GOWORK=off
go get github.com/awslabs/aws-lambda-go-api-proxy@v0.16.2 github.com/aws/aws-lambda-go@v1.55.1 >/dev/null 2>&1
go run . 2>/dev/null
