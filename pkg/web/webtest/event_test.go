package webtest

import (
	"maps"
	"testing"
)

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
