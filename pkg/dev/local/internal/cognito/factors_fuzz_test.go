package cognito

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
	"cognitossr/pkg/dev/local/internal/cognito/totp"
)

// factorServer has a user with every factor, in a pool where MFA is required.
func factorServer(f *testing.F) *stack {
	clock := &testClock{now: time.Unix(1_800_000_000, 0)}
	server, err := New(Options{CallbackURLs: []string{callback}, Now: clock.Now, ClientSecret: "a-secret",
		Users: []User{{Email: "alice@example.com", Password: password}}})
	if err != nil {
		f.Fatal(err)
	}
	err = server.pool.Configure(func(c *pool.Configuration) error {
		c.MfaConfiguration = "ON"
		c.SoftwareTokenMfaConfiguration = &pool.SoftwareTokenMfaConfiguration{Enabled: true}
		c.SmsMfaConfiguration, c.EmailMfaConfiguration = &pool.SmsMfaConfiguration{}, &pool.EmailMfaConfiguration{}
		return nil
	})
	if err == nil {
		err = server.pool.GiveToken("alice@example.com", keyOfAlice)
	}
	if err != nil {
		f.Fatal(err)
	}
	return &stack{Server: server, clock: clock}
}

// guessed says whether a text has a code that alice's app shows.
func (s *stack) guessed(t *testing.T, text string) bool {
	for period := -1; period <= 1; period++ {
		code, err := totp.Code(keyOfAlice, s.clock.Now().Add(time.Duration(period)*totp.Period))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(strings.Map(digitsOnly, text), code) {
			return true
		}
	}
	return false
}

func digitsOnly(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

// openStep opens one of the steps of second factors for alice, after the time that wrong codes cost.
func (s *stack) openStep(kind uint8) string {
	steps := []pool.Challenge{pool.AwaitsFactorChoice, pool.AwaitsFactorSetup, "SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP"}
	s.pool.Advance(15 * time.Minute)
	alice, _ := s.pool.User("alice@example.com")
	step := pool.ChallengeSession{Challenge: steps[int(kind)%len(steps)], Name: alice.Username, ClientID: s.ClientID(),
		Proven: true, Choices: pool.Factors()}
	return s.pool.Challenges.Open(step, time.Minute)
}

// No answer that was not made of a right code gets past a second factor, and none causes a panic or a 500.
func FuzzFactorForms(f *testing.F) {
	s := factorServer(f)
	query := strings.TrimPrefix(s.authorizeQuery(), "/oauth2/authorize?")
	for kind := range uint8(5) {
		for path := range uint8(3) {
			f.Add(kind, path, true, "authentication_code=123456&friendly_device_name=x")
			f.Add(kind, path, true, "mfa_type=SMS_MFA&phone_number=%2B4930123456&email=a%40example.com&code=1")
			f.Add(kind, path, false, "")
		}
	}
	f.Fuzz(func(t *testing.T, kind, path uint8, post bool, body string) {
		method := http.MethodGet
		if post {
			method = http.MethodPost
		}
		address := []string{"/mfa", "/selectMfa", "/mfaSetup"}[path%3] + "?" + query + "&attempt=" + s.openStep(kind)
		w := s.serve(method, address, "application/x-www-form-urlencoded", body)
		if w.Code >= 500 {
			t.Errorf("%s %s %q answered %d", method, address, body, w.Code)
		}
		if strings.HasPrefix(w.Header().Get("Location"), callback) && !s.guessed(t, body) {
			t.Errorf("%s %s %q signed in", method, address, body)
		}
	})
}

// The same for the challenges of the API.
func FuzzFactorChallenges(f *testing.F) {
	s := factorServer(f)
	hash := secretHash("a-secret", "alice@example.com", s.ClientID())
	names := []string{"SELECT_MFA_TYPE", "MFA_SETUP", "SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP", "NEW_PASSWORD_REQUIRED"}
	for kind := range uint8(6) {
		f.Add(kind, kind, "ANSWER", "SMS_MFA")
		f.Add(kind, kind, "SOFTWARE_TOKEN_MFA_CODE", "123456")
		f.Add(kind, kind, "SMS_MFA_CODE", "1")
		f.Add(kind, kind, "EMAIL_OTP_CODE", "")
		f.Add(kind, kind, "EMAIL", "b@example.com")
		f.Add(kind, kind, "PHONE_NUMBER", "+4930123456")
	}
	f.Fuzz(func(t *testing.T, kind, name uint8, answer, value string) {
		body, err := json.Marshal(map[string]any{
			"UserPoolId": s.PoolID(), "ClientId": s.ClientID(), "Session": s.openStep(kind),
			"ChallengeName":      names[int(name)%len(names)],
			"ChallengeResponses": map[string]string{"USERNAME": "alice@example.com", "SECRET_HASH": hash, answer: value},
		})
		if err != nil {
			t.Fatal(err)
		}
		w := s.serve(http.MethodPost, "/", "application/x-amz-json-1.1", string(body), "X-Amz-Target",
			target+"AdminRespondToAuthChallenge")
		if w.Code != http.StatusOK && w.Code != http.StatusBadRequest || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s answered %d %s", body, w.Code, w.Body)
		}
		if strings.Contains(w.Body.String(), "AccessToken") && !s.guessed(t, value) {
			t.Errorf("%s signed in", body)
		}
	})
}
