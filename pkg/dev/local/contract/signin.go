package contract

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

const badCredentials = "Incorrect username or password."

var signInCases = []Case{
	{Name: "InitiateAuth gives three tokens", AWS: "AccessToken, IdToken, RefreshToken, TokenType Bearer, ExpiresIn",
		Evidence: Recorded, Source: "getmoto/moto, tests that were run against AWS (2026-08)",
		Run: func(t *testing.T, s *Suite) {
			got := s.apiTokens(t, s.newUser(t))
			if aws.ToString(got.TokenType) != "Bearer" || got.ExpiresIn <= 0 || got.AccessToken == nil ||
				got.IdToken == nil || got.RefreshToken == nil {
				t.Errorf("got %+v", got)
			}
		}},
	{Name: "InitiateAuth does not tell whether the user exists",
		AWS:      `the same NotAuthorizedException "` + badCredentials + `" for a wrong password and an unknown user`,
		Evidence: Recorded, Source: "ministackorg/ministack#1758, measured in eu-central-1 (2026-09-16)",
		Run: func(t *testing.T, s *Suite) {
			for _, email := range []string{s.newUser(t), address()} {
				_, err := s.passwordAuth(t, email, otherPassword)
				refusedWith(t, err, "NotAuthorizedException", badCredentials)
			}
		}},
	{Name: "InitiateAuth refuses an unconfirmed user", AWS: "UserNotConfirmedException",
		Evidence: Shown, Source: "aws/aws-sdk-js#4608 (2024-03)", Run: func(t *testing.T, s *Suite) {
			_, err := s.passwordAuth(t, s.register(t), goodPassword)
			refused(t, err, "UserNotConfirmedException")
		}},
	{Name: "InitiateAuth refuses a disabled user", AWS: `NotAuthorizedException "User is disabled."`,
		Evidence: Shown, Source: "aws-amplify/amplify-js#5503 (2020-04); getmoto/moto#6552 (2023-07)",
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			s.disable(t, email)
			_, err := s.passwordAuth(t, email, goodPassword)
			refusedWith(t, err, "NotAuthorizedException", "User is disabled.")
		}},
	{Name: "InitiateAuth wants the SECRET_HASH", AWS: "NotAuthorizedException when it is missing or wrong",
		Evidence: Shown, Source: "aws-amplify/amplify-js#277 (2018-02); Liftric/cognito-idp#34 (2021-07)",
		Needs: Needs{Secret: true}, Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			for _, parameters := range []map[string]string{
				{"USERNAME": email, "PASSWORD": goodPassword},
				{"USERNAME": email, "PASSWORD": goodPassword, "SECRET_HASH": "d3Jvbmc="},
			} {
				_, err := s.idp.InitiateAuth(t.Context(), &idp.InitiateAuthInput{
					ClientId: &s.ClientID, AuthFlow: types.AuthFlowTypeUserPasswordAuth, AuthParameters: parameters,
				})
				refused(t, err, "NotAuthorizedException")
			}
		}},
	{Name: "InitiateAuth refuses an unknown client", AWS: "ResourceNotFoundException",
		Evidence: Documented, Source: "API reference, InitiateAuth", Run: func(t *testing.T, s *Suite) {
			_, err := s.idp.InitiateAuth(t.Context(), &idp.InitiateAuthInput{
				ClientId: aws.String("nosuchclient00000000000000"), AuthFlow: types.AuthFlowTypeUserPasswordAuth,
				AuthParameters: map[string]string{"USERNAME": address(), "PASSWORD": goodPassword},
			})
			refused(t, err, "ResourceNotFoundException")
		}},
	{Name: "InitiateAuth wants its parameters", AWS: "InvalidParameterException without USERNAME",
		Evidence: Documented, Source: "API reference, InitiateAuth", Run: func(t *testing.T, s *Suite) {
			_, err := s.idp.InitiateAuth(t.Context(), &idp.InitiateAuthInput{
				ClientId: &s.ClientID, AuthFlow: types.AuthFlowTypeUserPasswordAuth,
				AuthParameters: map[string]string{"PASSWORD": goodPassword},
			})
			refused(t, err, "InvalidParameterException")
		}},
	{Name: "InitiateAuth refuses a flow that is off", AWS: "InvalidParameterException for CUSTOM_AUTH",
		Evidence: Documented, Source: "API reference, InitiateAuth", Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			parameters := map[string]string{"USERNAME": email}
			if hash := s.secretHash(email); hash != nil {
				parameters["SECRET_HASH"] = *hash
			}
			_, err := s.idp.InitiateAuth(t.Context(), &idp.InitiateAuthInput{
				ClientId: &s.ClientID, AuthFlow: types.AuthFlowTypeCustomAuth, AuthParameters: parameters,
			})
			refused(t, err, "InvalidParameterException")
		}},
	{Name: "A password flow belongs to one operation",
		AWS:      "InvalidParameterException for ADMIN_USER_PASSWORD_AUTH in InitiateAuth and USER_PASSWORD_AUTH in AdminInitiateAuth",
		Evidence: Shown, Source: "soto-project/soto-cognito-authentication-kit#10 (2020-12)",
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			parameters := map[string]string{"USERNAME": email, "PASSWORD": goodPassword}
			_, err := s.idp.InitiateAuth(t.Context(), &idp.InitiateAuthInput{
				ClientId: &s.ClientID, AuthFlow: types.AuthFlowTypeAdminUserPasswordAuth, AuthParameters: parameters,
			})
			refused(t, err, "InvalidParameterException")
			_, err = s.idp.AdminInitiateAuth(t.Context(), &idp.AdminInitiateAuthInput{
				UserPoolId: &s.PoolID, ClientId: &s.ClientID, AuthFlow: types.AuthFlowTypeUserPasswordAuth,
				AuthParameters: parameters,
			})
			refused(t, err, "InvalidParameterException")
		}},
	{Name: "AdminInitiateAuth signs in with the admin flow",
		AWS:      "tokens for ADMIN_USER_PASSWORD_AUTH, and for its former name ADMIN_NO_SRP_AUTH",
		Evidence: Recorded, Source: "getmoto/moto, tests that were run against AWS (2026-08)",
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			parameters := map[string]string{"USERNAME": email, "PASSWORD": goodPassword}
			if hash := s.secretHash(email); hash != nil {
				parameters["SECRET_HASH"] = *hash
			}
			for _, flow := range []types.AuthFlowType{types.AuthFlowTypeAdminUserPasswordAuth,
				types.AuthFlowTypeAdminNoSrpAuth} {
				out, err := s.idp.AdminInitiateAuth(t.Context(), &idp.AdminInitiateAuthInput{
					UserPoolId: &s.PoolID, ClientId: &s.ClientID, AuthFlow: flow, AuthParameters: parameters,
				})
				if must(t, out, err).AuthenticationResult == nil {
					t.Errorf("%s answered %+v", flow, out)
				}
			}
		}},
	{Name: "Sign-in locks after five failures", AWS: "then the right password is refused as well, for a second that doubles",
		Evidence: Documented, Source: "developer guide, Authentication flow",
		Needs: Needs{Clock: true}, Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			for range 5 {
				_, err := s.passwordAuth(t, email, otherPassword)
				refused(t, err, "NotAuthorizedException")
			}
			_, err := s.passwordAuth(t, email, goodPassword)
			refusedWith(t, err, "NotAuthorizedException", "Password attempts exceeded")
			s.Advance(time.Second)
			s.apiTokens(t, email)
		}},
}

