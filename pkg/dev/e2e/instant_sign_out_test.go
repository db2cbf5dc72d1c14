package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local"
)

// instantSite is a site with instant sign-out on, whose functions remember nothing.
type instantSite struct {
	t     *testing.T
	stack *local.Stack
	logs  *lockedBuffer
}

// newInstantSite starts one, with as many users as names are given.
func newInstantSite(t *testing.T, names ...string) instantSite {
	t.Helper()
	localOnly(t)
	users := local.DefaultUsers()
	for _, name := range names {
		users = append(users, local.User{Email: name, Password: newPassword})
	}
	s := instantSite{t: t, logs: &lockedBuffer{}}
	var err error
	s.stack, err = local.Start(t.Context(), local.Options{
		Root: "../../..", Addr: "localhost:0", CognitoAddr: "127.0.0.1:0", Output: s.logs, NoRebuild: true, Users: users,
		InstantSignOut: true, InstantSignOutRemember: "0",
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = s.stack.Close()
		if leaks := leaksIn(s.logs.String()); len(leaks) > 0 {
			t.Errorf("the functions' logs hold what must not be logged (SEC-110): %v", leaks)
		}
	})
	return s
}

// browser is a visitor who has signed in.
func (s instantSite) browser(email, password string) *visitor {
	s.t.Helper()
	v := newVisitor(s.t)
	v.submit(v.get(s.stack.SiteURL+"/auth/login").wants(http.StatusOK),
		map[string]string{"username": email, "password": password}).
		wants(http.StatusOK, "Hello "+email)
	return v
}

// table sets the switches of the table of ended sessions until the end of the test.
func (s instantSite) table(t *testing.T, body string) {
	t.Helper()
	v := newVisitor(t)
	post := func(body string) {
		r := v.request(http.MethodPost, s.stack.ControlURL+"table", body)
		r.Header.Set("Content-Type", "application/json")
		v.do(r).wants(http.StatusOK)
	}
	post(body)
	t.Cleanup(func() { post(`{"fault":"off","on":"all"}`) })
}

// request is one of the three ways in which a session is used.
func (s instantSite) requests(v *visitor) map[string]*http.Request {
	s.t.Helper()
	bearer := newVisitor(s.t).request(http.MethodGet, s.stack.SiteURL+"/api/me", "")
	bearer.Header.Set("Authorization", "Bearer "+s.accessToken(v))
	return map[string]*http.Request{
		"page":          v.request(http.MethodGet, s.stack.SiteURL+"/profile", ""),
		"API by cookie": v.request(http.MethodGet, s.stack.SiteURL+"/api/me", ""),
		"API by bearer": bearer,
	}
}

func (s instantSite) accessToken(v *visitor) string {
	s.t.Helper()
	for _, cookie := range v.client.Jar.Cookies(v.request(http.MethodGet, s.stack.SiteURL+"/", "").URL) {
		if cookie.Name == "access" {
			return cookie.Value
		}
	}
	s.t.Fatal("no access token")
	return ""
}

// is checks each way of using a session, as the requests were before it ended.
func (s instantSite) is(t *testing.T, v *visitor, requests map[string]*http.Request, live bool) {
	t.Helper()
	for name, r := range requests {
		by := v
		if r.Header.Get("Authorization") != "" {
			by = newVisitor(t)
		}
		a := by.stay(r.Clone(t.Context()))
		want := http.StatusOK
		switch {
		case !live && name == "page":
			want = http.StatusSeeOther
		case !live:
			want = http.StatusUnauthorized
		}
		if a.status != want || !live && name == "page" && !strings.HasPrefix(a.header.Get("Location"), "/auth/login?") {
			t.Errorf("%s: %d, %s; want %d\n%s", name, a.status, a.header.Get("Location"), want, a.body)
		}
	}
}

// thief holds a copy of a browser's cookies.
func (s instantSite) thief(v *visitor) *visitor {
	s.t.Helper()
	copied, address := newVisitor(s.t), v.request(http.MethodGet, s.stack.SiteURL+"/", "").URL
	copied.client.Jar.SetCookies(address, v.client.Jar.Cookies(address))
	return copied
}

func (s instantSite) sub(v *visitor) string {
	s.t.Helper()
	var me struct{ Sub string }
	if err := json.Unmarshal([]byte(v.get(s.stack.SiteURL+"/api/me").wants(http.StatusOK).body), &me); err != nil ||
		me.Sub == "" {
		s.t.Fatalf("no sub: %v", err)
	}
	return me.Sub
}

