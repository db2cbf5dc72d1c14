package cognito

import (
	"encoding/base64"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// claimsText is the payload of a token as it is written.
func claimsText(t *testing.T, token string) string {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// Each thing that varies can be set by its name, and does what its name says.
func TestEachVariantDoesWhatItSays_F60(t *testing.T) {
	tests := []struct {
		set  string
		does func(t *testing.T, s *stack) bool
	}{
		{`{"event_id":false}`, func(t *testing.T, s *stack) bool {
			tokens := s.signedIn("alice@example.com")
			return !strings.Contains(claimsText(t, tokens.IDToken)+claimsText(t, tokens.AccessToken), "event_id")
		}},
		{`{"at_hash_on_refresh":false}`, func(t *testing.T, s *stack) bool {
			tokens := s.signedIn("alice@example.com")
			return decode(t, tokens.IDToken, 1)["at_hash"] != nil && decode(t, s.refresh(tokens.RefreshToken).IDToken,
				1)["at_hash"] == nil
		}},
		{`{"nonce_on_refresh":false}`, func(t *testing.T, s *stack) bool {
			tokens := s.signedIn("alice@example.com")
			return decode(t, tokens.IDToken, 1)["nonce"] != nil && decode(t, s.refresh(tokens.RefreshToken).IDToken,
				1)["nonce"] == nil
		}},
		{`{"claim_order":"sorted"}`, func(t *testing.T, s *stack) bool {
			return strings.HasPrefix(claimsText(t, s.signedIn("alice@example.com").AccessToken), `{"auth_time":`)
		}},
		{`{"claim_order":"shuffled","seed":3}`, func(t *testing.T, s *stack) bool {
			text := claimsText(t, s.signedIn("alice@example.com").AccessToken)
			return !strings.HasPrefix(text, `{"auth_time":`) && !strings.HasPrefix(text, `{"sub":`)
		}},
		{`{"scope_order":"sorted"}`, func(t *testing.T, s *stack) bool {
			return decode(t, s.signedIn("alice@example.com").AccessToken, 1)["scope"] == "email openid profile"
		}},
		{`{"escaped_slashes":false}`, func(t *testing.T, s *stack) bool {
			return strings.Contains(claimsText(t, s.signedIn("alice@example.com").AccessToken), `"iss":"http://`)
		}},
		{`{"sub_form":"uuid"}`, func(t *testing.T, s *stack) bool {
			s.visitor().register("new@example.com")
			sub, _ := decode(t, s.signedIn("new@example.com").AccessToken, 1)["sub"].(string)
			return regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(sub)
		}},
		{`{"mask_ending":true}`, func(_ *testing.T, s *stack) bool {
			v := s.visitor()
			page := v.post(v.at("/signup").Request.URL.String(), "email", "masked@example.com", "password", password)
			return strings.Contains(page.body, "m***@e***.com")
		}},
		{`{"reuse_revokes":true}`, func(_ *testing.T, s *stack) bool {
			first := s.signedIn("alice@example.com")
			next := s.refresh(first.RefreshToken)
			s.clock.advance(time.Hour)
			return s.refresh(first.RefreshToken).Error == "invalid_grant" &&
				s.refresh(next.RefreshToken).Error == "invalid_grant"
		}},
		{`{"redirect_mismatch":"invalid_grant"}`, func(_ *testing.T, s *stack) bool {
			code := s.visitor().signIn("alice@example.com", password)
			return s.token("grant_type", "authorization_code", "code", code, "redirect_uri", callback+"/",
				"code_verifier", verifier).Error == "invalid_grant"
		}},
		{`{"key_set_cached":false}`, func(_ *testing.T, s *stack) bool {
			return s.visitor().get("/"+s.PoolID()+"/.well-known/jwks.json").Header.Get("Cache-Control") == ""
		}},
		{`{"token_answer_order":"shuffled"}`, func(_ *testing.T, s *stack) bool {
			code := s.visitor().signIn("alice@example.com", password)
			answer := s.oauthPost("/oauth2/token", s.ClientID(), s.ClientSecret(), "grant_type", "authorization_code",
				"code", code, "redirect_uri", callback, "code_verifier", verifier)
			return strings.HasPrefix(answer.body, `{"token_type"`)
		}},
		{`{"wrong_password":400}`, func(_ *testing.T, s *stack) bool {
			v := s.visitor()
			return v.post(v.at("/login").Request.URL.String(), "username", "alice@example.com", "password",
				"no").StatusCode == http.StatusBadRequest
		}},
		{`{"temporary_password":"silent"}`, func(_ *testing.T, s *stack) bool {
			v := s.visitor()
			return v.post(v.at("/forgotPassword").Request.URL.String(), "username",
				"temp@example.com").Request.URL.Path == "/confirmforgotPassword"
		}},
		{`{"form_token":"csrf"}`, func(_ *testing.T, s *stack) bool {
			return strings.Contains(s.visitor().at("/login").body, `name="csrf"`)
		}},
		{`{"form_token_required":true}`, func(_ *testing.T, s *stack) bool {
			v := s.visitor()
			return v.post(v.at("/login").Request.URL.String(), "username", "alice@example.com", "password",
				password).StatusCode == http.StatusForbidden
		}},
		{`{"two_forms":true}`, func(_ *testing.T, s *stack) bool {
			return strings.Count(s.visitor().at("/login").body, `name="cognitoSignInForm"`) == 2
		}},
		{`{"quoted_cookie":false}`, func(_ *testing.T, s *stack) bool {
			v := s.visitor()
			back := v.post(v.at("/login").Request.URL.String(), "username", "alice@example.com", "password", password)
			return !strings.Contains(strings.Join(back.Header["Set-Cookie"], "\n"), `cognito="`)
		}},
	}
	for _, test := range tests {
		t.Run(test.set, func(t *testing.T) {
			s := start(t, func(o *Options) {
				o.Users = append(o.Users, User{Email: "temp@example.com", Password: password,
					Status: "FORCE_CHANGE_PASSWORD"})
			})
			if test.does(t, s) {
				t.Fatal("it does so without being told")
			}
			s.local("reset", ``)
			s.local("variant", test.set)
			if !test.does(t, s) {
				t.Error("it does not do so")
			}
			s.local("reset", ``)
			if s.local("variant", ``)["seed"] != 0.0 {
				t.Error("a reset does not end it")
			}
		})
	}
}

func TestVariantRefusesWhatItDoesNotKnow(t *testing.T) {
	s := start(t)
	for _, body := range []string{`{"colour":"red"}`, `{"seed":"many"}`, `{"seed":-1}`, `{"claim_order":"by size"}`, `[]`} {
		if a := s.localRaw("variant", body); a.StatusCode != http.StatusBadRequest || !strings.Contains(a.body, `"error"`) {
			t.Errorf("%s answered %d %s", body, a.StatusCode, a.body)
		}
	}
	if got := s.local("variant", `{"seed":"12"}`)["seed"]; got != 12.0 {
		t.Errorf("the seed of a form is %v", got)
	}
}
