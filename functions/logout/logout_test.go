package main

import (
	"encoding/base64"
	"errors"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/authflow"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
	"cognitossr/templates"
)

// fixture is a site with its sign-out, before a revocation endpoint.
type fixture struct {
	*webtest.Site
	endpoints *webtest.Endpoints
	logout    *webtest.Function
	want      string // where signing out leads at last, and nowhere else
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{Site: webtest.New(t, templates.Failure), endpoints: &webtest.Endpoints{}}
	f.restart()
	f.want = webtest.Domain + "/logout?client_id=" + f.Pool.ClientID + "&logout_uri=" +
		url.QueryEscape(webtest.BaseURL+"/auth/signed-out")
	return f
}

func (f *fixture) restart() {
	client := f.Client(f.endpoints)
	f.logout = f.Function(access.KindPage, access.Optional, func(d web.Deps) (http.Handler, error) {
		return logout{Deps: d, pool: client, signOutURL: client.SignOutURL(), authorizeURL: client.AuthorizeURL}.handler()
	})
}

// everything is a session in all its parts, with flows and flash cookies.
func (f *fixture) everything() []string {
	long := f.Session(nil)
	long.ID = f.Pool.ID(authtest.Claims{"custom:long": strings.Repeat("x", 2500)})
	return append(f.Cookies(long), "__Host-Http-flow-abcdefgh=1.2.3", "__Host-Http-flow-12345678=x",
		"__Host-Http-refresh-pause=1", "__Secure-refresh-lost=x",
		"__Host-Http-account-deleted=1", "__Host-Http-sign-in-afresh=?", "__Host-Http-access-1=left-behind",
		"__Secure-refresh-2=left-behind")
}

func TestSignOut_SEC071_D10(t *testing.T) {
	f := newFixture(t)
	cookies := f.everything()
	a := f.logout.Do(webtest.Submit("/auth/logout", nil, cookies...))
	if a.Status != 303 || a.Location() != authflow.LeavePath || a.Header["clear-site-data"] != `"cache"` {
		t.Errorf("%d to %q, Clear-Site-Data %q", a.Status, a.Location(), a.Header["clear-site-data"])
	}
	if left := a.Left(cookies); len(left) != 0 {
		t.Errorf("%d cookies are left (SEC-053)", len(left))
	}
	if !slices.Equal(f.endpoints.Revoked(), []string{webtest.RefreshToken}) {
		t.Errorf("revoked %q (SEC-070)", f.endpoints.Revoked())
	}
	if a.Event("signout.completed") == nil || len(a.Events) != 1 {
		t.Errorf("events %v (SEC-112)", a.Events)
	}
	if again := f.logout.Do(webtest.Submit("/auth/logout", nil)); again.Status != 303 || again.Location() != authflow.LeavePath || len(f.endpoints.Revoked()) != 1 {
		t.Errorf("the second time %d to %q", again.Status, again.Location())
	}
}

// TestNothingChangesWhereItLeads.
func TestNothingChangesWhereItLeads_SEC071_R25(t *testing.T) {
	f := newFixture(t)
	form := url.Values{"redirect_uri": {"https://evil.example"}, "logout_uri": {"https://evil.example"},
		"return_to": {"//evil.example"}}
	r := webtest.Submit("/auth/logout?"+form.Encode(), form, f.SignedIn()...)
	for name, value := range map[string]string{"referer": "https://evil.example/", "host": "evil.example",
		"x-forwarded-host": "evil.example", "x-forwarded-proto": "http"} {
		r = r.With(name, value)
	}
	if a := f.logout.Do(r); a.Status != 303 || a.Location() != authflow.LeavePath {
		t.Errorf("%d to %q", a.Status, a.Location())
	}
	r = webtest.Navigate(authflow.LeavePath+"&"+form.Encode()).With("host", "evil.example")
	if a := f.logout.Do(r); a.Header["refresh"] != "0; url="+f.want {
		t.Errorf("the page goes on to %q", a.Header["refresh"])
	}
}

