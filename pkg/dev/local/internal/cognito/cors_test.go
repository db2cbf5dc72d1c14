package cognito

import (
	"net/http"
	"testing"
)

// A page on this machine may call what AWS lets pages call (F-92), and no page of the web may.
func TestPagesOnThisMachineMayCall_F92(t *testing.T) {
	s := start(t)
	tests := []struct {
		name, method, path, origin string
		allowed                    bool
	}{
		{"the API", http.MethodPost, "/", "http://localhost:5173", true},
		{"the API, asked first", http.MethodOptions, "/", "http://localhost:5173", true},
		{"the token endpoint, asked first", http.MethodOptions, "/oauth2/token", "http://127.0.0.1:8000", true},
		{"the key set", http.MethodGet, "/" + s.PoolID() + "/.well-known/jwks.json", "http://[::1]:3000", true},
		{"the API from the web", http.MethodPost, "/", "https://evil.example", false},
		{"the API from the web, asked first", http.MethodOptions, "/", "https://localhost.evil.example", false},
		{"the API from a file", http.MethodPost, "/", "null", false},
		{"a page (F-42)", http.MethodGet, "/logout", "http://localhost:5173", false},
		{"the control page", http.MethodPost, "/_local/reset", "http://localhost:5173", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := newRequest(t, test.method, s.url+test.path, nil)
			r.Header.Set("Origin", test.origin)
			r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.ListUserPools")
			a := s.in(t).visitor().do(r)
			if allowed := a.Header.Get("Access-Control-Allow-Origin") == "*"; allowed != test.allowed {
				t.Errorf("answered %d with %v", a.StatusCode, a.Header)
			}
			if test.allowed && (test.method == http.MethodOptions) != (a.Header.Get("Access-Control-Allow-Headers") != "") {
				t.Errorf("answered %d with %v", a.StatusCode, a.Header)
			}
		})
	}
}
