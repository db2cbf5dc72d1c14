package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// follow opens the link of a page that says so.
func (v *visitor) follow(on *answer, label string) *answer {
	v.t.Helper()
	for _, link := range on.links() {
		if link.label == label {
			target, err := on.url.Parse(link.address)
			if err != nil {
				v.t.Fatal(err)
			}
			return v.get(target.String())
		}
	}
	v.t.Fatalf("%s (%d) has no link %q:\n%s", on.url.Path, on.status, label, on.body)
	return nil
}

// TestWrongAccountIsNoDeadEnd: the page that refuses says who is signed in, and leads to the sign-in form although
// Cognito has a session, and back.
func TestWrongAccountIsNoDeadEnd_U09(t *testing.T) {
	localOnly(t)
	v := member(t, fresh("wrong-account"))
	refused := v.get("/admin/users?q=admin").wants(http.StatusForbidden, "You are signed in as wrong-account-", "Sign out")
	choice := v.follow(refused, "Sign in as another user").wants(http.StatusOK)
	landed := v.submit(choice, map[string]string{"username": adminEmail,
		"password": adminPassword}).wants(http.StatusOK, adminEmail)
	if landed.url.RequestURI() != "/admin/users?q=admin" {
		t.Errorf("landed on %s", landed.url)
	}
	other := member(t, fresh("wrong-account"))
	other.press(other.get("/admin/users").wants(http.StatusForbidden), "/auth/logout").wants(http.StatusOK,
		"You are signed out.")
}

// refusing is a cookie jar that keeps nothing of the site.
type refusing struct {
	http.CookieJar
	host string
}

// SetCookies implements http.CookieJar.
func (r refusing) SetCookies(u *url.URL, cookies []*http.Cookie) {
	if u.Hostname() != r.host {
		r.CookieJar.SetCookies(u, cookies)
	}
}

// TestBrowserWithoutCookiesIsToldSo: it signs in at Cognito, whose cookies it takes, and does not go round in circles.
func TestBrowserWithoutCookiesIsToldSo_U05(t *testing.T) {
	localOnly(t)
	v := newVisitor(t)
	v.client.Jar = refusing{v.client.Jar, strings.Split(strings.TrimPrefix(site.url, "http://"), ":")[0]}
	back := v.signIn(userEmail, userPassword).wants(http.StatusBadRequest, "AUTH-FLOW-UNKNOWN", "Signing in needs cookies")
	told := v.follow(back, "Sign in").wants(http.StatusBadRequest, "AUTH-COOKIES-REFUSED", "This site needs cookies")
	v.follow(told, "Sign in").wants(http.StatusBadRequest, "AUTH-COOKIES-REFUSED")
	kept := newVisitor(t)
	kept.follow(back, "Sign in").wants(http.StatusOK, "Sign in")
}
