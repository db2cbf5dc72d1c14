package hosted

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// authorize begins a sign-in: with a live browser session it returns a code at once, otherwise it shows the
// form (developer guide, "Authorize endpoint").
func (d *Domain) authorize(w http.ResponseWriter, r *http.Request, req request) {
	d.beginForm(w, r)
	if session, live := d.browser(r); live && !slices.Contains(req.prompt, "login") {
		d.returnCode(w, r, req, session)
		return
	}
	if slices.Contains(req.prompt, "none") {
		redirect(w, req.failed("login_required", ""))
		return
	}
	if to, direct := d.leadsTo(req); direct {
		d.leave(w, r, req, to)
		return
	}
	redirect(w, req.link("/login"))
}

func (d *Domain) browser(r *http.Request) (pool.BrowserSession, bool) {
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return pool.BrowserSession{}, false
	}
	return d.pool.Browser(c.Value)
}

// signedIn opens a browser session and goes back to the site with a code.
func (d *Domain) signedIn(w http.ResponseWriter, r *http.Request, req request, username string) {
	if err := d.pool.PostAuthenticate(r.Context(), req.by(), username); err != nil {
		d.triggerFailed(w, req, err)
		return
	}
	d.signedInAt(w, r, req, "", username)
}

// signedInAt is signedIn for who signed in at an identity provider, "" for here.
func (d *Domain) signedInAt(w http.ResponseWriter, r *http.Request, req request, provider, username string) {
	d.returnCode(w, r, req, d.openSession(w, r, provider, username))
}

// openSession gives the browser a session. Whoever needs a second factor has proved it by now.
func (d *Domain) openSession(w http.ResponseWriter, r *http.Request, provider, username string) pool.BrowserSession {
	handle, session := d.pool.Browsers.Open(username, provider, d.pool.NeedsSecondFactor(username))
	d.replaceFormToken(w, r)
	d.setSession(w, r, handle)
	return session
}

// returnCode goes back to the site with a code, or with tokens where the request asks for them.
func (d *Domain) returnCode(w http.ResponseWriter, r *http.Request, req request, session pool.BrowserSession) {
	signIn := pool.SignIn{
		Username: session.Username, ClientID: req.client.ClientId, Nonce: req.nonce, Scopes: req.scopes,
		AuthTime: session.AuthTime, Hosted: true,
	}
	if req.implicit {
		d.returnTokens(w, r, req, signIn)
		return
	}
	redirect(w, req.succeeded(d.pool.Codes.Issue(pool.AuthorizationCode{SignIn: signIn, RedirectURI: req.redirectURI,
		Challenge: req.challenge})))
}

// returnTokens is the implicit grant (RFC 6749 section 4.2.2): the tokens are in the fragment, without a refresh token.
func (d *Domain) returnTokens(w http.ResponseWriter, r *http.Request, req request, signIn pool.SignIn) {
	tokens, err := d.pool.Start(r.Context(), signIn)
	if err != nil {
		redirect(w, req.failed("invalid_request", sentence(err)))
		return
	}
	fragment := ""
	for _, p := range [][2]string{
		{"id_token", tokens.ID}, {"access_token", tokens.Access}, {"expires_in", strconv.Itoa(tokens.ExpiresIn)},
		{"token_type", "Bearer"}, {"state", req.state},
	} {
		if p[1] != "" {
			fragment += "&" + p[0] + "=" + url.QueryEscape(p[1])
		}
	}
	redirect(w, req.redirectURI+"#"+fragment[1:])
}

// redirect sends the browser on, without a body.
func redirect(w http.ResponseWriter, address string) {
	w.Header().Set("Location", address)
	w.Header().Set("Content-Length", "0")
	w.WriteHeader(http.StatusFound)
}
