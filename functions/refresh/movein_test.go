package main

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/revocation/revocationtest"
	"cognitossr/pkg/session"
	"cognitossr/pkg/web/webtest"
)

// movingFrom is a site that takes over the sessions of a project.
func movingFrom(t *testing.T, project string) *fixture {
	t.Helper()
	f := newFixture(t)
	f.Config.MigrateFrom, f.Config.MigrateCookieDomain = project, "example.com"
	f.restart()
	return f
}

// oldCookies are the cookies that a project keeps of a session.
func (f *fixture) oldCookies(project string, s webtest.Session) []string {
	if project == session.Goldstack {
		return []string{"goldstack_access_token=" + s.Access, "goldstack_id_token=" + s.ID}
	}
	base := "CognitoIdentityServiceProvider." + f.Pool.ClientID + "."
	user := base + "ann%40example.com."
	cookies := []string{user + "accessToken=" + s.Access, user + "idToken=" + s.ID, base + "LastAuthUser=ann@example.com"}
	if s.Refresh != "" {
		cookies = append(cookies, user+"refreshToken="+s.Refresh)
	}
	if project == session.CognitoAtEdge {
		return append(cookies, user+"tokenScopesString=phone%20email%20openid")
	}
	return append(cookies, user+"clockDrift=0", user+"signInDetails={}")
}

// open opens the private page and follows its redirects, as far as the page or the sign-in.
func (f *fixture) open(t *testing.T, cookies []string) (page webtest.Answer, after []string) {
	t.Helper()
	for range 5 {
		page = f.page.Do(webtest.Navigate("/profile", cookies...))
		if !strings.HasPrefix(page.Location(), "/auth/refresh?") {
			return page, page.Cookies(cookies)
		}
		a := f.refresh.Do(webtest.Navigate(page.Location(), cookies...))
		for strings.HasPrefix(a.Location(), "/auth/refresh?") {
			cookies = a.Cookies(cookies)
			a = f.refresh.Do(webtest.Navigate(a.Location(), cookies...))
		}
		if cookies = a.Cookies(cookies); a.Location() != "/profile" {
			return a, cookies
		}
	}
	t.Fatal("the browser goes in circles")
	return page, nil
}

// old returns the cookies of the other project that a browser holds.
func old(cookies []string) []string {
	return slices.DeleteFunc(slices.Clone(cookies), func(c string) bool { return strings.HasPrefix(c, "__") })
}

// TestMoveIn: a visitor who was signed in at the project before is signed in here, and the old cookies are gone.
func TestMoveIn_N22(t *testing.T) {
	for _, project := range session.Migrations {
		for name, expired := range map[string]bool{"valid tokens": false, "expired tokens": true} {
			if project == session.Goldstack && expired {
				continue // keeps no refresh token
			}
			t.Run(project+", "+name, func(t *testing.T) {
				f := movingFrom(t, project)
				f.hands(200, webtest.Grant(f.renewed(nil)), nil)
				s := f.Session(nil)
				if expired {
					s = f.Expired(nil)
				}
				page, after := f.open(t, f.oldCookies(project, s))
				if page.Status != 200 || len(old(after)) != 0 || value(after, "__Host-Http-moved-in") != "1" {
					t.Fatalf("%d to %q, the browser holds %q", page.Status, page.Location(), after)
				}
				want := s.Refresh
				if expired {
					want = next
				}
				if project == session.Goldstack {
					want = ""
				}
				if _, token, _ := strings.Cut(value(after, "__Secure-refresh"), "~"); token != want {
					t.Errorf("the refresh token is %q, want %q", token, want)
				}
				if calls := len(f.endpoints.Forms()); (calls == 1) != expired || len(f.endpoints.Revoked()) != 0 {
					t.Errorf("%d calls of the token endpoint, revoked %q", calls, f.endpoints.Revoked())
				}
			})
		}
	}
}