// TestSignOutLeavesByAPage: Chromium and WebKit drop a redirect after a form that the page's form-action does not
// list, and say nothing. So a browser's form is answered within the site, and the page there goes on by itself, or by
// its link. A program, which opens nothing by itself, is redirected at once.
func TestSignOutLeavesByAPage_SEC071_U12(t *testing.T) {
	f := newFixture(t)
	page := f.logout.Do(webtest.Navigate(authflow.LeavePath))
	link := `href="` + html.EscapeString(f.want) + `"`
	if page.Status != 200 || page.Header["refresh"] != "0; url="+f.want || !strings.Contains(page.Body, link) ||
		strings.Contains(page.Body, "You are signed out.") {
		t.Errorf("%d, Refresh %q: %s", page.Status, page.Header["refresh"], page.Body)
	}
	program := webtest.Submit("/auth/logout", nil, f.SignedIn()...).With("sec-fetch-mode", "").With("sec-fetch-dest", "")
	if a := f.logout.Do(program); a.Status != 303 || a.Location() != f.want {
		t.Errorf("a program gets %d to %q", a.Status, a.Location())
	}
	for name, r := range map[string]webtest.Request{
		"a link while somebody is signed in": webtest.Navigate(authflow.LeavePath, f.SignedIn()...),
		"while the session can be renewed":   webtest.Navigate(authflow.LeavePath, f.Cookies(f.Expired(nil))...),
		"a link of another site":             webtest.Navigate(authflow.LeavePath).With("sec-fetch-site", "cross-site"),
		"a prefetch":                         webtest.Navigate(authflow.LeavePath).With("sec-purpose", "prefetch"),
		"a picture": webtest.Navigate(authflow.LeavePath).With("sec-fetch-mode",
			"no-cors").With("sec-fetch-dest", "image"),
	} {
		if a := f.logout.Do(r); a.Status != 200 || a.Header["refresh"] != "" ||
			!strings.Contains(a.Body, `action="/auth/logout"`) || len(a.Lines) != 0 {
			t.Errorf("%s gets %d, Refresh %q", name, a.Status, a.Header["refresh"])
		}
	}
}

// TestSigningOutAlwaysWorks, whatever the session is like and whatever else does not answer.
func TestSigningOutAlwaysWorks_SEC069_R42(t *testing.T) {
	tests := []struct {
		name    string
		cookies func(f *fixture) []string
		prepare func(f *fixture)
		revoked int
	}{
		{"no session", func(*fixture) []string { return nil }, nil, 0},
		{"garbage", func(*fixture) []string {
			return []string{"__Host-Http-id=x", "__Host-Http-access=2~y", "__Host-Http-access-1=\"", "__Secure-refresh=~"}
		}, nil, 0},
		{"half a session", func(f *fixture) []string { return f.SignedIn()[2:] }, nil, 1},
		{"the access token twice (R-05)", func(f *fixture) []string { return append(f.SignedIn(), "__Host-Http-access=EVIL") }, nil, 1},
		{"the refresh token twice", func(f *fixture) []string { // another host of the domain may plant one
			return append([]string{"__Secure-refresh=1790000000~planted"}, f.SignedIn()...)
		}, nil, 1},
		{"refresh tokens without end", func(f *fixture) []string {
			return slices.Concat(f.SignedIn(), slices.Repeat([]string{"__Secure-refresh=planted"}, 20))
		}, nil, 1},
		{"refresh tokens that nobody has stored", func(*fixture) []string { // each would be a call for which an instance waits
			return slices.Repeat([]string{"__Secure-refresh=1790000000.AAAAAAAAAAAAAAAAAAAAAA~planted"}, 20)
		}, nil, 0},
		{"stored before there were tags", func(f *fixture) []string {
			return append(f.SignedIn()[:2], "__Secure-refresh=1790000000~"+webtest.RefreshToken)
		}, nil, 1},
		{"expired", func(f *fixture) []string { return f.Cookies(f.Expired(nil)) }, nil, 1},
		{"of another pool", func(f *fixture) []string { // or of this site before it was deployed again
			other := authtest.NewPool(t)
			other.Now = f.Clock.Now
			return f.Cookies(webtest.Session{ID: other.ID(nil), Access: other.Access(nil), Refresh: webtest.RefreshToken})
		}, nil, 1},
		{"two users'", func(f *fixture) []string {
			return f.Cookies(webtest.Session{ID: f.Pool.ID(nil), Access: f.Pool.Access(authtest.Claims{"sub": "other"}),
				Refresh: webtest.RefreshToken})
		}, nil, 1},
		{"keys down", func(f *fixture) []string { return f.SignedIn() }, func(f *fixture) { f.KeysDown() }, 1},
		{"revoking answers 500", func(f *fixture) []string { return f.SignedIn() }, func(f *fixture) {
			f.endpoints.Revoke = func(string) (int, error) { return 500, nil }
		}, 1},
		{"revoking does not answer", func(f *fixture) []string { return f.SignedIn() }, func(f *fixture) {
			f.endpoints.Revoke = func(string) (int, error) { return 0, errors.New("no connection") }
		}, 1},
		{"our client is refused", func(f *fixture) []string { return f.SignedIn() }, func(f *fixture) {
			f.endpoints.Revoke = func(string) (int, error) { return 401, nil }
		}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			if tt.prepare != nil {
				tt.prepare(f)
				f.restart()
			}
			cookies := tt.cookies(f)
			a := f.logout.Do(webtest.Submit("/auth/logout", nil, cookies...))
			if left := a.Left(cookies); a.Status != 303 || a.Location() != authflow.LeavePath || len(left) != 0 ||
				len(f.endpoints.Revoked()) != tt.revoked {
				t.Errorf("%d to %q, %d cookies are left, %d revocations", a.Status, a.Location(), len(left),
					len(f.endpoints.Revoked()))
			}
			if slices.ContainsFunc(f.endpoints.Revoked(), func(token string) bool { return token != webtest.RefreshToken }) {
				t.Errorf("revoked %q", f.endpoints.Revoked())
			}
			if failed := a.Event("failure") != nil; failed != (f.endpoints.Revoke != nil) {
				t.Errorf("events %v (SEC-070)", a.Events)
			}
		})
	}
}

