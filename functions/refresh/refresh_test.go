package main

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
	"cognitossr/templates"
)

const next = "canary-next-refresh-token"

// fixture is a site with its refresh function, a private page, and a scripted token endpoint.
type fixture struct {
	*webtest.Site
	endpoints *webtest.Endpoints
	refresh   *webtest.Function
	page      *webtest.Function
	waits     []time.Duration
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{Site: webtest.New(t, templates.Failure), endpoints: &webtest.Endpoints{}}
	f.restart()
	return f
}

func (f *fixture) restart() {
	wait := func(_ context.Context, d time.Duration) { f.waits = append(f.waits, d) }
	f.refresh = f.Page(func(d web.Deps) (http.Handler, error) {
		return refresh{Deps: d, pool: f.Client(f.endpoints), wait: wait}.handler()
	})
	f.page = f.Function(access.KindPage, access.User, func(d web.Deps) (http.Handler, error) {
		return web.Handle(d, func(w http.ResponseWriter, r *http.Request) error {
			identity, _ := web.IdentityFrom(r.Context())
			return web.JSON(w, http.StatusOK, map[string]string{"sub": identity.Subject()})
		}), nil
	})
}

func (f *fixture) hands(status int, answer string, err error) {
	f.endpoints.Token = func(url.Values) (int, string, error) { return status, answer, err }
}

// renewed is a session as the token endpoint hands it out now.
func (f *fixture) renewed(claims authtest.Claims) webtest.Session {
	s := f.Session(claims)
	s.Refresh = next
	return s
}

func hop(cookies []string) webtest.Request {
	return webtest.Navigate("/auth/refresh?return_to=/profile", cookies...)
}

func value(cookies []string, name string) string {
	for _, cookie := range cookies {
		if found, ok := strings.CutPrefix(cookie, name+"="); ok {
			return found
		}
	}
	return ""
}

func TestRefresh_SEC061(t *testing.T) {
	tests := []struct{ name, handed, kept string }{
		{"a new refresh token replaces the old", next, next},
		{"without a new one the old is kept", "", webtest.RefreshToken},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			cookies := f.Cookies(f.Expired(nil))
			if a := f.page.Do(webtest.Navigate("/profile", cookies...)); a.Status != 303 ||
				a.Location() != "/auth/refresh?return_to=%2Fprofile&private=1" {
				t.Fatalf("the page answers %d to %q", a.Status, a.Location())
			}
			session := f.renewed(nil)
			session.Refresh = tt.handed
			f.Clock.Advance(time.Hour)
			session.ID, session.Access = f.Pool.ID(nil), f.Pool.Access(nil)
			f.hands(200, webtest.Grant(session), nil)
			a := f.refresh.Do(hop(cookies))
			after := a.Cookies(cookies)
			stored, token, _ := strings.Cut(value(after, "__Secure-refresh"), "~")
			stored, tag, _ := strings.Cut(stored, ".")
			if want, _ := f.Client(nil).Tag(t.Context(), sensitive.New(token)); tag != want {
				t.Errorf("the refresh token has the tag %q, want %q", tag, want)
			}
			if a.Status != 303 || a.Location() != "/profile" || token != tt.kept || stored != "1790003600" ||
				value(after, "__Host-Http-access") != session.Access || len(after) != 3 {
				t.Errorf("%d to %q, the refresh token is %q of %s, %d cookies", a.Status, a.Location(), token,
					stored, len(after))
			}
			form := f.endpoints.Forms()
			if len(form) != 1 || form[0].Get("refresh_token") != webtest.RefreshToken ||
				form[0].Get("grant_type") != "refresh_token" || len(form[0]) != 2 {
				t.Errorf("the token endpoint got %v", form)
			}
			if a.Event("refresh.completed") == nil || len(f.endpoints.Revoked()) != 0 {
				t.Errorf("events %v, %d revocations", a.Events, len(f.endpoints.Revoked()))
			}
			if a := f.page.Do(webtest.Navigate("/profile", after...)); a.Status != 200 {
				t.Errorf("afterwards the page answers %d", a.Status)
			}
		})
	}
}

