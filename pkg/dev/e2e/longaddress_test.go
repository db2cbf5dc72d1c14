package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// TestLongAddressComesBackWhole_R02: from signing in and from a silent refresh, or the page says that it cannot (U-03).
func TestLongAddressComesBackWhole_R02(t *testing.T) {
	localOnly(t)
	email := fresh("long")
	member(t, email)
	for _, page := range []string{"/profile?q=" + strings.Repeat("a", 1500),
		"/profile?q=" + strings.Repeat("%C3%BC+", 150), "/profile?f[]=1&g=a;b&h={x}|y"} {
		v := newVisitor(t)
		form := v.get(page)
		landed := v.submit(form, map[string]string{"username": email, "password": newPassword}).wants(http.StatusOK, email)
		if got := landed.url.RequestURI(); !samePage(got, page) {
			t.Errorf("signing in leads to %.80s, not to %.80s", got, page)
		}
		v.expire(email)
		if got := v.get(page).wants(http.StatusOK, email).url.RequestURI(); !samePage(got, page) {
			t.Errorf("a refresh leads to %.80s, not to %.80s", got, page)
		}
	}
	said := newVisitor(t).get("/profile?q="+strings.Repeat("a", 4000)).wants(http.StatusUnauthorized, "AUTH-ADDRESS-NOT-KEPT")
	if want := "/auth/login?return_to=%2Fprofile"; !strings.Contains(said.body, want) {
		t.Errorf("the page does not lead to %s", want)
	}
}

// samePage compares addresses in which some characters may be escaped that a browser would leave.
func samePage(a, b string) bool {
	plain := strings.NewReplacer("%5B", "[", "%5D", "]", "%3B", ";", "%7B", "{", "%7D", "}", "%7C", "|")
	return plain.Replace(a) == plain.Replace(b)
}
