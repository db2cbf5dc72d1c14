package contract

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

var authorizeCases = []Case{
	{Name: "authorize refuses a foreign address on the domain",
		AWS:      "302 to /error?error=redirect_mismatch&client_id=..., which answers 400",
		Evidence: Recorded, Source: "a public probe of a third party's pool (2026-09-03)", Run: func(t *testing.T, s *Suite) {
			for _, foreign := range []string{"https://evil.example/", s.CallbackURL + "/", s.CallbackURL + "?x=1",
				strings.ToUpper(s.CallbackURL)} {
				r := s.get(t, s.authorize("redirect_uri", foreign))
				at := r.location(t)
				if r.StatusCode != http.StatusFound || at.Path != "/error" ||
					at.Query().Get("error") != "redirect_mismatch" || at.Query().Get("client_id") != s.ClientID ||
					at.Host != "" && !strings.HasSuffix(s.Domain, at.Host) {
					t.Errorf("%s: %d %s", foreign, r.StatusCode, at)
				}
			}
			page := s.get(t, s.Domain+"/error?error=redirect_mismatch&client_id="+s.ClientID)
			if page.StatusCode != http.StatusBadRequest ||
				!strings.Contains(page.body, "An error was encountered with the requested page.") {
				t.Errorf("the page answers %d", page.StatusCode)
			}
		}},
	{Name: "authorize refuses an unknown client on the domain (F-241)",
		AWS:      "302 to /error?error=invalid_request&client_id=...",
		Evidence: Shown, Source: "a public report of one person, undated", Run: func(t *testing.T, s *Suite) {
			r := s.get(t, s.authorize("client_id", "nosuchclient00000000000000"))
			if at := r.location(t); at.Path != "/error" ||
				at.RawQuery != "error=invalid_request&client_id=nosuchclient00000000000000" {
				t.Errorf("it led to %s", at)
			}
		}},
	{Name: "authorize sends errors of the request back",
		AWS:      "invalid_request, unauthorized_client at the callback; a scope that the client has not is invalid_request, with the description invalid_scope (R-61)",
		Evidence: Documented, Source: "developer guide, Authorize endpoint",
		Run: func(t *testing.T, s *Suite) {
			for _, c := range []struct{ name, value, want string }{
				{"response_type", "", "invalid_request"}, {"code_challenge_method", "plain", "invalid_request"},
				{"code_challenge_method", "", "invalid_request"},
				{"response_type", "token", "unauthorized_client"}, {"scope", "openid groups", "invalid_request"},
				{"scope", "email", "invalid_request"},
			} {
				r := s.get(t, s.authorize(c.name, c.value))
				at := r.location(t)
				if r.StatusCode != http.StatusFound || !strings.HasPrefix(at.String(), s.CallbackURL) ||
					at.Query().Get("error") != c.want {
					t.Errorf("%s=%q: %d %s, wanted %s", c.name, c.value, r.StatusCode, at, c.want)
				}
			}
		}},
	{Name: "authorize leads to the form with the same query", AWS: "302 to /login",
		Evidence: Documented, Source: "developer guide, Authorize endpoint", Run: func(t *testing.T, s *Suite) {
			r := s.get(t, s.authorize())
			at := r.location(t)
			if r.StatusCode != http.StatusFound || at.Path != "/login" || at.Query().Get("state") != "a state" ||
				at.Query().Get("code_challenge") != challenge {
				t.Errorf("%d %s", r.StatusCode, at)
			}
		}},
	{Name: "The session cookie skips the form for one hour",
		AWS:      "from the last time a password was typed; it does not slide",
		Evidence: Documented, Source: "developer guide, Managed login", Needs: Needs{Forms: true, Clock: true},
		Run: func(t *testing.T, s *Suite) {
			b := s.browser(t)
			b.signIn(t, s.newUser(t), goodPassword)
			s.Advance(59 * time.Minute)
			if r := b.open(t, s.authorize()); r.StatusCode != http.StatusFound || r.location(t).Query().Get("code") == "" {
				t.Errorf("within the hour: %d", r.StatusCode)
			}
			s.Advance(time.Minute)
			if r := b.open(t, s.authorize()); r.StatusCode != http.StatusOK || r.Request.URL.Path != "/login" {
				t.Errorf("after the hour: %d %s", r.StatusCode, r.Request.URL)
			}
		}},
	{Name: "prompt=none never shows a form", AWS: "error=login_required with state (managed login only)",
		Evidence: Documented, Source: "developer guide, Authorize endpoint", Local: "also with the classic pages",
		Run: func(t *testing.T, s *Suite) {
			at := s.get(t, s.authorize("prompt", "none")).location(t)
			if at.Query().Get("error") != "login_required" || at.Query().Get("state") != "a state" {
				t.Errorf("it led to %s", at)
			}
		}},
	{Name: "prompt=login shows the form in spite of a session", AWS: "the form (managed login only)",
		Evidence: Documented, Source: "developer guide, Authorize endpoint", Local: "also with the classic pages",
		Needs: Needs{Forms: true},
		Run: func(t *testing.T, s *Suite) {
			b := s.browser(t)
			b.signIn(t, s.newUser(t), goodPassword)
			if r := b.open(t, s.authorize("prompt", "login")); r.Request.URL.Path != "/login" {
				t.Errorf("it led to %s", r.Request.URL)
			}
		}},
}

