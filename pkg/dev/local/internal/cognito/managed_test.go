package cognito

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/account"
	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

func managed(o *Options) { o.ManagedLogin = true }

// showManagedLogin changes the pages of a running stack.
func (s *stack) showManagedLogin() {
	s.t.Helper()
	s.options.ManagedLogin = true
	_, err := s.account.UpdateDomain(domainPrefix, s.PoolID(), func(d *account.Domain) { d.ManagedLoginVersion = 2 })
	if err == nil {
		err = s.brand()
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// send is post with the token of the browser's forms, which it gets when it has none.
func (v *visitor) send(address string, fields ...string) answer {
	v.t.Helper()
	v.at("/login")
	at, err := url.Parse(v.url)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, c := range v.http.Jar.Cookies(at) {
		if c.Name == "XSRF-TOKEN" {
			fields = append(fields, "csrf", c.Value)
		}
	}
	return v.post(address, fields...)
}

// looks are both, for what must work on each.
var looks = []struct {
	name, token string
	options     func(*Options)
}{{"classic", "_csrf", func(*Options) {}}, {"managed", "csrf", managed}}

var (
	formOfPage  = regexp.MustCompile(`(?s)<form[^>]* method="post" action="([^"]*)"[^>]*>(.*?)</form>`)
	hiddenInput = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)
)

// fill sends the first form of a page that has a field of the first name, with its hidden fields.
func (v *visitor) fill(page answer, fields ...string) answer {
	v.t.Helper()
	for _, found := range formOfPage.FindAllStringSubmatch(page.body, -1) {
		if !strings.Contains(found[2], `name="`+fields[0]+`"`) {
			continue
		}
		var hidden []string
		for _, input := range hiddenInput.FindAllStringSubmatch(found[2], -1) {
			if !slices.Contains(fields, input[1]) {
				hidden = append(hidden, input[1], html.UnescapeString(input[2]))
			}
		}
		target, err := page.Request.URL.Parse(html.UnescapeString(found[1]))
		if err != nil {
			v.t.Fatal(err)
		}
		return v.post(target.String(), append(hidden, fields...)...)
	}
	v.t.Fatalf("%s has no form with %s\n%s", page.Request.URL, fields[0], page.body)
	return answer{}
}

func (a answer) wants(t *testing.T, status int, path string, texts ...string) answer {
	t.Helper()
	if a.StatusCode != status || a.Request.URL.Path != path {
		t.Fatalf("got %d at %s, want %d at %s\n%s", a.StatusCode, a.Request.URL, status, path, a.body)
	}
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Errorf("%s lacks %q\n%s", path, text, a.body)
		}
	}
	return a
}

// The whole way on each look: register, mailed code, sign-out, wrong password, forgotten password, sign-in.
func TestJourneyOnBothLooks_F20_F22(t *testing.T) {
	for _, look := range looks {
		t.Run(look.name, func(t *testing.T) {
			s := start(t, look.options)
			v := s.visitor()
			const email, changed = "new@example.com", "Other-Horse-10"
			page := v.fill(v.at("/signup"), "email", email, "password", "short").wants(t, http.StatusBadRequest,
				"/signup", "Password not long enough")
			page = v.fill(page, "email", email, "password", password).wants(t, http.StatusOK, "/confirm",
				`name="`+look.token+`"`)
			v.fill(page, "code", "000000").wants(t, http.StatusBadRequest, "/confirm", "Invalid verification code")
			v.landed(v.fill(page, "code", s.lastCode(email)))
			v.get("/logout?" + form("client_id", s.ClientID(), "logout_uri", signedOut).Encode())

			page = v.fill(v.at("/login"), "username", email, "password", "wrong").wants(t, http.StatusOK, "/login",
				"Incorrect username or password.")
			page = v.fill(v.get(html.UnescapeString(regexp.MustCompile(`href="(/forgotPassword[^"]*)"`).FindStringSubmatch(page.body)[1])), "username", email)
			page.wants(t, http.StatusOK, "/confirmforgotPassword")
			page = v.fill(page, "code", s.lastCode(email), "password", changed, "confirm_password", changed).wants(t,
				http.StatusOK, "/login", "Your password has been changed.")
			v.landed(v.fill(page, "username", email, "password", changed))
		})
	}
}

