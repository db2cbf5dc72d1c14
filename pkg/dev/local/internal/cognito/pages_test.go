package cognito

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// at opens a page of an authorization request.
func (v *visitor) at(path string, change ...string) answer {
	v.t.Helper()
	return v.get(path + "?" + strings.TrimPrefix(v.authorizeQuery(change...), "/oauth2/authorize?"))
}

// A program that reads forms by a pattern knows &amp; at most: no other character reference stands in their addresses.
func TestAddressesInPagesArePlain(t *testing.T) {
	address := regexp.MustCompile(` (?:action|href)="([^"]*)"`)
	v := start(t, func(o *Options) { o.Providers = []Provider{{Name: "Google"}} }).visitor()
	for _, path := range []string{"/login", "/signup", "/forgotPassword"} {
		page := v.at(path, "scope", "openid email profile").body
		found := address.FindAllStringSubmatch(page, -1)
		if !strings.Contains(page, "openid%20email%20profile") || len(found) == 0 {
			t.Errorf("%s does not keep the scopes: %s", path, page)
		}
		for _, m := range found {
			if strings.Contains(strings.ReplaceAll(m[1], "&amp;", ""), "&") {
				t.Errorf("%s has the address %s", path, m[1])
			}
		}
	}
}

var formErrors = []struct {
	name, page string
	fields     []string
	want       string
}{
	{"wrong password", "/login", []string{"username", "alice@example.com", "password", "no"},
		"Incorrect username or password."},
	{"unknown user", "/login", []string{"username", "nobody@example.com", "password", "no"},
		"Incorrect username or password."},
	{"no password", "/login", []string{"username", "alice@example.com"}, "Incorrect username or password."},
	{"nothing", "/login", nil, "Incorrect username or password."},
	{"sign-up without anything", "/signup", nil, "Enter an e-mail address and a password."},
	{"sign-up without address", "/signup", []string{"email", "nobody", "password", password}, "Username should be an email."},
	{"sign-up with markup", "/signup", []string{"email", `"><script>alert(1)</script>@example.com`, "password",
		password}, "Username should be an email."},
	{"sign-up of a taken address", "/signup", []string{"email", "ALICE@example.com", "password", password},
		"An account with the given email already exists."},
	{"short password", "/signup", []string{"email", "a@example.com", "password", "Ab1"}, "Password not long enough"},
	{"password without number", "/signup", []string{"email", "a@example.com", "password", "Abcdefghij"},
		"Password must have numeric characters"},
	{"password without upper case", "/signup", []string{"email", "a@example.com", "password", "abcdefghij1"},
		"Password must have uppercase characters"},
	{"password without lower case", "/signup", []string{"email", "a@example.com", "password", "ABCDEFGHIJ1"},
		"Password must have lowercase characters"},
	{"huge password", "/signup", []string{"email", "a@example.com", "password", strings.Repeat("Aa1", 100)},
		"failed to satisfy constraint"},
	{"password that ends with a blank (U-30)", "/signup", []string{"email", "a@example.com", "password", "Abcdefgh1 "},
		`regular expression pattern: ^[\S]&#43;.*[\S]&#43;$`},
	{"forgot without address", "/forgotPassword", nil, "Enter your e-mail address."},
}

func TestFormErrors(t *testing.T) {
	s := start(t)
	for _, test := range formErrors {
		t.Run(test.name, func(t *testing.T) {
			v := s.in(t).visitor()
			page := v.at(test.page)
			page = v.post(page.Request.URL.String(), test.fields...)
			status := http.StatusBadRequest
			if test.page == "/login" {
				status = http.StatusOK // F-22
			}
			if page.StatusCode != status || !strings.Contains(page.body, test.want) {
				t.Errorf("answered %d\n%s", page.StatusCode, page.body)
			}
			if !strings.Contains(page.body, `role="alert"`) || !strings.Contains(page.body, "<title>Error: ") ||
				strings.Contains(page.body, "<script") {
				t.Errorf("the error is not announced, or markup came through\n%s", page.body)
			}
		})
	}
}