// TestOnlyOurOwnFormSignsOut: a picture, a link, a prefetch or another site's form does not.
func TestOnlyOurOwnFormSignsOut_SEC068_N14(t *testing.T) {
	f := newFixture(t)
	cookies := f.SignedIn()
	get, form := webtest.Navigate("/auth/logout", cookies...), webtest.Submit("/auth/logout", nil, cookies...)
	tests := []struct {
		name    string
		request webtest.Request
		status  int
	}{
		{"a link", get, 200},
		{"a link on another site", get.With("sec-fetch-site", "cross-site"), 200},
		{"a picture", get.With("sec-fetch-mode", "no-cors").With("sec-fetch-dest", "image"), 200},
		{"a prefetch", get.With("sec-purpose", "prefetch"), 200},
		{"HEAD", get.WithMethod("HEAD"), 200},
		{"PUT", form.WithMethod("PUT"), 405},
		{"a method that stands in a header (Q-41)", get.With("x-http-method-override", "POST"), 200},
		{"a method that stands in the address (Q-41)", webtest.Navigate("/auth/logout?_method=POST", cookies...), 200},
		{"another site's form", form.With("sec-fetch-site", "cross-site").With("origin", "https://evil.example"), 403},
		{"a sibling's form", form.With("sec-fetch-site", "same-site").With("origin", "https://other.example.com"), 403},
		{"a form that says nothing", form.With("sec-fetch-site", "").With("origin", ""), 403},
		{"a form to the page that says it is done", webtest.Submit("/auth/signed-out", nil, cookies...), 405},
		{"that page itself, from another site (Q-29)",
			webtest.Navigate("/auth/signed-out", cookies...).With("sec-fetch-site", "cross-site"), 200},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if a := f.logout.Do(tt.request); a.Status != tt.status || len(a.Lines) != 0 || a.Location() != "" {
				t.Errorf("%d to %q with %d cookies, want %d", a.Status, a.Location(), len(a.Lines), tt.status)
			}
		})
	}
	if n := len(f.endpoints.Revoked()); n != 0 {
		t.Errorf("%d revocations", n)
	}
}

var tokenField = regexp.MustCompile(`name="` + web.FormField + `" value="([^"]*)"`)

// TestConfirmPage: its form works for every client, also for one that says nothing about where a form comes from.
func TestConfirmPage_SEC068_N14(t *testing.T) {
	sessions := map[string]func(f *fixture) []string{
		"signed in": func(f *fixture) []string { return f.SignedIn() }, "nobody": func(*fixture) []string { return nil },
		"expired":        func(f *fixture) []string { return f.Cookies(f.Expired(nil)) },
		"garbage":        func(f *fixture) []string { return append(f.SignedIn()[2:], "__Host-Http-id=x", "__Host-Http-access=y") },
		"half a session": func(f *fixture) []string { return f.SignedIn()[1:] },
	}
	for name, session := range sessions {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			cookies := session(f)
			page := f.logout.Do(webtest.Navigate("/auth/logout", cookies...))
			found := tokenField.FindStringSubmatch(page.Body)
			if page.Status != 200 || found == nil || strings.Contains(page.Body, authtest.Email) != (name == "signed in") {
				t.Fatalf("%d: %s", page.Status, page.Body)
			}
			if len(page.Lines) != 0 {
				t.Errorf("asking sets %q: what is cleared here is not revoked any more", page.Lines)
			}
			plain := webtest.Submit("/auth/logout", url.Values{web.FormField: {found[1]}}, cookies...)
			for _, header := range []string{"origin", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest"} {
				plain = plain.With(header, "")
			}
			if a := f.logout.Do(plain); a.Status != 303 || len(a.Left(cookies)) != 0 {
				t.Errorf("the form gets %d, %d cookies are left", a.Status, len(a.Left(cookies)))
			}
			if name != "nobody" && len(f.endpoints.Revoked()) != 1 {
				t.Error("the refresh token is not revoked")
			}
		})
	}
}

