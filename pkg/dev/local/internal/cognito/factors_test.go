package cognito

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
	"cognitossr/pkg/dev/local/internal/cognito/totp"
)

// keyOfAlice is the secret of alice's app in these tests.
const keyOfAlice = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZD"

// withFactors switches second factors on.
func (s *stack) withFactors(mode string, factors ...pool.Factor) {
	s.t.Helper()
	err := s.pool.Configure(func(c *pool.Configuration) error {
		c.MfaConfiguration = mode
		for _, f := range factors {
			switch f {
			case pool.SoftwareToken:
				c.SoftwareTokenMfaConfiguration = &pool.SoftwareTokenMfaConfiguration{Enabled: true}
			case pool.TextMessage:
				c.SmsMfaConfiguration = &pool.SmsMfaConfiguration{}
			case pool.EmailMessage:
				c.EmailMfaConfiguration = &pool.EmailMfaConfiguration{Subject: "Sign-in", Message: "The code is {####}!"}
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// appCode is what an app with that secret shows, or will show after so many periods.
func (s *stack) appCode(secret string, periods int) string {
	s.t.Helper()
	code, err := totp.Code(secret, s.clock.Now().Add(time.Duration(periods)*totp.Period))
	if err != nil {
		s.t.Fatal(err)
	}
	return code
}

// password goes through the sign-in form and returns the page that follows.
func (v *visitor) password(email string) answer {
	v.t.Helper()
	return v.post(v.at("/login").Request.URL.String(), "username", email, "password", password)
}

// landed wants the way back to the site with a code that can be redeemed.
func (v *visitor) landed(back answer) {
	v.t.Helper()
	if code := back.location().Query().Get("code"); back.StatusCode != http.StatusFound ||
		v.redeem(code).Status != http.StatusOK {
		v.t.Errorf("answered %d, location %q\n%s", back.StatusCode, back.Header.Get("Location"), back.body)
	}
}

// shows wants a page with that status and text.
func shows(t *testing.T, page answer, path string, status int, text string) {
	t.Helper()
	if page.Request.URL.Path != path || page.StatusCode != status || !strings.Contains(page.body, text) {
		t.Errorf("got %d %s, want %d %s with %q\n%s", page.StatusCode, page.Request.URL, status, path, text, page.body)
	}
}

// The password alone opens no session where a user has an app, and a code works once (F-35, F-133).
func TestPagesAskForTheCodeOfAnApp(t *testing.T) {
	s := start(t)
	s.withFactors("OPTIONAL", pool.SoftwareToken)
	if err := s.pool.GiveToken("alice@example.com", keyOfAlice); err != nil {
		t.Fatal(err)
	}
	v := s.visitor()
	page := v.password("alice@example.com")
	shows(t, page, "/mfa", http.StatusOK, `name="authentication_code"`)
	step := page.Request.URL.String()
	if again := v.get(v.authorizeQuery()); again.Request.URL.Path != "/login" {
		t.Errorf("the password alone opened a session: %s", again.Request.URL)
	}
	shows(t, v.post(step, "authentication_code", "000000"), "/mfa", http.StatusBadRequest, "Invalid code received for user")
	shows(t, v.post(step), "/mfa", http.StatusBadRequest, "Invalid code received for user")
	code := s.appCode(keyOfAlice, 0)
	v.landed(v.post(step, "authentication_code", code[:3]+" "+code[3:]))
	shows(t, v.post(step, "authentication_code", s.appCode(keyOfAlice, 1)), "/login", http.StatusOK, "That step is over")

	other := s.visitor()
	step = other.password("alice@example.com").Request.URL.String()
	shows(t, other.post(step, "code", code), "/mfa", http.StatusBadRequest, "Your software token has already been used once.")
	s.clock.advance(totp.Period)
	other.landed(other.post(step, "code", s.appCode(keyOfAlice, 0)))
	s.in(t).visitor().signIn("root@example.com", password) // who has no app is not asked
}

var shownKey = regexp.MustCompile(`id="totpSecret">([A-Z2-7]{52})<`)

// Where MFA is required, a user without a factor sets one up before the sign-in ends.
func TestPagesSetUpAnApp(t *testing.T) {
	s := start(t)
	s.withFactors("ON", pool.SoftwareToken)
	v := s.visitor()
	page := v.password("alice@example.com")
	shows(t, page, "/mfaSetup", http.StatusOK, `<svg class="qr" role="img" aria-label="QR code of the key below" viewBox="0 0 53 53"`)
	step := page.Request.URL.String()
	key := shownKey.FindStringSubmatch(page.body)
	if key == nil || !strings.Contains(v.get(step).body, key[1]) {
		t.Fatalf("there is no key, or another one after a reload: %v\n%s", key, page.body)
	}
	shows(t, v.post(step, "authentication_code", "000000"), "/mfaSetup", http.StatusBadRequest, key[1])
	v.landed(v.post(step, "authentication_code", s.appCode(key[1], 0), "friendly_device_name", `<my "phone">`))

	s.clock.advance(totp.Period)
	again := s.visitor()
	page = again.password("alice@example.com")
	shows(t, page, "/mfa", http.StatusOK, `&lt;my &#34;phone&#34;&gt;`)
	again.landed(again.post(page.Request.URL.String(), "authentication_code", s.appCode(key[1], 0)))
}

func TestThreeWrongCodesEndASetUp_F135(t *testing.T) {
	s := start(t)
	s.withFactors("ON", pool.SoftwareToken)
	v := s.visitor()
	step := v.password("alice@example.com").Request.URL.String()
	v.post(step, "authentication_code", "000000")
	v.post(step, "authentication_code", "000001")
	shows(t, v.post(step, "authentication_code", "000002"), "/login", http.StatusOK, "That step is over")
}

// A telephone number that is given at the set-up gets the code, and is verified by it.
func TestPagesSetUpATelephoneNumber(t *testing.T) {
	s := start(t)
	s.withFactors("ON", pool.TextMessage, pool.SoftwareToken)
	v := s.visitor()
	page := v.password("alice@example.com")
	shows(t, page, "/mfaSetup", http.StatusOK, `name="phone_number"`)
	step := page.Request.URL.String()
	shows(t, v.post(step, "phone_number", "030 1"), "/mfaSetup", http.StatusBadRequest, "Invalid phone number format.")
	page = v.post(step, "phone_number", "+4930123456")
	shows(t, page, "/mfa", http.StatusOK, "&#43;******3456")
	shows(t, v.post(page.Request.URL.String(), "code", "x"), "/mfa", http.StatusBadRequest,
		"Invalid code or auth state for the user.")
	v.landed(v.post(page.Request.URL.String(), "code", s.lastCode("+4930123456")))
	if u, err := s.pool.User("alice@example.com"); err != nil || u.Attributes["phone_number_verified"] != "true" {
		t.Errorf("the user is %+v, %v", u, err)
	}
	page = s.visitor().password("alice@example.com")
	shows(t, page, "/mfa", http.StatusOK, "by text message")
}

// An address is a factor by itself where MFA is required and the pool mails codes (F-150).
func TestPagesMailACode_F150(t *testing.T) {
	s := start(t)
	s.withFactors("ON", pool.SoftwareToken, pool.EmailMessage)
	v := s.visitor()
	page := v.password("alice@example.com")
	shows(t, page, "/mfa", http.StatusOK, "by e-mail to a***@e***")
	mail := s.pool.Inbox.Mails()[0]
	if mail.Subject != "Sign-in" || mail.Body != "The code is "+mail.Code+"!" || len(mail.Code) != 6 {
		t.Errorf("the mail is %+v", mail)
	}
	v.landed(v.post(page.Request.URL.String(), "authentication_code", mail.Code))
}

// The code of one sign-in does not fit another, though both are of one user.
func TestMailedCodesBelongToOneSignIn(t *testing.T) {
	s := start(t)
	s.withFactors("ON", pool.EmailMessage)
	first, second := s.visitor(), s.visitor()
	step := first.password("alice@example.com").Request.URL.String()
	code := s.lastCode("alice@example.com")
	other := second.password("alice@example.com").Request.URL.String()
	if s.lastCode("alice@example.com") == code {
		t.Skip("the two codes are the same by chance")
	}
	shows(t, second.post(other, "code", code), "/mfa", http.StatusBadRequest, "Invalid code")
	first.landed(first.post(step, "code", code))
	s.clock.advance(5 * time.Minute)
	shows(t, second.post(other, "code", s.lastCode("alice@example.com")), "/login", http.StatusOK, "That step is over")
}

func TestPagesOfferTheChoice_F148(t *testing.T) {
	s := start(t)
	s.withFactors("OPTIONAL", pool.SoftwareToken, pool.EmailMessage)
	if err := s.pool.GiveToken("alice@example.com", keyOfAlice); err != nil {
		t.Fatal(err)
	}
	both := map[pool.Factor]pool.FactorSetting{pool.SoftwareToken: {Enabled: true}, pool.EmailMessage: {Enabled: true}}
	if err := s.pool.SetFactors("alice@example.com", both); err != nil {
		t.Fatal(err)
	}
	v := s.visitor()
	page := v.password("alice@example.com")
	shows(t, page, "/selectMfa", http.StatusOK, `name="mfa_type" value="EMAIL_OTP"`)
	step := page.Request.URL.String()
	for _, wrong := range []string{"", "SMS_MFA", "MFA_SETUP"} {
		shows(t, v.post(step, "mfa_type", wrong), "/selectMfa", http.StatusBadRequest, "Choose one of these.")
	}
	page = v.post(step, "mfa_type", "SOFTWARE_TOKEN_MFA")
	shows(t, page, "/mfa", http.StatusOK, "authenticator app")
	v.landed(v.post(page.Request.URL.String(), "authentication_code", s.appCode(keyOfAlice, 0)))
	shows(t, v.post(step, "mfa_type", "EMAIL_OTP"), "/login", http.StatusOK, "That step is over")
}

// A temporary password is replaced first, then the second factor follows (F-127).
func TestPagesAskForTheFactorAfterANewPassword_F127(t *testing.T) {
	s := start(t, func(o *Options) {
		o.Users = append(o.Users, User{Email: "temp@example.com", Password: password, Status: "FORCE_CHANGE_PASSWORD"})
	})
	s.withFactors("ON", pool.SoftwareToken)
	v := s.visitor()
	page := v.password("temp@example.com")
	page = v.post(page.Request.URL.String(), "password", "Another-Horse-9")
	shows(t, page, "/mfaSetup", http.StatusOK, `id="totpSecret"`)
}

// The pages of second factors label their fields, run no script and belong to one client.
func TestFactorPagesAreSafe(t *testing.T) {
	s := start(t)
	s.withFactors("ON", pool.TextMessage, pool.SoftwareToken)
	v := s.visitor()
	page := v.password("alice@example.com")
	for _, m := range labelled.FindAllStringSubmatch(page.body, -1) {
		if !strings.Contains(page.body, `for="`+m[1]+`"`) {
			t.Errorf("the field %s has no label", m[1])
		}
	}
	for _, never := range []string{"<script", "style=", "javascript:"} {
		if strings.Contains(page.body, never) {
			t.Errorf("the page has %s", never)
		}
	}
	attempt := page.Request.URL.Query().Get("attempt")
	for _, path := range []string{"/mfa", "/selectMfa", "/confirm", "/changePassword"} {
		if got := v.at(path, "attempt", attempt); got.Request.URL.Path != "/login" {
			t.Errorf("%s took the handle of a set-up: %s", path, got.Request.URL)
		}
	}
	if got := v.at("/mfaSetup", "attempt", attempt, "client_id", "publicclient"); got.Request.URL.Path != "/login" {
		t.Errorf("another client took the handle: %s", got.Request.URL)
	}
}

// Apps survive a restart with a data file, and so does what they were used for.
func TestAppsAreKept(t *testing.T) {
	file := t.TempDir() + "/pool.json"
	s := start(t, func(o *Options) { o.DataFile = file })
	s.withFactors("OPTIONAL", pool.SoftwareToken)
	if err := s.pool.GiveToken("alice@example.com", keyOfAlice); err != nil {
		t.Fatal(err)
	}
	v := s.visitor()
	v.landed(v.post(v.password("alice@example.com").Request.URL.String(), "code", s.appCode(keyOfAlice, 0)))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	next := start(t, func(o *Options) { o.DataFile = file })
	next.withFactors("OPTIONAL", pool.SoftwareToken)
	w := next.visitor()
	step := w.password("alice@example.com").Request.URL.String()
	shows(t, w.post(step, "code", s.appCode(keyOfAlice, 0)), "/mfa", http.StatusBadRequest, "already been used once")
	w.landed(w.post(step, "code", s.appCode(keyOfAlice, 1)))
}

// Nobody gets past the second factor by signing up, whether a mailed code or the trigger confirms that.
func TestSignUpLeadsToTheSetUp(t *testing.T) {
	for _, confirms := range []string{"a code", "the trigger"} {
		t.Run(confirms, func(t *testing.T) {
			r := &recorder{answer: func(trigger string, event map[string]any) error {
				if trigger == "pre_sign_up" && confirms == "the trigger" {
					event["response"] = map[string]any{"autoConfirmUser": true, "autoVerifyEmail": true}
				}
				return nil
			}}
			s := start(t, func(o *Options) { o.Trigger, o.MFA = r.call, "ON" })
			v := s.visitor()
			page := v.post(v.at("/signup").Request.URL.String(), "email", "new@example.com", "password", password)
			if confirms == "a code" {
				page = v.post(page.Request.URL.String(), "code", s.lastCode("new@example.com"))
			}
			shows(t, page, "/mfaSetup", http.StatusOK, `id="totpSecret"`)
		})
	}
}
