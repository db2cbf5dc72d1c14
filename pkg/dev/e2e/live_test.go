package e2e

import (
	"fmt"
	"net/http"
	"testing"
)

// TestFormerAdministratorsReadNothing_SEC101: a former administrator, whose tokens still have the group, sees no user
// (U-18).
func TestFormerAdministratorsReadNothing_SEC101(t *testing.T) {
	localOnly(t)
	for _, tt := range []struct{ name, ends string }{
		{"removed from the group", "remove-admin"},
		{"disabled", "disable"},
		{"signed out everywhere", "sign-out"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			email := fresh("former")
			member(t, email)
			chief := newVisitor(t)
			chief.signIn(adminEmail, adminPassword).wants(http.StatusOK, "Hello")
			path := userPage.FindString(chief.get("/admin/users?q="+email).wants(http.StatusOK, email).body)
			chief.act(path, "add-admin")
			v := newVisitor(t)
			v.signIn(email, newPassword).wants(http.StatusOK, "Hello")
			v.get("/admin/users?q="+adminEmail).wants(http.StatusOK, adminEmail)
			chief.act(path, tt.ends)
			for _, page := range []string{"/admin/users", "/admin/users?q=" + adminEmail, path} {
				v.get(page).wants(http.StatusForbidden).lacks(adminEmail)
			}
		})
	}
}

// act does something to a user as an administrator: the button on the user's page and, where a question comes, its
// answer.
func (v *visitor) act(path, action string) {
	v.t.Helper()
	asked := v.press(v.get(path).wants(http.StatusOK), fmt.Sprintf("%s/%s", path, action))
	for _, form := range asked.forms() {
		if form.values.Get("confirmed") == "yes" {
			v.send(asked, form).wants(http.StatusOK)
			return
		}
	}
	asked.wants(http.StatusOK)
}
