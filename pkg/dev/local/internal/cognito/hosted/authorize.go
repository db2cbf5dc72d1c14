package hosted

import (
	"net/http"
	"slices"
	"strconv"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// authorize begins a sign-in: with a live browser session it returns a code at once, otherwise it shows the
// form (developer guide, "Authorize endpoint").
func (v *visit) authorize() {
	v.beginForm(v.w, v.r)
	if session, live := v.session(); live {
		v.returnCode(session)
		return
	}
	if slices.Contains(v.req.prompt, "none") {
		v.redirect(v.req.failed("login_required", ""))
		return
	}
	if to, direct := v.leadsTo(v.req); direct {
		v.leave(to)
		return
	}
	v.redirect(v.req.link("/login"))
}

// session is the browser's, unless the request wants a new sign-in.
func (v *visit) session() (pool.BrowserSession, bool) {
	session, live := v.browser(v.r)
	return session, live && !slices.Contains(v.req.prompt, "login")
}

func (d *Domain) browser(r *http.Request) (pool.BrowserSession, bool) {
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return pool.BrowserSession{}, false
	}
	return d.pool.Browser(c.Value)
}

// signedIn opens a browser session and goes back to the site with a code.
func (v *visit) signedIn(username string) {
	if err := v.pool.PostAuthenticate(v.r.Context(), v.by(), username); err != nil {
		v.triggerFailed(err)
		return
	}
	v.signedInAt("", username)
}

// signedInAt is signedIn for who signed in at an identity provider, "" for here.
func (v *visit) signedInAt(provider, username string) {
	v.returnCode(v.openSession(provider, username))
}

// openSession gives the browser a session. Whoever needs a second factor has proved it by now.
func (v *visit) openSession(provider, username string) pool.BrowserSession {
	handle, session := v.pool.Browsers.Open(username, provider, v.pool.NeedsSecondFactor(username))
	v.replaceFormToken(v.w, v.r)
	v.setSession(v.w, v.r, handle)
	return session
}

// returnCode goes back to the site with a code, or with tokens where the request asks for them.
func (v *visit) returnCode(session pool.BrowserSession) {
	signIn := pool.SignIn{
		Username: session.Username, ClientID: v.req.client.ClientId, Nonce: v.req.nonce, Scopes: v.req.scopes,
		AuthTime: session.AuthTime, Hosted: true,
	}
	if v.req.implicit {
		v.returnTokens(signIn)
		return
	}
	v.redirect(v.req.succeeded(v.pool.Codes.Issue(pool.AuthorizationCode{SignIn: signIn, RedirectURI: v.req.redirectURI,
		Challenge: v.req.challenge})))
}

// returnTokens is the implicit grant (RFC 6749 section 4.2.2): the tokens are in the fragment, without a refresh token.
func (v *visit) returnTokens(signIn pool.SignIn) {
	tokens, err := v.pool.Start(v.r.Context(), signIn)
	if err != nil {
		v.redirect(v.req.failed("invalid_request", sentence(err)))
		return
	}
	v.redirect(v.req.redirectURI + "#" + inOrder("id_token", tokens.ID, "access_token", tokens.Access,
		"expires_in", strconv.Itoa(tokens.ExpiresIn), "token_type", "Bearer", "state", v.req.state))
}

// redirect sends the browser on, without a body.
func redirect(w http.ResponseWriter, address string) {
	w.Header().Set("Location", address)
	w.Header().Set("Content-Length", "0")
	w.WriteHeader(http.StatusFound)
}
