package e2e

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// These tests begin somewhere else: at another name of the machine, with a code from another place, with an account
// that is gone.

// TestSignInBegunAtAnotherName: a visitor who opens the site at 127.0.0.1 ends up signed in at localhost, at the
// requested page.
func TestSignInBegunAtAnotherName_R18(t *testing.T) {
	localOnly(t)
	address, err := url.Parse(site.url)
	if err != nil || address.Hostname() != "localhost" {
		t.Fatalf("the site is at %s (%v)", site.url, err)
	}
	v := newVisitor(t)
	const deep = "/profile?tab=a&x=%2F"
	form := v.get("http://127.0.0.1:" + address.Port() + deep).wants(http.StatusOK)
	landed := v.submit(form, map[string]string{"username": userEmail,
		"password": userPassword}).wants(http.StatusOK, userEmail)
	if landed.url.String() != site.url+deep {
		t.Errorf("landed on %s, want %s", landed.url, site.url+deep)
	}
}

// TestCodeWithoutChallenge: Cognito issues a code to a request without a challenge, and then accepts any verifier.
// Brought into another browser's attempt, by somebody who knows its state, such a code still does not sign that
// browser in.
func TestCodeWithoutChallenge_R17(t *testing.T) {
	localOnly(t)
	begin := func(v *visitor) *url.URL {
		location, err := url.Parse(v.stay(v.request(http.MethodGet, "/auth/login", "")).header.Get("Location"))
		if err != nil {
			t.Fatal(err)
		}
		return location
	}
	attacker, victim := newVisitor(t), newVisitor(t)
	weakened := begin(attacker)
	query := weakened.Query()
	query.Del("code_challenge")
	query.Del("code_challenge_method")
	weakened.RawQuery = query.Encode()
	page := attacker.get(weakened.String()).wants(http.StatusOK)
	attacker.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	back, err := url.Parse(attacker.submit(page, map[string]string{"username": userEmail,
		"password": userPassword}).header.Get("Location"))
	if err != nil || back.Query().Get("code") == "" {
		t.Fatalf("the attacker gets no code: %s (%v)", back, err)
	}
	injected := url.Values{"code": {back.Query().Get("code")}, "state": {begin(victim).Query().Get("state")}}
	victim.get("/auth/callback?"+injected.Encode()).wants(http.StatusBadRequest, "AUTH-NONCE-MISMATCH")
	if left := victim.cookies("/auth/refresh"); len(left) != 0 {
		t.Errorf("the victim holds %d cookies", len(left))
	}
	victim.get("/").wants(http.StatusOK, "No user is signed in.")
}

// TestCookieOfAnotherProgram: another program at localhost has set a cookie of our name for a path of ours. The
// browser sends it first, and deleting ours does not end it: each sign-in would lead to the next.
func TestCookieOfAnotherProgram_R05(t *testing.T) {
	localOnly(t)
	v := newVisitor(t)
	v.signIn(userEmail, userPassword).wants(http.StatusOK, "Hello")
	address, err := url.Parse(site.url)
	if err != nil {
		t.Fatal(err)
	}
	v.client.Jar.SetCookies(address, []*http.Cookie{{Name: "id", Value: "theirs", Path: "/profile"}})
	v.get("/profile").wants(http.StatusOK, userEmail)
	v.get("/profile").wants(http.StatusOK, userEmail)
	if len(v.hops) > 0 {
		t.Errorf("the page is not simply there: %v", v.hops)
	}
}

var userPage = regexp.MustCompile(`/admin/users/[0-9a-f-]{36}`)

// TestDeletedAccountEndsCleanly: an administrator deletes an account whose owner is signed in. Its tokens verify
// until they run out; then nothing is left.
func TestDeletedAccountEndsCleanly_R08(t *testing.T) {
	localOnly(t)
	email := fresh("deleted")
	v := member(t, email)
	admin := newVisitor(t)
	admin.signIn(adminEmail, adminPassword).wants(http.StatusOK, "Hello")
	path := userPage.FindString(admin.get("/admin/users?q="+url.QueryEscape(email)).wants(http.StatusOK, email).body)
	v.expire(email)
	question := admin.press(admin.get(path).wants(http.StatusOK, email), path+"/delete").wants(http.StatusOK, "Delete?")
	admin.submit(question, map[string]string{"confirmed": "yes"})
	admin.get("/admin/users?q=" + url.QueryEscape(email)).wants(http.StatusOK).lacks(path)

	v.get("/").wants(http.StatusOK, "No user is signed in.", "Register")
	if left := v.left(); len(left) > 0 {
		t.Errorf("%d cookies are left", len(left))
	}
	v.get("/profile").wants(http.StatusOK).lacks(email) // the form: Cognito's own session of the account is over as well
	if path := v.get("/profile").url.Path; !strings.HasPrefix(path, "/login") {
		t.Errorf("the private page leads to %s", path)
	}
}
