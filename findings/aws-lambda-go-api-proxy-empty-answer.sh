#!/usr/bin/env bash
# A handler of net/http that writes nothing answers 200 with an empty body, and its headers and cookies are sent.
# aws-lambda-go-api-proxy answers 504 instead and loses the headers: "Status code not set on response".
# https://github.com/awslabs/aws-lambda-go-api-proxy
#
# Seen with aws-lambda-go-api-proxy 0.16.2, aws-lambda-go 1.55.1 and Go 1.26: the same handler, once behind net/http's own
# server and once behind the adapter. This fails when both answer alike.
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
	"net/http/httptest"
	"os"

	"github.com/aws/aws-lambda-go/events"
	"github.com/awslabs/aws-lambda-go-api-proxy/httpadapter"
)

func main() {
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "seen", Value: "yes"})
	})
	server := httptest.NewServer(handler)
	defer server.Close()
	plain, err := http.Get(server.URL)
	if err != nil {
		panic(err)
	}
	defer plain.Body.Close()
	event := events.APIGatewayV2HTTPRequest{Version: "2.0", RawPath: "/", Headers: map[string]string{"host": "example.com"}}
	event.RequestContext.HTTP.Method = http.MethodGet
	adapted, err := httpadapter.NewV2(handler).ProxyWithContext(context.Background(), event)
	fmt.Printf("net/http: %d, cookies %q\n", plain.StatusCode, plain.Header["Set-Cookie"])
	fmt.Printf("adapter:  %d, cookies %q, %v\n", adapted.StatusCode, adapted.Cookies, err)
	if plain.StatusCode != 200 || len(plain.Header["Set-Cookie"]) != 1 || adapted.StatusCode != 504 || len(adapted.Cookies) != 0 || err == nil {
		fmt.Println("this is not what was seen before")
		os.Exit(1)
	}
}
END
export GOFLAGS=-mod=mod GOWORK=off
go get github.com/awslabs/aws-lambda-go-api-proxy@v0.16.2 github.com/aws/aws-lambda-go@v1.55.1 >/dev/null 2>&1
go run . 2>/dev/null