// TestTroubleKeepsTheSession: only invalid_grant ends it.
func TestTroubleKeepsTheSession_SEC060(t *testing.T) {
	tests := []struct {
		name   string
		status int
		answer string
		err    error
		reason web.Code
	}{
		{"our client is refused (Q-20)", 401, webtest.Refusal("invalid_client"), nil, web.CodeClientRefused},
		{"our client may not (Q-20)", 400, webtest.Refusal("unauthorized_client"), nil, web.CodeClientRefused},
		{"throttled (Q-21)", 429, webtest.Refusal("invalid_grant"), nil, web.CodeUnavailable},
		{"500 that says invalid_grant (Q-19)", 500, webtest.Refusal("invalid_grant"), nil, web.CodeUnavailable},
		{"invalid_grant that is no JSON", 400, "invalid_grant", nil, web.CodeUnavailable},
		{"empty with 200 (Q-21)", 200, "", nil, web.CodeUnavailable},
		{"HTML with 200 (Q-21)", 200, "<html>", nil, web.CodeUnavailable},
		{"no connection (Q-21)", 0, "", errors.New("reset"), web.CodeUnavailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			cookies := f.Cookies(f.Expired(nil))
			f.hands(tt.status, tt.answer, tt.err)
			a := f.refresh.Do(hop(cookies))
			after := a.Cookies(cookies)
			if a.Status != 303 || a.Location() != "/profile" || len(a.Lines) != 1 || len(after) != 4 ||
				value(after, "__Host-Http-refresh-pause") != "1" {
				t.Errorf("%d to %q with %q", a.Status, a.Location(), a.Lines)
			}
			if line := a.Event("refresh.failed"); line == nil || line["reason"] != string(tt.reason) ||
				line["level"] != "ERROR" {
				t.Errorf("events %v", a.Events)
			}
			page := f.page.Do(webtest.Navigate("/profile", after...))
			if page.Status != 503 || page.Code() != string(web.CodeRefreshUnavailable) || len(page.Lines) != 0 {
				t.Errorf("the page answers %d with %q: a loop, or a sign-out", page.Status, page.Code())
			}
			if len(f.endpoints.Forms()) != 1 || len(f.endpoints.Revoked()) != 0 {
				t.Errorf("%d calls, %d revocations", len(f.endpoints.Forms()), len(f.endpoints.Revoked()))
			}
		})
	}
}

// TestTroubleBeforeTheEnd: while the access token is good, its page is served (SEC-060).
func TestTroubleBeforeTheEnd_SEC060(t *testing.T) {
	f := newFixture(t)
	exp := f.Clock.Now().Add(30 * time.Second)
	cookies := f.Cookies(f.Session(authtest.Claims{"iat": exp.Add(-15 * time.Minute).Unix(), "exp": exp.Unix()}))
	f.hands(500, "", nil)
	if a := f.page.Do(webtest.Navigate("/profile", cookies...)); a.Status != 303 {
		t.Fatalf("the page answers %d", a.Status)
	}
	after := f.refresh.Do(hop(cookies)).Cookies(cookies)
	if a := f.page.Do(webtest.Navigate("/profile", after...)); a.Status != 200 {
		t.Errorf("the page answers %d", a.Status)
	}
}

// TestRefusedTwiceIsTheEnd: the first refusal may be another tab's success.
func TestRefusedTwiceIsTheEnd_SEC060(t *testing.T) {
	f := newFixture(t)
	cookies := f.Cookies(f.Expired(nil))
	f.hands(400, webtest.Refusal("invalid_grant"), nil)
	first := f.refresh.Do(hop(cookies))
	after := first.Cookies(cookies)
	if first.Location() != "/auth/refresh?return_to=%2Fprofile" || len(after) != 4 ||
		!slices.Equal(f.waits, []time.Duration{secondLook}) {
		t.Errorf("first it leads to %q with %d cookies after waiting %v", first.Location(), len(after), f.waits)
	}
	second := f.refresh.Do(hop(after))
	if left := second.Left(after); second.Status != 303 || second.Location() != "/profile" || len(left) != 0 {
		t.Errorf("then %d to %q, %d cookies are left", second.Status, second.Location(), len(left))
	}
	if line := second.Event("refresh.failed"); line == nil || line["reason"] != "refused" {
		t.Errorf("events %v", second.Events)
	}
	if n := len(f.endpoints.Forms()); n != 1 {
		t.Errorf("%d calls: a token that was refused is not asked for again", n)
	}
	if a := f.page.Do(webtest.Navigate("/profile")); a.Status != 303 || a.Location() != "/auth/login?return_to=%2Fprofile" {
		t.Errorf("the page answers %d to %q", a.Status, a.Location())
	}
}