// links are where a page leads.
var links = regexp.MustCompile(`<a [^>]*href="([^"]*)"`)

// TestSignedOutPage says so to a visitor without a valid session, shows nothing of one that was, and leads back by
// links that no request changes: home, to sign in, and to sign in as somebody else, which asks although Cognito or
// another provider may still know the visitor.
func TestSignedOutPage_SEC071_R47_R48(t *testing.T) {
	f := newFixture(t)
	for _, query := range []string{"", "?return_to=%2Fprofile", "?return_to=%2F%2Fevil.example",
		"?logout_uri=https%3A%2F%2Fevil.example", "?redirect_uri=https%3A%2F%2Fevil.example"} {
		var leads []string
		_, main, _ := strings.Cut(f.logout.Do(webtest.Navigate("/auth/signed-out"+query)).Body, "<main")
		main, _, _ = strings.Cut(main, "</main>")
		for _, found := range links.FindAllStringSubmatch(main, -1) {
			leads = append(leads, found[1])
		}
		if want := []string{"/auth/login", "/auth/login?prompt=login", "/"}; !slices.Equal(leads, want) {
			t.Errorf("with %q it leads to %q, want %q", query, leads, want)
		}
	}
	ended := f.Cookies(f.Session(authtest.Claims{"origin_jti": "ended"}))
	for _, cookies := range [][]string{nil, {"__Host-Http-id=x"}, append(ended, f.SignedOut("ended"))} {
		a := f.logout.Do(webtest.Navigate("/auth/signed-out", cookies...))
		if a.Status != 200 || !strings.Contains(a.Body, "You are signed out.") ||
			strings.Contains(a.Body, authtest.Email) || len(a.Lines) != 0 {
			t.Errorf("%d with %d cookies: %s", a.Status, len(a.Lines), a.Body)
		}
	}
}

// TestNobodyIsToldFalselyToBeSignedOut: a link from elsewhere, or the second of two tabs that ask for another
// sign-in, comes here while there is a session, or one that the next page renews. A visitor who believes to have ended
// it leaves it open.
func TestNobodyIsToldFalselyToBeSignedOut_SEC071(t *testing.T) {
	dropped := authtest.NewPool(t)
	for name, session := range map[string]func(f *fixture) []string{
		"good":    func(f *fixture) []string { return f.SignedIn() },
		"expired": func(f *fixture) []string { return f.Cookies(f.Expired(nil)) },
		"of the future": func(f *fixture) []string {
			return f.Cookies(f.Session(authtest.Claims{"iat": f.Clock.Now().Add(time.Minute).Unix()}))
		},
		"of a key that the pool has dropped": func(f *fixture) []string {
			dropped.Now, dropped.Issuer, dropped.ClientID = f.Clock.Now, f.Pool.Issuer, f.Pool.ClientID
			return f.Cookies(webtest.Session{ID: dropped.ID(nil), Access: dropped.Access(nil), Refresh: webtest.RefreshToken})
		},
		"while the keys cannot be had": func(f *fixture) []string {
			f.KeysDown()
			f.restart()
			return f.SignedIn()
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			a := f.logout.Do(webtest.Navigate("/auth/signed-out", session(f)...).With("sec-fetch-site", "cross-site"))
			if a.Status != 200 || strings.Contains(a.Body, "You are signed out.") ||
				!strings.Contains(a.Body, `action="/auth/logout"`) || len(a.Lines) != 0 {
				t.Errorf("%d with %d cookies: %s", a.Status, len(a.Lines), a.Body)
			}
		})
	}
}

