package webtest

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"cognitossr/pkg/view"
	"cognitossr/pkg/web"
)

// TestMistakeInAForm: a page that shows its form again with status 422 needs no request id; an error page does.
func TestMistakeInAForm_SEC113(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		want   bool
	}{{"a mistake in the input", 422, false}, {"an error page", 400, true}, {"a fault", 500, true}} {
		t.Run(tt.name, func(t *testing.T) {
			function := New(t, ErrorPage).Page(func(d web.Deps) (http.Handler, error) {
				return web.Routes{"POST /form": func(w http.ResponseWriter, r *http.Request) error {
					return web.WritePage(w, r, http.StatusUnprocessableEntity,
						ErrorPage(view.Failure{Heading: "Enter a name."}))
				}}.Handler(d)
			})
			request := Submit("/form", url.Values{"name": {""}})
			answer := function.Do(request)
			answer.Status = tt.status
			const problem = "the page does not show the request id (SEC-113)"
			if got := slices.Contains(function.check(request, answer, nil), problem); got != tt.want {
				t.Errorf("reported: %t, want %t", got, tt.want)
			}
		})
	}
}

// TestRequestOfARouteWithParameters: the event names the route, as the gateway's does, and holds what its parameters match.
func TestRequestOfARouteWithParameters(t *testing.T) {
	tests := []struct {
		name, address, key string
		want               map[string]string
	}{
		{"one", "/reports/7?x=1", "GET /reports/{id}", map[string]string{"id": "7"}},
		{"two", "/users/a/disable", "POST /users/{sub}/{action}", map[string]string{"sub": "a", "action": "disable"}},
		{"in the middle", "/users/a/notes", "GET /users/{sub}/notes", map[string]string{"sub": "a"}},
		{"decoded", "/reports/a%20b", "GET /reports/{id}", map[string]string{"id": "a b"}},
		{"without parameters", "/reports", "GET /reports", map[string]string{}},
		{"a path that is too short", "/reports", "GET /reports/{id}", map[string]string{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Get(tt.address).To(tt.key); got.RouteKey != tt.key || !maps.Equal(got.PathParameters, tt.want) {
				t.Errorf("route %q with %v, want %v", got.RouteKey, got.PathParameters, tt.want)
			}
		})
	}
}