// TestTokensOfAnotherSession end it, and are revoked.
func TestTokensOfAnotherSession_SEC063(t *testing.T) {
	tests := []struct {
		name   string
		tokens func(f *fixture) webtest.Session
	}{
		{"another user", func(f *fixture) webtest.Session { return f.renewed(authtest.Claims{"sub": "other"}) }},
		{"two users", func(f *fixture) webtest.Session {
			return webtest.Session{ID: f.Pool.ID(nil), Access: f.Pool.Access(authtest.Claims{"sub": "other"}), Refresh: next}
		}},
		{"another client", func(f *fixture) webtest.Session {
			return f.renewed(authtest.Claims{"aud": "other", "client_id": "other"})
		}},
		{"another issuer", func(f *fixture) webtest.Session { return f.renewed(authtest.Claims{"iss": f.Pool.Issuer + "x"}) }},
		{"tokens that are swapped", func(f *fixture) webtest.Session {
			s := f.renewed(nil)
			return webtest.Session{ID: s.Access, Access: s.ID, Refresh: next}
		}},
		{"an ID token of another access token", func(f *fixture) webtest.Session {
			return f.renewed(authtest.Claims{"at_hash": strings.Repeat("h", 22)})
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			cookies := f.Cookies(f.Expired(nil))
			f.hands(200, webtest.Grant(tt.tokens(f)), nil)
			a := f.refresh.Do(hop(cookies))
			if left := a.Left(cookies); a.Status != 303 || a.Location() != "/profile" || len(left) != 0 ||
				!slices.Equal(f.endpoints.Revoked(), []string{next}) {
				t.Errorf("%d to %q, %d cookies are left, revoked %q", a.Status, a.Location(), len(left),
					f.endpoints.Revoked())
			}
			if line := a.Event("refresh.failed"); line == nil || line["reason"] != "foreign-tokens" {
				t.Errorf("events %v", a.Events)
			}
		})
	}
}

// TestPlantedRefreshToken_SEC054: a sibling host can set __Secure-refresh for the whole domain, but none of the
// cookies with the prefix __Host-. A refresh token that comes without them, by a link from elsewhere, must not sign
// the visitor in as whoever it belongs to. Otherwise a browser that has lost the other two has a session all the
// same.
func TestPlantedRefreshToken_SEC054(t *testing.T) {
	tests := []struct {
		name, from string
		half       bool
		taken      bool
	}{
		{"alone, from a sibling host", "same-site", false, false},
		{"alone, from another site", "cross-site", false, false},
		{"with half a session, from a sibling host", "same-site", true, false},
		{"alone, typed", "none", false, true},
		{"alone, from a page of the site", "same-origin", false, true},
		{"alone, by a browser that does not say", "", false, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t)
			cookies := f.SignedIn()[2:]
			if test.half {
				cookies = append(cookies, "__Host-Http-id="+f.Session(nil).ID)
			}
			f.hands(200, webtest.Grant(f.renewed(nil)), nil)
			a := f.refresh.Do(hop(cookies).With("sec-fetch-site", test.from))
			kept, calls, revoked, event := 0, 0, []string{webtest.RefreshToken}, a.Event("refresh.failed")
			if test.taken {
				kept, calls, revoked, event = 3, 1, nil, a.Event("refresh.completed")
			}
			if left := a.Left(cookies); a.Status != 303 || a.Location() != "/profile" || len(left) != kept ||
				len(f.endpoints.Forms()) != calls {
				t.Errorf("%d to %q, %d cookies are left after %d calls", a.Status, a.Location(), len(left),
					len(f.endpoints.Forms()))
			}
			if !slices.Equal(f.endpoints.Revoked(), revoked) {
				t.Errorf("revoked %q", f.endpoints.Revoked())
			}
			if event == nil || !test.taken && event["reason"] != "no-session" {
				t.Errorf("events %v", a.Events)
			}
		})
	}
}