// TestSessionsEndAtOnce_N40: what ends a session in one browser, or at an administrator's, ends it at the next request
// of another one: for a page, the API by cookie and the API by bearer token, each in a process of its own.
func TestSessionsEndAtOnce_N40(t *testing.T) {
	const everywhere, one, admins = "everywhere@example.com", "one@example.com", "disabled@example.com"
	s := newInstantSite(t, everywhere, one, admins)
	bystander := s.browser(userEmail, userPassword)
	untouched := s.requests(bystander)

	t.Run("sign out everywhere", func(t *testing.T) {
		here, there := s.browser(everywhere, newPassword), s.browser(everywhere, newPassword)
		before := s.requests(there)
		s.is(t, there, before, true)
		here.press(here.get(s.stack.SiteURL+"/profile"), "/auth/logout-everywhere").wants(http.StatusOK, "signed out")
		s.is(t, there, before, false)
		there.get(s.stack.SiteURL+"/").wants(http.StatusOK, "No user is signed in.")
		s.is(t, bystander, untouched, true)
	})
	t.Run("sign out of one session", func(t *testing.T) {
		here, there := s.browser(one, newPassword), s.browser(one, newPassword)
		copied, stolen, kept := s.thief(here), s.requests(here), s.requests(there)
		s.is(t, copied, stolen, true)
		here.press(here.get(s.stack.SiteURL+"/"), "/auth/logout").wants(http.StatusOK, "signed out")
		s.is(t, copied, stolen, false)
		s.is(t, there, kept, true)
	})
	t.Run("an administrator disables", func(t *testing.T) {
		victim, admin := s.browser(admins, newPassword), s.browser(adminEmail, adminPassword)
		before, page := s.requests(victim), "/admin/users/"+s.sub(victim)
		asked := admin.press(admin.get(s.stack.SiteURL+page).wants(http.StatusOK, "Disable"),
			page+"/disable").wants(http.StatusOK)
		s.is(t, victim, before, true)
		admin.press(asked, page+"/disable").wants(http.StatusOK, "Enable")
		s.is(t, victim, before, false)
		s.is(t, bystander, untouched, true)
	})
}

// TestTableOfEndedSessionsFails_N40: routes of a group wait, others go on and log it, and nothing is an error 500.
func TestTableOfEndedSessionsFails_N40(t *testing.T) {
	s := newInstantSite(t, "writer@example.com")
	admin := s.browser(adminEmail, adminPassword)
	requests := s.requests(admin)
	for _, fault := range []string{
		"throttled", "too-many", "500", "html", "garbage", "cut", "reset", "denied", "no-table", "expired", "other-item",
	} {
		t.Run(fault, func(t *testing.T) {
			s.table(t, `{"fault":"`+fault+`"}`)
			admin.get(s.stack.SiteURL+"/admin/users").wants(http.StatusServiceUnavailable, "AUTH-SESSION-UNCHECKED",
				"You are still signed in").lacks("@example.com")
			s.is(t, admin, requests, true)
			admin.get(s.stack.SiteURL+"/").wants(http.StatusOK, "Hello "+adminEmail)
		})
		admin.get(s.stack.SiteURL+"/admin/users").wants(http.StatusOK, userEmail)
	}
	t.Run("timeout", func(t *testing.T) {
		s.table(t, `{"fault":"timeout"}`)
		admin.get(s.stack.SiteURL+"/admin/users").wants(http.StatusServiceUnavailable, "AUTH-SESSION-UNCHECKED")
	})
	t.Run("slow", func(t *testing.T) {
		s.table(t, `{"fault":"slow","delay":"20ms"}`)
		admin.get(s.stack.SiteURL+"/admin/users").wants(http.StatusOK, userEmail)
	})
	if !strings.Contains(s.logs.String(), `"reason":"sign-out-table"`) {
		t.Errorf("the log does not say that the table failed:\n%s", s.logs.String())
	}
	t.Run("what cannot be written is not reported as done", func(t *testing.T) { s.checkWrites(t, admin) })
}

func (s instantSite) checkWrites(t *testing.T, admin *visitor) {
	const email = "writer@example.com"
	v := s.browser(email, newPassword)
	before, page := s.requests(v), "/admin/users/"+s.sub(v)
	s.table(t, `{"fault":"throttled","on":"writes"}`)
	v.press(v.get(s.stack.SiteURL+"/profile"), "/auth/logout-everywhere").wants(http.StatusServiceUnavailable)
	s.is(t, v, before, true)
	asked := admin.press(admin.get(s.stack.SiteURL+page), page+"/disable").wants(http.StatusOK)
	admin.press(asked, page+"/disable").wants(http.StatusServiceUnavailable)
	admin.get(s.stack.SiteURL+page).wants(http.StatusOK, "Disable")
	v.press(v.get(s.stack.SiteURL+"/"), "/auth/logout").wants(http.StatusServiceUnavailable, "AUTH-SIGN-OUT-INCOMPLETE")
	v.get(s.stack.SiteURL+"/").wants(http.StatusOK, "No user is signed in.")
}
