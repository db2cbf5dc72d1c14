// Package lambda starts the functions: an http.Handler behind an HTTP API (adapter.go, payload format 2.0), or a handler of a user pool trigger
// (trigger.go), both with the same log (log.go).
// It must know nothing of the site: no page, no cookie's meaning, no error text for visitors, no event's meaning.
// It is the only package that runs functions through aws-lambda-go.
//
// The HTTP adapter is written out here because the public one splits header values at commas, parses the path a second time
// and answers 504 to its own faults.
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
	// Handler answers the requests. Its panics are its own business: one that gets here ends the process, as Lambda wants it.
	Handler http.Handler
	// OnUnsendable answers in place of a response that cannot be sent (see ErrResponse). Its own answer must be sendable.
	OnUnsendable func(w http.ResponseWriter, r *http.Request, err error)
}

// Start serves events to the adapter until the process ends.
func (a *Adapter) Start() {
	tuneRuntime()
	awslambda.Start(a)
}

// ReportInitError reports to Lambda that the function cannot start, and why, and ends the process. Outside Lambda it only ends the process.
//
// Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-initerror
func ReportInitError(cause error) {
	if host := os.Getenv("AWS_LAMBDA_RUNTIME_API"); host != "" {
		report, _ := json.Marshal(map[string]any{"errorMessage": cause.Error(), "errorType": "StartError", "stackTrace": []string{}})
		request, err := http.NewRequest(http.MethodPost, "http://"+host+"/2018-06-01/runtime/init/error", bytes.NewReader(report))
		if err == nil {
			request.Header.Set("Lambda-Runtime-Function-Error-Type", "StartError")
			if response, err := reportClient().Do(request); err == nil {
				_ = response.Body.Close()
			}
		}
	}
	os.Exit(1)
}

// Invoke implements awslambda.Handler. It returns an error for an event only that is not one of an HTTP API in payload format 2.0.
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

// RequestID is the id that Lambda gave to the invocation, which stands in every line that Lambda itself logs about it.
// It is empty outside Lambda.
func RequestID(ctx context.Context) string {
	if call, ok := lambdacontext.FromContext(ctx); ok {
		return call.AwsRequestID
	}
	return ""
}