// TestMoveInIsOff: without the switch, the cookies of others are nothing to the site.
func TestMoveInIsOff_N22(t *testing.T) {
	f := newFixture(t)
	for _, project := range session.Migrations {
		cookies := f.oldCookies(project, f.Session(nil))
		page, after := f.open(t, cookies)
		if !strings.HasPrefix(page.Location(), "/auth/login?") || !slices.Equal(after, cookies) {
			t.Errorf("%s: %d to %q, the browser holds %q", project, page.Status, page.Location(), after)
		}
	}
}

// TestMoveInRefuses: old cookies are no way around a check. Whatever is refused is refused once: the old cookies go.
func TestMoveInRefuses_N22_SEC049(t *testing.T) {
	other := authtest.NewPool(t)
	hourAgo := func(f *fixture) int64 { return f.Clock.Now().Add(-time.Hour).Unix() }
	tests := []struct {
		name    string
		session func(f *fixture) webtest.Session
		answer  string // of the token endpoint; "" if it must not be asked
		reason  string
	}{
		{"a forged signature", func(f *fixture) webtest.Session {
			s := f.Session(nil)
			s.Access = s.Access[:len(s.Access)-8] + "AAAAAAAA"
			return s
		}, "", "old-signature"},
		{"tokens of another pool", func(f *fixture) webtest.Session {
			other.Now = f.Clock.Now
			return webtest.Session{ID: other.ID(nil), Access: other.Access(nil), Refresh: "x"}
		}, "", "old-client_id"},
		{"another app client", func(f *fixture) webtest.Session {
			return f.Session(authtest.Claims{"aud": "another", "client_id": "another"})
		}, "", "old-client_id"},
		{"an ID token of one user beside the access token of another", func(f *fixture) webtest.Session {
			return webtest.Session{ID: f.Pool.ID(nil), Access: f.Pool.Access(authtest.Claims{"sub": "mallory"})}
		}, "", "old-pair"},
		{"tokens that were not issued together", func(f *fixture) webtest.Session {
			return webtest.Session{ID: f.Pool.ID(authtest.Claims{"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
				Access: f.Pool.Access(nil)}
		}, "", "foreign-tokens"},
		{"an ID token twice", func(f *fixture) webtest.Session {
			return webtest.Session{ID: f.Pool.ID(nil), Access: f.Pool.ID(nil)}
		}, "", "old-token_use"},
		{"expired, with the refresh token of another user", func(f *fixture) webtest.Session { return f.Expired(nil) },
			"of another user", "foreign-tokens"},
		{"expired, and Cognito refuses", func(f *fixture) webtest.Session { return f.Expired(nil) }, "refused", "refused"},
		{"expired, without a refresh token", func(f *fixture) webtest.Session {
			s := f.Expired(nil)
			s.Refresh = ""
			return s
		}, "", "old-expired"},
		{"of the future", func(f *fixture) webtest.Session {
			later := f.Clock.Now().Add(time.Hour).Unix()
			return f.Session(authtest.Claims{"iat": later, "auth_time": later, "exp": later + 900})
		}, "", "old-iat"},
		{"a sign-in of long ago", func(f *fixture) webtest.Session {
			return f.Session(authtest.Claims{"auth_time": f.Clock.Now().Add(-31 * 24 * time.Hour).Unix()})
		}, "", "outlived"},
		{"expired, by a forged access token", func(f *fixture) webtest.Session {
			s := f.Expired(nil)
			s.Access = f.Pool.Access(authtest.Claims{"iat": hourAgo(f) - 900, "exp": hourAgo(f)})
			s.Access = s.Access[:len(s.Access)-8] + "AAAAAAAA"
			return s
		}, "", "old-signature"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := movingFrom(t, session.CognitoAtEdge)
			f.hands(400, webtest.Refusal("invalid_grant"), nil)
			if tt.answer == "of another user" {
				f.hands(200, webtest.Grant(f.renewed(authtest.Claims{"sub": "mallory"})), nil)
			}
			cookies := f.oldCookies(session.CognitoAtEdge, tt.session(f))
			a := f.refresh.Do(hop(cookies))
			if tt.answer == "refused" {
				cookies = a.Cookies(cookies)
				a = f.refresh.Do(webtest.Navigate(a.Location(), cookies...))
			}
			after := a.Cookies(cookies)
			if a.Status != 303 || len(old(after)) != 0 || value(after, "__Host-Http-access") != "" ||
				value(after, "__Host-Http-moved-in") == "" {
				t.Fatalf("%d to %q, the browser holds %q", a.Status, a.Location(), after)
			}
			if line := a.Event("refresh.failed"); line == nil || line["reason"] != tt.reason {
				t.Errorf("want the reason %s: %v", tt.reason, a.Events)
			}
			if asked := len(f.endpoints.Forms()) > 0; asked != (tt.answer != "") {
				t.Errorf("%d calls of the token endpoint", len(f.endpoints.Forms()))
			}
			// A cookie that the browser would not delete does not bring anything back.
			again := append(f.oldCookies(session.CognitoAtEdge, f.Session(nil)), "__Host-Http-moved-in=1")
			if page, _ := f.open(t, again); !strings.HasPrefix(page.Location(), "/auth/login?") {
				t.Errorf("a second move: %d to %q", page.Status, page.Location())
			}
		})
	}
}

// TestMoveInChoosesOneSession: what is ambiguous, or half a session, is nobody's.
func TestMoveInChoosesOneSession_N22_R05(t *testing.T) {
	tests := []struct {
		name   string
		change func(f *fixture, cookies []string) []string
		in     bool
	}{
		{"the browser sends others, too", func(_ *fixture, c []string) []string {
			return append(c, "CognitoIdentityServiceProvider.another.ann.idToken=x", "theme=dark")
		}, true},
		{"two users, and which one was the last", func(f *fixture, c []string) []string {
			return append(c, "CognitoIdentityServiceProvider."+f.Pool.ClientID+".bob.idToken=x")
		}, true},
		{"two users, and none is named", func(f *fixture, c []string) []string {
			c = slices.DeleteFunc(c, func(cookie string) bool { return strings.Contains(cookie, "LastAuthUser") })
			return append(c, "CognitoIdentityServiceProvider."+f.Pool.ClientID+".bob.idToken=x")
		}, false},
		{"two users, and two are named as the last", func(f *fixture, c []string) []string {
			base := "CognitoIdentityServiceProvider." + f.Pool.ClientID + "."
			return append(c, base+"bob.idToken=x", base+"LastAuthUser=bob", base+"LastAuthUser=ann@example.com")
		}, false},
		{"two users, one of whom has no name", func(f *fixture, c []string) []string {
			base := "CognitoIdentityServiceProvider." + f.Pool.ClientID + "."
			c = slices.DeleteFunc(c, func(cookie string) bool { return strings.Contains(cookie, "LastAuthUser") })
			mallory := f.Session(authtest.Claims{"sub": "mallory"})
			return append(c, base+"idToken="+mallory.ID, base+"accessToken="+mallory.Access,
				base+".idToken="+mallory.ID, base+".accessToken="+mallory.Access)
		}, true},
		{"a cookie twice", func(_ *fixture, c []string) []string { return append(c, c[0]) }, false},
		{"no ID token", func(_ *fixture, c []string) []string { return slices.Delete(c, 1, 2) }, false},
		{"no access token", func(_ *fixture, c []string) []string { return c[1:] }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := movingFrom(t, session.Amplify)
			page, after := f.open(t, tt.change(f, f.oldCookies(session.Amplify, f.Session(nil))))
			if in := page.Status == 200 && strings.Contains(page.Body, authtest.Subject); in != tt.in ||
				value(after, "__Host-Http-moved-in") != "1" {
				t.Errorf("%d to %q, the browser holds %q", page.Status, page.Location(), after)
			}
		})
	}
}

