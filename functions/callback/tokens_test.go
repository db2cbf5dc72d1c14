package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/session"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// cognitoRefreshToken is as long as those that Cognito issues.
var cognitoRefreshToken = strings.Repeat("r", 1852)

// TestUserOfManyGroups: the session is kept whole, in cookies that a browser takes (webtest measures each line), or
// the page says that it does not fit. A browser drops what is too large without a word, and the visitor would be "not
// signed in".
func TestUserOfManyGroups_R01(t *testing.T) {
	tests := []struct {
		groups, length int // Cognito has up to 100 groups for a user, with names of up to 128 letters
		lines          int // of Set-Cookie that store tokens; 0: it does not fit
	}{
		{1, 8, 3}, {20, 8, 3}, {100, 8, 3}, {300, 8, 0},
		{20, 32, 3}, {100, 32, 0}, {300, 32, 0},
		{1, 128, 3}, {20, 128, 0}, {100, 128, 0},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%d groups of %d letters", tt.groups, tt.length), func(t *testing.T) {
			f := newFixture(t)
			groups := make([]string, tt.groups)
			for i := range groups {
				groups[i] = fmt.Sprintf("%0*d", tt.length, i)
			}
			begun := f.start("/profile")
			handed := f.Session(authtest.Claims{"nonce": begun.nonce, "cognito:groups": groups})
			handed.Refresh = cognitoRefreshToken
			f.hands(200, webtest.Grant(handed), nil)
			a := f.callback.Do(back(begun, begun.good()))
			held := a.Cookies(begun.cookies)
			if tt.lines == 0 {
				if a.Status != 431 || a.Code() != string(web.CodeSessionTooLarge) || len(held) != 0 {
					t.Errorf("%d with %q, the browser holds %d cookies", a.Status, a.Code(), len(held))
				}
				return
			}
			if a.Status != 303 || a.Location() != "/profile" || len(held) != tt.lines ||
				len(strings.Join(held, "; ")) > session.Budget {
				t.Errorf("%d with %q, the browser holds %d cookies of %d bytes", a.Status, a.Code(), len(held),
					len(strings.Join(held, "; ")))
			}
			if value(held, "__Host-Http-id") != handed.ID || value(held, "__Host-Http-access") != handed.Access {
				t.Error("what the browser holds is not what the token endpoint handed out")
			}
		})
	}
}

// TestCookieNamesTellNobody: they are the same for every user, so that those of two users cannot pile up in one
// browser.
func TestCookieNamesTellNobody_R03(t *testing.T) {
	f := newFixture(t)
	var cookies, first []string
	for _, user := range []string{"first", "second"} {
		begun := f.start("/", cookies...)
		handed := f.grants(begun, authtest.Claims{"sub": user + "-subject", "username": user + "-name",
			"email": user + "@example.com"})
		a := f.callback.Do(back(begun, begun.good()))
		cookies = a.Cookies(begun.cookies)
		var names []string
		for _, cookie := range cookies {
			name, _, _ := strings.Cut(cookie, "=")
			names = append(names, name)
		}
		slices.Sort(names)
		if a.Status != 303 || !slices.Equal(names, []string{"__Host-Http-access", "__Host-Http-id", "__Secure-refresh"}) {
			t.Errorf("%d; after the %s user the browser holds %q", a.Status, user, names)
		}
		if value(cookies, "__Host-Http-id") != handed.ID || value(cookies, "__Host-Http-access") != handed.Access ||
			!strings.HasSuffix(value(cookies, "__Secure-refresh"), "~"+handed.Refresh) {
			t.Errorf("the cookies are not those of the %s user", user)
		}
		for _, old := range first {
			if slices.Contains(cookies, old) {
				t.Errorf("a cookie of the first user is left")
			}
		}
		first = cookies
	}
}

// TestFlowWithoutAVerifier: Cognito requires no verifier if no challenge was sent, so a flow without its verifier
// is invalid (RFC 9700 section 4.8.2).
func TestFlowWithoutAVerifier_R17(t *testing.T) {
	for name, verifier := range map[string]string{"none": "", "a short one": "abc",
		"of other letters": strings.Repeat("!", 43)} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			begun := f.start("/profile")
			f.grants(begun, nil)
			fields := strings.Split(begun.cookies[0], ".")
			fields[4] = verifier
			begun.cookies[0] = strings.Join(fields, ".")
			a := f.callback.Do(back(begun, begun.good()))
			if a.Status != 400 || a.Code() != string(web.CodeFlowUnknown) || len(a.Lines) != 0 ||
				len(f.endpoints.Forms()) != 0 {
				t.Errorf("%d with %q and %d cookies after %d calls", a.Status, a.Code(), len(a.Lines),
					len(f.endpoints.Forms()))
			}
		})
	}
}

