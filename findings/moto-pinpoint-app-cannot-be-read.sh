#!/usr/bin/env bash
# moto answers Pinpoint's CreateApp with CreationDate as a number of seconds. Pinpoint's service model has a text there, and
# SDKs that hold to it cannot read the answer: aws-sdk-go-v2 fails with "expected __string to be of type string, got
# json.Number instead", after the app was made. Terraform's aws_pinpoint_app therefore cannot be made at moto. botocore takes
# the number, which is why tests in Python do not meet it.
#
# Seen with moto 5.2.1, aws-sdk-go-v2's service pinpoint 1.39.25 and terraform-provider-aws 5.100.0. This fails when the SDK can
# read the answer, or when a CreationDate of text does not help.
# Needs Go and Python.
set -euo pipefail

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
python=python3
if ! python3 -c 'import moto.server' 2>/dev/null; then
	python3 -m venv venv
	venv/bin/pip install --quiet 'moto[server]==5.2.1'
	python=venv/bin/python
fi
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$python" -c "from moto.server import main; main(['-H', '127.0.0.1', '-p', '$port'])" >moto.log 2>&1 &
server=$!
for _ in $(seq 100); do
	(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
	sleep 0.2
done

cat >go.mod <<'END'
module finding

go 1.26
END
cat >main.go <<'END'
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/pinpoint"
	"github.com/aws/aws-sdk-go-v2/service/pinpoint/types"
)

func create(endpoint string) error {
	client := pinpoint.New(pinpoint.Options{Region: "eu-west-1", BaseEndpoint: aws.String(endpoint),
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", "")})
	_, err := client.CreateApp(context.Background(), &pinpoint.CreateAppInput{
		CreateApplicationRequest: &types.CreateApplicationRequest{Name: aws.String("finding")}})
	return err
}

func main() {
	moto := os.Args[1]
	err := create(moto)
	fmt.Println("as moto answers:", err)
	if err == nil || !strings.Contains(err.Error(), "expected __string to be of type string") {
		fmt.Println("the answer can be read, or fails otherwise")
		os.Exit(1)
	}
	number := regexp.MustCompile(`("CreationDate": ?)([0-9.]+)`)
	text := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		onward, err := http.NewRequest(r.Method, moto+r.URL.Path, r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		onward.Header = r.Header.Clone()
		answer, err := http.DefaultClient.Do(onward)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer answer.Body.Close()
		body, _ := io.ReadAll(answer.Body)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(answer.StatusCode)
		_, _ = w.Write(number.ReplaceAll(body, []byte(`$1"$2"`)))
	}))
	defer text.Close()
	if err := create(text.URL); err != nil {
		fmt.Println("as text it fails as well:", err)
		os.Exit(1)
	}
	fmt.Println("as text: read")
}
END
unset AWS_PROFILE AWS_ENDPOINT_URL AWS_CA_BUNDLE
go mod tidy >/dev/null 2>&1
go run . "http://127.0.0.1:$port"
