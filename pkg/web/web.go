// Package web is what every HTTP function of the site has in common: it starts the function, guards it, sets the headers of each answer,
// turns errors into pages and writes the log. Functions hold what is their own, and nothing of this.
// It must not talk to Cognito's endpoints, read the client secret or link the AWS SDK: pages only verify. Nor may it know the site's pages:
// a site hands its error page to Run, and what a page shows of the request it is given as data (package view).
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
	"os"
	"time"

	"github.com/a-h/templ"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth"
	"cognitossr/pkg/config"
	"cognitossr/pkg/lambda"
	"cognitossr/pkg/session"
	"cognitossr/pkg/view"
)

// Verifier turns tokens into verified identities. Its errors tell expired, not valid yet, invalid and unavailable apart (see package auth).
type Verifier interface {
	VerifyPair(ctx context.Context, id, access string) (*auth.Identity, error)
	VerifyAccess(ctx context.Context, token string) (*auth.AccessToken, error)
	SessionIgnoringExpiry(ctx context.Context, access string) (auth.Session, error)
}

// ErrorPage is the site's page for a request that failed.
type ErrorPage func(view.Failure) templ.Component

// Deps is what a function is given.
type Deps struct {
	Config    config.Config
	Verifier  Verifier
	Sessions  *session.Store
	Log       *slog.Logger
	Now       func() time.Time
	Getenv    func(name string) string // has the variables that the function lists of its own; what all functions are told is in Config
	ErrorPage ErrorPage                // nil for an API, whose failures are JSON

	headers *headers
}

// Run serves a page function until the process ends: a refusal is the site's error page or a way to sign in. It refuses to start without a complete
// configuration.
func Run(page ErrorPage, newHandler func(Deps) (http.Handler, error)) {
	run(access.KindPage, page, newHandler)
}

// RunAPI serves an API function: a refusal is JSON, and a bearer token is as good as a session.
func RunAPI(newHandler func(Deps) (http.Handler, error)) { run(access.KindAPI, nil, newHandler) }

// run starts a function. No key is fetched before the first session is seen, unless none was shipped.
func run(kind string, page ErrorPage, newHandler func(Deps) (http.Handler, error)) {
	adapter, err := start(kind, page, newHandler, os.Getenv, os.Stdout)
	if err != nil {
		lambda.NewLog(os.Stdout, slog.LevelInfo).Error("the function cannot start", "event", "config.error", "error", err.Error())
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
	verifier, err := auth.New(auth.Config{Issuer: c.Issuer, ClientID: c.ClientID, JWKSURL: c.JWKSURL, JWKS: c.JWKS, Log: log})
	if err != nil {
		return nil, fmt.Errorf("making the verifier: %w", err)
	}
	verifier.Start()
	deps := NewDeps(c, verifier, log, time.Now, rand.Reader)
	deps.Getenv, deps.ErrorPage = getenv, page
	handler, err := newHandler(deps)
	if err != nil {
		return nil, fmt.Errorf("making the handler: %w", err)
	}
	return NewAdapter(deps, kind, handler), nil
}

// NewDeps puts together what a function is given, but for its own variables (Getenv finds none) and the error page. Run does it in production; tests
// bring their own clock and source of random bytes.
func NewDeps(c config.Config, verifier Verifier, log *slog.Logger, now func() time.Time, random io.Reader) Deps {
	return Deps{
		Config:   c,
		Verifier: verifier,
		Sessions: &session.Store{Loopback: c.Loopback(), MaxAge: c.SessionMaxAge, IdleAge: c.SessionIdleAge, Now: now, Random: random},
		Log:      log,
		Now:      now,
		Getenv:   func(string) string { return "" },
		headers:  newHeaders(c),
	}
}

// NewAdapter puts the checks that every request has to pass before a function's own handler.
func NewAdapter(d Deps, kind string, handler http.Handler) *lambda.Adapter {
	return &lambda.Adapter{
		Handler: d.observe(kind, d.checkRequest(d.checkOrigin(d.guard(kind, handler)))),
		OnUnsendable: func(w http.ResponseWriter, r *http.Request, err error) {
			d.headers.set(w.Header())
			d.fail(w, withKind(r, kind), Fail(CodeInternal, err))
		},
	}
}
