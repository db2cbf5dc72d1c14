#!/usr/bin/env bash
# A trigger of a Cognito user pool returns its event. Decoded into a type of aws-lambda-go's events and encoded again, as
# its examples do, the event has changed although the function changed nothing: callerContext.clientId, which is null
# after an administrator has confirmed a user, becomes "", and members that the type does not know are gone.
#
# Seen with aws-lambda-go 1.55.1 and Go 1.26. This fails when the event comes back as it came.
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
	"encoding/json"
	"fmt"
	"os"

	"github.com/aws/aws-lambda-go/events"
)

const given = `{"version":"1","triggerSource":"PostConfirmation_ConfirmSignUp","region":"eu-west-1","userPoolId":"eu-west-1_Pool","userName":"user",` +
	`"callerContext":{"awsSdkVersion":"aws-sdk-unknown-unknown","clientId":null,"later":1},"request":{"userAttributes":{"sub":"user"}},"response":{},"later":2}`

func main() {
	var event events.CognitoEventUserPoolsPostConfirmation
	if err := json.Unmarshal([]byte(given), &event); err != nil {
		panic(err)
	}
	text, err := json.Marshal(event)
	if err != nil {
		panic(err)
	}
	var returned struct {
		CallerContext map[string]any `json:"callerContext"`
		Later         any            `json:"later"`
	}
	if err := json.Unmarshal(text, &returned); err != nil {
		panic(err)
	}
	_, kept := returned.CallerContext["later"]
	fmt.Printf("given    %s\nreturned %s\n", given, text)
	if returned.CallerContext["clientId"] != "" || kept || returned.Later != nil {
		fmt.Println("this is not what was seen before")
		os.Exit(1)
	}
}
END
export GOFLAGS=-mod=mod GOWORK=off
go get github.com/aws/aws-lambda-go@v1.55.1 >/dev/null 2>&1
go run .
