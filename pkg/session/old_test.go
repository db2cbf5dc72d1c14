package session

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestOldCookiesAreDeleted: by every domain that they may have, and once.
func TestOldCookiesAreDeleted_N22(t *testing.T) {
	s := &Store{MaxAge: time.Hour, IdleAge: time.Hour, Now: time.Now, Migration: Migration{
		From: Amplify, ClientID: "client", Domains: []string{"www.example.com", "example.com"},
	}}
	const ann = "CognitoIdentityServiceProvider.client.ann%40example.com."
	held := ann + "idToken=a; " + ann + "accessToken=b; " + ann +
		"idToken=c; CognitoIdentityServiceProvider.other.x.idToken=d; theme=dark"
	w := httptest.NewRecorder()
	s.Read(request(held)).Clear(w)
	var got []string
	for _, line := range w.Header()["Set-Cookie"] {
		if strings.HasPrefix(line, "Cognito") || strings.Contains(line, "moved-in") {
			got = append(got, line)
		}
	}
	want := []string{}
	for _, name := range []string{ann + "idToken", ann + "accessToken"} {
		for _, domain := range []string{"", "; Domain=www.example.com", "; Domain=example.com"} {
			want = append(want, name+"=; Path=/"+domain+"; Max-Age=0; HttpOnly; Secure; SameSite=Lax")
		}
	}
	want = append(want, "__Host-Http-moved-in=1; Path=/; Max-Age=34560000; HttpOnly; Secure; SameSite=Lax")
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	w = httptest.NewRecorder()
	s.Read(request(held + "; __Host-Http-moved-in=1")).Clear(w)
	if lines := w.Header()["Set-Cookie"]; slices.ContainsFunc(lines,
		func(l string) bool { return strings.HasPrefix(l, "Cognito") }) {
		t.Errorf("a browser that has moved gets %q", lines)
	}
}

// TestOldCookiesFitIntoAnAnswer: a browser may hold those of many users.
func TestOldCookiesFitIntoAnAnswer_N22(t *testing.T) {
	s := &Store{Now: time.Now, Migration: Migration{From: CognitoAtEdge, ClientID: "client",
		Domains: []string{"example.com"}}}
	var held []string
	for i := range 100 {
		held = append(held, "CognitoIdentityServiceProvider.client.user"+strings.Repeat("x", i)+".idToken=a")
	}
	w := httptest.NewRecorder()
	s.Read(request(strings.Join(held, "; "))).Clear(w)
	if lines := w.Header()["Set-Cookie"]; len(lines) > 2*maxOldNames+6 {
		t.Errorf("%d lines", len(lines))
	}
}

// TestWithoutMigrationNothingIsRead: the switch costs nothing while it is off.
func TestWithoutMigrationNothingIsRead_N22_N20(t *testing.T) {
	s := &Store{Now: time.Now}
	plain, held := request(""), request("goldstack_id_token=a; goldstack_access_token=b; CognitoIdentityServiceProvider.client.ann.idToken=c")
	if jar := s.Read(held); jar.old != nil || jar.HasOld() {
		t.Errorf("it read %v", jar.old)
	}
	none := testing.AllocsPerRun(100, func() { s.Read(plain) })
	if got := testing.AllocsPerRun(100, func() { s.Read(held) }); got > none {
		t.Errorf("%v allocations, and %v without the cookies", got, none)
	}
}
