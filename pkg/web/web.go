// Package web is what all HTTP functions of the site share: it starts the function, enforces its access right, sets
// the headers of each response, turns errors into pages and writes the log. Functions contain only what is specific
// to them. It must not talk to Cognito's endpoints, read the client secret or link the AWS SDK: pages only verify, and
// ask at most whether a session has ended (package revocation).
// Nor may it know the site's pages: a site passes its error page to Run, and a page gets what it shows of the request
// as data (package view).
//
// Data flows one way: event, request, checks of the request, guard, handler, page, response.
package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"slices"
	"time"

	"github.com/a-h/templ"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth"
	"cognitossr/pkg/config"
	"cognitossr/pkg/lambda"
	"cognitossr/pkg/revocation"
	"cognitossr/pkg/session"
	"cognitossr/pkg/view"
)

// Verifier turns tokens into verified identities. Its errors distinguish expired, not valid yet, invalid and
// unavailable (see package auth).
type Verifier interface {
	VerifyPair(ctx context.Context, id, access string) (*auth.Identity, error)
	VerifyAccess(ctx context.Context, token string) (*auth.AccessToken, error)
	SessionIgnoringExpiry(ctx context.Context, access string) (auth.Session, error)
	ForClient(clientID string) *auth.Verifier
}

// ErrorPage is the site's page for a request that failed.
type ErrorPage func(view.Failure) templ.Component

// Deps holds the dependencies of a function.
type Deps struct {
	Config    config.Config
	Verifier  Verifier
	Sessions  *session.Store
	Log       *slog.Logger
	Now       func() time.Time
	Getenv    func(name string) string // the variables that the function lists; those of all are in Config
	ErrorPage ErrorPage                // nil for an API, which responds with JSON

	// Revocations is the list of sessions that have ended, nil where the deployment has instant sign-out off.
	Revocations *revocation.List

	headers *headers
}

// Run serves a page function until the process ends: it responds to failures with the site's error page or a redirect
// to sign in. It does not start without a complete configuration.
func Run(page ErrorPage, newHandler func(Deps) (http.Handler, error)) {
	run(access.KindPage, page, newHandler)
}

// RunAPI serves an API function: it responds to failures with JSON, and accepts a bearer token instead of a session.
func RunAPI(newHandler func(Deps) (http.Handler, error)) { run(access.KindAPI, nil, newHandler) }

// run starts a function. No key is fetched before the first session, unless the deployment has no key set.
func run(kind string, page ErrorPage, newHandler func(Deps) (http.Handler, error)) {
	adapter, err := start(kind, page, newHandler, os.Getenv, os.Stdout)
	if err != nil {
		lambda.NewLog(os.Stdout, slog.LevelInfo).Error("the function cannot start", "event", "config.error", "error",
			err.Error())
		lambda.ReportInitError(err)
	}
	adapter.Start()
}

func start(
	kind string, page ErrorPage, newHandler func(Deps) (http.Handler, error), getenv func(string) string, output io.Writer,
) (*lambda.Adapter, error) {
	c, err := config.Load(getenv)
	if err != nil {
		return nil, err
	}
	log := lambda.NewLog(output, c.LogLevel)
	verifier, err := auth.New(auth.Config{
		Issuer: c.Issuer, ClientID: c.ClientID, JWKSURL: c.JWKSURL, JWKS: c.JWKS, Log: log,
		OtherIssuer: c.OtherIssuer, OtherJWKSURL: c.OtherJWKSURL(),
	})
	if err != nil {
		return nil, fmt.Errorf("creating the verifier: %w", err)
	}
	verifier.Start()
	deps := NewDeps(c, verifier, log, time.Now, rand.Reader)
	deps.Getenv, deps.ErrorPage = getenv, page
	if c.SignOutTable != "" {
		deps.Revocations = revocation.New(getenv, c.SignOutTable, c.SignOutRemember, time.Now)
	}
	handler, err := newHandler(deps)
	if err != nil {
		return nil, fmt.Errorf("creating the handler: %w", err)
	}
	return NewAdapter(deps, kind, handler), nil
}

// NewDeps returns the dependencies of a function, without its own variables (Getenv finds none) and the error page.
// Run calls it in production; tests pass their own clock and source of random bytes.
func NewDeps(c config.Config, verifier Verifier, log *slog.Logger, now func() time.Time, random io.Reader) Deps {
	return Deps{
		Config:   c,
		Verifier: verifier,
		Sessions: &session.Store{Loopback: c.Loopback(), MaxAge: c.SessionMaxAge, IdleAge: c.SessionIdleAge, Now: now,
			Random:    random,
			Migration: migrationOf(c)},
		Log:     log,
		Now:     now,
		Getenv:  func(string) string { return "" },
		headers: newHeaders(c),
	}
}

// migrationOf returns which old cookies there may be, and the attributes by which they are deleted: the site's own host
// is what cognito-at-edge sets without being told.
func migrationOf(c config.Config) session.Migration {
	if c.MigrateFrom == "" {
		return session.Migration{}
	}
	m := session.Migration{From: c.MigrateFrom, ClientID: c.ClientID}
	if site, err := url.Parse(c.BaseURL); err == nil && !c.Loopback() {
		m.Domains = append(m.Domains, site.Hostname())
	}
	if parent := c.MigrateCookieDomain; parent != "" && !slices.Contains(m.Domains, parent) {
		m.Domains = append(m.Domains, parent)
	}
	return m
}

// NewAdapter wraps a function's handler in the checks that every request must pass.
func NewAdapter(d Deps, kind string, handler http.Handler) *lambda.Adapter {
	return &lambda.Adapter{
		Handler: d.observe(kind, d.checkRequest(kind, d.checkOrigin(d.refuseChanges(d.guard(kind, handler))))),
		OnUnsendable: func(w http.ResponseWriter, r *http.Request, err error) {
			d.headers.set(w.Header())
			d.fail(w, d.withState(r, kind), Fail(CodeInternal, err))
		},
	}
}
