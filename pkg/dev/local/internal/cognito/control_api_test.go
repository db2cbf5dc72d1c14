package cognito

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// local makes a JSON call of the control page.
func (s *stack) local(path, body string) map[string]any {
	s.t.Helper()
	a := s.localRaw(path, body)
	if a.StatusCode != http.StatusOK {
		s.t.Fatalf("%s %s answered %d %s", path, body, a.StatusCode, a.body)
	}
	out := map[string]any{}
	if err := json.Unmarshal([]byte(a.body), &out); err != nil {
		s.t.Fatalf("%s: %v in %q", path, err, a.body)
	}
	return out
}

func (s *stack) localRaw(path, body string) answer {
	s.t.Helper()
	req := newRequest(s.t, http.MethodPost, s.url+"/_local/"+path, strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	return s.visitor().do(req)
}

func (s *stack) signedIn(email string) tokenAnswer {
	s.t.Helper()
	tokens := s.redeem(s.visitor().signIn(email, password))
	if tokens.Status != http.StatusOK {
		s.t.Fatalf("redeeming answered %+v", tokens)
	}
	return tokens
}

var controlCalls = []struct {
	name string
	run  func(t *testing.T, s *stack, tokens tokenAnswer)
}{
	{"the clock moves and is set right", func(t *testing.T, s *stack, tokens tokenAnswer) {
		if got := s.local("clock", `{"advance":"1h"}`)["offset"]; got != "1h0m0s" {
			t.Errorf("offset is %v", got)
		}
		if got := s.userInfo(tokens.AccessToken).StatusCode; got != http.StatusUnauthorized {
			t.Errorf("an hour later userInfo answers %d", got)
		}
		if got := s.local("clock", `{"reset":true}`)["offset"]; got != "0s" {
			t.Errorf("offset is %v", got)
		}
	}},
	{"access tokens expire and a twin shows it", func(t *testing.T, s *stack, tokens tokenAnswer) {
		twins, _ := s.local("expire-access", `{"email":"alice@example.com"}`)["tokens"].(map[string]any)
		access, _ := twins["access_token"].(string)
		claims := decode(t, access, 1)
		if exp, _ := claims["exp"].(float64); int64(exp) >= s.clock.Now().Unix() ||
			claims["sub"] != decode(t, tokens.AccessToken, 1)["sub"] {
			t.Errorf("the twin says %v", claims)
		}
		if got := s.userInfo(tokens.AccessToken).StatusCode; got != http.StatusUnauthorized {
			t.Errorf("userInfo answers %d", got)
		}
		if next := s.refresh(tokens.RefreshToken); s.userInfo(next.AccessToken).StatusCode != http.StatusOK {
			t.Errorf("after a refresh userInfo still refuses: %+v", next)
		}
	}},
	{"refresh tokens expire", func(t *testing.T, s *stack, tokens tokenAnswer) {
		s.local("expire-refresh", `{}`)
		if got := s.refresh(tokens.RefreshToken); got.Error != "invalid_grant" {
			t.Errorf("refresh answered %+v", got)
		}
	}},
	{"families are revoked", func(t *testing.T, s *stack, tokens tokenAnswer) {
		if got := s.local("revoke", ``)["sessions"]; got != 1.0 {
			t.Errorf("%v sessions", got)
		}
		if got := s.refresh(tokens.RefreshToken); got.Error != "invalid_grant" {
			t.Errorf("refresh answered %+v", got)
		}
	}},
	{"keys rotate and the old ones stay published R-55", func(t *testing.T, s *stack, tokens tokenAnswer) {
		kids, _ := s.local("rotate-keys", ``)["kids"].([]any)
		next := s.refresh(tokens.RefreshToken)
		if len(kids) != 4 || decode(t, next.AccessToken, 0)["kid"] == decode(t, tokens.AccessToken, 0)["kid"] {
			t.Errorf("kids are %v", kids)
		}
		if s.userInfo(tokens.AccessToken).StatusCode != http.StatusOK {
			t.Error("the old token is refused though its key is published")
		}
		kids, _ = s.local("rotate-keys", `{"forget":true}`)["kids"].([]any)
		if len(kids) != 2 || s.userInfo(tokens.AccessToken).StatusCode != http.StatusUnauthorized {
			t.Errorf("after forgetting kids are %v", kids)
		}
	}},
	{"a user is disabled, enabled and moved between groups", func(t *testing.T, s *stack, tokens tokenAnswer) {
		if got := s.local("users/alice@example.com/disable", ``)["enabled"]; got != false {
			t.Errorf("enabled is %v", got)
		}
		if got := s.refresh(tokens.RefreshToken); got.Error != "invalid_grant" {
			t.Errorf("refresh answered %+v", got)
		}
		s.local("users/alice@example.com/enable", ``)
		s.local("users/alice@example.com/groups", `{"groups":["staff","admin"]}`)
		groups, _ := decode(t, s.signedIn("alice@example.com").AccessToken, 1)["cognito:groups"].([]any)
		if len(groups) != 2 || groups[0] != "admin" {
			t.Errorf("groups are %v", groups)
		}
	}},
	{"lifetimes and rotation change", func(t *testing.T, s *stack, tokens tokenAnswer) {
		s.local("lifetimes", `{"access":"5s"}`)
		s.local("rotation", `{"off":true}`)
		got := s.refresh(tokens.RefreshToken)
		if got.ExpiresIn != 5 || got.RefreshToken != "" {
			t.Errorf("refresh answered %+v", got)
		}
	}},
	{"reset empties the pool and seeds it again", func(t *testing.T, s *stack, tokens tokenAnswer) {
		s.local("faults", `{"token":"500","next":"alg-none"}`)
		s.local("reset", ``)
		if got := s.refresh(tokens.RefreshToken); got.Error != "invalid_grant" {
			t.Errorf("refresh answered %+v", got)
		}
		s.signedIn("alice@example.com")
	}},
	{"the state shows it all", func(t *testing.T, s *stack, tokens tokenAnswer) {
		a := s.visitor().get("/_local/state")
		for _, want := range []string{`"alice@example.com"`, `"offset": "0s"`, `"jwks": "off"`, tokens.AccessToken,
			`"origin_jti"`} {
			if !strings.Contains(a.body, want) {
				t.Errorf("the state lacks %.40s", want)
			}
		}
		if strings.Contains(a.body, tokens.RefreshToken) {
			t.Error("the state shows a refresh token")
		}
	}},
}

func TestControlAPI_N11(t *testing.T) {
	s := start(t)
	for _, test := range controlCalls {
		t.Run(test.name, func(t *testing.T) {
			s := s.in(t)
			s.local("reset", ``)
			test.run(t, s, s.signedIn("alice@example.com"))
		})
	}
}

func TestFaultsOfTheTokenEndpoint_N11(t *testing.T) {
	tests := []struct {
		fault  string
		status int
		holds  string
	}{
		{"429", 429, "too_many_requests"}, {"500", 500, "server_error"}, {"503", 503, "Unavailable"},
		{"html", 200, "<!doctype"}, {"garbage", 200, "{"},
		{"empty", 200, "{}"}, {"invalid_grant", 400, "invalid_grant"}, {"invalid_client", 400, "invalid_client"},
		{"off", 200, "access_token"},
	}
	s := start(t)
	tokens := s.signedIn("alice@example.com")
	for _, test := range tests {
		t.Run(test.fault, func(t *testing.T) {
			s.local("faults", `{"token":"`+test.fault+`"}`)
			a := s.oauthPost("/oauth2/token", s.ClientID(), s.ClientSecret(), "grant_type", "refresh_token",
				"refresh_token", tokens.RefreshToken)
			if a.StatusCode != test.status || !strings.Contains(a.body, test.holds) {
				t.Errorf("answered %d %s", a.StatusCode, a.body)
			}
		})
	}
}

// A client that waits must be able to give up, and the server must let go of it then.
func TestFaultsThatKeepAClientWaiting_N11(t *testing.T) {
	s := start(t)
	for _, switches := range []string{`{"jwks":"timeout"}`, `{"jwks":"slow","delay":"1m"}`} {
		s.local("faults", switches)
		client := &http.Client{Timeout: 50 * time.Millisecond}
		resp, err := client.Do(newRequest(t, http.MethodGet, s.JWKSURL(), nil))
		if err == nil {
			resp.Body.Close()
			t.Errorf("%s answered %d", switches, resp.StatusCode)
		}
	}
	s.local("faults", `{"jwks":"slow","delay":"1ms"}`)
	if a := s.visitor().get(s.JWKSURL()); a.StatusCode != http.StatusOK || !strings.Contains(a.body, `"kid"`) {
		t.Errorf("slow answered %d %s", a.StatusCode, a.body)
	}
}

func TestFaultsOfTheKeySet_N11(t *testing.T) {
	tests := []struct {
		fault  string
		status int
		holds  string
	}{
		{"500", 500, ""}, {"404", 404, ""}, {"garbage", 200, "{"}, {"html", 200, "<!doctype"},
		{"empty", 200, `{"keys":[]}`}, {"off", 200, `"kid"`},
	}
	s := start(t)
	for _, test := range tests {
		t.Run(test.fault, func(t *testing.T) {
			s.local("faults", `{"jwks":"`+test.fault+`"}`)
			if a := s.visitor().get(s.JWKSURL()); a.StatusCode != test.status || !strings.Contains(a.body, test.holds) {
				t.Errorf("answered %d %s", a.StatusCode, a.body)
			}
		})
	}
}

// Each kind of wrong token is wrong once; the next pair is right again.
func TestNextTokensAreWrongOnce_N11(t *testing.T) {
	id := func(t *testing.T, a tokenAnswer) map[string]any { return decode(t, a.IDToken, 1) }
	access := func(t *testing.T, a tokenAnswer) map[string]any { return decode(t, a.AccessToken, 1) }
	now := time.Unix(1_800_000_000, 0)
	tests := []struct {
		next  string
		wrong func(t *testing.T, s *stack, a tokenAnswer) bool
	}{
		{"foreign-nonce", func(t *testing.T, _ *stack, a tokenAnswer) bool { return id(t, a)["nonce"] != "no-1" }},
		{"no-nonce", func(t *testing.T, _ *stack, a tokenAnswer) bool { return id(t, a)["nonce"] == nil }},
		{"mixed-user", func(t *testing.T, _ *stack, a tokenAnswer) bool { return id(t, a)["sub"] != access(t, a)["sub"] }},
		{"wrong-client", func(t *testing.T, s *stack, a tokenAnswer) bool {
			return id(t, a)["aud"] != s.ClientID() && access(t, a)["client_id"] != s.ClientID()
		}},
		{"wrong-issuer", func(t *testing.T, s *stack, a tokenAnswer) bool { return id(t, a)["iss"] != s.Issuer() }},
		{"expired", func(t *testing.T, _ *stack, a tokenAnswer) bool {
			return access(t, a)["exp"].(float64) < float64(now.Unix())
		}},
		{"future", func(t *testing.T, _ *stack, a tokenAnswer) bool {
			return access(t, a)["iat"].(float64) > float64(now.Unix())
		}},
		{"swapped", func(t *testing.T, _ *stack, a tokenAnswer) bool { return id(t, a)["token_use"] == "access" }},
		{"no-id-token", func(_ *testing.T, _ *stack, a tokenAnswer) bool { return a.IDToken == "" }},
		{"bad-signature", func(_ *testing.T, s *stack, a tokenAnswer) bool {
			return s.userInfo(a.AccessToken).StatusCode == http.StatusUnauthorized
		}},
		{"alg-none", func(t *testing.T, _ *stack, a tokenAnswer) bool { return decode(t, a.AccessToken, 0)["alg"] == "none" }},
		{"huge", func(_ *testing.T, _ *stack, a tokenAnswer) bool { return len(a.AccessToken) > 4096 }},
		{"expires-in-5s", func(t *testing.T, _ *stack, a tokenAnswer) bool {
			return access(t, a)["exp"].(float64) == float64(now.Unix()+5)
		}},
		{"expires-in-30s", func(t *testing.T, _ *stack, a tokenAnswer) bool {
			return access(t, a)["exp"].(float64) == float64(now.Unix()+30)
		}},
	}
	s := start(t)
	for _, test := range tests {
		t.Run(test.next, func(t *testing.T) {
			s := s.in(t)
			s.local("faults", `{"next":"`+test.next+`"}`)
			if !test.wrong(t, s, s.signedIn("alice@example.com")) {
				t.Error("the pair is not wrong in that way")
			}
			if test.wrong(t, s, s.signedIn("alice@example.com")) {
				t.Error("the second pair is wrong as well")
			}
		})
	}
}

// Cognito puts a nonce into the ID token of a first federated sign-in though the client sent none: the switch does so
// as well, and nothing else does.
func TestNonceThatNobodySent_R16(t *testing.T) {
	s := start(t)
	for _, test := range []struct {
		next, sent string
		want       any
	}{{"off", "", nil}, {"foreign-nonce", "", "a-nonce-that-nobody-sent"}, {"off", "sent", "sent"},
		{"foreign-nonce", "sent", "a-nonce-that-nobody-sent"}} {
		t.Run(test.next+" "+test.sent, func(t *testing.T) {
			s := s.in(t)
			s.local("faults", `{"next":"`+test.next+`"}`)
			v := s.visitor()
			page := v.get(v.authorizeQuery("nonce", test.sent))
			back := v.post(page.Request.URL.String(), "username", "alice@example.com", "password", password)
			if got := decode(t, s.redeem(back.location().Query().Get("code")).IDToken, 1)["nonce"]; got != test.want {
				t.Errorf("the ID token has the nonce %v, want %v", got, test.want)
			}
		})
	}
}

func TestControlRefuses_SEC128(t *testing.T) {
	tests := []struct{ name, path, body string }{
		{"an unknown switch", "faults", `{"tokens":"500"}`}, {"an unknown fault", "faults", `{"token":"418"}`},
		{"an unknown kind of token", "faults", `{"next":"nice"}`}, {"no duration", "clock", `{"advance":"soon"}`},
		{"a wild duration", "clock", `{"advance":"999999h"}`},
		{"no JSON", "clock", `advance`}, {"an unknown user", "revoke", `{"email":"nobody@example.com"}`},
		{"a long grace", "rotation", `{"grace":"61s"}`},
		{"an unknown user to disable", "users/nobody@example.com/disable", ``},
		{"a negative life", "lifetimes", `{"access":"-5s"}`},
	}
	s := start(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if a := s.localRaw(test.path, test.body); a.StatusCode != http.StatusBadRequest ||
				!strings.Contains(a.body, `"error"`) {
				t.Errorf("answered %d %s", a.StatusCode, a.body)
			}
		})
	}
	t.Run("another site", func(t *testing.T) {
		req := newRequest(t, http.MethodPost, s.url+"/_local/reset", nil)
		req.Header.Set("Origin", "https://evil.example")
		if a := s.visitor().do(req); a.StatusCode != http.StatusForbidden {
			t.Errorf("answered %d", a.StatusCode)
		}
	})
}

// A button is the same call as a form, and comes back to the page.
func TestControlButtons_N11(t *testing.T) {
	s := start(t)
	v := s.visitor()
	s.signedIn("alice@example.com")
	for _, button := range [][]string{
		{"clock", "advance", "1h"}, {"clock", "reset", "true"}, {"expire-access", "email", ""},
		{"expire-refresh", "email", ""}, {"revoke", "email", ""},
		{"rotate-keys", "forget", "on"}, {"faults", "jwks", "off", "token", "off", "next", "off", "delay", "3s"},
		{"lifetimes", "access", "15m0s", "id", "15m0s", "refresh", "720h0m0s"}, {"rotation", "off", "on", "grace", "60s"},
		{"users/alice@example.com/groups", "groups", "a, b"}, {"users/alice@example.com/disable"},
		{"users/alice@example.com/enable"}, {"reset"},
	} {
		page := v.post("/_local/"+button[0], button[1:]...)
		if page.Request.URL.Path != "/_local/" || page.StatusCode != http.StatusOK ||
			!strings.Contains(page.body, "For development only") {
			t.Errorf("%s led to %s, %d %s", button[0], page.Request.URL, page.StatusCode, page.body)
		}
	}
}
