package main

import (
	"net/url"
	"strings"
	"testing"

	"cognitossr/pkg/web/webtest"
)

// TestEndOfASessionAtAPrivatePage: the page would only lead on to sign in, so the flow begins here.
func TestEndOfASessionAtAPrivatePage_R33(t *testing.T) {
	authorize := webtest.Domain + "/oauth2/authorize?"
	for _, tt := range []struct {
		name, query string
		begins      bool
	}{
		{"private", "return_to=/profile&private=1", true},
		{"public", "return_to=/profile", false},
		{"a word of somebody else", "return_to=/profile&private=yes", false},
		{"twice", "return_to=/profile&private=1&private=1", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			cookies := f.Cookies(f.Expired(nil))
			f.hands(400, webtest.Refusal("invalid_grant"), nil)
			first := f.refresh.Do(webtest.Navigate("/auth/refresh?"+tt.query, cookies...))
			after := first.Cookies(cookies)
			again, err := url.Parse(first.Location())
			if err != nil || again.Path != "/auth/refresh" || (again.Query().Get("private") == "1") != tt.begins {
				t.Fatalf("the second look is at %q", first.Location())
			}
			a := f.refresh.Do(webtest.Navigate(first.Location(), after...))
			left := a.Left(after)
			if strings.HasPrefix(a.Location(), authorize) != tt.begins || !tt.begins && a.Location() != "/profile" {
				t.Errorf("it ends at %q", a.Location())
			}
			if flows := len(left); tt.begins && (flows != 1 || !strings.HasPrefix(left[0], "__Host-Http-flow-")) ||
				!tt.begins && flows != 0 {
				t.Errorf("left %q", left)
			}
			if begun := a.Event("signin.started") != nil; begun != tt.begins || a.Event("refresh.failed") == nil {
				t.Errorf("events %v", a.Events)
			}
		})
	}
}