func TestErrorsOfTheSecondSteps(t *testing.T) {
	s := start(t, func(o *Options) {
		o.Users = append(o.Users, User{Email: "temp@example.com", Password: password, Status: "FORCE_CHANGE_PASSWORD"})
	})
	t.Run("wrong code", func(t *testing.T) {
		v := s.in(t).visitor()
		page := v.at("/signup")
		page = v.post(page.Request.URL.String(), "email", "a@example.com", "password", password)
		page = v.post(page.Request.URL.String(), "code", "wrong")
		if page.StatusCode != http.StatusBadRequest ||
			!strings.Contains(page.body, "Invalid verification code provided, please try again.") {
			t.Errorf("answered %d %s", page.StatusCode, page.body)
		}
	})
	t.Run("too many codes", func(t *testing.T) {
		v := s.in(t).visitor()
		page := v.at("/signup")
		page = v.post(page.Request.URL.String(), "email", "b@example.com", "password", password)
		resend := strings.Replace(page.Request.URL.String(), "/confirm", "/resendcode", 1)
		for range 5 {
			if page = v.post(resend); page.StatusCode != http.StatusOK ||
				!strings.Contains(page.body, "A new code has been sent.") {
				t.Fatalf("resending answered %d", page.StatusCode)
			}
		}
		if page = v.post(resend); !strings.Contains(page.body, "Attempt limit exceeded") {
			t.Errorf("the sixth answered %d", page.StatusCode)
		}
	})
	t.Run("new passwords that differ, or are weak", func(t *testing.T) {
		v := s.in(t).visitor()
		page := v.at("/login")
		page = v.post(page.Request.URL.String(), "username", "temp@example.com", "password", password)
		if page.Request.URL.Path != "/changePassword" {
			t.Fatalf("it led to %s", page.Request.URL)
		}
		address := page.Request.URL.String()
		for want, fields := range map[string][]string{
			"The passwords do not match.": {"password", "Another-Horse-9", "confirm_password", "Another-Horse-8"},
			"Enter a new password.":       {"password", ""},
			"passwordCheck-notValid":      {"password", "weak"},
		} {
			if page = v.post(address, fields...); page.StatusCode != http.StatusBadRequest ||
				!strings.Contains(page.body, want) {
				t.Errorf("%s: answered %d", want, page.StatusCode)
			}
		}
		if back := v.post(address, "password", "Another-Horse-9"); back.location().Query().Get("code") == "" {
			t.Errorf("a good one answered %d %s", back.StatusCode, back.body)
		}
	})
	t.Run("a step that nobody began", func(t *testing.T) {
		for _, path := range []string{"/confirm", "/confirmforgotPassword", "/changePassword", "/resendcode"} {
			v := s.in(t).visitor()
			if page := v.at(path, "attempt", "made-up"); page.Request.URL.Path != "/login" &&
				page.Request.URL.Path != "/forgotPassword" {
				t.Errorf("%s led to %s", path, page.Request.URL)
			}
		}
	})
}

// A step belongs to the client it was begun with, and to one kind of page.
func TestStepsAreBound(t *testing.T) {
	s := start(t)
	v := s.visitor()
	page := v.at("/forgotPassword")
	page = v.post(page.Request.URL.String(), "username", "alice@example.com")
	attempt := page.Request.URL.Query().Get("attempt")
	other := s.visitor()
	for _, address := range []string{"/changePassword", "/confirm"} {
		if got := other.get(address + "?" + strings.TrimPrefix(s.authorizeQuery("attempt", attempt),
			"/oauth2/authorize?")); got.Request.URL.Path != "/login" {
			t.Errorf("%s took the handle of a reset: %s", address, got.Request.URL)
		}
	}
	if got := other.get("/confirmforgotPassword?" + strings.TrimPrefix(s.authorizeQuery("attempt", attempt, "client_id",
		"publicclient"), "/oauth2/authorize?")); got.Request.URL.Path != "/forgotPassword" {
		t.Errorf("another client took the handle: %s", got.Request.URL)
	}
}

