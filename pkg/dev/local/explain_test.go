package local

import (
	"errors"
	"fmt"
	"testing"

	"cognitossr/pkg/dev/build"
	"cognitossr/pkg/dev/local/internal/gateway"
	"cognitossr/pkg/routes"
)

// TestPageSaysWhatDoesNotCompile: a mistake in a template is not one in the function whose page was asked for.
func TestPageSaysWhatDoesNotCompile(t *testing.T) {
	for name, want := range map[string]string{"about": `Function "about" does not compile`,
		"templates": "A template does not compile"} {
		t.Run(name, func(t *testing.T) {
			var fault *gateway.Fault
			err := explain(routes.Function{Name: "about"},
				fmt.Errorf("building: %w", &build.Error{Name: name, Output: "why"}))
			if !errors.As(err, &fault) || fault.Title != want || fault.Detail != "why" {
				t.Errorf("got %+v", fault)
			}
		})
	}
}
