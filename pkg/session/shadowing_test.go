package session

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// TestCookiesThatShadowTheSession_R05: a name that comes twice is deleted wherever the second can have come from, and
// only on a loopback site.
func TestCookiesThatShadowTheSession_R05(t *testing.T) {
	tests := []struct {
		name     string
		loopback bool
		path     string
		cookies  []string
		want     []string
	}{
		{"twice", true, "/profile", []string{"id=stray", "id=ID", "access=A"}, []string{"id=; Path=/profile"}},
		{"further down", true, "/admin/users/7", []string{"access=stray", "id=ID", "access=A"}, []string{
			"access=; Path=/admin", "access=; Path=/admin/", "access=; Path=/admin/users",
			"access=; Path=/admin/users/", "access=; Path=/admin/users/7",
		}},
		{"with a slash behind", true, "/a/", []string{"id=1", "id=2"}, []string{"id=; Path=/a", "id=; Path=/a/"}},
		{"at the root there is nothing else", true, "/", []string{"id=1", "id=2"}, nil},
		{"once", true, "/profile", []string{"id=x"}, nil},
		{"without a session", true, "/profile", nil, nil},
		{"a deployed site", false, "/profile", []string{"__Host-Http-id=stray", "__Host-Http-id=ID"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, w := request(tt.cookies...), httptest.NewRecorder()
			r.URL.Path = tt.path
			store(tt.loopback).Read(r).Clear(w)
			var got []string
			for _, line := range w.Header()["Set-Cookie"] {
				if cookie, _, _ := strings.Cut(line, "; Max-Age=0"); strings.Contains(line, "Max-Age=0") &&
					!strings.HasSuffix(cookie, "Path=/") && !strings.HasSuffix(cookie, "Path=/auth") {
					got = append(got, cookie)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("deleted %q, want %q", got, tt.want)
			}
		})
	}

	r, w := request("id=1", "id=2"), httptest.NewRecorder()
	r.URL.Path = strings.Repeat("/a", 500)
	store(true).Read(r).Clear(w)
	if got := len(w.Header()["Set-Cookie"]); got > 3+maxShadowingPaths+2 {
		t.Errorf("a long path is answered with %d cookies", got)
	}
}
