package cognito

import (
	"net/http"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// codePages is a managed login whose pool takes codes in the place of passwords.
func codePages(t *testing.T, factors ...string) *stack {
	t.Helper()
	return start(t, managed, func(o *Options) { o.FirstFactors = factors })
}

func TestPagesWithCodesInThePlaceOfAPassword(t *testing.T) {
	s := codePages(t, "PASSWORD", "EMAIL_OTP", "SMS_OTP")
	v := s.visitor()
	login := v.at("/login").wants(t, http.StatusOK, "/login", "Sign in with a code by e-mail",
		"Sign in with a code by text message")
	page := v.fill(login, "username", "alice@example.com", "code_by", "EMAIL_OTP").wants(t, http.StatusOK,
		"/login/code", "We have sent a code by e-mail to a***@e***")
	code := s.lastCode("alice@example.com")
	if len(code) != 8 {
		t.Errorf("the code is %q, not 8 digits", code)
	}
	page = v.fill(page, "authentication_code", "00000000").wants(t, http.StatusBadRequest, "/login/code",
		"Invalid code or auth state for the user.")
	v.landed(v.fill(page, "authentication_code", code))
	v.fill(page, "authentication_code", code).wants(t, http.StatusOK, "/login", "That step is over") // it works once

	v = s.visitor()
	v.fill(v.at("/login"), "username", "", "code_by", "EMAIL_OTP").wants(t, http.StatusBadRequest, "/login",
		"Enter your e-mail address, then choose how to sign in.")
	v.fill(v.at("/login"), "username", "alice@example.com", "code_by", "SMS_OTP").wants(t, http.StatusBadRequest, "/login", "You cannot sign in like that.") // she has no number
	sent := len(s.pool.Inbox.Mails())
	page = v.fill(v.at("/login"), "username", "nobody@example.com", "code_by", "EMAIL_OTP").wants(t, http.StatusOK,
		"/login/code", "n***@e***")
	v.fill(page, "authentication_code", "12345678").wants(t, http.StatusBadRequest, "/login/code")
	if len(s.pool.Inbox.Mails()) != sent {
		t.Error("somebody unknown was mailed a code")
	}

	if err := s.pool.UpdateAttributes(t.Context(), pool.Administrator(nil), "alice@example.com",
		map[string]string{"phone_number": "+4930123456"}); err != nil {
		t.Fatal(err)
	}
	page = v.fill(v.at("/login"), "username", "alice@example.com", "code_by", "SMS_OTP").wants(t, http.StatusOK,
		"/login/code", "We have sent a code by text message to &#43;******3456.")
	v.landed(v.fill(page, "authentication_code", s.lastCode("+4930123456")))
}

// Only managed login has them, only for clients that may choose, and a step of one page is none of another.
func TestCodesInThePlaceOfAPasswordAreRefused(t *testing.T) {
	const button = `name="code_by"`
	classic := start(t, func(o *Options) { o.FirstFactors = []string{"PASSWORD", "EMAIL_OTP"} })
	v := classic.visitor()
	if page := v.at("/login"); strings.Contains(page.body, button) {
		t.Error("the classic pages offer a code")
	}
	if page := v.get(strings.Replace(classic.authorizeQuery(), "/oauth2/authorize", "/login/code",
		1)); page.StatusCode != http.StatusNotFound {
		t.Errorf("the classic pages have /login/code: %d", page.StatusCode)
	}
	s := codePages(t, "PASSWORD", "EMAIL_OTP", "WEB_AUTHN")
	s.allow()
	v = s.visitor()
	if page := v.at("/login"); strings.Contains(page.body, button) || strings.Contains(page.body, `name="passkey"`) {
		t.Error("a client without ALLOW_USER_AUTH offers a choice")
	}
	s.allow("ALLOW_USER_AUTH")
	v.at("/login").wants(t, http.StatusOK, "/login", button, `name="passkey"`)
	asking := v.send(strings.Replace(s.authorizeQuery(), "/oauth2/authorize", "/login", 1), "username",
		"alice@example.com", "passkey", "yes")
	step := strings.Replace(action(t, asking), "/passkeys/signin", "/login/code", 1)
	v.send(step, "authentication_code", "12345678").wants(t, http.StatusOK, "/login", "That step is over")
	off := codePages(t, "PASSWORD")
	if page := off.visitor().at("/login"); strings.Contains(page.body, button) {
		t.Error("a pool without codes offers them")
	}
}

// Who needs a second factor is offered no code in the place of the password (PARITY: what codes are not for).
func TestNoFirstCodeBesideASecondFactor(t *testing.T) {
	s := start(t, managed, func(o *Options) {
		o.FirstFactors, o.MFA, o.MFAFactors = []string{"PASSWORD", "EMAIL_OTP"}, "OPTIONAL", []string{"totp"}
		o.Users[0].TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	})
	v := s.visitor()
	v.fill(v.at("/login"), "username", "alice@example.com", "code_by", "EMAIL_OTP").wants(t, http.StatusBadRequest,
		"/login", "You cannot sign in like that.")
}

func TestManagedLoginOffersAPasskeyAfterConfirming(t *testing.T) {
	confirm := func(s *stack, v *visitor) answer {
		page := v.fill(v.at("/signup"), "email", "new@example.com", "password", password).wants(t, http.StatusOK, "/confirm")
		return v.fill(page, "code", s.lastCode("new@example.com"))
	}
	s := codePages(t, "PASSWORD", "WEB_AUTHN")
	v := s.visitor()
	v.landed(confirm(s, v)) // at an IP address no browser keeps one

	s = codePages(t, "PASSWORD", "WEB_AUTHN")
	s.atLocalhost()
	v = s.visitor()
	offer := confirm(s, v).wants(t, http.StatusOK, "/passkeys/add", "Make a passkey")
	v.landed(v.fill(offer, "skip", "yes"))

	s = codePages(t, "PASSWORD")
	s.atLocalhost()
	v = s.visitor()
	v.landed(confirm(s, v))
}

func TestManagedPagesHaveNoEnglishOnGermanPages(t *testing.T) {
	s := codePages(t, "PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN")
	v := s.visitor()
	v.at("/login", "lang", "de").wants(t, http.StatusOK, "/login", "Mit Code per E-Mail anmelden",
		"Mit Code per SMS anmelden", "Mit Passkey anmelden")
	v.get("/error?error=redirect_mismatch&lang=de").wants(t, http.StatusBadRequest, "/error",
		"Die Kontrollseite nennt die Adressen")
	v.get("/oauth2/authorize?lang=de").wants(t, http.StatusBadRequest, "/oauth2/authorize",
		"Der Adresse fehlt der Parameter client_id")
	v.fill(v.at("/login"), "username", "alice@example.com", "code_by", "SMS_OTP").wants(t, http.StatusBadRequest,
		"/login", "So können Sie sich nicht anmelden.")
	if err := s.pool.Configure(func(c *pool.Configuration) error { c.UsernameAttributes = []string{"phone_number"}; return nil }); err != nil {
		t.Fatal(err)
	}
	v.fill(v.at("/signup"), "email", "x@example.com", "password", password).wants(t, http.StatusBadRequest, "/signup",
		"Der Benutzername muss eine Telefonnummer sein.")
}
