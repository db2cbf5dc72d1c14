package local

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"cognitossr/pkg/dev/build"
	"cognitossr/pkg/dev/local/internal/gateway"
	"cognitossr/pkg/dev/runtimeapi"
	"cognitossr/pkg/routes"
)

// explain returns API Gateway's response to a function's failure, with what the developer needs to fix it.
func explain(f routes.Function, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	fault := &gateway.Fault{Status: http.StatusInternalServerError, Err: err, Detail: err.Error()}
	var (
		compile  *build.Error
		reported *runtimeapi.FunctionError
		exit     *runtimeapi.ExitError
		timeout  *runtimeapi.TimeoutError
	)
	switch {
	case errors.As(err, &compile):
		problem := compile.Problem()
		fault.Title, fault.Detail, fault.Local = strings.ToUpper(problem[:1])+problem[1:], compile.Output, true
	case errors.As(err, &reported):
		fault.Title, fault.Detail = fmt.Sprintf("Function %q failed", f.Name), reported.Error()+"\n\n"+reported.Output
	case errors.As(err, &exit):
		fault.Title, fault.Detail = fmt.Sprintf("The process of function %q ended", f.Name), exit.Error()+"\n\n"+exit.Output
	case errors.As(err, &timeout):
		fault.Title, fault.Detail = fmt.Sprintf("Function %q took too long", f.Name), timeout.Error()+"\n\n"+timeout.Output
	case errors.Is(err, runtimeapi.ErrBusy):
		fault.Status, fault.Title = http.StatusServiceUnavailable, fmt.Sprintf("Function %q is busy", f.Name)
	default:
		fault.Title = fmt.Sprintf("Function %q could not be called", f.Name)
	}
	return fault
}
