package e2e

import (
	"net/http"
	"testing"
)

// TestFormOutlivesTheTokens_SEC064: a form that was opened before the session's tokens expired is renewed on its way,
// and handled (U-02).
func TestFormOutlivesTheTokens_SEC064(t *testing.T) {
	localOnly(t)
	today := http.Header{"Sec-Fetch-Site": {"same-origin"}, "Sec-Fetch-Mode": {"navigate"},
		"Sec-Fetch-Dest": {"document"}, "Origin": {site.url}}
	for _, tt := range []struct {
		name   string
		header http.Header
		want   string
	}{
		{"a browser that says nothing", http.Header{}, "signed out"},
		{"a browser of today", today, "Your session on this site has ended"}, // it goes on to Cognito by itself
	} {
		t.Run(tt.name, func(t *testing.T) {
			email := fresh("form")
			v := member(t, email)
			page := v.get("/profile").wants(http.StatusOK, email)
			v.expire(email)
			v.pressWith(page, "/auth/logout-everywhere", tt.header).wants(http.StatusOK, tt.want)
			if left := v.left(); len(left) > 0 {
				t.Errorf("%d cookies are left", len(left))
			}
		})
	}
}

// TestFormIsKeptWhileCognitoIsDown_SEC064: the page keeps the form, and its button sends it again when Cognito answers.
func TestFormIsKeptWhileCognitoIsDown_SEC064(t *testing.T) {
	localOnly(t)
	email := fresh("kept")
	v := member(t, email)
	page := v.get("/profile").wants(http.StatusOK, email)
	v.expire(email)
	v.faulty("token", "500")
	kept := v.press(page, "/auth/logout-everywhere").wants(http.StatusServiceUnavailable, "AUTH-REFRESH-UNAVAILABLE",
		"Send again")
	v.control("faults", `{"token":"off"}`)
	v.setCookie(&http.Cookie{Name: "refresh-pause", Path: "/", MaxAge: -1}) // its fifteen seconds have passed
	v.press(kept, "/auth/logout-everywhere").wants(http.StatusOK, "signed out")
}

// pressWith presses a button as a browser does that sends these headers with the form, and with each address that the
// form is led to.
func (v *visitor) pressWith(on *answer, action string, header http.Header) *answer {
	v.t.Helper()
	before := v.header
	v.header = header.Clone()
	v.header.Set("Accept", "text/html")
	defer func() { v.header = before }()
	return v.press(on, action)
}
