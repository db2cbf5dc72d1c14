package contract

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

var signUpCases = []Case{
	{Name: "SignUp makes an unconfirmed user", AWS: "answers the sub, UserConfirmed=false and the masked address",
		Evidence: Recorded, Source: "floci-io/floci, fixtures of AWS Cognito (2026-05-16)",
		Run: func(t *testing.T, s *Suite) {
			email := address()
			out, err := s.signUp(t, email, goodPassword)
			must(t, out, err)
			if out.UserConfirmed || aws.ToString(out.UserSub) == "" || out.CodeDeliveryDetails == nil {
				t.Fatalf("got %+v", out)
			}
			if sent := aws.ToString(out.CodeDeliveryDetails.Destination); sent == email || !strings.Contains(sent, "***") {
				t.Errorf("the address is not masked: %q", sent)
			}
			if got := s.adminGet(t, email); got.UserStatus != types.UserStatusTypeUnconfirmed ||
				aws.ToString(got.Username) != aws.ToString(out.UserSub) {
				t.Errorf("the user is %s %s", got.UserStatus, aws.ToString(got.Username))
			}
		}},
	{Name: "SignUp refuses a taken address in any case",
		AWS:      "UsernameExistsException; the case of an address does not matter (R-67)",
		Evidence: Shown, Source: "many issues, 2018 to 2026", Run: func(t *testing.T, s *Suite) {
			_, err := s.signUp(t, strings.ToUpper(s.newUser(t)), goodPassword)
			refused(t, err, "UsernameExistsException")
		}},
	{Name: "SignUp refuses a weak password", AWS: "InvalidPasswordException",
		Evidence: Shown, Source: "many issues, 2018 to 2026", Run: func(t *testing.T, s *Suite) {
			_, err := s.signUp(t, address(), "short")
			refused(t, err, "InvalidPasswordException")
		}},
	{Name: "SignUp refuses a user name that is no address",
		AWS:      "InvalidParameterException, because addresses are the user names of this pool",
		Evidence: Shown, Source: "boto/boto3#3836 (2023-08)", Run: func(t *testing.T, s *Suite) {
			_, err := s.signUp(t, "somebody", goodPassword)
			refused(t, err, "InvalidParameterException")
		}},
	{Name: "SignUp refuses attributes outside the schema", AWS: "InvalidParameterException",
		Evidence: Shown, Source: "aws-amplify/amplify-js#2167 (2018-11); aws-amplify/amplify-flutter#509 (2021-04)",
		Run: func(t *testing.T, s *Suite) {
			email := address()
			_, err := s.idp.SignUp(t.Context(), &idp.SignUpInput{
				ClientId: &s.ClientID, Username: &email, Password: aws.String(goodPassword), SecretHash: s.secretHash(email),
				UserAttributes: attributes("custom:not_in_the_schema", "x"),
			})
			refused(t, err, "InvalidParameterException")
		}},
	{Name: "SignUp does not let a user verify their own address", AWS: "NotAuthorizedException for email_verified",
		Evidence: Shown, Source: "aws/aws-sdk-js#3603 (2021-01)",
		Run: func(t *testing.T, s *Suite) {
			email := address()
			_, err := s.idp.SignUp(t.Context(), &idp.SignUpInput{
				ClientId: &s.ClientID, Username: &email, Password: aws.String(goodPassword), SecretHash: s.secretHash(email),
				UserAttributes: attributes("email", email, "email_verified", "true"),
			})
			refused(t, err, "NotAuthorizedException")
		}},
	{Name: "ConfirmSignUp confirms and verifies the address", AWS: "status CONFIRMED, email_verified true",
		Evidence: Documented, Source: "API reference, ConfirmSignUp",
		Needs: Needs{Mail: true}, Run: func(t *testing.T, s *Suite) {
			email := s.register(t)
			if err := s.confirm(t, email, s.code(t, email)); err != nil {
				t.Fatal(err)
			}
			got := s.adminGet(t, email)
			if got.UserStatus != types.UserStatusTypeConfirmed || attribute(got.UserAttributes, "email_verified") != "true" {
				t.Errorf("the user is %s, email_verified %q", got.UserStatus, attribute(got.UserAttributes, "email_verified"))
			}
		}},
	{Name: "ConfirmSignUp refuses a wrong code", AWS: "CodeMismatchException; the user stays UNCONFIRMED",
		Evidence: Recorded, Source: "floci-io/floci, fixtures of AWS Cognito (2026-05-16)",
		Run: func(t *testing.T, s *Suite) {
			email := s.register(t)
			refused(t, s.confirm(t, email, "000000x"), "CodeMismatchException")
			if got := s.adminGet(t, email); got.UserStatus != types.UserStatusTypeUnconfirmed {
				t.Errorf("the user is %s", got.UserStatus)
			}
		}},
	{Name: "ConfirmSignUp refuses a code after 24 hours", AWS: "ExpiredCodeException", Evidence: Documented,
		Source: "Quotas, Code validity",
		Needs:  Needs{Mail: true, Clock: true}, Run: func(t *testing.T, s *Suite) {
			email := s.register(t)
			code := s.code(t, email)
			s.Advance(24 * time.Hour)
			refused(t, s.confirm(t, email, code), "ExpiredCodeException")
		}},
	{Name: "ConfirmSignUp answers an unknown user like an expired code", AWS: "ExpiredCodeException",
		Evidence: Documented, Source: "developer guide, Managing user existence error responses",
		Run: func(t *testing.T, s *Suite) { refused(t, s.confirm(t, address(), "123456"), "ExpiredCodeException") }},
	{Name: "ConfirmSignUp refuses a confirmed user",
		AWS: `NotAuthorizedException "User cannot be confirmed. Current status is CONFIRMED"`, Evidence: Shown,
		Source: "furaiev/amazon-cognito-identity-dart-2#80 (2020-07)",
		Run: func(t *testing.T, s *Suite) {
			refusedWith(t, s.confirm(t, s.newUser(t), "123456"), "NotAuthorizedException",
				"User cannot be confirmed. Current status is CONFIRMED")
		}},
	{Name: "ResendConfirmationCode replaces the code", AWS: "the new code works, the old one does not",
		Evidence: Documented, Source: "API reference, ResendConfirmationCode",
		Needs: Needs{Mail: true}, Run: func(t *testing.T, s *Suite) {
			email := s.register(t)
			old := s.code(t, email)
			if _, err := s.resend(t, email); err != nil {
				t.Fatal(err)
			}
			if code := s.code(t, email); code != old {
				refused(t, s.confirm(t, email, old), "CodeMismatchException")
				if err := s.confirm(t, email, code); err != nil {
					t.Error(err)
				}
			}
		}},
	{Name: "ResendConfirmationCode pretends for an unknown user", AWS: "a simulated delivery",
		Evidence: Documented, Source: "developer guide, Managing user existence error responses",
		Run: func(t *testing.T, s *Suite) {
			out, err := s.resend(t, address())
			if err != nil || out.CodeDeliveryDetails == nil {
				t.Fatalf("got %+v, %v", out, err)
			}
		}},
	{Name: "ResendConfirmationCode refuses a confirmed user", AWS: `InvalidParameterException "User is already confirmed."`,
		Evidence: Shown, Source: "furaiev/amazon-cognito-identity-dart-2#103 (2020-12); aws-amplify/amplify-js#14762 (2026-03) saw no error",
		Run: func(t *testing.T, s *Suite) {
			_, err := s.resend(t, s.newUser(t))
			refusedWith(t, err, "InvalidParameterException", "User is already confirmed.")
		}},
	{Name: "ResendConfirmationCode works five times an hour", AWS: "LimitExceededException from the sixth on",
		Evidence: Documented, Source: "Quotas",
		Needs: Needs{Mail: true}, Run: func(t *testing.T, s *Suite) {
			email := s.register(t)
			for range 5 {
				if _, err := s.resend(t, email); err != nil {
					t.Fatal(err)
				}
			}
			_, err := s.resend(t, email)
			refused(t, err, "LimitExceededException")
		}},
	{Name: "AdminConfirmSignUp confirms without a code",
		AWS:      "status CONFIRMED, the address stays unverified; again: NotAuthorizedException",
		Evidence: Documented, Source: "API reference, AdminConfirmSignUp", Run: func(t *testing.T, s *Suite) {
			email := s.register(t)
			in := &idp.AdminConfirmSignUpInput{UserPoolId: &s.PoolID, Username: &email}
			if _, err := s.idp.AdminConfirmSignUp(t.Context(), in); err != nil {
				t.Fatal(err)
			}
			got := s.adminGet(t, email)
			if got.UserStatus != types.UserStatusTypeConfirmed || attribute(got.UserAttributes, "email_verified") == "true" {
				t.Errorf("the user is %s, email_verified %q", got.UserStatus, attribute(got.UserAttributes, "email_verified"))
			}
			refused(t, second(s.idp.AdminConfirmSignUp(t.Context(), in)), "NotAuthorizedException")
		}},
}

func (s *Suite) resend(t *testing.T, email string) (*idp.ResendConfirmationCodeOutput, error) {
	t.Helper()
	return s.idp.ResendConfirmationCode(t.Context(), &idp.ResendConfirmationCodeInput{
		ClientId: &s.ClientID, Username: &email, SecretHash: s.secretHash(email),
	})
}