// TestOwnSessionWins: another host of the domain can set cookies with the old names, but not replace a session.
func TestOwnSessionWins_N22(t *testing.T) {
	f := movingFrom(t, session.Amplify)
	planted := f.oldCookies(session.Amplify, f.Session(authtest.Claims{"sub": "mallory"}))
	page, _ := f.open(t, append(f.SignedIn(), planted...))
	if page.Status != 200 || !strings.Contains(page.Body, authtest.Subject) {
		t.Errorf("%d: %s", page.Status, page.Body)
	}
}

// TestMoveInWaitsForCognito: an outage costs nobody the session.
func TestMoveInWaitsForCognito_N22_SEC060(t *testing.T) {
	for name, breakIt := range map[string]func(f *fixture){
		"the token endpoint is down": func(f *fixture) { f.hands(0, "", errors.New("connection refused")) },
		"no keys":                    func(f *fixture) { f.KeysDown(); f.restart() },
	} {
		t.Run(name, func(t *testing.T) {
			f := movingFrom(t, session.CognitoAtEdge)
			breakIt(f)
			cookies := f.oldCookies(session.CognitoAtEdge, f.Expired(nil))
			page, after := f.open(t, cookies)
			if page.Status != 503 || len(old(after)) != len(cookies) || value(after, "__Host-Http-moved-in") != "" {
				t.Errorf("%d, the browser holds %q", page.Status, after)
			}
		})
	}
}

