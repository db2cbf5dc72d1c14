package hosted

import (
	"net/http"
	"slices"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// authorize begins a sign-in: with a live browser session it returns a code at once, otherwise it shows the
// form (developer guide, "Authorize endpoint").
func (d *Domain) authorize(w http.ResponseWriter, r *http.Request) {
	req, ok := d.requestOf(w, r)
	if !ok {
		return
	}
	d.beginForm(w, r)
	if session, live := d.browser(r); live && !slices.Contains(req.prompt, "login") {
		d.returnCode(w, req, session)
		return
	}
	if slices.Contains(req.prompt, "none") {
		redirect(w, req.failed("login_required", ""))
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
	handle, session := d.pool.Browsers.Open(username)
	d.replaceFormToken(w, r)
	d.setSession(w, r, handle)
	d.returnCode(w, req, session)
}

func (d *Domain) returnCode(w http.ResponseWriter, req request, session pool.BrowserSession) {
	redirect(w, req.succeeded(d.pool.Codes.Issue(pool.AuthorizationCode{
		SignIn: pool.SignIn{
			Username: session.Username, ClientID: req.client.ClientId, Nonce: req.nonce, Scopes: req.scopes,
			AuthTime: session.AuthTime, Hosted: true,
		},
		RedirectURI: req.redirectURI, Challenge: req.challenge,
	})))
}

// redirect sends the browser on, without a body.
func redirect(w http.ResponseWriter, address string) {
	w.Header().Set("Location", address)
	w.Header().Set("Content-Length", "0")
	w.WriteHeader(http.StatusFound)
}
