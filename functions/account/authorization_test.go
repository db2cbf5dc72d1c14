package main

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// TestAuthorizationIsOfItsOwn: another app client, with the one scope more, through the same kind of flow, and of its
// tokens the browser keeps one, sealed, for the paths of the account.
func TestAuthorizationIsOfItsOwn_SEC006(t *testing.T) {
	f := newFixture(t)
	b := f.begin("/account/email")
	for name, want := range map[string]string{
		"client_id": accountClient, "scope": "openid aws.cognito.signin.user.admin",
		"redirect_uri":  webtest.BaseURL + "/account/authorized",
		"response_type": "code", "code_challenge_method": "S256",
	} {
		if got := b.sent[name]; !slices.Equal(got, []string{want}) {
			t.Errorf("%s is %q", name, got)
		}
	}
	token := f.grants(b, nil, nil)
	a := f.back(b)
	if a.Status != 303 || a.Location() != "/account/email?authorized=1" || a.Header["referrer-policy"] != "no-referrer" {
		t.Fatalf("%d to %q", a.Status, a.Location())
	}
	set := slices.DeleteFunc(slices.Clone(a.Lines), func(line string) bool { return strings.Contains(line, "Max-Age=0") })
	if len(set) != 1 || !strings.Contains(set[0], "; Path=/account; Max-Age=600; ") {
		t.Errorf("cookies %q", a.Lines)
	}
	if held := heldBy(a.Cookies(b.cookies)); held == "" || strings.Contains(held, ".") || strings.Contains(token, held) {
		t.Errorf("the browser holds %q", held)
	}
	if forms := f.endpoints.Forms(); len(forms) != 1 || forms[0].Get("redirect_uri") != webtest.BaseURL+
		"/account/authorized" || len(f.endpoints.Revoked()) != 0 {
		t.Errorf("sent %v, revoked %q", forms, f.endpoints.Revoked())
	}
	f.cookies = a.Cookies(b.cookies)
	if page := f.function.Do(webtest.Navigate("/account/email?authorized=1", f.cookies...)); page.Status != 200 ||
		!strings.Contains(page.Body, `name="email"`) {
		t.Errorf("%d: %s", page.Status, page.Body)
	}
	f.submit("/account/password/change", forms["/account/password/change"]...)
	if !slices.Equal(f.api.tokens, []string{token}) {
		t.Error("the calls are authorized by another token")
	}
}

// TestAuthorizationsThatAreNotKept: tokens that are not this visitor's, of this client, of a recent sign-in and of this
// flow are dropped, and revoked.
func TestAuthorizationsThatAreNotKept_SEC016(t *testing.T) {
	ago := func(d time.Duration) func(f *fixture) authtest.Claims {
		return func(f *fixture) authtest.Claims { return authtest.Claims{"auth_time": f.Clock.Now().Add(-d).Unix()} }
	}
	fixed := func(claims authtest.Claims) func(*fixture) authtest.Claims {
		return func(*fixture) authtest.Claims { return claims }
	}
	tests := []struct {
		name       string
		claims, id func(f *fixture) authtest.Claims
		want       web.Code
	}{
		{"another user's", fixed(authtest.Claims{"sub": "another-subject"}), nil, web.CodeReauthenticate},
		{"a sign-in of long ago", ago(freshFor + onTheWay + time.Second), nil, web.CodeReauthenticate},
		{"without the scope", fixed(authtest.Claims{"scope": "openid"}), nil, web.CodeMisconfigured},
		{"of the site's own client", func(f *fixture) authtest.Claims { return authtest.Claims{"client_id": f.Pool.ClientID} }, nil, web.CodeTokensRefused},
		{"an ID token of the site's own client", nil,
			func(f *fixture) authtest.Claims { return authtest.Claims{"aud": f.Pool.ClientID} }, web.CodeTokensRefused},
		{"of another flow", nil, fixed(authtest.Claims{"nonce": strings.Repeat("n", 43)}), web.CodeNonceMismatch},
		{"another access token's hash", nil, fixed(authtest.Claims{"at_hash": strings.Repeat("h", 22)}),
			web.CodeTokensRefused},
		{"expired", func(f *fixture) authtest.Claims { return authtest.Claims{"exp": f.Clock.Now().Unix() - 1} }, nil,
			web.CodeTokensRefused},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			b := f.begin("/account/email")
			claims, id := authtest.Claims{}, authtest.Claims{}
			if tt.claims != nil {
				claims = tt.claims(f)
			}
			if tt.id != nil {
				id = tt.id(f)
			}
			f.grants(b, claims, id)
			a := f.back(b)
			if a.Code() != string(tt.want) || heldBy(a.Cookies(b.cookies)) != "" ||
				!slices.Equal(f.endpoints.Revoked(), []string{refreshToken}) {
				t.Errorf("%d %s, cookies %q, revoked %q", a.Status, a.Code(), a.Lines, f.endpoints.Revoked())
			}
			if tt.want == web.CodeReauthenticate &&
				!strings.Contains(a.Body, `href="/auth/login?fresh=1&amp;return_to=%2Faccount%2Femail"`) {
				t.Errorf("it does not lead to a sign-in: %s", a.Body)
			}
		})
	}
}

