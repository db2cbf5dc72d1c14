package contract

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

var accountCases = []Case{
	{Name: "GetUser shows the user of the token", AWS: "the user name is the sub; attributes without status and dates",
		Evidence: Documented, Source: "API reference, GetUser", Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			out, err := s.getUser(t, s.apiTokens(t, email).AccessToken)
			must(t, out, err)
			if attribute(out.UserAttributes, "email") != email ||
				attribute(out.UserAttributes, "sub") != aws.ToString(out.Username) {
				t.Errorf("got %+v", out)
			}
		}},
	{Name: "GetUser refuses garbage", AWS: `NotAuthorizedException "Invalid Access Token"`,
		Evidence: Chosen, Source: "the words are those of Amplify's tests", Run: func(t *testing.T, s *Suite) {
			_, err := s.getUser(t, aws.String("a.b.c"))
			refusedWith(t, err, "NotAuthorizedException", "Invalid Access Token")
		}},
	{Name: "GetUser refuses an ID token", AWS: "NotAuthorizedException", Evidence: Documented,
		Source: "API reference, GetUser", Run: func(t *testing.T, s *Suite) {
			_, err := s.getUser(t, s.apiTokens(t, s.newUser(t)).IdToken)
			refused(t, err, "NotAuthorizedException")
		}},
	{Name: "GetUser wants its scope",
		AWS:      "NotAuthorizedException for a token of the code flow without aws.cognito.signin.user.admin",
		Evidence: Shown, Source: "aws-amplify/amplify-js#1906 (2018-10); aws-amplify/aws-sdk-android#1813 (2020-06)",
		Needs: Needs{Forms: true}, Run: func(t *testing.T, s *Suite) {
			access := text(s.hostedTokens(t, s.newUser(t)), "access_token")
			_, err := s.getUser(t, &access)
			refused(t, err, "NotAuthorizedException")
		}},
	{Name: "UpdateUserAttributes changes attributes", AWS: "and refuses email_verified with NotAuthorizedException",
		Evidence: Documented, Source: "API reference, UpdateUserAttributes",
		Run: func(t *testing.T, s *Suite) {
			access := s.apiTokens(t, s.newUser(t)).AccessToken
			must(t, "", s.update(t, access, "given_name", "Ann"))
			out, err := s.getUser(t, access)
			if attribute(must(t, out, err).UserAttributes, "given_name") != "Ann" {
				t.Errorf("got %+v", out)
			}
			refused(t, s.update(t, access, "email_verified", "true"), "NotAuthorizedException")
		}},
	{Name: "UpdateUserAttributes refuses sub", AWS: "InvalidParameterException: it never changes",
		Evidence: Documented, Source: "developer guide, Working with user attributes", Run: func(t *testing.T, s *Suite) {
			refused(t, s.update(t, s.apiTokens(t, s.newUser(t)).AccessToken, "sub", "x"), "InvalidParameterException")
		}},
	{Name: "A changed address must be verified again",
		AWS: "email_verified becomes false; VerifyUserAttribute takes the mailed code", Evidence: Documented,
		Source: "API reference, VerifyUserAttribute",
		Needs:  Needs{Mail: true}, Run: func(t *testing.T, s *Suite) {
			access := s.apiTokens(t, s.newUser(t)).AccessToken
			moved := address()
			s.removeLater(t, moved)
			must(t, "", s.update(t, access, "email", moved))
			if got := attribute(s.adminGet(t, moved).UserAttributes, "email_verified"); got != "false" {
				t.Errorf("email_verified is %q after the change", got)
			}
			_, err := s.idp.VerifyUserAttribute(t.Context(), &idp.VerifyUserAttributeInput{
				AccessToken: access, AttributeName: aws.String("email"), Code: aws.String(s.code(t, moved)),
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := attribute(s.adminGet(t, moved).UserAttributes, "email_verified"); got != "true" {
				t.Errorf("email_verified is %q after the code", got)
			}
		}},
	{Name: "GetUserAttributeVerificationCode mails a code",
		AWS:      "for the user's address, masked in the answer; VerifyUserAttribute refuses a wrong one",
		Evidence: Documented, Source: "API reference, GetUserAttributeVerificationCode",
		Run: func(t *testing.T, s *Suite) {
			access := s.apiTokens(t, s.newUser(t)).AccessToken
			out, err := s.idp.GetUserAttributeVerificationCode(t.Context(),
				&idp.GetUserAttributeVerificationCodeInput{AccessToken: access, AttributeName: aws.String("email")})
			if must(t, out, err).CodeDeliveryDetails == nil {
				t.Errorf("got %+v", out)
			}
			_, err = s.idp.VerifyUserAttribute(t.Context(), &idp.VerifyUserAttributeInput{AccessToken: access,
				AttributeName: aws.String("email"), Code: aws.String("000000x")})
			refused(t, err, "CodeMismatchException")
		}},
	{Name: "DeleteUserAttributes and AdminDeleteUserAttributes remove attributes", AWS: "the attribute is gone",
		Evidence: Documented, Source: "API reference, DeleteUserAttributes", Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			access := s.apiTokens(t, email).AccessToken
			must(t, "", s.update(t, access, "given_name", "Ann"))
			must(t, "", s.update(t, access, "family_name", "Lee"))
			must(t, "", second(s.idp.DeleteUserAttributes(t.Context(),
				&idp.DeleteUserAttributesInput{AccessToken: access, UserAttributeNames: []string{"given_name"}})))
			must(t, "", second(s.idp.AdminDeleteUserAttributes(t.Context(), &idp.AdminDeleteUserAttributesInput{
				UserPoolId: &s.PoolID, Username: &email, UserAttributeNames: []string{"family_name"},
			})))
			got := s.adminGet(t, email).UserAttributes
			if attribute(got, "given_name") != "" || attribute(got, "family_name") != "" || attribute(got, "email") != email {
				t.Errorf("got %v", got)
			}
		}},
	{Name: "An address of another user cannot be taken over", AWS: "AliasExistsException",
		Evidence: Shown, Source: "aws/aws-sdk-net#4387 (2026-04)", Run: func(t *testing.T, s *Suite) {
			other := s.newUser(t)
			refused(t, s.update(t, s.apiTokens(t, s.newUser(t)).AccessToken, "email", other), "AliasExistsException")
		}},
	{Name: "DeleteUser removes the user", AWS: "then UserNotFoundException for an administrator and for the user's own token",
		Evidence: Documented, Source: "API reference, DeleteUser, GetUser", Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			tokens := s.apiTokens(t, email)
			must(t, "", second(s.idp.DeleteUser(t.Context(), &idp.DeleteUserInput{AccessToken: tokens.AccessToken})))
			_, err := s.idp.AdminGetUser(t.Context(), &idp.AdminGetUserInput{UserPoolId: &s.PoolID, Username: &email})
			refusedWith(t, err, "UserNotFoundException", noSuchUser)
			refusedWith(t, second(s.getUser(t, tokens.AccessToken)), "UserNotFoundException", noSuchUser)
		}},
	{Name: "The refresh token of a deleted user says so",
		AWS:      `NotAuthorizedException "The user has been deleted for the associated refresh token"`,
		Evidence: Chosen, Source: "the words are those of Amplify Android's tests", Run: func(t *testing.T, s *Suite) {
			tokens := s.apiTokens(t, s.newUser(t))
			must(t, "", second(s.idp.DeleteUser(t.Context(), &idp.DeleteUserInput{AccessToken: tokens.AccessToken})))
			refusedWith(t, second(s.getTokens(t, tokens.RefreshToken)), "NotAuthorizedException",
				"The user has been deleted for the associated refresh token")
		}},
	{Name: "A telephone number has a plus sign and digits", AWS: `InvalidParameterException "Invalid phone number format."`,
		Evidence: Documented, Source: "developer guide, Working with user attributes", Run: func(t *testing.T, s *Suite) {
			access := s.apiTokens(t, s.newUser(t)).AccessToken
			refusedWith(t, s.update(t, access, "phone_number", "0123 456"), "InvalidParameterException",
				"Invalid phone number format.")
			must(t, "", s.update(t, access, "phone_number", "+14325551212"))
		}},
}

func (s *Suite) update(t *testing.T, access *string, name, value string) error {
	t.Helper()
	_, err := s.idp.UpdateUserAttributes(t.Context(), &idp.UpdateUserAttributesInput{AccessToken: access,
		UserAttributes: attributes(name, value)})
	return err
}
