package auth_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/auth/authtest"
)

// keyServer is a key set server without a network, so that it works in a synctest bubble, where time is fake.
type keyServer struct {
	mu     sync.Mutex
	calls  int
	answer func(*http.Request) (*http.Response, error)
}

func (s *keyServer) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	s.calls++
	answer := s.answer
	s.mu.Unlock()
	return answer(r)
}

func (s *keyServer) set(answer func(*http.Request) (*http.Response, error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = answer
}

func (s *keyServer) called() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

// ok returns a text.
func ok(text string) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(text))}, nil
	}
}

var errDown = errors.New("connection refused")

// down refuses the connection.
func down(*http.Request) (*http.Response, error) { return nil, errDown }

// silent never responds.
func silent(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// storeLab is a pool whose key set is served by a keyServer.
type storeLab struct {
	*authtest.Pool
	server *keyServer
	log    bytes.Buffer
}

func newStoreLab(t testing.TB) *storeLab {
	pool := authtest.NewPool(t)
	return &storeLab{Pool: pool, server: &keyServer{answer: ok(string(pool.JWKS()))}}
}

// verifier makes a verifier, with a bundled key set if there is one.
func (l *storeLab) verifier(t testing.TB, seed []byte) *auth.Verifier {
	config := l.Config()
	config.JWKS, config.HTTPClient = seed, &http.Client{Transport: l.server}
	config.Log = slog.New(slog.NewJSONHandler(&l.log, nil))
	return newVerifier(t, config)
}

// set is a key set with some of the pool's keys.
func (l *storeLab) set(indexes ...int) string {
	texts := make([]string, len(indexes))
	for i, index := range indexes {
		text := string(l.JWKS())
		parts := strings.SplitAfter(strings.TrimSuffix(strings.TrimPrefix(text, `{"keys":[`), `]}`), "}")
		texts[i] = strings.TrimPrefix(parts[index], ",")
	}
	return `{"keys":[` + strings.Join(texts, ",") + `]}`
}

// expect verifies an access token and compares the class of the outcome and the number of fetches so far.
func (l *storeLab) expect(t *testing.T, v *auth.Verifier, token, want string, fetches int) {
	t.Helper()
	_, err := v.VerifyAccess(t.Context(), token)
	if got := class(err); got != want {
		t.Errorf("got %q (%v), want %q", got, err, want)
	}
	if got := l.server.called(); got != fetches {
		t.Errorf("%d fetches, want %d", got, fetches)
	}
}

// byKey0 is an access token signed with the pool's first key.
func (l *storeLab) byKey0() string { return l.Sign(0, l.Header(0), l.AccessPayload(nil)) }
