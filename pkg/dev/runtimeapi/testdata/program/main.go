// A function that does what the event asks for, so that tests can see how its process is run.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

type event struct {
	Do   string
	Size int
}

type answer struct {
	PID         int
	RequestID   string
	ARN         string
	Environment []string
	Deadline    bool
	Text        string
}

func main() {
	switch os.Getenv("AT_START") {
	case "panic":
		panic("no start today")
	case "exit":
		fmt.Println("leaving early")
		os.Exit(3)
	case "report": // as a runtime does that has such errors
		body := strings.NewReader(`{"errorType":"Runtime.ConfigError","errorMessage":"no table is named","stackTrace":[]}`)
		answer, err := http.Post("http://"+os.Getenv("AWS_LAMBDA_RUNTIME_API")+"/2018-06-01/runtime/init/error",
			"application/json", body)
		fmt.Println(answer.StatusCode, err)
		os.Exit(1)
	}
	lambda.Start(handle)
}

func handle(ctx context.Context, e event) (answer, error) {
	switch e.Do {
	case "panic":
		panic("told to panic")
	case "exit":
		fmt.Println("told to exit")
		os.Exit(7)
	case "error":
		return answer{}, errors.New("told to fail")
	case "print":
		fmt.Println("first line")
		fmt.Fprintln(os.Stderr, "second line")
	case "wait": // until somebody makes the file, or for ever
		fmt.Println("waiting")
		for {
			if _, err := os.Stat(os.Getenv("RELEASE")); err == nil {
				break
			}
			time.Sleep(time.Millisecond)
		}
	}
	call, _ := lambdacontext.FromContext(ctx)
	_, limited := ctx.Deadline()
	return answer{os.Getpid(), call.AwsRequestID, call.InvokedFunctionArn, os.Environ(), limited,
		strings.Repeat("x", e.Size)}, nil
}