// TestAuthorizationIsCheckedOnEachUse: of what a browser can hold, nothing but its own authorization of this session and
// of the last ten minutes changes an account.
func TestAuthorizationIsCheckedOnEachUse_SEC101(t *testing.T) {
	sealed := func(token func(f *fixture) string, binding string) func(f *fixture) {
		return func(f *fixture) {
			value, err := f.seal.close(f.t.Context(), sensitive.New(token(f)), binding)
			if err != nil {
				f.t.Fatal(err)
			}
			f.hold(value)
		}
	}
	const origin = "f6a1b8c2-65a0-4a3c-8a52-0b6c8f3d2e11" // of the pool's tokens
	own := func(claims authtest.Claims) func(f *fixture) string {
		return func(f *fixture) string { return f.token(claims) }
	}
	mine := origin + "\n" + authtest.Subject
	tests := map[string]func(f *fixture){
		"none":                       func(f *fixture) { f.cookies = slices.DeleteFunc(f.cookies, isAccountCookie) },
		"a token that is not sealed": func(f *fixture) { f.hold(f.token(nil)) },
		"altered":                    func(f *fixture) { f.hold(authtest.Altered(heldBy(f.cookies))) },
		"cut":                        func(f *fixture) { f.hold(heldBy(f.cookies)[:20]) },
		"empty":                      func(f *fixture) { f.hold("") },
		"twice":                      func(f *fixture) { f.cookies = append(f.cookies, "__Secure-account="+heldBy(f.cookies)) },
		"of another session":         func(f *fixture) { f.signInKeeping(authtest.Claims{"origin_jti": "another-sign-in"}) },
		"of another user": func(f *fixture) {
			f.signInKeeping(authtest.Claims{"sub": "another-subject", "username": "another-subject"})
		},
		"another user's token, sealed": sealed(own(authtest.Claims{"sub": "another-subject"}), mine),
		"without the scope":            sealed(own(authtest.Claims{"scope": "openid email"}), mine),
		"the session's own token":      sealed(func(f *fixture) string { return f.Session(nil).Access }, mine),
		"an ID token":                  sealed(func(f *fixture) string { return f.Pool.ID(authtest.Claims{"aud": accountClient}) }, mine),
		"older than ten minutes":       func(f *fixture) { f.Clock.Advance(authorizedFor + time.Second) },
		"long valid, older than ten": func(f *fixture) {
			sealed(own(authtest.Claims{"iat": f.Clock.Now().Add(-11 * time.Minute).Unix()}), mine)(f)
		},
		"of a sign-in of half an hour ago": func(f *fixture) {
			sealed(own(authtest.Claims{"auth_time": f.Clock.Now().Add(-30 * time.Minute).Unix()}), mine)(f)
		},
	}
	for name, prepare := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.unlock()
			prepare(f)
			for path, fields := range forms {
				a := f.submit(path, fields...)
				if a.Status != 403 || a.Code() != string(web.CodeReauthenticate) || len(f.api.calls) != 0 {
					t.Errorf("%s: %d %s, calls %q", path, a.Status, a.Code(), f.api.calls)
				}
			}
		})
	}
	t.Run("the control", func(t *testing.T) {
		f := newFixture(t)
		sealed(own(nil), mine)(f)
		f.submit("/account/password/change", forms["/account/password/change"]...)
		if len(f.api.calls) != 1 {
			t.Error("the right one is refused, too: the cases above prove nothing")
		}
	})
}

// signInKeeping signs in anew in a browser that keeps its account cookie.
func (f *fixture) signInKeeping(claims authtest.Claims) {
	held := heldBy(f.cookies)
	f.signIn(claims)
	f.hold(held)
}

