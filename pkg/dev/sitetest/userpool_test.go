package sitetest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/routes"
)

const clientSecret = "canary-client-secret-0123456789"

// userPool stands for the user pool's domain: it signs one user in, unless told otherwise without asking, rotates
// refresh tokens, and knows which sign-ins are revoked.
type userPool struct {
	*authtest.Pool
	server *httptest.Server

	mutex    sync.Mutex
	signedIn bool              // whether the browser has a session here
	codes    map[string]string // of codes, the nonce of the flow
	refresh  map[string]*refreshToken
	many     bool            // whether each sign-in is another user's, with an address of its own
	claims   authtest.Claims // for the tokens that are issued from now on
	padding  int             // bytes that ID tokens are longer by
	asks     bool            // whether a browser without a session here gets a form instead of being signed in
	grace    time.Duration
	trouble  int  // how many calls of the token endpoint fail from now on
	deaf     bool // whether revocation does nothing, for tests that prove that others notice
	issued   []string
	hold     chan struct{} // while there is one, the token endpoint waits for it
	held     chan struct{} // tells that a call waits
	late     bool          // whether what waits is an answer, and not a call that nobody has looked at yet
	calls    []string      // the paths that the site's functions have called
}

// family is one sign-in and every refresh token that came from it.
type family struct {
	origin  string // "origin_jti" of all its tokens
	revoked bool
}

type refreshToken struct {
	family  *family
	retired time.Time
}

func newUserPool(t *testing.T) *userPool {
	t.Helper()
	p := &userPool{Pool: authtest.NewPool(t), codes: map[string]string{}, refresh: map[string]*refreshToken{},
		grace: time.Minute}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /oauth2/authorize", p.authorize)
	mux.HandleFunc("GET /logout", p.logout)
	mux.HandleFunc("POST /oauth2/token", p.token)
	mux.HandleFunc("POST /oauth2/revoke", p.revoke)
	p.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost { // what browsers ask for is GET
			p.change(func(p *userPool) { p.calls = append(p.calls, r.URL.Path) })
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(p.server.Close)
	return p
}

// environment is what a function is given, and nothing else of this process's own.
func (p *userPool) environment(f routes.Function) []string {
	variables := []string{
		"BASE_URL=" + baseURL, "COGNITO_USER_POOL_ID=eu-west-1_AbCdEf123", "COGNITO_CLIENT_ID=" + p.ClientID,
		"COGNITO_DOMAIN=" + p.server.URL,
		"COGNITO_ISSUER=" + p.Issuer, "COGNITO_JWKS_URL=" + p.JWKSURL, "COGNITO_JWKS=" + string(p.JWKS()),
		"ROUTE_AUTH=" + string(f.Auth), "LOG_LEVEL=debug",
	}
	if f.Secret {
		variables = append(variables, "COGNITO_CLIENT_SECRET="+clientSecret)
	}
	return variables
}

// secrets is everything that no log may show.
func (p *userPool) secrets() []string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return append([]string{clientSecret, authtest.Email, "eyJ"}, p.issued...)
}

// change changes the user pool's ways while functions run.
func (p *userPool) change(do func(p *userPool)) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	do(p)
}

func (p *userPool) mint(kind string) string {
	text := fmt.Sprintf("canary-%s-%06d", kind, len(p.issued))
	p.issued = append(p.issued, text)
	return text
}

func (p *userPool) authorize(w http.ResponseWriter, r *http.Request) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	query := r.URL.Query()
	if query.Get("redirect_uri") != baseURL+"/auth/callback" || query.Get("client_id") != p.ClientID ||
		query.Get("code_challenge") == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if p.asks && !p.signedIn {
		return // the form
	}
	p.signedIn = true
	code := p.mint("code")
	p.codes[code] = query.Get("nonce")
	http.Redirect(w, r, baseURL+"/auth/callback?"+url.Values{"code": {code}, "state": {query.Get("state")}}.Encode(),
		http.StatusFound)
}

func (p *userPool) logout(w http.ResponseWriter, r *http.Request) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	query := r.URL.Query()
	if query.Get("client_id") != p.ClientID || query.Get("logout_uri") != baseURL+"/auth/signed-out" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	p.signedIn = false
	http.Redirect(w, r, query.Get("logout_uri"), http.StatusFound)
}

func (p *userPool) token(w http.ResponseWriter, r *http.Request) {
	if r.ParseForm() != nil {
		return
	}
	p.wait(false)
	status, answer := p.exchange(r.PostForm)
	p.wait(true)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer)
}

// wait holds up a call of the token endpoint, or its answer, where that was asked for.
func (p *userPool) wait(late bool) {
	p.mutex.Lock()
	hold, held, here := p.hold, p.held, p.late == late
	p.mutex.Unlock()
	if hold != nil && here {
		held <- struct{}{}
		<-hold
	}
}

func (p *userPool) exchange(form url.Values) (status int, answer map[string]string) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.trouble > 0 {
		p.trouble--
		return http.StatusInternalServerError, map[string]string{"error": "invalid_grant"}
	}
	from, claims := p.grant(form)
	if from == nil {
		return http.StatusBadRequest, map[string]string{"error": "invalid_grant"}
	}
	next := p.mint("refresh")
	p.refresh[next] = &refreshToken{family: from}
	claims["origin_jti"] = from.origin
	if p.many {
		claims["email"] = from.origin + "@example.com"
	}
	id, access := p.pair(claims)
	return http.StatusOK, map[string]string{"id_token": id, "access_token": access, "refresh_token": next,
		"token_type": "Bearer"}
}

// pair is two tokens of the length that was asked for.
func (p *userPool) pair(claims authtest.Claims) (id, access string) {
	access = p.Access(claims)
	if p.padding > 0 {
		claims["custom:padding"] = strings.Repeat("x", p.padding)
	}
	return p.ID(claims), access
}

// grant checks a code, which works once, or a refresh token, which works until it is revoked or its grace period has
// passed.
func (p *userPool) grant(form url.Values) (*family, authtest.Claims) {
	claims := authtest.Claims{}
	for name, value := range p.claims {
		claims[name] = value
	}
	if nonce, known := p.codes[form.Get("code")]; known {
		delete(p.codes, form.Get("code"))
		claims["nonce"] = nonce
		return &family{origin: form.Get("code")}, claims
	}
	given := p.refresh[form.Get("refresh_token")]
	if given == nil || given.family.revoked || !given.retired.IsZero() && time.Since(given.retired) >= p.grace {
		return nil, nil
	}
	if given.retired.IsZero() {
		given.retired = time.Now()
	}
	return given.family, claims
}

func (p *userPool) revoke(w http.ResponseWriter, r *http.Request) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	_, secret, _ := r.BasicAuth()
	given := p.refresh[r.FormValue("token")]
	if secret != clientSecret {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if given != nil && !p.deaf {
		given.family.revoked = true
	}
}

// good reports whether new tokens could be had for a refresh token.
func (p *userPool) good(refresh string) bool {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	known := p.refresh[refresh]
	return known != nil && !known.family.revoked
}

// sizes makes the tokens from now on as long as so many groups make them, and ID tokens longer still.
func (p *userPool) sizes(count, padding int) {
	names := make([]string, count)
	for i := range names {
		names[i] = fmt.Sprintf("%s-%03d", strings.Repeat("g", 26), i)
	}
	p.change(func(p *userPool) { p.claims, p.padding = authtest.Claims{"cognito:groups": names}, padding })
}