// A temporary password and the set-up of an app on each look.
func TestFirstSignInOnBothLooks(t *testing.T) {
	for _, look := range looks {
		t.Run(look.name, func(t *testing.T) {
			s := start(t, look.options, func(o *Options) {
				o.MFA = "ON"
				o.Users = []User{{Email: "temp@example.com", Password: password, Status: "FORCE_CHANGE_PASSWORD"}}
			})
			s.withFactors("ON", pool.SoftwareToken)
			v := s.visitor()
			page := v.fill(v.at("/login"), "username", "temp@example.com", "password", password).wants(t, http.StatusOK,
				"/changePassword")
			page = v.fill(page, "password", "Other-Horse-10", "confirm_password", "Other-Horse-10").wants(t,
				http.StatusOK, "/mfaSetup", "<svg class=\"qr\"")
			secret := regexp.MustCompile(`id="totpSecret">([A-Z2-7]+)<`).FindStringSubmatch(page.body)[1]
			v.fill(page, "authentication_code", "000000").wants(t, http.StatusBadRequest, "/mfaSetup")
			v.landed(v.fill(page, "authentication_code", s.appCode(secret, 0)))

			v = s.visitor()
			page = v.fill(v.at("/login"), "username", "temp@example.com", "password", "Other-Horse-10").wants(t,
				http.StatusOK, "/mfa")
			v.fill(page, "authentication_code", s.appCode(secret, 0)).wants(t, http.StatusBadRequest, "/mfa",
				"already been used once")
			v.landed(v.fill(page, "authentication_code", s.appCode(secret, 1)))
		})
	}
}

// Every form wants the token of its own browser, under the look's own name.
func TestFormTokensOnBothLooks_F20_F21(t *testing.T) {
	paths := []string{"/login", "/signup", "/confirm", "/resendcode", "/forgotPassword", "/confirmforgotPassword",
		"/changePassword", "/mfa", "/selectMfa", "/mfaSetup", "/passkeys/add", "/passkeys/signin"}
	for _, look := range looks {
		s := start(t, look.options)
		s.local("variant", `{"form_token_required":true}`)
		other := s.visitor()
		foreign := hiddenInput.FindStringSubmatch(other.at("/login").body)
		if foreign == nil || foreign[1] != look.token {
			t.Fatalf("%s: the form has %v", look.name, foreign)
		}
		for _, path := range paths {
			if look.name == "classic" && strings.HasPrefix(path, "/passkeys/") {
				continue
			}
			t.Run(look.name+path, func(t *testing.T) {
				v := s.in(t).visitor()
				own := hiddenInput.FindStringSubmatch(v.at("/login").body)[2]
				address := strings.Replace(s.authorizeQuery(), "/oauth2/authorize", path, 1)
				for name, fields := range map[string][]string{
					"none": {}, "empty": {look.token, ""}, "wrong": {look.token, "x"},
					"foreign": {look.token, foreign[2]}, "right and wrong": {look.token, "x", look.token, own},
				} {
					if got := v.post(address, append(fields, "username", "alice@example.com", "password",
						password)...); got.StatusCode != http.StatusForbidden {
						t.Errorf("a token that is %s: %d", name, got.StatusCode)
					}
				}
				if got := v.post(address, look.token, own); got.StatusCode == http.StatusForbidden ||
					look.name == "managed" && got.StatusCode == http.StatusNotFound {
					t.Errorf("the browser's own token is refused: %s", got.body)
				}
			})
		}
	}
	v := start(t, managed).visitor()
	own := hiddenInput.FindStringSubmatch(v.at("/login").body)[2]
	if got := v.post(v.at("/login").Request.URL.String(), "_csrf", own, "username", "alice@example.com", "password",
		password); got.StatusCode != http.StatusForbidden {
		t.Errorf("the classic pages' name of the token is taken: %d", got.StatusCode)
	}
	address := strings.Replace(v.authorizeQuery(), "/oauth2/authorize", "/login", 1)
	if w := v.serve(http.MethodPost, address, "application/x-www-form-urlencoded", "csrf=", "Cookie",
		"XSRF-TOKEN="); w.Code != http.StatusForbidden {
		t.Errorf("nothing, twice, is taken for a token: %d", w.Code)
	}
}

// TestNoticeIsInALandmark: what the local Cognito adds to a page is found among the page's parts by a screen reader.
func TestNoticeIsInALandmark(t *testing.T) {
	notice := regexp.MustCompile(`<(aside|footer)[^>]*>(<p>)?Local Cognito, for development only`)
	for _, look := range looks {
		if page := start(t, look.options).visitor().at("/login"); !notice.MatchString(page.body) {
			t.Errorf("%s: %s", look.name, page.body)
		}
	}
}

