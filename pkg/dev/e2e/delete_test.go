package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const deleteAddress, deleteForm = "/account/delete", "/auth/delete-account"

// TestDeleteAccount is the whole story: two browsers of one user, of which one deletes the account.
func TestDeleteAccount_N17_R08(t *testing.T) {
	localOnly(t)
	email := fresh("leaving")
	v := member(t, email)
	other, abandoned := newVisitor(t), newVisitor(t)
	other.signIn(email, newPassword).wants(http.StatusOK, "Hello "+email)
	abandoned.signIn(email, newPassword).wants(http.StatusOK, "Hello "+email)
	expired := expiredTwins(other, email) // while there is a user to make them of
	page := v.get(deleteAddress).wants(http.StatusOK, "This cannot be undone.", email)
	pageOfOther := abandoned.get(deleteAddress).wants(http.StatusOK)

	v.press(page, deleteForm).wants(http.StatusOK, "Your account is deleted.")
	if left := v.left(); len(left) != 0 {
		t.Errorf("%d cookies are left", len(left))
	}
	v.get("/").wants(http.StatusOK, "No user is signed in.")
	v.get("/auth/login").wants(http.StatusOK).form(map[string]string{"username": "", "password": ""}) // Cognito's own session is over too
	v.signIn(email, newPassword).lacks("Hello")

	abandoned.press(pageOfOther, deleteForm).wants(http.StatusOK, "Your account is deleted.") // done already

	other.get("/").wants(http.StatusOK, "Hello "+email) // its tokens verify until they expire
	expired()
	other.get("/").wants(http.StatusOK, "No user is signed in.")
	if left := other.left(); len(left) != 0 {
		t.Errorf("%d cookies of the other browser are left", len(left))
	}
	other.get("/auth/login").wants(http.StatusOK).form(map[string]string{"username": "", "password": ""})

	again := member(t, email)
	again.get("/profile").wants(http.StatusOK, email)
	again.press(again.get("/"), "/auth/logout").wants(http.StatusOK, "You are signed out.").lacks("deleted")
}

// expiredTwins gives what puts tokens in place of a visitor's that have expired.
func expiredTwins(v *visitor, email string) func() {
	v.t.Helper()
	good := v.cookies("/")
	v.expire(email)
	bad := v.cookies("/")
	put := func(cookies map[string]string) {
		for _, name := range []string{"id", "access"} {
			v.setCookie(&http.Cookie{Name: name, Value: cookies[name], Path: "/", MaxAge: 3600})
		}
	}
	put(good)
	return func() { put(bad) }
}

// TestDeleteAccountWantsAFreshSignIn: Cognito's own session is not enough, and the way leads back.
func TestDeleteAccountWantsAFreshSignIn_N16(t *testing.T) {
	localOnly(t)
	email := fresh("stale")
	v := member(t, email)
	v.get(deleteAddress).wants(http.StatusOK, "Delete my account")
	v.control("clock", `{"advance":"6m"}`)
	t.Cleanup(func() { v.control("clock", `{"reset":true}`) })
	v.expire(email)
	stale := v.get(deleteAddress).wants(http.StatusOK, "Sign in once more").lacks(deleteForm)
	if len(v.hops) != 2 || stale.url.Path != deleteAddress {
		t.Errorf("the refresh leads to %s by %v", stale.url, v.hops)
	}
	late := v.request(http.MethodPost, deleteForm, "confirmed=yes")
	late.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	late.Header.Set("Sec-Fetch-Site", "same-origin")
	refused := v.do(late).wants(http.StatusForbidden, "AUTH-SIGN-IN-AGAIN")
	address := "/auth/login?fresh=1&return_to=" + url.QueryEscape(deleteAddress)
	for _, page := range []*answer{stale, refused} {
		if !strings.Contains(page.body, `href="`+strings.ReplaceAll(address, "&", "&amp;")+`"`) {
			t.Errorf("%d does not lead to the sign-in: %s", page.status, page.body)
		}
	}
	login := v.get(address).wants(http.StatusOK) // the form, because Cognito's own session has ended
	if len(v.hops) == 0 || !strings.Contains(v.hops[0], "/logout?") {
		t.Errorf("the way to the form does not end Cognito's session: %v", v.hops)
	}
	back := v.submit(login, map[string]string{"username": email, "password": newPassword}).wants(http.StatusOK,
		"Delete my account")
	if back.url.Path != deleteAddress {
		t.Errorf("the sign-in leads to %s", back.url)
	}
	v.press(back, deleteForm).wants(http.StatusOK, "Your account is deleted.")
}

func TestAdministratorsDoNotDeleteThemselves_SEC096(t *testing.T) {
	localOnly(t)
	v := newVisitor(t)
	v.signIn(adminEmail, adminPassword).wants(http.StatusOK, "Hello "+adminEmail)
	v.get(deleteAddress).wants(http.StatusOK, "Another administrator has to delete your account.").lacks(deleteForm)

	email := fresh("promoted")
	promoted := member(t, email)
	page := promoted.get(deleteAddress).wants(http.StatusOK)
	promoted.control("users/"+email+"/groups", `{"groups":["admin"]}`) // which the tokens do not say yet
	promoted.press(page, deleteForm).wants(http.StatusForbidden, "AUTH-DELETION-REFUSED")
	promoted.control("users/"+email+"/groups", `{"groups":[]}`)
	promoted.press(page, deleteForm).wants(http.StatusOK, "Your account is deleted.")
}

// TestDeleteAccountInChromium goes there from the profile with the keyboard, without script.
func TestDeleteAccountInChromium_N17_N25(t *testing.T) {
	localOnly(t)
	email := fresh("chromium-leaving")
	member(t, email)
	b := newTab(t)
	b.do("20-sign-in", "Sign in", chromedp.Navigate(site.url+"/auth/login?return_to=/profile"), see(`input[name=username]`))
	b.do("21-profile", "Delete your account", fill("username", email), fill("password", newPassword), enter("password"),
		see(`main a[href="/account/delete"]`))
	b.do("22-delete-account", "This cannot be undone.",
		chromedp.SendKeys(chromedp.CSS(`main a[href="/account/delete"]`), "\r"), see(`form[action="/auth/delete-account"]`))
	b.do("23-account-deleted", "Your account is deleted.",
		chromedp.SendKeys(chromedp.CSS(`form[action="/auth/delete-account"] button`), "\r"))
	b.do("24-back", "", chromedp.NavigateBack(), see("body"))
	if strings.Contains(b.text(), email) {
		t.Errorf("Back shows the private page: %s", b.text())
	}
	b.do("25-home", "No user is signed in.", chromedp.Navigate(site.url))
}
