package local

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito"
	"cognitossr/pkg/dev/runtimeapi"
	"cognitossr/pkg/routes"
)

// LambdaEndpoint is the variable with the address where functions are called that are not the site's. The AWS SDKs read
// the same one.
const LambdaEndpoint = "AWS_ENDPOINT_URL_LAMBDA"

// lambda invokes the function that a pool's LambdaConfig names by its ARN: a trigger of the site, which is deployed as
// the site's name, a hyphen and its own; or else a function at Options.LambdaEndpoint.
func (s *Stack) lambda(ctx context.Context, arn string, event []byte) ([]byte, error) {
	name, qualifier := functionOf(arn)
	if s.list.path != "" {
		if f, ok := triggerOf(s.list.current().Functions, name); ok {
			return s.invokeTrigger(ctx, f, event)
		}
	}
	if s.options.LambdaEndpoint == "" {
		s.options.Log.Warn("a trigger's function is not here; "+LambdaEndpoint+" can say where it is", "function", name)
		return nil, &cognito.NotInvoked{Code: "ResourceNotFoundException"}
	}
	return invokeAt(ctx, s.options.LambdaEndpoint, name, qualifier, event)
}

// triggerOf finds the trigger that is deployed under a name: of those whose own name it ends with, the longest.
func triggerOf(functions []routes.Function, deployed string) (trigger routes.Function, ok bool) {
	for _, f := range functions {
		named := f.Name == deployed || strings.HasSuffix(deployed, "-"+f.Name)
		if f.Trigger != "" && named && len(f.Name) > len(trigger.Name) {
			trigger, ok = f, true
		}
	}
	return trigger, ok
}

// functionOf are the name and the qualifier in an ARN such as arn:aws:lambda:eu-west-1:000000000000:function:NAME:3.
func functionOf(arn string) (name, qualifier string) {
	_, name, found := strings.Cut(arn, ":function:")
	if !found {
		name = arn
	}
	name, qualifier, _ = strings.Cut(name, ":")
	return name, qualifier
}

// invokeTrigger runs a function of the site. As from Lambda, the pool gets only the message of its error, which Cognito
// shows to the visitor.
func (s *Stack) invokeTrigger(ctx context.Context, f routes.Function, event []byte) ([]byte, error) {
	// The pool's timeout covers the build, too. If the build exceeds it, the pool calls again.
	if err := s.prepare(context.WithoutCancel(ctx), f); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("building function %q: %w", f.Name, err)
	}
	answer, err := s.invoke(ctx, f, event)
	if returned := new(runtimeapi.FunctionError); errors.As(err, &returned) {
		return nil, errors.New(returned.Message)
	}
	return answer, err
}

// maximumPayload is Lambda's, in bytes.
const maximumPayload = 6 << 20

// invokeAt is Lambda's Invoke operation (API reference, "Invoke") without a signature, which emulators do not check.
func invokeAt(ctx context.Context, endpoint, name, qualifier string, event []byte) ([]byte, error) {
	address := strings.TrimRight(endpoint, "/") + "/2015-03-31/functions/" + url.PathEscape(name) + "/invocations"
	if qualifier != "" {
		address += "?Qualifier=" + url.QueryEscape(qualifier)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(event))
	if err != nil {
		return nil, fmt.Errorf("calling function %q: %w", name, err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Amz-Invocation-Type", "RequestResponse")
	response, err := http.DefaultClient.Do(request)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, fmt.Errorf("calling function %q: %w", name, err)
	}
	if err != nil {
		return nil, &cognito.NotInvoked{Code: "ServiceException"}
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maximumPayload))
	if err != nil {
		return nil, fmt.Errorf("reading the answer of function %q: %w", name, err)
	}
	switch {
	case response.StatusCode != http.StatusOK:
		return nil, &cognito.NotInvoked{Code: invokeError(response)}
	case response.Header.Get("X-Amz-Function-Error") != "":
		return nil, errors.New(messageOf(answer))
	}
	return answer, nil
}

// invokeError is the name of Lambda's error, "ServiceException" when the answer does not say.
func invokeError(response *http.Response) string {
	name, _, _ := strings.Cut(response.Header.Get("X-Amzn-ErrorType"), ":")
	if name == "" {
		return "ServiceException"
	}
	return name
}

// messageOf is the message of a function's error.
func messageOf(answer []byte) string {
	var failed struct {
		ErrorMessage string `json:"errorMessage"`
	}
	if json.Unmarshal(answer, &failed) != nil || failed.ErrorMessage == "" {
		return "null"
	}
	return failed.ErrorMessage
}