// TestPlantedMark_SEC054: another host's mark beside ours must not hide it, or the browser would be sent round in
// circles.
func TestPlantedMark_SEC054(t *testing.T) {
	f := newFixture(t)
	cookies := append(f.Cookies(f.Expired(nil)), "__Secure-refresh-lost=planted")
	f.hands(400, webtest.Refusal("invalid_grant"), nil)
	marked := f.refresh.Do(hop(cookies))
	if !strings.HasPrefix(marked.Location(), "/auth/refresh") {
		t.Fatalf("%d to %q", marked.Status, marked.Location())
	}
	ours := marked.Cookies(nil)
	if a := f.refresh.Do(hop(append(cookies, ours...))); a.Location() != "/profile" {
		t.Errorf("%d to %q", a.Status, a.Location())
	}
}

// TestSessionsThatAreOver are ended without asking for new tokens, or with what was handed out revoked.
func TestSessionsThatAreOver_SEC066(t *testing.T) {
	f := newFixture(t)
	idle := f.CookiesSince(f.Expired(nil), f.Clock.Now().Add(-f.Config.SessionIdleAge-time.Second))
	a := f.refresh.Do(hop(idle))
	if len(a.Left(idle)) != 0 || len(f.endpoints.Forms()) != 0 ||
		!slices.Equal(f.endpoints.Revoked(), []string{webtest.RefreshToken}) ||
		a.Event("refresh.failed")["reason"] != "idle" {
		t.Errorf("idle: %d cookies are left, %d calls, revoked %q, events %v", len(a.Left(idle)),
			len(f.endpoints.Forms()), f.endpoints.Revoked(), a.Events)
	}

	f = newFixture(t)
	cookies := f.Cookies(f.Expired(nil))
	f.hands(200, webtest.Grant(f.renewed(authtest.Claims{"auth_time": f.Clock.Now().Add(-f.Config.SessionMaxAge).Unix()})), nil)
	a = f.refresh.Do(hop(cookies))
	if len(a.Left(cookies)) != 0 || !slices.Equal(f.endpoints.Revoked(), []string{next}) ||
		a.Event("refresh.failed")["reason"] != "outlived" {
		t.Errorf("outlived: %d cookies are left, revoked %q, events %v", len(a.Left(cookies)),
			f.endpoints.Revoked(), a.Events)
	}

	f = newFixture(t)
	withoutRefresh := f.Cookies(f.Expired(nil))[:2]
	a = f.refresh.Do(hop(withoutRefresh))
	if len(a.Left(withoutRefresh)) != 0 || len(f.endpoints.Forms()) != 0 ||
		a.Event("refresh.failed")["reason"] != "no-refresh-token" {
		t.Errorf("no refresh token: %d cookies are left, %d calls, events %v", len(a.Left(withoutRefresh)),
			len(f.endpoints.Forms()), a.Events)
	}
}

// TestWhatIsStoredUnchecked: an outage of the keys, or a wrong clock, must not lose the new refresh token; pages
// check what is stored.
func TestWhatIsStoredUnchecked_SEC047(t *testing.T) {
	for _, name := range []string{"keys down", "expired when it came"} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			cookies := f.Cookies(f.Expired(nil))
			session := f.renewed(nil)
			if name == "keys down" {
				f.KeysDown()
				f.restart()
			} else {
				session = f.Expired(nil)
				session.Refresh = next
			}
			f.hands(200, webtest.Grant(session), nil)
			a := f.refresh.Do(hop(cookies))
			after := a.Cookies(cookies)
			if _, token, _ := strings.Cut(value(after, "__Secure-refresh"), "~"); token != next ||
				value(after, "__Host-Http-refresh-pause") != "1" || a.Location() != "/profile" {
				t.Errorf("the refresh token is %q, to %q", token, a.Location())
			}
			if page := f.page.Do(webtest.Navigate("/profile", after...)); page.Status != 503 || len(page.Lines) != 0 {
				t.Errorf("the page answers %d", page.Status)
			}
		})
	}
}

