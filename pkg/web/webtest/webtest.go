// Package webtest calls functions in tests as API Gateway does: an event goes in, an answer comes out, and a browser's
// view of it. Whatever a test does, it also checks what holds for every answer: the headers, the cookies, where a
// redirect leads, and that neither the page nor the log shows a token, a code, a secret or an e-mail address that must
// not be there. It must not be imported by anything but tests.
package webtest

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/config"
	"cognitossr/pkg/lambda"
	"cognitossr/pkg/revocation"
	"cognitossr/pkg/revocation/revocationtest"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/web"
)

// The site's and the user pool's origins.
const (
	BaseURL = "https://app.example.com"
	Domain  = "https://auth.example.com"
)

// Secret is the app client's secret.
const Secret = "canary+client/secret=0123456789abcdef"

// Clock is a clock that a test sets.
type Clock struct {
	mutex sync.Mutex
	now   time.Time
}

// Now returns the time.
func (c *Clock) Now() time.Time {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.now
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.now = c.now.Add(d)
}

// Site is what the functions of a site share: a user pool with keys, a clock and a log.
type Site struct {
	Pool     *authtest.Pool
	Clock    *Clock
	Config   config.Config
	Log      *Log
	Verifier web.Verifier
	Env      map[string]string // the function's own variables

	Revocations *revocation.List // of the functions that are made afterwards; nil: instant sign-out is off

	t         testing.TB
	errorPage web.ErrorPage
}

// New makes a site at BaseURL with this error page, whose functions were shipped with the pool's keys, so that they
// need not fetch them.
func New(t testing.TB, page web.ErrorPage) *Site {
	t.Helper()
	pool := authtest.NewPool(t)
	clock := &Clock{now: time.Unix(1_790_000_000, 0)}
	pool.Now = clock.Now
	s := &Site{Pool: pool, Clock: clock, Log: newLog(t), t: t, errorPage: page}
	s.Config = config.Config{
		BaseURL: BaseURL, Domain: Domain, ClientID: pool.ClientID, Issuer: pool.Issuer, JWKSURL: pool.JWKSURL,
		JWKS: pool.JWKS(), Auth: access.Public,
		ClientSecret: sensitive.New(Secret), LogLevel: slog.LevelDebug,
		SessionMaxAge: config.DefaultSessionMaxAge, SessionIdleAge: config.DefaultSessionIdleAge,
	}
	s.Verifier = s.verifier(s.Config.JWKS)
	s.Log.Keep(Secret, authtest.Email)
	return s
}

func (s *Site) verifier(keys []byte) *auth.Verifier {
	s.t.Helper()
	c := s.Pool.Config()
	c.JWKS, c.Log = keys, s.Log.logger()
	verifier, err := auth.New(c)
	if err != nil {
		s.t.Fatal(err)
	}
	return verifier
}

// KeysDown makes the functions that are made afterwards start without keys, and the key set's server fail.
func (s *Site) KeysDown() {
	s.Pool.Serve(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	s.Verifier = s.verifier(nil)
}

// Deps returns the dependencies of a function with this access right.
func (s *Site) Deps(right access.Right) web.Deps {
	c := s.Config
	c.Auth = right
	deps := web.NewDeps(c, s.Verifier, s.Log.logger(), s.Clock.Now, rand.Reader)
	deps.Getenv, deps.ErrorPage = func(name string) string { return s.Env[name] }, s.errorPage
	deps.Revocations = s.Revocations
	return deps
}

// InstantSignOut switches instant sign-out on for the functions that are made afterwards, which remember answers of the
// table for a time. Each call is another process with the same table.
func (s *Site) InstantSignOut(table *revocationtest.Table, remember time.Duration) {
	s.Config.SignOutTable, s.Config.SignOutUnavailable = revocationtest.Name, []string{"group"}
	s.Revocations = revocation.NewList(table, revocationtest.Name, remember, s.Clock.Now)
}

// Function is one function that runs.
type Function struct {
	site    *Site
	adapter *lambda.Adapter
	kind    string
}

// Function starts a function.
func (s *Site) Function(kind string, right access.Right, newHandler func(web.Deps) (http.Handler, error)) *Function {
	s.t.Helper()
	return s.FunctionWith(kind, s.Deps(right), newHandler)
}

// FunctionWith starts a function with dependencies of the test's own making.
func (s *Site) FunctionWith(kind string, deps web.Deps, newHandler func(web.Deps) (http.Handler, error)) *Function {
	s.t.Helper()
	handler, err := newHandler(deps)
	if err != nil {
		s.t.Fatal(err)
	}
	return &Function{site: s, kind: kind, adapter: web.NewAdapter(deps, kind, handler)}
}

// Page starts a public page function.
func (s *Site) Page(newHandler func(web.Deps) (http.Handler, error)) *Function {
	s.t.Helper()
	return s.Function(access.KindPage, access.Public, newHandler)
}
