package contract

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

var endpointCases = []Case{
	{Name: "userInfo shows the user as text", AWS: `200 with sub, username, email; email_verified is the text "true"`,
		Evidence: Documented, Source: "developer guide, userInfo endpoint", Needs: Needs{Forms: true},
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			r := s.userInfo(t, text(s.hostedTokens(t, email), "access_token"))
			if got := r.json(t); r.StatusCode != http.StatusOK || got["email"] != email ||
				got["email_verified"] != "true" || text(got, "sub") == "" || got["username"] != got["sub"] {
				t.Errorf("got %d %v", r.StatusCode, got)
			}
		}},
	{Name: "userInfo refuses a revoked token", AWS: "401 invalid_token", Evidence: Documented,
		Source: "developer guide, userInfo endpoint",
		Needs:  Needs{Forms: true}, Run: func(t *testing.T, s *Suite) {
			tokens := s.hostedTokens(t, s.newUser(t))
			if r := s.post(t, "/oauth2/revoke", url.Values{"token": {text(tokens,
				"refresh_token")}}); r.StatusCode != http.StatusOK || r.body != "" {
				t.Fatalf("revoking answered %d %q", r.StatusCode, r.body)
			}
			r := s.userInfo(t, text(tokens, "access_token"))
			if r.StatusCode != http.StatusUnauthorized || !strings.Contains(r.Header.Get("WWW-Authenticate"),
				`error="invalid_token"`) {
				t.Errorf("got %d %s", r.StatusCode, r.Header.Get("WWW-Authenticate"))
			}
			oauthError(t, s.refresh(t, text(tokens, "refresh_token")), "invalid_grant")
		}},
	{Name: "userInfo refuses a token of the API and none", AWS: "401 without openid; 400 invalid_request without a token",
		Evidence: Shown, Source: "simov/grant#189 (2020-09)", Run: func(t *testing.T, s *Suite) {
			if r := s.userInfo(t, *s.apiTokens(t, s.newUser(t)).AccessToken); r.StatusCode != http.StatusUnauthorized {
				t.Errorf("a token of the API: %d", r.StatusCode)
			}
			if r := s.get(t, s.Domain+"/oauth2/userInfo"); r.StatusCode != http.StatusBadRequest ||
				!strings.Contains(r.Header.Get("WWW-Authenticate"), "invalid_request") {
				t.Errorf("no token: %d %s", r.StatusCode, r.Header.Get("WWW-Authenticate"))
			}
		}},
	{Name: "revoke takes refresh tokens only",
		AWS:      "unsupported_token_type for an access token, invalid_request for none, 200 for garbage",
		Evidence: Documented, Source: "developer guide, Revoke endpoint", Needs: Needs{Forms: true},
		Run: func(t *testing.T, s *Suite) {
			oauthError(t, s.post(t, "/oauth2/revoke",
				url.Values{"token": {text(s.hostedTokens(t, s.newUser(t)), "access_token")}}), "unsupported_token_type")
			oauthError(t, s.post(t, "/oauth2/revoke", url.Values{}), "invalid_request")
			if r := s.post(t, "/oauth2/revoke", url.Values{"token": {"garbage"}}); r.StatusCode != http.StatusOK {
				t.Errorf("garbage answered %d %s", r.StatusCode, r.body)
			}
		}},
	{Name: "revoke wants the client's secret", AWS: "401 invalid_client", Evidence: Documented,
		Source: "developer guide, Revoke endpoint",
		Needs:  Needs{Secret: true}, Run: func(t *testing.T, s *Suite) {
			r := s.do(t, s.http, http.MethodPost, s.Domain+"/oauth2/revoke",
				url.Values{"token": {"x"}, "client_id": {s.ClientID}, "client_secret": {"wrong"}})
			if r.StatusCode != http.StatusUnauthorized || r.json(t)["error"] != "invalid_client" {
				t.Errorf("got %d %s", r.StatusCode, r.body)
			}
		}},
	{Name: "logout with logout_uri goes there without state",
		AWS: "302 to exactly that address; the session is over, tokens live on", Evidence: Documented,
		Source: "developer guide, Logout endpoint",
		Needs:  Needs{Forms: true}, Run: func(t *testing.T, s *Suite) {
			b := s.browser(t)
			code := b.signIn(t, s.newUser(t), goodPassword).Query().Get("code")
			access := text(s.redeem(t, code).json(t), "access_token")
			out := b.open(t, s.Domain+"/logout?"+url.Values{"client_id": {s.ClientID}, "logout_uri": {s.SignOutURL},
				"state": {"x"}}.Encode())
			if out.StatusCode != http.StatusFound || out.Header.Get("Location") != s.SignOutURL {
				t.Errorf("got %d %s", out.StatusCode, out.Header.Get("Location"))
			}
			if !slices.ContainsFunc(out.Cookies(),
				func(c *http.Cookie) bool { return c.Name == "cognito" && c.Value == "" && c.MaxAge < 0 }) {
				t.Errorf("the cookie is not cleared: %v", out.Cookies())
			}
			if r := b.open(t, s.authorize()); r.Request.URL.Path != "/login" {
				t.Errorf("the session lives on: %s", r.Request.URL)
			}
			if r := s.userInfo(t, access); r.StatusCode != http.StatusOK {
				t.Errorf("userInfo answers %d", r.StatusCode)
			}
		}},
	{Name: "logout with redirect_uri shows the form", AWS: "302 to /login with the parameters",
		Evidence: Documented, Source: "developer guide, Logout endpoint", Run: func(t *testing.T, s *Suite) {
			at := s.get(t, s.Domain+"/logout?"+s.query()).location(t)
			if at.Path != "/login" || at.Query().Get("state") != "a state" {
				t.Errorf("it led to %s", at)
			}
		}},
	// S-103: signing out is no mere reload on one's own machine either.
	{Name: "logout with a foreign address ends the session all the same (R-41)",
		AWS:      "302 to /login with the same query, which is a 400 page about redirect_uri; the session is over",
		Evidence: Shown, Source: "streamlit/streamlit#14601 (2026-04); jenkinsci/oic-auth-plugin#620 (2025-07); aws-amplify/amplify-js#4993, #1298, #2423",
		Needs: Needs{Forms: true}, Run: func(t *testing.T, s *Suite) {
			for _, query := range []url.Values{
				{"client_id": {s.ClientID}, "logout_uri": {"https://evil.example/"}},
				{"client_id": {s.ClientID}, "logout_uri": {s.SignOutURL + "/"}},
				{"client_id": {s.ClientID}, "post_logout_redirect_uri": {s.SignOutURL}}, {"client_id": {s.ClientID}},
			} {
				b := s.browser(t)
				b.signIn(t, s.newUser(t), goodPassword)
				page := b.open(t, s.Domain+"/logout?"+query.Encode())
				if page.StatusCode != http.StatusBadRequest || page.Request.URL.Path != "/login" ||
					page.Request.URL.RawQuery != query.Encode() ||
					!strings.Contains(page.body, "An error was encountered with the requested page.") ||
					!strings.Contains(page.body, "is not present") {
					t.Errorf("%v: %d %s", query, page.StatusCode, page.Request.URL)
				}
				if r := b.open(t, s.authorize()); r.Request.URL.Path != "/login" {
					t.Errorf("%v: the session lives on: %s", query, r.Request.URL)
				}
			}
		}},
	{Name: "Two keys sign", AWS: "ID and access token name different keys, both published as RS256 RSA",
		Evidence: Documented, Source: "developer guide, Verifying JSON web tokens", Run: func(t *testing.T, s *Suite) {
			tokens := s.apiTokens(t, s.newUser(t))
			id, access := text(part(t, *tokens.IdToken, 0), "kid"), text(part(t, *tokens.AccessToken, 0), "kid")
			if id == access {
				t.Errorf("both say %s", id)
			}
			var kids []string
			keys, _ := s.get(t, s.Issuer+"/.well-known/jwks.json").json(t)["keys"].([]any)
			for _, k := range keys {
				key, _ := k.(map[string]any)
				if key["kty"] != "RSA" || key["alg"] != "RS256" || key["use"] != "sig" || key["e"] != "AQAB" {
					t.Errorf("key %v", key)
				}
				kids = append(kids, text(key, "kid"))
			}
			if !slices.Contains(kids, id) || !slices.Contains(kids, access) {
				t.Errorf("published %q, used %q and %q", kids, id, access)
			}
		}},
	{Name: "Discovery has exactly Cognito's members", AWS: "twelve members; nothing about PKCE, grants or claims",
		Evidence: Recorded, Source: "openchoreo/openchoreo#3217 (2026-04)", Run: func(t *testing.T, s *Suite) {
			got := s.get(t, s.Issuer+"/.well-known/openid-configuration").json(t)
			var names []string
			for name := range got {
				names = append(names, name)
			}
			slices.Sort(names)
			want := []string{"authorization_endpoint", "end_session_endpoint", "id_token_signing_alg_values_supported",
				"issuer", "jwks_uri", "response_types_supported", "revocation_endpoint",
				"scopes_supported", "subject_types_supported", "token_endpoint",
				"token_endpoint_auth_methods_supported", "userinfo_endpoint"}
			if !slices.Equal(names, want) || got["issuer"] != s.Issuer || got["token_endpoint"] != s.Domain+"/oauth2/token" {
				t.Errorf("got %v", got)
			}
		}},
}
