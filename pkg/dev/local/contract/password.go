package contract

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

var passwordCases = []Case{
	{Name: "ForgotPassword and ConfirmForgotPassword set a new password",
		AWS:      "the mailed code sets it; the old one no longer works",
		Evidence: Documented, Source: "API reference, ConfirmForgotPassword", Needs: Needs{Mail: true},
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			must(t, "", second(s.forgot(t, email)))
			code := s.code(t, email)
			if err := s.confirmForgot(t, email, code, otherPassword); err != nil {
				t.Fatal(err)
			}
			refused(t, s.confirmForgot(t, email, code, otherPassword), "ExpiredCodeException") // it works once
			must(t, "", second(s.passwordAuth(t, email, otherPassword)))
			_, err := s.passwordAuth(t, email, goodPassword)
			refused(t, err, "NotAuthorizedException")
		}},
	{Name: "ForgotPassword pretends for an unknown user", AWS: "a simulated delivery",
		Evidence: Documented, Source: "developer guide, Managing user existence error responses",
		Run: func(t *testing.T, s *Suite) {
			out, err := s.forgot(t, address())
			if must(t, out, err).CodeDeliveryDetails == nil {
				t.Errorf("got %+v", out)
			}
		}},
	{Name: "ForgotPassword refuses a user with a temporary password", AWS: "NotAuthorizedException",
		Evidence: Shown, Source: "aws-amplify/amplify-flutter#3048 (2023-05)", Run: func(t *testing.T, s *Suite) {
			refused(t, second(s.forgot(t, s.createUser(t))), "NotAuthorizedException")
		}},
	{Name: "ConfirmForgotPassword refuses a wrong code", AWS: "CodeMismatchException",
		Evidence: Documented, Source: "API reference, ConfirmForgotPassword", Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			must(t, "", second(s.forgot(t, email)))
			refused(t, s.confirmForgot(t, email, "000000x", otherPassword), "CodeMismatchException")
		}},
	{Name: "ConfirmForgotPassword answers an unknown user like a wrong code", AWS: "CodeMismatchException",
		Evidence: Documented, Source: "developer guide, Managing user existence error responses",
		Run: func(t *testing.T, s *Suite) {
			refused(t, s.confirmForgot(t, address(), "123456", otherPassword), "CodeMismatchException")
		}},
	{Name: "ConfirmForgotPassword refuses a code after an hour", AWS: "ExpiredCodeException", Evidence: Documented,
		Source: "Quotas, Code validity",
		Needs:  Needs{Mail: true, Clock: true},
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			must(t, "", second(s.forgot(t, email)))
			code := s.code(t, email)
			s.Advance(time.Hour)
			refused(t, s.confirmForgot(t, email, code, otherPassword), "ExpiredCodeException")
		}},
	{Name: "ConfirmForgotPassword keeps the code when the password is weak",
		AWS: "InvalidPasswordException; the code then still works", Evidence: Chosen, Source: "no source",
		Needs: Needs{Mail: true}, Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			must(t, "", second(s.forgot(t, email)))
			code := s.code(t, email)
			refused(t, s.confirmForgot(t, email, code, "short"), "InvalidPasswordException")
			if err := s.confirmForgot(t, email, code, otherPassword); err != nil {
				t.Error(err)
			}
		}},
	{Name: "ChangePassword wants the present password",
		AWS:      "NotAuthorizedException for a wrong one; otherwise the new one works",
		Evidence: Documented, Source: "API reference, ChangePassword",
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			access := s.apiTokens(t, email).AccessToken
			refused(t, s.changePassword(t, access, otherPassword, otherPassword), "NotAuthorizedException")
			if err := s.changePassword(t, access, goodPassword, otherPassword); err != nil {
				t.Fatal(err)
			}
			must(t, "", second(s.passwordAuth(t, email, otherPassword)))
		}},
	{Name: "ChangePassword keeps the policy", AWS: "InvalidPasswordException",
		Evidence: Documented, Source: "API reference, ChangePassword", Run: func(t *testing.T, s *Suite) {
			refused(t, s.changePassword(t, s.apiTokens(t, s.newUser(t)).AccessToken, goodPassword, "short"),
				"InvalidPasswordException")
		}},
	{Name: "AdminSetUserPassword sets a temporary password", AWS: "status FORCE_CHANGE_PASSWORD",
		Evidence: Documented, Source: "API reference, AdminSetUserPassword", Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			must(t, "", second(s.idp.AdminSetUserPassword(t.Context(), &idp.AdminSetUserPasswordInput{
				UserPoolId: &s.PoolID, Username: &email, Password: aws.String(otherPassword),
			})))
			if got := s.adminGet(t, email).UserStatus; got != types.UserStatusTypeForceChangePassword {
				t.Errorf("the user is %s", got)
			}
		}},
	{Name: "AdminSetUserPassword keeps the policy", AWS: "InvalidPasswordException",
		Evidence: Documented, Source: "API reference, AdminSetUserPassword", Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			_, err := s.idp.AdminSetUserPassword(t.Context(), &idp.AdminSetUserPasswordInput{
				UserPoolId: &s.PoolID, Username: &email, Password: aws.String("short"), Permanent: true,
			})
			refused(t, err, "InvalidPasswordException")
		}},
	{Name: "AdminResetUserPassword ends the old password",
		AWS:      "status RESET_REQUIRED, PasswordResetRequiredException at sign-in with any password; the mailed code sets a new one",
		Evidence: Documented, Source: "API reference, AdminResetUserPassword", Needs: Needs{Mail: true},
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			must(t, "", second(s.idp.AdminResetUserPassword(t.Context(),
				&idp.AdminResetUserPasswordInput{UserPoolId: &s.PoolID, Username: &email})))
			if got := s.adminGet(t, email).UserStatus; got != types.UserStatusTypeResetRequired {
				t.Errorf("the user is %s", got)
			}
			for _, password := range []string{goodPassword, otherPassword} {
				_, err := s.passwordAuth(t, email, password)
				refused(t, err, "PasswordResetRequiredException")
			}
			if err := s.confirmForgot(t, email, s.code(t, email), otherPassword); err != nil {
				t.Fatal(err)
			}
			must(t, "", second(s.passwordAuth(t, email, otherPassword)))
		}},
	{Name: "AdminResetUserPassword refuses a user with a temporary password", AWS: "NotAuthorizedException",
		Evidence: Chosen, Source: "as ForgotPassword does", Run: func(t *testing.T, s *Suite) {
			email := s.createUser(t)
			_, err := s.idp.AdminResetUserPassword(t.Context(), &idp.AdminResetUserPasswordInput{UserPoolId: &s.PoolID,
				Username: &email})
			refused(t, err, "NotAuthorizedException")
		}},
}

func (s *Suite) forgot(t *testing.T, email string) (*idp.ForgotPasswordOutput, error) {
	t.Helper()
	return s.idp.ForgotPassword(t.Context(), &idp.ForgotPasswordInput{ClientId: &s.ClientID, Username: &email,
		SecretHash: s.secretHash(email)})
}

func (s *Suite) confirmForgot(t *testing.T, email, code, password string) error {
	t.Helper()
	_, err := s.idp.ConfirmForgotPassword(t.Context(), &idp.ConfirmForgotPasswordInput{
		ClientId: &s.ClientID, Username: &email, ConfirmationCode: &code, Password: &password,
		SecretHash: s.secretHash(email),
	})
	return err
}

func (s *Suite) changePassword(t *testing.T, access *string, previous, proposed string) error {
	t.Helper()
	_, err := s.idp.ChangePassword(t.Context(), &idp.ChangePasswordInput{AccessToken: access,
		PreviousPassword: &previous, ProposedPassword: &proposed})
	return err
}