// A client without a style has no pages; signing in silently, which shows none, still works.
func TestNoPagesWithoutAStyle_F32(t *testing.T) {
	s := start(t, managed)
	v := s.visitor()
	v.fill(v.at("/login"), "username", "alice@example.com", "password", password)
	a := &application{s, s.PoolID()}
	b, _ := a.ok("DescribeManagedLoginBrandingByClient", `{"UserPoolId":"POOL","ClientId":"`+s.ClientID()+
		`"}`)["ManagedLoginBranding"].(map[string]any)
	id, _ := b["ManagedLoginBrandingId"].(string)
	a.ok("DeleteManagedLoginBranding", `{"UserPoolId":"POOL","ManagedLoginBrandingId":"`+id+`"}`)
	if back := v.get(s.authorizeQuery()); back.location().Query().Get("code") == "" {
		t.Errorf("with a session authorize answered %d %s", back.StatusCode, back.body)
	}
	for _, path := range []string{"/login", "/login/continue", "/signup", "/confirm", "/resendcode", "/forgotPassword",
		"/confirmforgotPassword", "/changePassword", "/mfa", "/selectMfa", "/mfaSetup", "/passkeys/add", "/confirmUser"} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			address := strings.Replace(s.authorizeQuery(), "/oauth2/authorize", path, 1)
			page := s.visitor().do(newRequest(t, method, s.url+address, nil))
			if page.StatusCode == http.StatusMethodNotAllowed {
				continue
			}
			if method == http.MethodGet && (page.StatusCode != http.StatusForbidden ||
				!strings.Contains(page.body, "Login pages unavailable. Please contact an administrator.")) ||
				page.StatusCode != http.StatusForbidden {
				t.Errorf("%s %s answered %d %s", method, path, page.StatusCode, page.body)
			}
		}
	}
	if page := s.visitor().get(s.authorizeQuery("client_id", "anotherclient")); page.StatusCode != http.StatusOK {
		t.Errorf("a client that has a style: %d", page.StatusCode)
	}
	a.ok("CreateManagedLoginBranding", `{"UserPoolId":"POOL","ClientId":"`+s.ClientID()+`","UseCognitoProvidedValues":true}`)
	s.visitor().at("/login").wants(t, http.StatusOK, "/login")
}

// The look is that of the domain, and changes with it.
func TestUpdateUserPoolDomainChangesTheLook(t *testing.T) {
	s := start(t)
	a := &application{s, s.PoolID()}
	if page := s.visitor().at("/login"); !strings.Contains(page.body, `name="_csrf"`) {
		t.Errorf("it does not begin with the classic pages: %s", page.body)
	}
	for _, client := range []string{s.ClientID(), "anotherclient"} {
		a.ok("CreateManagedLoginBranding", `{"UserPoolId":"POOL","ClientId":"`+client+`","UseCognitoProvidedValues":true}`)
	}
	a.ok("UpdateUserPoolDomain", `{"UserPoolId":"POOL","Domain":"local","ManagedLoginVersion":2}`)
	if page := s.visitor().at("/login"); !strings.Contains(page.body, `name="csrf"`) {
		t.Errorf("the look did not change: %s", page.body)
	}
	if state := s.visitor().get("/_local/state"); !strings.Contains(state.body, `"pages": "managed login"`) {
		t.Errorf("the control page says %.200s", state.body)
	}
	if status, out := a.call("UpdateUserPoolDomain",
		`{"UserPoolId":"POOL","Domain":"local","ManagedLoginVersion":3}`); status != 400 ||
		out["__type"] != "InvalidParameterException" {
		t.Errorf("a third version: %d %v", status, out)
	}
	lite := newApplication(t, `,"UserPoolTier":"LITE"`)
	if status, out := lite.call("CreateUserPoolDomain",
		`{"UserPoolId":"POOL","Domain":"lite","ManagedLoginVersion":2}`); status != 400 ||
		out["__type"] != "FeatureUnavailableInTierException" {
		t.Errorf("managed login with LITE: %d %v", status, out)
	}
}

