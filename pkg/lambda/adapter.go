// Package lambda runs the functions: an http.Handler behind an HTTP API (adapter.go, payload format 2.0), or a handler
// of a user pool trigger (trigger.go), both with the same log (log.go). It must know nothing of the site: no page, no
// meaning of a cookie or an event, no error text for visitors. It is the only package that runs functions with
// aws-lambda-go.
//
// The HTTP adapter is the project's own because the public one splits header values at commas, parses the path a second
// time and answers 504 to its own errors.
package lambda

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"

	awslambda "github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

// Adapter implements awslambda.Handler for an http.Handler.
type Adapter struct {
	// Handler serves the requests. It must recover its own panics: one that gets here ends the process, as Lambda
	// expects.
	Handler http.Handler
	// OnUnsendable replaces a response that cannot be sent (see ErrResponse). Its own response must be sendable.
	OnUnsendable func(w http.ResponseWriter, r *http.Request, err error)
}

// Start serves events to the adapter until the process ends.
func (a *Adapter) Start() {
	tuneRuntime()
	awslambda.Start(a)
}

// ReportInitError reports to Lambda why the function cannot start, and ends the process. Outside Lambda it only ends
// the process.
//
// Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-initerror
func ReportInitError(cause error) {
	if host := os.Getenv("AWS_LAMBDA_RUNTIME_API"); host != "" {
		report, _ := json.Marshal(map[string]any{
			"errorMessage": cause.Error(), "errorType": "StartError", "stackTrace": []string{},
		})
		address := "http://" + host + "/2018-06-01/runtime/init/error"
		request, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(report))
		if err == nil {
			request.Header.Set("Lambda-Runtime-Function-Error-Type", "StartError")
			if response, err := reportClient().Do(request); err == nil {
				_ = response.Body.Close()
			}
		}
	}
	os.Exit(1)
}

// Invoke implements awslambda.Handler. It returns an error only for an event that is not one of an HTTP API in payload
// format 2.0.
func (a *Adapter) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	r, err := newRequest(ctx, payload)
	if err != nil {
		return nil, err
	}
	w := newResponse()
	defer w.release()
	a.Handler.ServeHTTP(w, r)
	answer, err := w.encode()
	if err == nil {
		return answer, nil
	}
	substitute := newResponse()
	defer substitute.release()
	a.OnUnsendable(substitute, r, err)
	return substitute.encode()
}

// RequestID returns Lambda's ID of the invocation, which is in every line that Lambda itself logs about it. It is empty
// outside Lambda.
func RequestID(ctx context.Context) string {
	if call, ok := lambdacontext.FromContext(ctx); ok {
		return call.AwsRequestID
	}
	return ""
}