var codeCases = []Case{
	{Name: "The code flow gives the tokens", AWS: "200 with access_token, id_token, refresh_token, token_type Bearer, expires_in",
		Evidence: Recorded, Source: "a public capture of a whole sign-in (2022-10-21); an operator's list (2026-09)",
		Needs: Needs{Forms: true}, Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			back := s.browser(t).signIn(t, email, goodPassword)
			if back.Query().Get("state") != "a state" {
				t.Errorf("state came back as %q", back.Query().Get("state"))
			}
			got := s.redeem(t, back.Query().Get("code")).json(t)
			if got["token_type"] != "Bearer" || got["expires_in"] == nil || text(got, "refresh_token") == "" {
				t.Errorf("got %v", got)
			}
			s.checkClaims(t, email, text(got, "id_token"), text(got, "access_token"))
		}},
	{Name: "A code works once, for five minutes", AWS: "then invalid_grant", Evidence: Shown,
		Source: "an operator's measured list (2026-09)",
		Needs:  Needs{Forms: true, Clock: true}, Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			code := s.browser(t).signIn(t, email, goodPassword).Query().Get("code")
			if r := s.redeem(t, code); r.StatusCode != http.StatusOK {
				t.Fatalf("first: %d %s", r.StatusCode, r.body)
			}
			oauthError(t, s.redeem(t, code), "invalid_grant")
			late := s.browser(t).signIn(t, email, goodPassword).Query().Get("code")
			s.Advance(5 * time.Minute)
			oauthError(t, s.redeem(t, late), "invalid_grant")
		}},
	{Name: "A code wants its verifier", AWS: "400 for a wrong or missing code_verifier", Evidence: Shown,
		Source: "IdentityModel/oidc-client-js#1182 (2020) for the status",
		Local:  "invalid_grant", Needs: Needs{Forms: true}, Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			for _, wrong := range []string{"", strings.Repeat("x", 43)} {
				code := s.browser(t).signIn(t, email, goodPassword).Query().Get("code")
				oauthError(t, s.redeem(t, code, "code_verifier", wrong), "invalid_grant")
				oauthError(t, s.redeem(t, code), "invalid_grant") // a failed try uses it up
			}
		}},
	{Name: "A verifier without a challenge is ignored", AWS: "PKCE cannot be enforced for a client",
		Evidence: Recorded, Source: "a public probe of a third party's pool (2026-09-03)", Needs: Needs{Forms: true},
		Run: func(t *testing.T, s *Suite) {
			code := s.browser(t).signIn(t, s.newUser(t), goodPassword, "code_challenge", "", "code_challenge_method",
				"").Query().Get("code")
			if r := s.redeem(t, code); r.StatusCode != http.StatusOK {
				t.Errorf("got %d %s", r.StatusCode, r.body)
			}
		}},
	{Name: "A code wants the same redirect_uri", AWS: "400 unauthorized_client; a newer blog says invalid_grant",
		Evidence: Shown,
		Source:   "Stack Overflow 50264679 (2018); aws-amplify/amplify-js#5284 (2021-07)", Needs: Needs{Forms: true},
		Run: func(t *testing.T, s *Suite) {
			code := s.browser(t).signIn(t, s.newUser(t), goodPassword).Query().Get("code")
			if r := s.redeem(t, code, "redirect_uri", s.CallbackURL+"/"); r.StatusCode != http.StatusBadRequest ||
				r.json(t)["error"] != "unauthorized_client" {
				t.Errorf("got %d %s", r.StatusCode, r.body)
			}
		}},
	{Name: "The token endpoint wants the client's secret", AWS: "400 invalid_client", Evidence: Recorded,
		Source: "four public probes (2026)",
		Needs:  Needs{Forms: true, Secret: true}, Run: func(t *testing.T, s *Suite) {
			code := s.browser(t).signIn(t, s.newUser(t), goodPassword).Query().Get("code")
			form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {s.CallbackURL},
				"code_verifier": {verifier}, "client_id": {s.ClientID}}
			oauthError(t, s.do(t, s.http, http.MethodPost, s.Domain+"/oauth2/token", form), "invalid_client")
			form.Set("client_secret", "aWrongSecretOfTwentyFourLettersOrMore")
			oauthError(t, s.do(t, s.http, http.MethodPost, s.Domain+"/oauth2/token", form), "invalid_client")
			form.Set("client_secret", s.ClientSecret)
			if r := s.do(t, s.http, http.MethodPost, s.Domain+"/oauth2/token", form); r.StatusCode != http.StatusOK {
				t.Errorf("with the secret in the body: %d %s", r.StatusCode, r.body)
			}
		}},
	{Name: "A code and a refresh token belong to one client", AWS: "invalid_grant for another client",
		Evidence: Chosen, Source: "RFC 6749 section 5.2", Needs: Needs{Forms: true, Other: true},
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			code := s.browser(t).signIn(t, email, goodPassword).Query().Get("code")
			other := *s
			other.ClientID, other.ClientSecret = s.OtherClientID, s.OtherClientSecret
			oauthError(t, other.redeem(t, code), "invalid_grant")
			oauthError(t, other.refresh(t, text(s.hostedTokens(t, email), "refresh_token")), "invalid_grant")
		}},
	{Name: "The token endpoint refuses what it does not know", AWS: "unsupported_grant_type, invalid_request, invalid_grant",
		Evidence: Shown, Source: "a page test of 2026 for the grant password", Run: func(t *testing.T, s *Suite) {
			oauthError(t, s.post(t, "/oauth2/token", url.Values{"grant_type": {"password"}}), "unsupported_grant_type")
			oauthError(t, s.post(t, "/oauth2/token", url.Values{"grant_type": {"refresh_token"}}), "invalid_request")
			oauthError(t, s.post(t, "/oauth2/token", url.Values{"grant_type": {"authorization_code"},
				"code": {"made-up"}, "redirect_uri": {s.CallbackURL}}), "invalid_grant")
		}},
	{Name: "The token endpoint rotates with grace",
		AWS:      "a new refresh token; the old one works for the grace period, then invalid_grant",
		Evidence: Documented, Source: "developer guide, Refresh token rotation", Needs: Needs{Forms: true, Clock: true},
		Run: func(t *testing.T, s *Suite) {
			first := text(s.hostedTokens(t, s.newUser(t)), "refresh_token")
			next := s.refresh(t, first).json(t)
			if n := text(next, "refresh_token"); n == "" || n == first {
				t.Fatalf("got %v", next)
			}
			s.Advance(s.Grace - time.Second)
			if r := s.refresh(t, first); r.StatusCode != http.StatusOK {
				t.Errorf("within the grace period: %d %s", r.StatusCode, r.body)
			}
			s.Advance(time.Second)
			oauthError(t, s.refresh(t, first), "invalid_grant")
			if r := s.refresh(t, text(next, "refresh_token")); r.StatusCode != http.StatusOK {
				t.Errorf("the new token: %d %s", r.StatusCode, r.body)
			}
		}},
	{Name: "The token endpoint refuses the refresh token of a deleted user", AWS: "invalid_grant", Evidence: Documented,
		Source: "developer guide, Token endpoint",
		Needs:  Needs{Forms: true}, Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			token := text(s.hostedTokens(t, email), "refresh_token")
			must(t, "", second(s.idp.AdminDeleteUser(t.Context(), &idp.AdminDeleteUserInput{UserPoolId: &s.PoolID,
				Username: &email})))
			oauthError(t, s.refresh(t, token), "invalid_grant")
		}},
	{Name: "A refresh token has five parts that say nothing", AWS: "an encrypted JWE with cty JWT, A256GCM, RSA-OAEP",
		Evidence: Recorded, Source: "a public capture of tokens (2022-04)", Needs: Needs{Forms: true},
		Run: func(t *testing.T, s *Suite) {
			if token := text(s.hostedTokens(t, s.newUser(t)), "refresh_token"); strings.Count(token, ".") != 4 ||
				!strings.HasPrefix(token, "eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ.") {
				t.Errorf("it begins with %.80s", token)
			}
		}},
}

