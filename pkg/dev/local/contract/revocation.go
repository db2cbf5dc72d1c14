package contract

import (
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

var tokenCases = []Case{
	{Name: "GetTokensFromRefreshToken rotates", AWS: "a new refresh token; origin_jti and auth_time stay, jti is new",
		Evidence: Documented, Source: "developer guide, Refresh tokens", Run: func(t *testing.T, s *Suite) {
			first := s.apiTokens(t, s.newUser(t))
			next, err := s.getTokens(t, first.RefreshToken)
			result := must(t, next, err).AuthenticationResult
			if aws.ToString(result.RefreshToken) == "" ||
				aws.ToString(result.RefreshToken) == aws.ToString(first.RefreshToken) {
				t.Fatal("the refresh token was not replaced")
			}
			before, after := claims(t, *first.AccessToken), claims(t, *result.AccessToken)
			if before["origin_jti"] != after["origin_jti"] || before["auth_time"] != after["auth_time"] ||
				before["jti"] == after["jti"] {
				t.Errorf("before %v\nafter %v", before, after)
			}
		}},
	{Name: "A replaced refresh token works for the grace period", AWS: "then RefreshTokenReuseException",
		Evidence: Documented, Source: "developer guide, Refresh token rotation", Needs: Needs{Clock: true},
		Run: func(t *testing.T, s *Suite) {
			first := s.apiTokens(t, s.newUser(t)).RefreshToken
			must(t, "", second(s.getTokens(t, first)))
			s.Advance(s.Grace - time.Second)
			must(t, "", second(s.getTokens(t, first)))
			s.Advance(time.Second)
			refused(t, second(s.getTokens(t, first)), "RefreshTokenReuseException")
		}},
	{Name: "Rotation does not lengthen a session", AWS: "the new token has the life that the old one had left",
		Evidence: Documented, Source: "developer guide, Refresh token rotation", Needs: Needs{Clock: true},
		Run: func(t *testing.T, s *Suite) {
			first := s.apiTokens(t, s.newUser(t)).RefreshToken
			s.Advance(29 * 24 * time.Hour)
			next, err := s.getTokens(t, first)
			must(t, next, err)
			s.Advance(24 * time.Hour)
			refused(t, second(s.getTokens(t, next.AuthenticationResult.RefreshToken)), "NotAuthorizedException")
		}},
	{Name: "REFRESH_TOKEN_AUTH is off while tokens rotate",
		AWS:      `UnsupportedOperationException "This API does not support refresh token rotation"`,
		Evidence: Documented, Source: "API reference, InitiateAuth", Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			parameters := map[string]string{"REFRESH_TOKEN": *s.apiTokens(t, email).RefreshToken}
			if hash := s.secretHash(aws.ToString(s.adminGet(t, email).Username)); hash != nil {
				parameters["SECRET_HASH"] = *hash
			}
			_, err := s.idp.InitiateAuth(t.Context(), &idp.InitiateAuthInput{
				ClientId: &s.ClientID, AuthFlow: types.AuthFlowTypeRefreshTokenAuth, AuthParameters: parameters,
			})
			refusedWith(t, err, "UnsupportedOperationException", "This API does not support refresh token rotation")
		}},
	{Name: "GetTokensFromRefreshToken refuses garbage", AWS: "NotAuthorizedException",
		Evidence: Documented, Source: "API reference, GetTokensFromRefreshToken", Run: func(t *testing.T, s *Suite) {
			refused(t, second(s.getTokens(t, aws.String("garbage"))), "NotAuthorizedException")
		}},
	{Name: "GetTokensFromRefreshToken wants the secret", AWS: "NotAuthorizedException",
		Evidence: Documented, Source: "API reference, GetTokensFromRefreshToken", Needs: Needs{Secret: true},
		Run: func(t *testing.T, s *Suite) {
			_, err := s.idp.GetTokensFromRefreshToken(t.Context(), &idp.GetTokensFromRefreshTokenInput{
				ClientId: &s.ClientID, ClientSecret: aws.String("aWrongSecretOfTwentyFourLettersOrMore"),
				RefreshToken: s.apiTokens(t, s.newUser(t)).RefreshToken,
			})
			refused(t, err, "NotAuthorizedException")
		}},
	{Name: "API tokens have the admin scope only",
		AWS:      "scope aws.cognito.signin.user.admin; no claim version, which tokens of the code flow have",
		Evidence: Recorded, Source: "public captures of API tokens, one of 2026-07", Run: func(t *testing.T, s *Suite) {
			got := claims(t, *s.apiTokens(t, s.newUser(t)).AccessToken)
			if got["scope"] != "aws.cognito.signin.user.admin" || got["version"] != nil {
				t.Errorf("scope is %v, version %v", got["scope"], got["version"])
			}
		}},
	{Name: "The two tokens name one event", AWS: "event_id and origin_jti are the same in both, jti is not",
		Evidence: Recorded, Source: "public captures of token pairs, 2025-09 and 2026-04; some of 2022 and 2024 have none", Run: func(t *testing.T, s *Suite) {
			tokens := s.apiTokens(t, s.newUser(t))
			id, access := claims(t, *tokens.IdToken), claims(t, *tokens.AccessToken)
			if id["event_id"] != access["event_id"] || id["origin_jti"] != access["origin_jti"] ||
				id["jti"] == access["jti"] {
				t.Errorf("ID token %v\naccess token %v", id, access)
			}
		}},
	{Name: "An access token runs out", AWS: "GetUser answers NotAuthorizedException", Evidence: Documented,
		Source: "API reference, GetUser",
		Needs:  Needs{Clock: true}, Run: func(t *testing.T, s *Suite) {
			tokens := s.apiTokens(t, s.newUser(t))
			s.Advance(time.Duration(tokens.ExpiresIn) * time.Second)
			refused(t, second(s.getUser(t, tokens.AccessToken)), "NotAuthorizedException")
		}},
}

