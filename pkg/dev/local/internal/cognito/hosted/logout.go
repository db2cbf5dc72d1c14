package hosted

import (
	"net/http"
	"net/url"
	"slices"
)

// logout ends the browser session. With logout_uri it goes there, without state; otherwise redirect_uri names
// a callback and it goes to the sign-in form. It revokes no token (developer guide, "Logout endpoint").
func (d *Domain) logout(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	client, ok := d.pool.Client(q.Get("client_id"))
	switch {
	case !q.Has("client_id"):
		d.fail(w, http.StatusBadRequest, "Required String parameter 'client_id' is not present")
		return
	case !ok:
		d.fail(w, http.StatusBadRequest, "Client does not exist.")
		return
	case !q.Has("logout_uri") && !q.Has("redirect_uri"):
		d.fail(w, http.StatusBadRequest, "Required String parameter 'redirect_uri' is not present")
		return
	case q.Has("logout_uri") && !slices.Contains(client.LogoutURLs, q.Get("logout_uri")):
		http.Redirect(w, r, "/error?error=redirect_mismatch&client_id="+url.QueryEscape(client.ID), http.StatusFound)
		return
	}
	if q.Has("logout_uri") {
		d.endBrowser(w, r)
		http.Redirect(w, r, q.Get("logout_uri"), http.StatusFound)
		return
	}
	if req, ok := d.requestOf(w, r); ok {
		d.endBrowser(w, r)
		http.Redirect(w, r, req.link("/login"), http.StatusFound)
	}
}

func (d *Domain) endBrowser(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(sessionCookie); err == nil {
		d.pool.CloseBrowser(c.Value)
	}
	d.clearCookie(w, sessionCookie)
}