// The language is that of lang, then that of the cookie, then English, whatever the browser prefers.
func TestLanguageOfManagedLogin(t *testing.T) {
	tests := []struct{ name, lang, cookie, accept, html, text, set string }{
		{"nothing", "", "", "", "en", "Forgot your password?", ""},
		{"what the browser prefers", "", "", "de", "en", "Forgot your password?", ""},
		{"lang", "de", "", "", "de", "Passwort vergessen?", "de"},
		{"the cookie", "", "de", "", "de", "Passwort vergessen?", ""},
		{"lang before the cookie", "en", "de", "", "en", "Forgot your password?", "en"},
		{"the same again", "de", "de", "", "de", "Passwort vergessen?", ""},
		{"one of AWS's without texts here", "fr", "", "", "en", "Forgot your password?", "fr"},
		{"one that AWS has not", "tlh", "de", "", "de", "Passwort vergessen?", ""},
		{"a cookie of junk", "", "xx", "", "en", "Forgot your password?", ""},
	}
	s := start(t, managed)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v := s.in(t).visitor()
			req := newRequest(t, http.MethodGet, s.url+strings.Replace(s.authorizeQuery("lang", test.lang),
				"/oauth2/authorize", "/login", 1), nil)
			req.Header.Set("Accept-Language", test.accept)
			if test.cookie != "" {
				req.AddCookie(&http.Cookie{Name: "lang", Value: test.cookie})
			}
			page := v.do(req).wants(t, http.StatusOK, "/login", `<html lang="`+test.html+`">`, test.text)
			set := ""
			for _, c := range page.Cookies() {
				if c.Name == "lang" {
					set = c.Value
				}
			}
			if set != test.set {
				t.Errorf("the cookie is set to %q", set)
			}
		})
	}
	v := s.visitor()
	v.at("/login", "lang", "de")
	page := v.fill(v.at("/login"), "username", "alice@example.com", "password", "wrong")
	page.wants(t, http.StatusOK, "/login", "Benutzername oder Passwort ist falsch.", "<title>Fehler: Anmelden</title>")
	v.at("/signup").wants(t, http.StatusOK, "/signup",
		"Mindestens 8 Zeichen, ein Kleinbuchstabe, ein Großbuchstabe, eine Ziffer.")
}

// The classic pages know no passkeys, even where the pool takes them.
func TestClassicPagesHaveNoPasskeys_F34(t *testing.T) {
	s := choosing(t, "PASSWORD", "WEB_AUTHN")
	v := s.visitor()
	if page := v.at("/login"); strings.Contains(page.body, "passkey") {
		t.Errorf("the form offers one: %s", page.body)
	}
	for _, path := range []string{"/passkeys/add", "/passkeys/signin"} {
		v.at(path).wants(t, http.StatusNotFound, path)
	}
}

func TestClassicPagesHaveNoLanguage_F33(t *testing.T) {
	v := start(t).visitor()
	page := v.at("/login", "lang", "de").wants(t, http.StatusOK, "/login", `<html lang="en">`, "Forgot your password?")
	for _, c := range page.Cookies() {
		if c.Name == "lang" {
			t.Error("the language is remembered")
		}
	}
	v.get(strings.Replace(v.authorizeQuery(), "/oauth2/authorize", "/login/continue", 1)).wants(t, http.StatusNotFound,
		"/login/continue")
}

func TestPromptAndHintOfManagedLogin_F242(t *testing.T) {
	s := start(t, managed)
	v := s.visitor()
	if to := v.get(s.authorizeQuery("prompt", "none")); to.location().Query().Get("error") != "login_required" ||
		to.location().Query().Get("state") != "st-1" {
		t.Errorf("prompt=none without a session led to %s", to.location())
	}
	page := v.get(s.authorizeQuery("login_hint", "alice@example.com")).wants(t, http.StatusOK, "/login",
		`value="alice@example.com"`)
	v.landed(v.fill(page, "username", "alice@example.com", "password", password))
	for _, silent := range []string{"none", "", "consent", "select_account"} {
		if to := v.get(s.authorizeQuery("prompt", silent)); to.location().Query().Get("code") == "" {
			t.Errorf("prompt=%s with a session led to %d %s", silent, to.StatusCode, to.location())
		}
	}
	s.clock.advance(time.Minute)
	if to := v.get(s.authorizeQuery("max_age", "1")); to.location().Query().Get("code") == "" {
		t.Errorf("max_age, which AWS does not document, led to %d", to.StatusCode)
	}
	v.get(s.authorizeQuery("prompt", "login")).wants(t, http.StatusOK, "/login")
	further := s.visitor()
	page = further.get(strings.Replace(s.authorizeQuery(), "/oauth2/authorize", "/login/continue", 1)).wants(t,
		http.StatusOK, "/login/continue")
	further.landed(further.fill(page, "username", "alice@example.com", "password", password))
}

// With admin_only nobody resets a password alone, and the page does not offer it.
func TestNoResetWhereAdministratorsRecover_F248(t *testing.T) {
	s := start(t, managed)
	err := s.pool.Configure(func(c *pool.Configuration) error {
		c.AccountRecoverySetting.RecoveryMechanisms = []pool.RecoveryMechanism{{Priority: 1, Name: "admin_only"}}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if page := s.visitor().at("/login"); strings.Contains(page.body, "forgotPassword") {
		t.Errorf("it is offered: %s", page.body)
	}
}