// TestCodeOfSomebodyElse: an attacker who gets a code of a flow without a challenge, and the state of a visitor's
// flow, brings in a code with another nonce. It is the nonce that is left to tell, and it does.
func TestCodeOfSomebodyElse_R17(t *testing.T) {
	f := newFixture(t)
	victim, attacker := f.start("/profile"), f.start("/")
	f.grants(attacker, authtest.Claims{"sub": "attacker"}) // whatever the verifier
	a := f.callback.Do(back(victim, victim.good()))
	if a.Status != 400 || a.Code() != string(web.CodeNonceMismatch) || len(a.Cookies(victim.cookies)) != 0 ||
		len(f.endpoints.Revoked()) != 1 {
		t.Errorf("%d with %q, the browser holds %d cookies", a.Status, a.Code(), len(a.Cookies(victim.cookies)))
	}
}

// TestTooLateIsNoDeadEnd: a visitor who takes longer than the flow is valid is told so, and can sign in by the link
// on that page.
func TestTooLateIsNoDeadEnd_R19(t *testing.T) {
	tests := []struct {
		name      string
		keeps     bool
		way, ends string
	}{
		{"the browser still has the cookie", true, "/auth/login?return_to=%2Fprofile", "/profile"},
		{"it has dropped it", false, "/auth/login?cookies=1", "/"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			late := f.start("/profile")
			f.Clock.Advance(session.FlowAge)
			f.grants(late, nil)
			if !tt.keeps {
				late.cookies = nil
			}
			page := f.callback.Do(back(late, late.good()))
			if page.Status != 400 || !strings.Contains(page.Body, `href="`+tt.way+`"`) || len(f.endpoints.Forms()) != 0 {
				t.Fatalf("%d after %d calls: %s", page.Status, len(f.endpoints.Forms()), page.Body)
			}
			begun := f.begin(tt.way, page.Cookies(late.cookies)...)
			f.grants(begun, nil)
			a := f.callback.Do(back(begun, begun.good()))
			if a.Status != 303 || a.Location() != tt.ends || len(f.endpoints.Forms()) != 1 ||
				len(a.Cookies(begun.cookies)) != 3 {
				t.Errorf("the second flow ends with %d to %q, %d cookies and %d calls", a.Status, a.Location(),
					len(a.Cookies(begun.cookies)), len(f.endpoints.Forms()))
			}
		})
	}
}

// TestFailureKnowsTheWayBack: a visitor who signs in after a failure reaches the page that was requested first, and
// never another site.
func TestFailureKnowsTheWayBack_R19(t *testing.T) {
	tests := []struct {
		name, query, returnTo, want string
		status                      int
		answer                      string
	}{
		{"cancelled", "error=access_denied", "/profile?tab=2", "/auth/login?return_to=%2Fprofile%3Ftab%3D2", 0, ""},
		{"the service has a problem", "error=server_error", "/profile", "/auth/login?return_to=%2Fprofile", 0, ""},
		{"a used code", "code=" + code, "/profile", "/auth/login?return_to=%2Fprofile", 400,
			webtest.Refusal("invalid_grant")},
		{"tokens that do not verify", "code=" + code, "/profile", "/auth/login?return_to=%2Fprofile", 200,
			webtest.Grant(webtest.Session{ID: "a.b.c", Access: "a.b.c", Refresh: "canary-of-the-refused"})},
		{"no code", "", "/profile", "/auth/login?return_to=%2Fprofile", 0, ""},
		{"the home page", "error=access_denied", "/", "/auth/login", 0, ""},
		{"a forged way back (SEC-076)", "error=access_denied", "//evil.example", "/auth/login", 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			begun := f.start("/profile")
			cookie := begun.cookies[0]
			begun.cookies[0] = cookie[:strings.LastIndex(cookie, ".")+1] + encode(tt.returnTo)
			f.hands(tt.status, tt.answer, nil)
			if a := f.callback.Do(back(begun, tt.query+"&state="+begun.state)); a.Status < 400 ||
				!strings.Contains(a.Body, `href="`+tt.want+`"`) {
				t.Errorf("%d, %s is missing: %s", a.Status, tt.want, a.Body)
			}
		})
	}
}

// TestAClockThatIsBehind_R53: nobody can sign in then, and the page says that it is the clock.
func TestAClockThatIsBehind_R53(t *testing.T) {
	f := newFixture(t)
	begun := f.start("/profile")
	f.grants(begun, authtest.Claims{"iat": f.Clock.Now().Add(31 * time.Second).Unix()})
	a := f.callback.Do(back(begun, begun.good()))
	if a.Status != 503 || a.Code() != string(web.CodeClockBehind) || len(f.endpoints.Revoked()) != 1 {
		t.Errorf("%d with %q, revoked %q", a.Status, a.Code(), f.endpoints.Revoked())
	}
}