var revocationCases = []Case{
	{Name: "RevokeToken ends its family only", AWS: "refresh and access token of that sign-in are refused, those of another live on",
		Evidence: Documented, Source: "developer guide, Revoking tokens",
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			one, two := s.apiTokens(t, email), s.apiTokens(t, email)
			must(t, "", s.revokeAPI(t, one.RefreshToken))
			refusedWith(t, second(s.getUser(t, one.AccessToken)), "NotAuthorizedException", "Access Token has been revoked")
			refused(t, second(s.getTokens(t, one.RefreshToken)), "NotAuthorizedException")
			must(t, "", second(s.getUser(t, two.AccessToken)))
		}},
	{Name: "RevokeToken takes a revoked and an unknown token", AWS: "no error",
		Evidence: Documented, Source: "API reference, RevokeToken", Run: func(t *testing.T, s *Suite) {
			token := s.apiTokens(t, s.newUser(t)).RefreshToken
			must(t, "", s.revokeAPI(t, token))
			must(t, "", s.revokeAPI(t, token))
		}},
	{Name: "RevokeToken refuses an access token", AWS: "UnsupportedTokenTypeException",
		Evidence: Documented, Source: "API reference, RevokeToken", Run: func(t *testing.T, s *Suite) {
			refused(t, s.revokeAPI(t, s.apiTokens(t, s.newUser(t)).AccessToken), "UnsupportedTokenTypeException")
		}},
	{Name: "RevokeToken wants the secret", AWS: "UnauthorizedException, not NotAuthorizedException; the token lives on",
		Evidence: Documented, Source: "API reference, RevokeToken", Needs: Needs{Secret: true},
		Run: func(t *testing.T, s *Suite) {
			tokens := s.apiTokens(t, s.newUser(t))
			for _, secret := range []*string{nil, aws.String("aWrongSecretOfTwentyFourLettersOrMore")} {
				_, err := s.idp.RevokeToken(t.Context(),
					&idp.RevokeTokenInput{ClientId: &s.ClientID, ClientSecret: secret, Token: tokens.RefreshToken})
				refused(t, err, "UnauthorizedException")
			}
			must(t, "", second(s.getUser(t, tokens.AccessToken)))
		}},
	{Name: "GlobalSignOut ends every family", AWS: "all refresh and access tokens of the user are refused",
		Evidence: Shown, Source: "aws-amplify/amplify-js#3540 (2019-06); aws/aws-sdk-java#2449 (2020-11)",
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			one, two := s.apiTokens(t, email), s.apiTokens(t, email)
			must(t, "", second(s.idp.GlobalSignOut(t.Context(), &idp.GlobalSignOutInput{AccessToken: one.AccessToken})))
			for _, tokens := range []*types.AuthenticationResultType{one, two} {
				refused(t, second(s.getUser(t, tokens.AccessToken)), "NotAuthorizedException")
				refused(t, second(s.getTokens(t, tokens.RefreshToken)), "NotAuthorizedException")
			}
			s.apiTokens(t, email)
		}},
	{Name: "AdminUserGlobalSignOut ends every family", AWS: "all refresh and access tokens of the user are refused",
		Evidence: Recorded, Source: "aws-devtools-labs/aws-blocks, tests against a live pool (2026-06)",
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			tokens := s.apiTokens(t, email)
			must(t, "", second(s.idp.AdminUserGlobalSignOut(t.Context(),
				&idp.AdminUserGlobalSignOutInput{UserPoolId: &s.PoolID, Username: &email})))
			refused(t, second(s.getUser(t, tokens.AccessToken)), "NotAuthorizedException")
			refused(t, second(s.getTokens(t, tokens.RefreshToken)), "NotAuthorizedException")
		}},
	{Name: "AdminDisableUser ends every family for good",
		AWS:      `the tokens are refused with "User is disabled."; enabling lets the user sign in again but revives none`,
		Evidence: Documented, Source: "API reference, AdminDisableUser", Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			tokens := s.apiTokens(t, email)
			s.disable(t, email)
			if s.adminGet(t, email).Enabled {
				t.Error("the user is still enabled")
			}
			refusedWith(t, second(s.getTokens(t, tokens.RefreshToken)), "NotAuthorizedException", "User is disabled.")
			refusedWith(t, second(s.getUser(t, tokens.AccessToken)), "NotAuthorizedException", "User is disabled.")
			must(t, "", second(s.idp.AdminEnableUser(t.Context(), &idp.AdminEnableUserInput{UserPoolId: &s.PoolID,
				Username: &email})))
			refused(t, second(s.getTokens(t, tokens.RefreshToken)), "NotAuthorizedException")
			refused(t, second(s.getUser(t, tokens.AccessToken)), "NotAuthorizedException")
			s.apiTokens(t, email)
		}},
	{Name: "The browser session survives revocation and global sign-out",
		AWS: "only /logout ends it: the next authorize answers a code without a form", Evidence: Documented,
		Source: "developer guide, Managed login",
		Needs:  Needs{Forms: true}, Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			b := s.browser(t)
			b.signIn(t, email, goodPassword)
			must(t, "", second(s.idp.AdminUserGlobalSignOut(t.Context(),
				&idp.AdminUserGlobalSignOutInput{UserPoolId: &s.PoolID, Username: &email})))
			if again := b.open(t, s.authorize()); again.StatusCode != http.StatusFound ||
				again.location(t).Query().Get("code") == "" {
				t.Errorf("authorize answered %d", again.StatusCode)
			}
		}},
}

func (s *Suite) getTokens(t *testing.T, token *string) (*idp.GetTokensFromRefreshTokenOutput, error) {
	t.Helper()
	in := &idp.GetTokensFromRefreshTokenInput{ClientId: &s.ClientID, RefreshToken: token}
	if s.ClientSecret != "" {
		in.ClientSecret = &s.ClientSecret
	}
	return s.idp.GetTokensFromRefreshToken(t.Context(), in)
}

func (s *Suite) revokeAPI(t *testing.T, token *string) error {
	t.Helper()
	in := &idp.RevokeTokenInput{ClientId: &s.ClientID, Token: token}
	if s.ClientSecret != "" {
		in.ClientSecret = &s.ClientSecret
	}
	_, err := s.idp.RevokeToken(t.Context(), in)
	return err
}
