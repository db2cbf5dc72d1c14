package hosted

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// authorize begins a sign-in: with a live browser session it answers a code at once, otherwise it shows the
// form (developer guide, "Authorize endpoint").
func (d *Domain) authorize(w http.ResponseWriter, r *http.Request) {
	req, ok := d.requestOf(w, r)
	if !ok {
		return
	}
	if session, live := d.browser(r); live && !slices.Contains(req.prompt, "login") {
		d.returnCode(w, r, req, session)
		return
	}
	if slices.Contains(req.prompt, "none") {
		http.Redirect(w, r, req.back(url.Values{"error": {"login_required"}}), http.StatusFound)
		return
	}
	http.Redirect(w, r, req.link("/login"), http.StatusFound)
}

// sessionCookie is the name of Cognito's own cookie.
const sessionCookie = "cognito"

func (d *Domain) browser(r *http.Request) (pool.BrowserSession, bool) {
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return pool.BrowserSession{}, false
	}
	return d.pool.Browser(c.Value)
}

// signedIn opens a browser session and goes back to the site with a code.
func (d *Domain) signedIn(w http.ResponseWriter, r *http.Request, req request, username string) {
	handle, session := d.pool.OpenBrowser(username)
	d.setCookie(w, sessionCookie, handle, pool.BrowserSessionLife)
	d.returnCode(w, r, req, session)
}

func (d *Domain) returnCode(w http.ResponseWriter, r *http.Request, req request, session pool.BrowserSession) {
	code := d.pool.GrantCode(pool.Grant{
		SignIn: pool.SignIn{
			Username: session.Username, ClientID: req.client.ID, Nonce: req.nonce, Scopes: req.scopes,
			AuthTime: session.AuthTime, Hosted: true,
		},
		RedirectURI: req.redirectURI, Challenge: req.challenge,
	})
	http.Redirect(w, r, req.back(url.Values{"code": {code}}), http.StatusFound)
}

// setCookie writes a cookie of the domain's own. It has no Secure flag, because this server speaks plain HTTP
// on loopback and Safari then drops such cookies.
func (d *Domain) setCookie(w http.ResponseWriter, name, value string, life time.Duration) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(life / time.Second), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

func (d *Domain) clearCookie(w http.ResponseWriter, name string) {
	http.SetCookie(w, &http.Cookie{Name: name, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}