// The claims of both tokens by name, R-56.
var (
	idClaims = []string{"at_hash", "aud", "auth_time", "cognito:username", "email", "email_verified", "event_id",
		"exp", "iat", "iss", "jti", "nonce", "origin_jti", "sub", "token_use"}
	accessClaims = []string{"auth_time", "client_id", "event_id", "exp", "iat", "iss", "jti", "origin_jti", "scope",
		"sub", "token_use", "username", "version"}
)

// checkClaims compares names and values with those that the developer guide documents.
func (s *Suite) checkClaims(t *testing.T, email, idToken, accessToken string) {
	t.Helper()
	id, access := claims(t, idToken), claims(t, accessToken)
	for _, c := range []struct {
		got  map[string]any
		want []string
	}{{id, idClaims}, {access, accessClaims}} {
		var names []string
		for name := range c.got {
			names = append(names, name)
		}
		slices.Sort(names)
		if !slices.Equal(names, c.want) {
			t.Errorf("claims are %q\nwanted   %q", names, c.want)
		}
	}
	for name, want := range map[string]any{"iss": s.Issuer, "aud": s.ClientID, "token_use": "id", "email": email,
		"email_verified": true, "nonce": "a-nonce", "cognito:username": id["sub"]} {
		if id[name] != want {
			t.Errorf("ID token: %s is %v, not %v", name, id[name], want)
		}
	}
	for name, want := range map[string]any{"iss": s.Issuer, "client_id": s.ClientID, "token_use": "access",
		"sub": id["sub"], "username": id["sub"], "version": 2.0, "origin_jti": id["origin_jti"]} {
		if access[name] != want {
			t.Errorf("access token: %s is %v, not %v", name, access[name], want)
		}
	}
}
