package cognito

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestAnswersLoopbackOnly_SEC128(t *testing.T) {
	tests := []struct {
		name, host, peer string
		want             int
	}{
		{"address", "127.0.0.1:9229", "127.0.0.1:5000", http.StatusOK},
		{"name", "localhost:9229", "[::1]:5000", http.StatusOK},
		{"IPv6", "[::1]:9229", "[::1]:5000", http.StatusOK},
		{"no port", "localhost", "127.0.0.1:5000", http.StatusOK},
		{"name below localhost", "auth.localhost:9229", "127.0.0.1:5000", http.StatusOK},
		{"rebound name", "evil.example:9229", "127.0.0.1:5000", http.StatusForbidden},
		{"name that begins like ours", "localhost.evil.example", "127.0.0.1:5000", http.StatusForbidden},
		{"no host", "", "127.0.0.1:5000", http.StatusForbidden},
		{"peer on the network", "127.0.0.1:9229", "192.0.2.7:5000", http.StatusForbidden},
		{"peer without address", "127.0.0.1:9229", "", http.StatusForbidden},
	}
	s := start(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/_local/state", nil)
			r.Host, r.RemoteAddr = test.host, test.peer
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code != test.want || w.Header().Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("answered %d %v", w.Code, w.Header())
			}
		})
	}
}

func TestKeysAreNewAtEachStart_SEC128(t *testing.T) {
	if one, two := start(t), start(t); string(one.pool.JWKS()) == string(two.pool.JWKS()) {
		t.Error("two starts have the same keys")
	}
}