// Who comes back to a step too late, or a second time, is told why they have to begin again.
func TestStepsThatAreOverSaySo(t *testing.T) {
	s := start(t)
	begin := func(t *testing.T, page string, fields ...string) (*visitor, string) {
		v := s.in(t).visitor()
		return v, v.post(v.at(page).Request.URL.String(), fields...).Request.URL.String()
	}
	tests := []struct {
		name, page string
		fields     []string
		end        func(v *visitor, step string)
	}{
		{"a code page after an hour", "/signup", []string{"email", "late@example.com", "password", password},
			func(*visitor, string) { s.clock.advance(time.Hour) }},
		{"a reset after an hour", "/forgotPassword", []string{"username", "alice@example.com"},
			func(*visitor, string) { s.clock.advance(time.Hour) }},
		{"a code page once more", "/signup", []string{"email", "twice@example.com", "password", password},
			func(v *visitor, step string) {
				v.post(step, "code", s.lastCode("twice@example.com"))
			}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v, step := begin(t, test.page, test.fields...)
			test.end(v, step)
			page := v.post(step, "code", "123456", "password", password)
			if page.StatusCode != http.StatusOK || !strings.Contains(page.body, `role="status">That step is over`) {
				t.Errorf("it led to %d %s\n%s", page.StatusCode, page.Request.URL, page.body)
			}
		})
	}
	v := s.visitor()
	if page := v.at("/confirm"); strings.Contains(page.body, "That step is over") {
		t.Errorf("somebody who began nothing is told that it is over\n%s", page.body)
	}
}

var labelled = regexp.MustCompile(`<input class="[^"]*" id="([^"]+)"`)

// Pages run no script, say their language, label every field, and are not cached or framed.
func TestPagesAreSafeAndAccessible(t *testing.T) {
	s := start(t)
	for _, path := range []string{"/login", "/signup", "/forgotPassword", "/error", "/_local/branding", "/_local/",
		"/_local/inbox"} {
		t.Run(path, func(t *testing.T) {
			v := s.in(t).visitor()
			req := newRequest(t, http.MethodGet, s.url+path+"?"+strings.TrimPrefix(s.authorizeQuery(),
				"/oauth2/authorize?"), nil)
			req.Header.Set("Accept", "text/html")
			page := v.do(req)
			for _, want := range []string{`<html lang="en">`, "<title>", `name="viewport"`, "<main", "<h1",
				"evelopment only"} {
				if !strings.Contains(page.body, want) {
					t.Errorf("the page lacks %s", want)
				}
			}
			for _, never := range []string{"<script", "onclick", "javascript:", "style="} {
				if strings.Contains(page.body, never) {
					t.Errorf("the page has %s", never)
				}
			}
			for _, m := range labelled.FindAllStringSubmatch(page.body, -1) {
				if !strings.Contains(page.body, `for="`+m[1]+`"`) {
					t.Errorf("the field %s has no label", m[1])
				}
			}
			policy := page.Header.Get("Content-Security-Policy")
			if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(page.Header.Get("Cache-Control"),
				"no-store") || page.Header.Get("X-Frame-Options") != "DENY" {
				t.Errorf("headers are %v", page.Header)
			}
		})
	}
	if policy := s.visitor().at("/login").Header.Get("Content-Security-Policy"); !strings.Contains(policy,
		"form-action 'self' http://localhost:3000") {
		t.Errorf("Chromium would stop the way back to the site: %s", policy)
	}
}

// The style sheet and the logo of the options are on the pages; without a sheet there is a dark one.
func TestBrandingIsServed_N24(t *testing.T) {
	dir := t.TempDir()
	css, logo := filepath.Join(dir, "login.css"), filepath.Join(dir, "logo.png")
	for path, content := range map[string]string{css: ".label-customizable { color: red }", logo: "\x89PNG\r\n\x1a\nrest"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	v := start(t, func(o *Options) { o.CSSFile, o.LogoFile = css, logo }).visitor()
	page := v.at("/login")
	if !strings.Contains(page.body, "/assets/custom.css") || !strings.Contains(page.body, "/assets/logo") ||
		strings.Contains(page.body, "dark.css") {
		t.Errorf("the page is %s", page.body)
	}
	if a := v.get("/assets/custom.css"); a.body != ".label-customizable { color: red }" ||
		a.Header.Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("the sheet is %q", a.body)
	}
	if a := v.get("/assets/logo"); a.Header.Get("Content-Type") != "image/png" {
		t.Errorf("the logo is %s", a.Header.Get("Content-Type"))
	}
}

// The page says what the policy of its own pool asks for before a password is typed.
func TestSignUpPageSaysThePolicyOfThePool(t *testing.T) {
	policy := pool.PasswordPolicy{MinimumLength: 15, RequireLowercase: true, RequireSymbols: true}
	page := start(t, func(o *Options) { o.Deployed.PasswordPolicy = &policy }).visitor().at("/signup")
	if want := ">At least 15 characters, a lower case letter, a symbol.<"; !strings.Contains(page.body, want) {
		t.Errorf("it lacks %q: %s", want, page.body)
	}
}
