package hosted

import (
	"net/http"
	"slices"
)

// logout ends the browser session, whatever the rest of the request is worth. With a registered logout_uri it goes
// there, without state; otherwise to the sign-in form with the same query, where a request without a usable
// redirect_uri is a page that says so. It revokes no token (developer guide, "Logout endpoint").
func (d *Domain) logout(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(sessionCookie); err == nil {
		d.pool.Browsers.Close(c.Value)
	}
	d.clearSession(w, r)
	q := r.URL.Query()
	client, ok := d.pool.Client(q.Get("client_id"))
	if ok && len(q["logout_uri"]) == 1 && slices.Contains(client.LogoutURLs, q.Get("logout_uri")) {
		redirect(w, q.Get("logout_uri"))
		return
	}
	redirect(w, "/login?"+r.URL.RawQuery)
}
