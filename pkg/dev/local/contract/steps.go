package contract

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/smithy-go"
)

// The passwords fit any policy that Cognito knows.
const (
	goodPassword  = "Contract-Horse-9!"
	otherPassword = "Another-Horse-8!"
)

// must fails the test on an error.
func must[T any](t *testing.T, out T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// refused wants an API error of that name.
func refused(t *testing.T, err error, name string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) {
		t.Fatalf("wanted %s, got %v", name, err)
	}
	if api.ErrorCode() != name {
		t.Fatalf("wanted %s, got %s: %s", name, api.ErrorCode(), api.ErrorMessage())
	}
}

// refusedWith wants the message as well.
func refusedWith(t *testing.T, err error, name, message string) {
	t.Helper()
	refused(t, err, name)
	var api smithy.APIError
	if errors.As(err, &api) && api.ErrorMessage() != message {
		t.Errorf("wanted %q, got %q", message, api.ErrorMessage())
	}
}

// address is an e-mail address that nobody has.
func address() string { return "contract-" + strings.ToLower(rand.Text()) + "@example.com" }

// secretHash is what a confidential client sends with a user name.
func (s *Suite) secretHash(username string) *string {
	if s.ClientSecret == "" {
		return nil
	}
	return aws.String(secretHash(s.ClientSecret, username, s.ClientID))
}

func secretHash(secret, username, client string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(username + client))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// newUser makes a confirmed user and removes it after the test.
func (s *Suite) newUser(t *testing.T) string {
	t.Helper()
	email := s.createUser(t)
	must(t, aws.String(""), second(s.idp.AdminSetUserPassword(t.Context(), &idp.AdminSetUserPasswordInput{
		UserPoolId: &s.PoolID, Username: &email, Password: aws.String(goodPassword), Permanent: true,
	})))
	return email
}

// createUser makes a user with the temporary password goodPassword and a verified address.
func (s *Suite) createUser(t *testing.T) string {
	t.Helper()
	email := address()
	_, err := s.idp.AdminCreateUser(t.Context(), &idp.AdminCreateUserInput{
		UserPoolId: &s.PoolID, Username: &email, MessageAction: types.MessageActionTypeSuppress,
		TemporaryPassword: aws.String(goodPassword),
		UserAttributes:    attributes("email", email, "email_verified", "true"),
	})
	if err != nil {
		t.Fatal(err)
	}
	s.removeLater(t, email)
	return email
}

func second[T any](_ T, err error) error { return err }

func (s *Suite) removeLater(t *testing.T, email string) {
	t.Cleanup(func() {
		_, err := s.idp.AdminDeleteUser(context.Background(), &idp.AdminDeleteUserInput{UserPoolId: &s.PoolID,
			Username: &email})
		var gone *types.UserNotFoundException
		if err != nil && !errors.As(err, &gone) {
			t.Errorf("removing the user: %v", err)
		}
	})
}

// register signs a new user up and returns its address.
func (s *Suite) register(t *testing.T) string {
	t.Helper()
	email := address()
	_, err := s.signUp(t, email, goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	return email
}

func (s *Suite) signUp(t *testing.T, email, password string) (*idp.SignUpOutput, error) {
	t.Helper()
	out, err := s.idp.SignUp(t.Context(), &idp.SignUpInput{
		ClientId: &s.ClientID, Username: &email, Password: &password, SecretHash: s.secretHash(email),
		UserAttributes: attributes("email", email),
	})
	if err == nil {
		s.removeLater(t, email)
	}
	return out, err
}

func (s *Suite) confirm(t *testing.T, email, code string) error {
	t.Helper()
	_, err := s.idp.ConfirmSignUp(t.Context(), &idp.ConfirmSignUpInput{
		ClientId: &s.ClientID, Username: &email, ConfirmationCode: &code, SecretHash: s.secretHash(email),
	})
	return err
}

// code is the newest code in the user's mail box.
func (s *Suite) code(t *testing.T, email string) string {
	t.Helper()
	code, err := s.Mail(t.Context(), email)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func (s *Suite) passwordAuth(t *testing.T, email, password string) (*idp.InitiateAuthOutput, error) {
	t.Helper()
	parameters := map[string]string{"USERNAME": email, "PASSWORD": password}
	if hash := s.secretHash(email); hash != nil {
		parameters["SECRET_HASH"] = *hash
	}
	return s.idp.InitiateAuth(t.Context(), &idp.InitiateAuthInput{
		ClientId: &s.ClientID, AuthFlow: types.AuthFlowTypeUserPasswordAuth, AuthParameters: parameters,
	})
}

// apiTokens signs in through the API.
func (s *Suite) apiTokens(t *testing.T, email string) *types.AuthenticationResultType {
	t.Helper()
	out, err := s.passwordAuth(t, email, goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	if out.AuthenticationResult == nil {
		t.Fatalf("sign-in stopped at the challenge %s", out.ChallengeName)
	}
	return out.AuthenticationResult
}

func (s *Suite) getUser(t *testing.T, access *string) (*idp.GetUserOutput, error) {
	t.Helper()
	return s.idp.GetUser(t.Context(), &idp.GetUserInput{AccessToken: access})
}

func (s *Suite) adminGet(t *testing.T, email string) *idp.AdminGetUserOutput {
	t.Helper()
	out, err := s.idp.AdminGetUser(t.Context(), &idp.AdminGetUserInput{UserPoolId: &s.PoolID, Username: &email})
	return must(t, out, err)
}

func attributes(pairs ...string) []types.AttributeType {
	var list []types.AttributeType
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, types.AttributeType{Name: aws.String(pairs[i]), Value: aws.String(pairs[i+1])})
	}
	return list
}

func attribute(list []types.AttributeType, name string) string {
	for _, a := range list {
		if aws.ToString(a.Name) == name {
			return aws.ToString(a.Value)
		}
	}
	return ""
}
