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
	forms     map[string]form
	secret    []byte // of the form tokens
	log       *slog.Logger
}

// New makes the domain. The origin is asked for on each request, for it is known only after listening.
func New(p *pool.Pool, origin func() string, managedAt func(host string) bool, faults *Faults, log *slog.Logger) *Domain {
	return &Domain{pool: p, origin: origin, managedAt: managedAt, faults: faults, forms: forms(),
		secret: []byte(rand.Text()), log: log}
}

// Register adds the domain's routes: the pages with their forms, and what programs call.
func (d *Domain) Register(mux *http.ServeMux) {
	for path, f := range d.forms {
		d.register(mux, path, f)
	}
	again := d.forms["/login"]
	again.managed = true
	d.register(mux, "/login/continue", again)
	signIn := form{awaits: []pool.Challenge{pool.AwaitsFirstFactor}}
	for pattern, do := range map[string]func(*visit){
		"GET /passkeys/add": (*visit).addPasskeyForm, "POST /passkeys/add": (*visit).addPasskey,
		"GET /passkeys/signin":  (*visit).passkeySignInForm,
		"POST /passkeys/signin": d.during(signIn, (*visit).passkeySignIn),
	} {
		mux.HandleFunc(pattern, d.page(d.styled(d.managedOnly(d.visiting(do)))))
	}
	for pattern, handle := range map[string]http.HandlerFunc{
		"GET /oauth2/authorize":         d.visiting((*visit).authorize),
		"GET " + providerResponsePath:   d.providerResponse,
		"GET " + standInPath + "{name}": d.standInForm, "POST " + standInPath + "{name}": d.standInAnswer,
		"GET /logout":          d.logout,
		"GET /error":           d.errorPage,
		"GET /confirmUser":     d.styled(d.confirmUser),
		"GET /_local/branding": d.branding,
	} {
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
