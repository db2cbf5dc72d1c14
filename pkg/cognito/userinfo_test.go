package cognito

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"cognitossr/pkg/sensitive"
)

// TestStillSignedIn_SEC101: only 401 says that somebody is signed out; trouble says nothing.
func TestStillSignedIn_SEC101(t *testing.T) {
	const token = "CANARY-access"
	for _, tt := range []struct {
		name   string
		status int
		want   error
	}{
		{"accepted", 200, nil},
		{"signed out, disabled or deleted", 401, ErrSignedOut},
		{"throttled", 429, ErrUnavailable},
		{"in trouble", 500, ErrUnavailable},
		{"a redirect", 302, ErrUnavailable},
		{"a request that it does not understand", 400, ErrUnavailable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := newEndpoint(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", "https://evil.example/")
				w.WriteHeader(tt.status)
			})
			err := e.client().StillSignedIn(t.Context(), sensitive.New(token))
			if !errors.Is(err, tt.want) || tt.want == nil && err != nil || err != nil &&
				strings.Contains(err.Error(), token) {
				t.Errorf("got %v", err)
			}
			_, _, hasSecret := e.last.BasicAuth()
			if e.last.URL.Path != "/oauth2/userInfo" || e.last.Header.Get("Authorization") != "Bearer "+token ||
				hasSecret || e.calls.Load() != 1 {
				t.Errorf("%s %s with %q", e.last.Method, e.last.URL, e.last.Header.Get("Authorization"))
			}
		})
	}
	gone := newEndpoint(t, says(200, "", ""))
	client := gone.client()
	gone.Close()
	if err := client.StillSignedIn(t.Context(), sensitive.New(token)); !errors.Is(err, ErrUnavailable) {
		t.Errorf("without a connection: %v", err)
	}
}