// TestMoveInOfAnEndedSession: signing out, here or everywhere, holds for the old cookies as well.
func TestMoveInOfAnEndedSession_N22_N40(t *testing.T) {
	laptop := authtest.Claims{"origin_jti": "laptop"}
	for name, expired := range map[string]bool{"valid": false, "expired": true} {
		t.Run(name, func(t *testing.T) {
			f := movingFrom(t, session.CognitoAtEdge)
			f.hands(200, webtest.Grant(f.renewed(laptop)), nil)
			s := f.Session(laptop)
			if expired {
				s = f.Expired(laptop)
			}
			cookies := f.oldCookies(session.CognitoAtEdge, s)
			a := f.refresh.Do(hop(append(cookies, f.SignedOut("laptop"))))
			if line := a.Event("refresh.failed"); line == nil || line["reason"] != "signed-out" {
				t.Errorf("events %v", a.Events)
			}
			f.InstantSignOut(&revocationtest.Table{}, 0)
			f.restart()
			if err := f.Revocations.EndSession(t.Context(), "laptop", time.Hour); err != nil {
				t.Fatal(err)
			}
			a = f.refresh.Do(hop(cookies))
			if line := a.Event("refresh.failed"); line == nil || line["reason"] != "revoked" ||
				value(a.Cookies(cookies), "__Host-Http-access") != "" {
				t.Errorf("events %v", a.Events)
			}
		})
	}
}

// TestMoveInEndsWhereThereIsNothingToMove: a cookie with the Path of one page does not come to refresh. The browser
// must not go back and forth between the two.
func TestMoveInEndsWhereThereIsNothingToMove_N22(t *testing.T) {
	f := movingFrom(t, session.Goldstack)
	a := f.refresh.Do(webtest.Navigate("/auth/refresh?return_to=%2Fdocs"))
	if a.Location() != "/docs" || value(a.Cookies(nil), "__Host-Http-moved-in") != "1" {
		t.Errorf("%d to %q, the browser holds %q", a.Status, a.Location(), a.Cookies(nil))
	}
}

// TestOwnSessionIsAMove: whoever has had a session of the site itself is not signed in later by cookies of another
// project that were planted, or came to another path.
func TestOwnSessionIsAMove_N22(t *testing.T) {
	f := movingFrom(t, session.Goldstack)
	f.hands(200, webtest.Grant(f.renewed(nil)), nil)
	cookies := f.Cookies(f.Expired(nil))
	if after := f.refresh.Do(hop(cookies)).Cookies(cookies); value(after, "__Host-Http-moved-in") != "1" {
		t.Errorf("the browser holds %q", after)
	}
}