// TestPagesWantAFreshSignIn: one that is too long ago starts no flow, and a flow that ends without a cookie does not
// start again.
func TestPagesWantAFreshSignIn_N16(t *testing.T) {
	for _, page := range []string{"/account/password/change", "/account/email", "/account/email/code",
		"/account/authenticator", "/account/passkeys", "/account/data"} {
		f := newFixture(t)
		f.Clock.Advance(freshFor)
		f.begin(page)
		looped := f.function.Do(webtest.Navigate(page+"?authorized=1", f.cookies...))
		f.Clock.Advance(time.Second)
		stale := f.function.Do(webtest.Navigate(page, f.cookies...))
		for name, a := range map[string]webtest.Answer{"came back": looped, "stale": stale} {
			want := `href="/auth/login?fresh=1&amp;return_to=` + url.QueryEscape(page) + `"`
			_, content, _ := strings.Cut(a.Body, "<main") // the menu has a form to sign out
			if a.Status != 200 || !strings.Contains(content, want) || strings.Contains(content, "<form") ||
				len(a.Lines) != 0 {
				t.Errorf("%s, %s: %d with %q: %s", page, name, a.Status, a.Lines, a.Body)
			}
		}
		if len(f.api.calls) != 0 {
			t.Errorf("%s: calls %q", page, f.api.calls)
		}
	}
	f := newFixture(t)
	f.Clock.Advance(time.Hour)
	if a := f.function.Do(webtest.Navigate("/account", f.cookies...)); a.Status == 200 &&
		!strings.Contains(a.Body, "Where you are signed in") {
		t.Errorf("the overview: %d", a.Status)
	}
}

// TestFormsOfOtherSitesChangeNothing: each form holds the token of this session, and comes from this site.
func TestFormsOfOtherSitesChangeNothing_SEC081(t *testing.T) {
	f := newFixture(t)
	f.unlock()
	for path, fields := range forms {
		good := f.form(fields...)
		without := url.Values{}
		for name, values := range good {
			if name != web.FormField {
				without[name] = values
			}
		}
		requests := map[string]webtest.Request{
			"no token": webtest.Submit(path, without, f.cookies...),
			"another token": webtest.Submit(path,
				url.Values{web.FormField: {authtest.Altered(good.Get(web.FormField))}}, f.cookies...),
			"another site": webtest.Submit(path, good, f.cookies...).With("origin",
				"https://evil.example").With("sec-fetch-site", "cross-site"),
			"without cookie": webtest.Submit(path, good),
		}
		for name, request := range requests {
			if a := f.function.Do(request); a.Status == 200 || a.Status == 422 || len(f.api.calls) != 0 {
				t.Errorf("%s, %s: %d, calls %q", path, name, a.Status, f.api.calls)
			}
		}
	}
}

// TestCallbackIsNoWayIn: what comes back without a flow of this browser, twice, or with an error, authorizes nothing and
// calls nobody.
func TestCallbackIsNoWayIn_SEC010_SEC014(t *testing.T) {
	f := newFixture(t)
	b := f.begin("/account/email")
	f.grants(b, nil, nil)
	for query, status := range map[string]int{
		"":                 400,
		"code=x":           400,
		"state=" + b.state: 400,
		"code=x&state=" + strings.Repeat("s", 43):                                303,
		"code=x&code=y&state=" + b.state:                                         400,
		"error=access_denied&state=" + b.state:                                   400,
		"error_description=invalid_scope&error=invalid_request&state=" + b.state: 400,
	} {
		a := f.function.Do(webtest.Navigate("/account/authorized?"+query, b.cookies...))
		if a.Status != status || heldBy(a.Cookies(b.cookies)) != "" || len(f.endpoints.Forms()) != 0 {
			t.Errorf("%q: %d to %q, cookies %q", query, a.Status, a.Location(), a.Lines)
		}
	}
	first := f.back(b)
	b.cookies = first.Cookies(b.cookies)
	if again := f.back(b); again.Status != 303 || again.Location() != "/account" || len(f.endpoints.Forms()) != 1 {
		t.Errorf("the same once more: %d to %q after %d calls", again.Status, again.Location(), len(f.endpoints.Forms()))
	}
	if head := f.function.Do(webtest.Navigate("/account/authorized?code=x&state="+f.begin("/account/data").state,
		f.cookies...).WithMethod("HEAD")); head.Status == 200 || len(f.endpoints.Forms()) != 1 {
		t.Errorf("HEAD: %d after %d calls", head.Status, len(f.endpoints.Forms()))
	}
}

