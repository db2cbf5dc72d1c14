package e2e

import (
	"net/http"
	"testing"
)

// TestPasswordIsChanged: from where a password manager asks, by the mailed code, to a sign-in with the new password,
// and not with the old one.
func TestPasswordIsChanged(t *testing.T) {
	localOnly(t)
	email := fresh("new-password")
	v := member(t, email)
	const another = "Password-another-2"
	page := v.get("/.well-known/change-password").wants(http.StatusOK, "Reset your password")
	asked := v.follow(page, "Choose a new password").wants(http.StatusOK)
	code := v.submit(asked, map[string]string{"username": email}).wants(http.StatusOK)
	changed := v.submit(code, map[string]string{"code": v.mailedCode(email), "password": another}).wants(http.StatusOK)
	landed := v.submit(changed, map[string]string{"username": email, "password": another}).wants(http.StatusOK, email)
	if landed.url.Path != "/profile" {
		t.Errorf("landed on %s", landed.url)
	}
	newVisitor(t).signIn(email, newPassword).lacks("Hello")
	newVisitor(t).signIn(email, another).wants(http.StatusOK, "Hello "+email)
}
