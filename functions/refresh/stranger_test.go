package main

import (
	"strings"
	"testing"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// TestInventedCookiesCostNothing: a refresh is a call of the token endpoint, and a refused one a wait, that anybody
// could ask for with a cookie of their own (U-15). What is asked of Cognito is vouched for: by the pool's signature
// on the access token, or by the tag of the cookie.
func TestInventedCookiesCostNothing_SEC062(t *testing.T) {
	other := authtest.NewPool(t)
	const invented = "__Secure-refresh=1790000000.AAAAAAAAAAAAAAAAAAAAAA~invented"
	tests := []struct {
		name    string
		cookies func(f *fixture) []string
		asked   bool
	}{
		{"a refresh token alone", func(*fixture) []string { return []string{"__Secure-refresh=invented"} }, false},
		{"dated", func(*fixture) []string { return []string{"__Secure-refresh=1790000000~invented"} }, false},
		{"tagged", func(*fixture) []string { return []string{invented} }, false},
		{"with the tag of another token", func(f *fixture) []string {
			return []string{strings.Replace(f.SignedIn()[2], webtest.RefreshToken, "invented", 1)}
		}, false},
		{"beside tokens that are none", func(*fixture) []string {
			return []string{"__Host-Http-id=x", "__Host-Http-access=y", invented}
		}, false},
		{"beside another pool's tokens", func(f *fixture) []string {
			other.Now = f.Clock.Now
			return []string{"__Host-Http-id=" + other.ID(nil), "__Host-Http-access=" + other.Access(nil), invented}
		}, false},
		{"beside a forged signature", func(f *fixture) []string {
			s := f.Expired(nil)
			return []string{"__Host-Http-id=" + s.ID, "__Host-Http-access=" + s.Access[:len(s.Access)-8] +
				"AAAAAAAA", invented}
		}, false},
		{"beside an ID token in the place of the access token", func(f *fixture) []string {
			s := f.Expired(nil)
			return []string{"__Host-Http-id=" + s.ID, "__Host-Http-access=" + s.ID, invented}
		}, false},
		{"a real one beside a forged signature", func(f *fixture) []string {
			s := f.Expired(nil)
			s.Access = s.Access[:len(s.Access)-8] + "AAAAAAAA"
			return f.Cookies(s)
		}, false},
		{"beside a forged token of an unknown key and the future", func(f *fixture) []string {
			other.Now = f.Clock.Now
			later := authtest.Claims{"iat": f.Clock.Now().Unix() + 600, "auth_time": f.Clock.Now().Unix() + 600,
				"exp": f.Clock.Now().Unix() + 1500}
			return []string{"__Host-Http-id=" + f.Pool.Sign(0, other.Header(0), f.Pool.IDPayload(later)),
				"__Host-Http-access=" + f.Pool.Sign(1, other.Header(1), f.Pool.AccessPayload(later)), invented}
		}, false},
		{"a real session, by a clock that is behind", func(f *fixture) []string {
			later := f.Clock.Now().Unix() + 600
			return f.Cookies(f.Session(authtest.Claims{"iat": later, "auth_time": later, "exp": later + 900}))
		}, true},
		{"a real session that has expired", func(f *fixture) []string { return f.Cookies(f.Expired(nil)) }, true},
		{"stored before there were tags", func(f *fixture) []string {
			return append(f.Cookies(f.Expired(nil))[:2], "__Secure-refresh=1790000000~"+webtest.RefreshToken)
		}, true},
		{"the browser has lost the other two", func(f *fixture) []string { return f.SignedIn()[2:] }, true},
		{"the pool has dropped the key of the others", func(f *fixture) []string {
			other.Now = f.Clock.Now
			now, s := f.Clock.Now().Unix(), f.Expired(nil)
			s.Access = f.Pool.Sign(1, other.Header(1),
				f.Pool.AccessPayload(authtest.Claims{"iat": now - 3600, "auth_time": now - 3600, "exp": now - 1}))
			return f.Cookies(s)
		}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			f.hands(400, webtest.Refusal("invalid_grant"), nil)
			if tt.asked {
				f.hands(200, webtest.Grant(f.renewed(nil)), nil)
			}
			cookies := tt.cookies(f)
			a := f.refresh.Do(hop(cookies))
			calls, left := len(f.endpoints.Forms()), len(a.Left(cookies))
			if a.Status != 303 || a.Location() != "/profile" || (calls == 1) != tt.asked ||
				(left == 3) != tt.asked || calls > 1 {
				t.Errorf("%d to %q after %d calls, %d cookies are left", a.Status, a.Location(), calls, left)
			}
			if len(f.waits) != 0 || len(f.endpoints.Revoked()) != 0 {
				t.Errorf("it waited %v and revoked %q", f.waits, f.endpoints.Revoked())
			}
		})
	}
}

// TestKeysDownAndNothingVouches: without the pool's keys the signature cannot be checked, and a session that began
// before there were tags has nothing else. It is kept for later, and costs nobody anything.
func TestKeysDownAndNothingVouches_SEC060(t *testing.T) {
	f := newFixture(t)
	f.KeysDown()
	f.restart()
	cookies := append(f.Cookies(f.Expired(nil))[:2], "__Secure-refresh=1790000000~"+webtest.RefreshToken)
	a := f.refresh.Do(hop(cookies))
	after := a.Left(cookies)
	if a.Status != 303 || a.Location() != "/profile" || len(after) != 4 || len(f.endpoints.Forms()) != 0 {
		t.Errorf("%d to %q with %d cookies after %d calls", a.Status, a.Location(), len(after), len(f.endpoints.Forms()))
	}
	if page := f.page.Do(webtest.Navigate("/profile", after...)); page.Status != 503 ||
		page.Code() != string(web.CodeKeysUnavailable) {
		t.Errorf("the page answers %d with %q", page.Status, page.Code())
	}
}

// TestStrangersRaiseNoAlarm: the alarm "many sessions cannot be renewed" counts lines of the level ERROR, which
// nothing that anybody can send writes.
func TestStrangersRaiseNoAlarm_R84(t *testing.T) {
	f := newFixture(t)
	f.hands(400, webtest.Refusal("invalid_grant"), nil)
	own := f.Cookies(f.Expired(nil))[:2] // of an account that anybody can register
	for name, cookies := range map[string][]string{
		"nothing": nil, "an invented token": {"__Secure-refresh=x"}, "half a session": own[:1], "no refresh token": own,
		"their own session with an invented token": append(own, "__Secure-refresh=1790000000~invented"),
	} {
		for _, r := range []webtest.Request{hop(cookies), formHop(cookies)} {
			a := f.refresh.Do(r)
			for _, again := range []webtest.Answer{a, f.refresh.Do(hop(a.Cookies(cookies)))} {
				if line := again.Event("refresh.failed"); line != nil && line["level"] == "ERROR" {
					t.Errorf("%s: %v", name, line)
				}
			}
		}
	}
}