// TestResponsesAreReadAsThoseOfASignIn: the account client's way back is as strict as the sign-in's, and reports
// Cognito's errors by the same codes.
func TestResponsesAreReadAsThoseOfASignIn_SEC010_Q06_Q07(t *testing.T) {
	for query, want := range map[string]web.Code{
		"code=x&iss=https%3A%2F%2Fevil.example":          web.CodeCallbackMalformed,
		"code=x&error_description=a&error_description=b": web.CodeCallbackMalformed,
		"code=a%2Fb":                    web.CodeCallbackMalformed,
		"error=server_error":            web.CodeProviderUnavailable,
		"error=temporarily_unavailable": web.CodeProviderUnavailable,
		"error=invalid_request&error_description=unsupported_response_type": web.CodeMisconfigured,
	} {
		f := newFixture(t)
		b := f.begin("/account/email")
		a := f.function.Do(webtest.Navigate("/account/authorized?"+query+"&state="+b.state, b.cookies...))
		if a.Code() != string(want) || heldBy(a.Cookies(b.cookies)) != "" || len(f.endpoints.Forms()) != 0 {
			t.Errorf("%q: %d with %s, want %s", query, a.Status, a.Code(), want)
		}
	}
}

// TestSessionThatEndedMeanwhile: an authorization does not outlive the session that it belongs to, here or at Cognito.
func TestSessionThatEndedMeanwhile_SEC067(t *testing.T) {
	f := newFixture(t)
	f.unlock()
	form := f.form(forms["/account/email"]...)
	signedOut := append(slices.Clone(f.cookies), f.SignedOut("f6a1b8c2-65a0-4a3c-8a52-0b6c8f3d2e11"))
	if a := f.function.Do(webtest.Submit("/account/email", form, signedOut...)); a.Status == 200 ||
		a.Location() == "/account/email/code" || len(f.api.calls) != 0 {
		t.Errorf("signed out: %d to %q, calls %q", a.Status, a.Location(), f.api.calls)
	}
	for _, err := range []error{
		refusal("UpdateUserAttributes", "NotAuthorizedException", "Access Token has been revoked"),
		refusal("UpdateUserAttributes", "NotAuthorizedException", "User is disabled."),
		refusal("UpdateUserAttributes", "UserNotFoundException", "User does not exist."),
	} {
		f.api.fail["UpdateUserAttributes"] = err
		a := f.submit("/account/email", forms["/account/email"]...)
		if a.Code() != string(web.CodeReauthenticate) || heldBy(a.Cookies(f.cookies)) != "" {
			t.Errorf("%v: %d %s, cookies %q", err, a.Status, a.Code(), a.Lines)
		}
	}
}

func TestLockGivesTheAuthorizationUp(t *testing.T) {
	f := newFixture(t)
	f.unlock()
	a := f.submit("/account/lock")
	if a.Status != 303 || a.Location() != "/account" || heldBy(a.Cookies(f.cookies)) != "" {
		t.Errorf("%d to %q, cookies %q", a.Status, a.Location(), a.Lines)
	}
}

// TestCopyOfTheCookieAfterLock: nothing is stored that could forget a cookie, so a copy that was made before is bounded by
// its own session and ten minutes, whatever the browser holds.
func TestCopyOfTheCookieAfterLock_SEC067(t *testing.T) {
	const page = "/account/email"
	taken := func(f *fixture, copied string) bool {
		f.hold(copied)
		a := f.submit(page, forms[page]...)
		return a.Location() == "/account/email/code" && len(f.api.calls) == 1
	}
	for name, test := range map[string]struct {
		after func(f *fixture)
		taken bool
	}{
		"in its session":         {func(*fixture) {}, true},
		"in another sign-in":     {func(f *fixture) { f.signIn(authtest.Claims{"origin_jti": "another-sign-in"}) }, false},
		"of another user":        {func(f *fixture) { f.signIn(authtest.Claims{"sub": "another-subject", "username": "another-subject"}) }, false},
		"after ten minutes":      {func(f *fixture) { f.Clock.Advance(authorizedFor + time.Second) }, false},
		"one second before them": {func(f *fixture) { f.Clock.Advance(authorizedFor - time.Second) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.unlock()
			copied := heldBy(f.cookies)
			f.cookies = f.submit("/account/lock").Cookies(f.cookies)
			if a := f.function.Do(webtest.Navigate(page, f.cookies...)); a.Status != 303 || heldBy(f.cookies) != "" {
				t.Fatalf("the browser is not locked out: %d", a.Status)
			}
			test.after(f)
			if got := taken(f, copied); got != test.taken {
				t.Errorf("it is taken: %v, want %v", got, test.taken)
			}
		})
	}
}

var _ oauthClient = (*cognito.Client)(nil)
