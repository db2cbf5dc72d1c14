package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// whoIsThere is a public page that says whom it sees.
func whoIsThere(d web.Deps) (http.Handler, error) {
	return web.Handle(d, func(w http.ResponseWriter, r *http.Request) error {
		identity, ok := web.IdentityFrom(r.Context())
		if !ok {
			return web.JSON(w, http.StatusOK, "nobody")
		}
		return web.JSON(w, http.StatusOK, identity.Subject())
	}), nil
}

// TestTokensOfASignedOutSession_SEC067: they are ignored, whatever their age and the kind of request, and a page clears
// them; those of another session do not.
func TestTokensOfASignedOutSession_SEC067(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	gone, other := authtest.Claims{"origin_jti": "gone"}, authtest.Claims{"origin_jti": "other"}
	record := site.SignedOut("gone")
	private := site.Function(access.KindPage, access.User, entered)
	public := site.Function(access.KindPage, access.Optional, whoIsThere)
	api := site.Function(access.KindAPI, access.User, entered)
	for age, session := range map[string]func(authtest.Claims) webtest.Session{"fresh": site.Session, "expired": site.Expired} {
		cookies := append(site.Cookies(session(gone)), record)
		if a := private.Do(webtest.Navigate("/profile", cookies...)); !strings.HasPrefix(a.Location(), "/auth/login") ||
			len(a.Left(cookies)) != 0 || !slices.Contains(a.Cookies(cookies), record) {
			t.Errorf("%s: a private page answers %d to %q and leaves %q", age, a.Status, a.Location(), a.Cookies(cookies))
		}
		if a := private.Do(webtest.Submit("/profile", url.Values{}, cookies...)); a.Status != 401 {
			t.Errorf("%s: a form is answered with %d", age, a.Status)
		}
		if a := public.Do(webtest.Navigate("/", cookies...)); a.Status != 200 || !strings.Contains(a.Body, "nobody") ||
			len(a.Left(cookies)) != 0 {
			t.Errorf("%s: a public page answers %d %s and leaves %q", age, a.Status, a.Body, a.Left(cookies))
		}
		if a := api.Do(webtest.Get("/api/me", cookies...)); a.Status != 401 ||
			a.Event("token.invalid")["reason"] != "signed-out" {
			t.Errorf("%s: an API answers %d, events %v", age, a.Status, a.Events)
		}
	}
	if a := private.Do(webtest.Navigate("/profile",
		append(site.Cookies(site.Session(other)), record)...)); a.Status != 200 || len(a.Lines) != 0 {
		t.Errorf("another session gets %d and cookies %q", a.Status, a.Lines)
	}
	if a := private.Do(webtest.Navigate("/profile",
		append(site.Cookies(site.Expired(other)), record)...)); !strings.HasPrefix(a.Location(), "/auth/refresh") {
		t.Errorf("another session that has expired gets %d to %q", a.Status, a.Location())
	}
	without := authtest.Claims{"origin_jti": nil} // token revocation is off
	if a := private.Do(webtest.Navigate("/profile",
		append(site.Cookies(site.Session(without)), record)...)); a.Status != 200 {
		t.Errorf("a session without the claim gets %d", a.Status)
	}
}

// TestTokensOfAFlowThatSigningOutEnded_SEC067: their ID token has the nonce of the flow. Refreshed ones have none,
// and are known by their session.
func TestTokensOfAFlowThatSigningOutEnded_SEC067(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	private := site.Function(access.KindPage, access.User, entered)
	record := site.SignedOut("nonce-of-the-flow") // a record does not say of which kind it is
	for nonce, enters := range map[string]bool{"nonce-of-the-flow": false, "nonce-of-another": true} {
		cookies := append(site.Cookies(site.Session(authtest.Claims{"nonce": nonce})), record)
		if a := private.Do(webtest.Navigate("/profile", cookies...)); (a.Status == 200) != enters ||
			(len(a.Left(cookies)) == 0) == enters {
			t.Errorf("%s: %d, the browser keeps %q", nonce, a.Status, a.Left(cookies))
		}
	}
}
