// Package hosted is what the domain of a user pool serves: the pages, as the classic hosted UI or as managed login, the
// OAuth 2.0 endpoints, the key set and the discovery document.
//
// It holds no state but its fault switches: users, codes and tokens are the pool's. It runs no script but on the pages
// with passkeys, and it does not speak the cognito-idp API.
package hosted

import (
	"crypto/rand"
	"log/slog"
	"net/http"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// Domain serves one pool's domain.
type Domain struct {
	pool      *pool.Pool
	origin    func() string          // such as http://127.0.0.1:9229
	managedAt func(host string) bool // whether the pages at a host name are managed login
	faults    *Faults
	secret    []byte // of the form tokens
	log       *slog.Logger
}

// New makes the domain. The origin is asked for on each request, for it is known only after listening.
func New(p *pool.Pool, origin func() string, managedAt func(host string) bool, faults *Faults, log *slog.Logger) *Domain {
	return &Domain{pool: p, origin: origin, managedAt: managedAt, faults: faults, secret: []byte(rand.Text()), log: log}
}

// Register adds the domain's routes: the pages with their forms, and what programs call.
func (d *Domain) Register(mux *http.ServeMux) {
	d.registerPages(mux)
	ways := map[string]func(http.ResponseWriter, *http.Request){
		"GET /oauth2/authorize":         d.asking(d.authorize),
		"GET " + providerResponsePath:   d.providerResponse,
		"GET " + standInPath + "{name}": d.standInForm, "POST " + standInPath + "{name}": d.standInAnswer,
		"GET /logout":          d.logout,
		"GET /error":           d.errorPage,
		"GET /_local/branding": d.branding,
	}
	for pattern, handle := range ways {
		mux.HandleFunc(pattern, d.page(handle))
	}
	mux.HandleFunc("POST /oauth2/token", d.token)
	mux.HandleFunc("GET /oauth2/token", d.tokenByGet)
	mux.HandleFunc("GET /oauth2/userInfo", d.userInfo)
	mux.HandleFunc("POST /oauth2/revoke", d.revoke)
	mux.HandleFunc("GET /"+d.pool.ID()+"/.well-known/jwks.json", d.jwks)
	mux.HandleFunc("GET /"+d.pool.ID()+"/.well-known/openid-configuration", d.discovery)
	d.registerAssets(mux)
}

// registerPages adds the pages of an authorization request, and of the steps of one.
func (d *Domain) registerPages(mux *http.ServeMux) {
	pages := map[string]asked{
		"GET /login": d.loginForm, "POST /login": d.login,
		"GET /signup": d.signUpForm, "POST /signup": d.signUp,
		"GET /forgotPassword": d.forgotForm, "POST /forgotPassword": d.forgot,
		"GET " + mfaPath: d.mfaForm, "POST " + mfaPath: d.mfa,
	}
	for path, s := range map[string]struct {
		awaits     pool.Challenge
		begins     string // where somebody goes whose step is over
		form, send stepPage
	}{
		"/confirm":               {pool.AwaitsCode, "/login", d.confirmForm, d.confirm},
		"/resendcode":            {pool.AwaitsCode, "/login", d.resendCode, d.resendCode},
		"/confirmforgotPassword": {pool.AwaitsReset, "/forgotPassword", d.confirmForgotForm, d.confirmForgot},
		"/changePassword":        {pool.AwaitsNewPassword, "/login", d.newPasswordForm, d.newPassword},
		selectMfaPath:            {pool.AwaitsFactorChoice, "/login", d.selectMFAForm, d.selectMFA},
		mfaSetupPath:             {pool.AwaitsFactorSetup, "/login", d.mfaSetupForm, d.mfaSetup},
	} {
		pages["GET "+path], pages["POST "+path] = d.during(s.awaits, s.begins, s.form), d.during(s.awaits, s.begins, s.send)
	}
	for pattern, handle := range pages {
		mux.HandleFunc(pattern, d.page(d.styled(d.asking(handle))))
	}
	managedPages := map[string]asked{
		"GET /login/continue": d.loginForm, "POST /login/continue": d.login,
		"GET " + firstCodePath: d.firstCodeForm, "POST " + firstCodePath: d.firstCode,
		"GET /passkeys/add": d.addPasskeyForm, "POST /passkeys/add": d.addPasskey,
		"GET /passkeys/signin": d.passkeySignInForm, "POST /passkeys/signin": d.during(pool.AwaitsFirstFactor, "/login",
			d.passkeySignIn),
	}
	for pattern, handle := range managedPages {
		mux.HandleFunc(pattern, d.page(d.styled(d.managedOnly(d.asking(handle)))))
	}
	mux.HandleFunc("GET /confirmUser", d.page(d.styled(d.confirmUser)))
}

// asked is a page of an authorization request.
type asked func(w http.ResponseWriter, r *http.Request, req request)

// asking is a page for requests that are well formed.
func (d *Domain) asking(handle asked) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if req, ok := d.requestOf(w, r); ok {
			handle(w, r, req)
		}
	}
}

// stepPage is a page of a step that is open under a handle.
type stepPage func(w http.ResponseWriter, r *http.Request, req request, handle string, step pool.ChallengeSession)

// during is a page of an open step.
func (d *Domain) during(c pool.Challenge, begins string, handle stepPage) asked {
	return func(w http.ResponseWriter, r *http.Request, req request) {
		if name, step, open := d.challenge(w, r, req, c, begins); open {
			handle(w, r, req, name, step)
		}
	}
}

// page guards a page: a form from another site, or with a wrong token, is refused.
func (d *Domain) page(handle http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		d.pageHeaders(w)
		if d.managed(r) {
			d.rememberLanguage(w, r)
		}
		if r.Method == http.MethodPost {
			r.Body = http.MaxBytesReader(w, r.Body, maximumForm)
			if err := r.ParseForm(); err != nil {
				d.fail(w, r, http.StatusBadRequest, "The form could not be read.")
				return
			}
			if FromElsewhere(r) || d.wrongFormToken(r) {
				d.fail(w, r, http.StatusForbidden,
					"This form was not sent from this page. Go back, reload the page and try again.")
				return
			}
		}
		handle(w, r)
	}
}

// styled guards a page that needs the app client's style, if the domain shows managed login.
func (d *Domain) styled(handle http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !d.unavailable(w, r) {
			handle(w, r)
		}
	}
}

// managedOnly is a page that the classic hosted UI does not have.
func (d *Domain) managedOnly(handle http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !d.managed(r) {
			http.NotFound(w, r)
			return
		}
		handle(w, r)
	}
}

// maximumForm is the size of a form in bytes that is read at most.
const maximumForm = 64 << 10