func (s *Suite) disable(t *testing.T, email string) {
	t.Helper()
	_, err := s.idp.AdminDisableUser(t.Context(), &idp.AdminDisableUserInput{UserPoolId: &s.PoolID, Username: &email})
	if err != nil {
		t.Fatal(err)
	}
}

var challengeCases = []Case{
	{Name: "A temporary password leads to NEW_PASSWORD_REQUIRED",
		AWS:      "the challenge with USER_ID_FOR_SRP and a Session; answering it gives tokens and CONFIRMED",
		Evidence: Recorded, Source: "getmoto/moto, tests that were run against AWS (2026-08)",
		Run: func(t *testing.T, s *Suite) {
			email := s.createUser(t)
			out, err := s.passwordAuth(t, email, goodPassword)
			if must(t, out, err).ChallengeName != types.ChallengeNameTypeNewPasswordRequired ||
				out.ChallengeParameters["USER_ID_FOR_SRP"] == "" {
				t.Fatalf("got %+v", out)
			}
			done, err := s.respond(t, email, otherPassword, out.Session)
			if must(t, done, err).AuthenticationResult == nil ||
				s.adminGet(t, email).UserStatus != types.UserStatusTypeConfirmed {
				t.Errorf("got %+v", done)
			}
		}},
	{Name: "AdminRespondToAuthChallenge answers the challenge", AWS: "tokens",
		Evidence: Recorded, Source: "getmoto/moto, tests that were run against AWS (2026-08)",
		Run: func(t *testing.T, s *Suite) {
			email := s.createUser(t)
			out, err := s.passwordAuth(t, email, goodPassword)
			must(t, out, err)
			responses := map[string]string{"USERNAME": email, "NEW_PASSWORD": otherPassword}
			if hash := s.secretHash(email); hash != nil {
				responses["SECRET_HASH"] = *hash
			}
			done, err := s.idp.AdminRespondToAuthChallenge(t.Context(), &idp.AdminRespondToAuthChallengeInput{
				UserPoolId: &s.PoolID, ClientId: &s.ClientID, ChallengeName: types.ChallengeNameTypeNewPasswordRequired,
				Session: out.Session, ChallengeResponses: responses,
			})
			if must(t, done, err).AuthenticationResult == nil {
				t.Errorf("got %+v", done)
			}
		}},
	{Name: "A challenge session works once", AWS: `NotAuthorizedException "Invalid session for the user, session can only be used once."`,
		Evidence: Recorded, Source: "AllianceBioversityCIAT/onecgiar_pr, fixtures of its e-mail OTP change (2026-09-11)", Run: func(t *testing.T, s *Suite) {
			email := s.createUser(t)
			out, err := s.passwordAuth(t, email, goodPassword)
			must(t, out, err)
			must(t, "", second(s.respond(t, email, otherPassword, out.Session)))
			refusedWith(t, second(s.respond(t, email, goodPassword, out.Session)), "NotAuthorizedException",
				"Invalid session for the user, session can only be used once.")
		}},
	{Name: "A challenge session runs out after three minutes",
		AWS:      `NotAuthorizedException "Invalid session for the user, session is expired."`,
		Evidence: Recorded, Source: "AllianceBioversityCIAT/onecgiar_pr, fixtures of its e-mail OTP change (2026-09-11)",
		Needs: Needs{Clock: true}, Run: func(t *testing.T, s *Suite) {
			email := s.createUser(t)
			out, err := s.passwordAuth(t, email, goodPassword)
			must(t, out, err)
			s.Advance(3 * time.Minute)
			refusedWith(t, second(s.respond(t, email, otherPassword, out.Session)), "NotAuthorizedException",
				"Invalid session for the user, session is expired.")
		}},
	{Name: "A challenge refuses a weak password", AWS: "InvalidPasswordException; the session still works",
		Evidence: Documented, Source: "API reference, RespondToAuthChallenge",
		Run: func(t *testing.T, s *Suite) {
			email := s.createUser(t)
			out, err := s.passwordAuth(t, email, goodPassword)
			must(t, out, err)
			refused(t, second(s.respond(t, email, "short", out.Session)), "InvalidPasswordException")
			must(t, "", second(s.respond(t, email, otherPassword, out.Session)))
		}},
	{Name: "A temporary password runs out", AWS: "NotAuthorizedException after TemporaryPasswordValidityDays",
		Evidence: Shown, Source: "aws-amplify/amplify-js#9844 (2022-04)",
		Needs: Needs{Clock: true}, Run: func(t *testing.T, s *Suite) {
			email := s.createUser(t)
			s.Advance(7 * 24 * time.Hour)
			_, err := s.passwordAuth(t, email, goodPassword)
			refused(t, err, "NotAuthorizedException")
		}},
}

func (s *Suite) respond(t *testing.T, email, password string, session *string) (*idp.RespondToAuthChallengeOutput, error) {
	t.Helper()
	responses := map[string]string{"USERNAME": email, "NEW_PASSWORD": password}
	if hash := s.secretHash(email); hash != nil {
		responses["SECRET_HASH"] = *hash
	}
	return s.idp.RespondToAuthChallenge(t.Context(), &idp.RespondToAuthChallengeInput{
		ClientId: &s.ClientID, ChallengeName: types.ChallengeNameTypeNewPasswordRequired, Session: session,
		ChallengeResponses: responses,
	})
}