// TestSignedOutPageAfterTheAccountIsDeleted says so once, and only to the browser in which it was.
func TestSignedOutPageAfterTheAccountIsDeleted_R08(t *testing.T) {
	f := newFixture(t)
	held := []string{"__Host-Http-account-deleted=1"}
	a := f.logout.Do(webtest.Navigate("/auth/signed-out", held...).With("sec-fetch-site", "cross-site"))
	if left := a.Cookies(held); a.Status != 200 || !strings.Contains(a.Body, "Your account is deleted.") || len(left) != 0 {
		t.Errorf("%d, left %q: %s", a.Status, left, a.Body)
	}
	for _, other := range []string{"account-deleted=1", "__Secure-account-deleted=1"} { // which another host of the domain can plant
		if a := f.logout.Do(webtest.Navigate("/auth/signed-out", other)); strings.Contains(a.Body, "deleted") ||
			len(a.Lines) != 0 {
			t.Errorf("%s: %s", other, a.Body)
		}
	}
	for name, value := range map[string]string{"sec-purpose": "prefetch", "sec-fetch-dest": "iframe"} { // which nobody may ever see
		if a := f.logout.Do(webtest.Navigate("/auth/signed-out", held...).With(name, value)); a.Status != 200 ||
			strings.Contains(a.Body, "deleted") || len(a.Lines) != 0 {
			t.Errorf("%s %s gets %d and cookies %q: %s", name, value, a.Status, a.Lines, a.Body)
		}
	}
	// Deleting ends every sign-in that waits, so that one beside the mark is another tab's, and goes on when that tab
	// comes.
	held = append(held, "__Host-Http-sign-in-afresh=?return_to=%2F")
	if a := f.logout.Do(webtest.Navigate("/auth/signed-out", held...)); !strings.Contains(a.Body,
		"Your account is deleted.") || !slices.Equal(a.Cookies(held), held[1:]) {
		t.Errorf("with a sign-in that waits: %d, left %q", a.Status, a.Cookies(held))
	}
}

// TestSignInThatWaitedGoesOn (SEC-101): the way back from Cognito's sign-out leads on to the sign-in that waited for
// it, once.
func TestSignInThatWaitedGoesOn_SEC101(t *testing.T) {
	f := newFixture(t)
	const mark = "__Host-Http-sign-in-afresh="
	tests := []struct{ name, value, returnTo, lang, hint string }{
		{"with a way back", "?lang=de&return_to=%2Faccount%2Fdelete", "/account/delete", "de", ""},
		{"with an address to fill in, though the browser comes from Cognito",
			"?login_hint=a%40example.com&return_to=%2Fx", "/x", "", "a@example.com"},
		{"with nothing", "?", "/", "", ""},
		{"with garbage", "%zz", "/", "", ""},
		{"with a way to another site", "?return_to=%2F%2Fevil.example", "/", "", ""},
		{"that would wait again", "?fresh=1&return_to=%2F", "/", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			held := append(f.SignedIn(), mark+tt.value)
			a := f.logout.Do(webtest.Navigate("/auth/signed-out", held...).With("sec-fetch-site", "cross-site"))
			to, err := url.Parse(a.Location())
			if err != nil || a.Status != 303 || to.Path != "/oauth2/authorize" || to.Query().Get("lang") != tt.lang ||
				to.Query().Get("login_hint") != tt.hint {
				t.Fatalf("%d to %q with cookies %q", a.Status, a.Location(), a.Lines)
			}
			left := a.Cookies(held)
			flow := left[len(left)-1]
			back, err := base64.RawURLEncoding.DecodeString(flow[strings.LastIndex(flow, ".")+1:])
			if err != nil || string(back) != tt.returnTo || len(a.Lines) != 2 || len(left) != len(held) ||
				strings.Contains(strings.Join(left, " "), mark) {
				t.Errorf("it leads back to %q, cookies %q", back, a.Lines)
			}
		})
	}
	held := []string{mark + "?return_to=%2F"}
	if a := f.logout.Do(webtest.Navigate("/auth/signed-out", held...).With("sec-purpose",
		"prefetch")); a.Status != 200 || len(a.Lines) != 0 {
		t.Errorf("a prefetch gets %d and cookies %q", a.Status, a.Lines)
	}
	if a := f.logout.Do(webtest.Submit("/auth/logout", nil, held...)); a.Location() != authflow.LeavePath ||
		len(a.Left(held)) != 0 {
		t.Errorf("signing out leads to %q, cookies %q", a.Location(), a.Lines)
	}
}

var _ authflow.Revoker = (*cognito.Client)(nil)