// TestTokensThatEndAtOnce: by a clock that is wrong, say. The browser is not sent round in circles.
func TestTokensThatEndAtOnce_SEC064(t *testing.T) {
	f := newFixture(t)
	cookies := f.Cookies(f.Expired(nil))
	now := f.Clock.Now()
	f.hands(200, webtest.Grant(f.renewed(authtest.Claims{"iat": now.Add(-15 * time.Minute).Unix(),
		"auth_time": now.Add(-time.Hour).Unix(), "exp": now.Add(10 * time.Second).Unix()})), nil)
	after := f.refresh.Do(hop(cookies)).Cookies(cookies)
	if a := f.page.Do(webtest.Navigate("/profile", after...)); a.Status != 200 {
		t.Errorf("the page answers %d to %q", a.Status, a.Location())
	}
}

// TestSessionThatGrew: a user who got too many groups meanwhile gets a page with a code, and no loop (SEC-052).
func TestSessionThatGrew_SEC052_R01(t *testing.T) {
	for _, count := range []int{40, 100} { // too many for the cookies, and for the verifier as well
		f := newFixture(t)
		cookies := f.Cookies(f.Expired(nil))
		groups := slices.Repeat([]string{strings.Repeat("g", 100)}, count)
		f.hands(200, webtest.Grant(f.renewed(authtest.Claims{"cognito:groups": groups})), nil)
		a := f.refresh.Do(hop(cookies))
		if a.Status != 431 || a.Code() != string(web.CodeSessionTooLarge) || len(a.Left(cookies)) != 0 ||
			len(f.endpoints.Revoked()) != 1 {
			t.Errorf("%d groups: %d with %q, %d cookies are left", count, a.Status, a.Code(), len(a.Left(cookies)))
		}
	}
}

// TestOnlyNavigationsRefresh: prefetches, pictures and scripts do not, nor do forms that no page has sent here
// (SEC-065).
func TestOnlyNavigationsRefresh_SEC065(t *testing.T) {
	f := newFixture(t)
	cookies := f.Cookies(f.Expired(nil))
	f.hands(200, webtest.Grant(f.renewed(nil)), nil)
	for name, r := range map[string]webtest.Request{
		"a prefetch": hop(cookies).With("sec-purpose", "prefetch"), "a picture": hop(cookies).With("sec-fetch-dest",
			"image").With("sec-fetch-mode", "no-cors"),
		"a script":  hop(cookies).With("sec-fetch-dest", "empty").With("sec-fetch-mode", "cors"),
		"a program": hop(cookies).With("accept", "application/json"),
		"HEAD":      hop(cookies).WithMethod("HEAD"), "a form": webtest.Submit("/auth/refresh", nil, cookies...),
		"a bearer of a token": webtest.Get("/auth/refresh", cookies...).Bearer("x").With("accept", "application/json"),
	} {
		if a := f.refresh.Do(r); a.Status != 400 && a.Status != 401 && a.Status != 405 || len(a.Lines) != 0 {
			t.Errorf("%s gets %d and %d cookies", name, a.Status, len(a.Lines))
		}
	}
	if n := len(f.endpoints.Forms()); n != 0 {
		t.Errorf("%d calls", n)
	}
}

// TestFreshSessionIsLeftAlone: another tab was faster, or somebody opened the address by hand.
func TestFreshSessionIsLeftAlone_SEC062(t *testing.T) {
	f := newFixture(t)
	if a := f.refresh.Do(hop(f.SignedIn())); a.Status != 303 || a.Location() != "/profile" || len(a.Lines) != 0 ||
		len(f.endpoints.Forms()) != 0 {
		t.Errorf("%d to %q with %d cookies after %d calls", a.Status, a.Location(), len(a.Lines), len(f.endpoints.Forms()))
	}
}

// TestWayBackIsChecked: refreshing is no way to leave the site (SEC-077).
func TestWayBackIsChecked_SEC077_R13(t *testing.T) {
	f := newFixture(t)
	f.hands(200, webtest.Grant(f.renewed(nil)), nil)
	for _, query := range []string{"return_to=//evil.example", "return_to=https://evil.example",
		"return_to=" + webtest.BaseURL + "/profile", "return_to=//app.example.com/profile", "return_to=/auth/logout",
		"return_to=/profile&return_to=/", ""} {
		if a := f.refresh.Do(webtest.Navigate("/auth/refresh?"+query, f.Cookies(f.Expired(nil))...)); a.Status != 303 ||
			a.Location() != "/" {
			t.Errorf("%q leads to %q with %d", query, a.Location(), a.Status)
		}
	}
}

var _ pool = (*cognito.Client)(nil)
