package auth_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/auth/authtest"
)

// TestNothingOfATokenReachesAnAddress: whatever a token says about its key, only the configured URL is fetched, nothing
// of the token is in the request, and the log does not repeat it.
func TestNothingOfATokenReachesAnAddress_SEC048(t *testing.T) {
	const mark = "kanarienvogel"
	for _, kid := range []string{
		`../../` + mark, `http://169.254.169.254/` + mark, `//` + mark + `.example/`, `?` + mark, `#` + mark,
		`%2e%2e/` + mark, mark + `\r\nHost: evil.example`, `file:///` + mark,
	} {
		l := newStoreLab(t)
		good := ok(string(l.JWKS()))
		l.server.set(func(r *http.Request) (*http.Response, error) {
			if r.Method != http.MethodGet || r.URL.String() != l.JWKSURL || r.Host != r.URL.Host || r.Body != nil ||
				len(r.Header) != 2 {
				t.Errorf("%s: %s %s at %q with %v", kid, r.Method, r.URL, r.Host, r.Header)
			}
			return good(r)
		})
		v := l.verifier(t, l.JWKS())
		l.expect(t, v, l.Sign(1, `{"kid":"`+kid+`","alg":"RS256"}`,
			l.AccessPayload(authtest.Claims{"jku": "https://" + mark + ".example/"})), "invalid", 1)
		for _, member := range []string{"jku", "x5u"} {
			l.expect(t, v, l.Sign(1, `{"kid":"new","alg":"RS256","`+member+`":"https://`+mark+`.example/"}`,
				l.AccessPayload(nil)), "invalid", 1)
		}
		if !strings.Contains(l.log.String(), `"event":"jwks.fetched"`) || strings.Contains(l.log.String(), mark) {
			t.Errorf("%s: the log is %s", kid, l.log.String())
		}
	}
}

// TestNothingIsLeftAfterARequest: a Lambda function is frozen with whatever still runs, so that a fetch must leave no
// goroutine and no connection, whether it succeeds, fails or is abandoned.
func TestNothingIsLeftAfterARequest_R50(t *testing.T) {
	answers := map[string]http.HandlerFunc{
		"keys":    nil,
		"failure": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
		"half an answer": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "{")
		},
	}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			pool := authtest.NewPool(t)
			if answer != nil {
				pool.Serve(answer)
			}
			_, err := newVerifier(t, pool.Config()).VerifyAccess(t.Context(), pool.Access(nil))
			if (err == nil) != (answer == nil) || pool.Fetches() != 1 {
				t.Errorf("got %v after %d fetches", err, pool.Fetches())
			}
			expectNothingLeft(t)
		})
	}
	t.Run("given up", func(t *testing.T) {
		pool := authtest.NewPool(t)
		release := make(chan struct{})
		server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-r.Context().Done():
			case <-release:
			}
		}))
		t.Cleanup(server.Close)
		t.Cleanup(func() { close(release) })
		config := pool.Config()
		config.JWKSURL = server.URL
		hurried, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if _, err := newVerifier(t, config).VerifyAccess(hurried, pool.Access(nil)); class(err) != "unavailable" {
			t.Errorf("got %v", err)
		}
		expectNothingLeft(t)
	})
}

// expectNothingLeft looks for goroutines of a fetch, and of the connections of an HTTP client. One that is about to end
// may need a moment.
func expectNothingLeft(t *testing.T) {
	t.Helper()
	left := ""
	for begun := time.Now(); time.Since(begun) < 5*time.Second; runtime.Gosched() {
		all := make([]byte, 1<<20)
		left = string(all[:runtime.Stack(all, true)])
		if !strings.Contains(left, "pkg/auth.(*keyStore)") && !strings.Contains(left, "net/http.(*persistConn)") {
			return
		}
	}
	t.Errorf("something still runs:\n%s", left)
}
