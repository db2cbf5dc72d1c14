package useradmin

import (
	"errors"
	"net/http"
	"reflect"
	"testing"

	"cognitossr/pkg/config"
)

// TestCreate: one call, with everything that the mail's words need.
func TestCreate_U37(t *testing.T) {
	requests := service(t, answer(http.StatusOK, `{"User":{"Username":"u1","Enabled":true,"UserStatus":"FORCE_CHANGE_PASSWORD","Attributes":[{"Name":"sub","Value":"s1"}]}}`))
	pool := New(config.Config{UserPoolID: poolID})
	user, err := pool.Create(t.Context(), NewUser{Address: "ada@example.com",
		Mail: Mail{Language: "de", Message: "Welcome!"}})
	if err != nil || user.Subject != "s1" || user.Status != ForceChangePassword {
		t.Fatalf("%+v, %v", user, err)
	}
	if _, err := pool.Create(t.Context(), NewUser{Address: "bob@example.com"}); err != nil {
		t.Fatal(err)
	}
	attribute := func(name, value string) any { return map[string]any{"Name": name, "Value": value} }
	want := map[string]any{
		"UserPoolId": poolID, "Username": "ada@example.com", "DesiredDeliveryMediums": []any{"EMAIL"},
		"UserAttributes": []any{attribute("email", "ada@example.com"), attribute("email_verified", "true")},
		"ClientMetadata": map[string]any{"lang": "de", "invitation_message": "Welcome!"},
	}
	got := (*requests)[0]
	if got.target != "AWSCognitoIdentityProviderService.AdminCreateUser" || !reflect.DeepEqual(got.input, want) {
		t.Errorf("%+v", got)
	}
	if metadata := (*requests)[1].input["ClientMetadata"]; !reflect.DeepEqual(metadata, map[string]any{}) {
		t.Errorf("without language and message: %v", metadata)
	}
	user.Email = "ada@example.com"
	if err := pool.InviteAgain(t.Context(), user, Mail{Language: "de"}); err != nil {
		t.Fatal(err)
	}
	want = map[string]any{
		"UserPoolId": poolID, "Username": "u1", "DesiredDeliveryMediums": []any{"EMAIL"}, "MessageAction": "RESEND",
		"ClientMetadata": map[string]any{"lang": "de"},
	}
	if got := (*requests)[2]; !reflect.DeepEqual(got.input, want) {
		t.Errorf("again: %+v", got)
	}
}

func TestCreateThatFails_SEC102(t *testing.T) {
	for body, want := range map[string]error{
		`{"__type":"UsernameExistsException","message":"User account already exists"}`:           ErrExists,
		`{"__type":"UserLambdaValidationException","message":"PreSignUp failed with error ..."}`: ErrRefused,
		`{"__type":"CodeDeliveryFailureException","message":"..."}`:                              ErrRefused,
		`{"__type":"NotAuthorizedException","message":"..."}`:                                    ErrRefused,
	} {
		service(t, answer(http.StatusBadRequest, body))
		if _, err := New(config.Config{UserPoolID: poolID}).Create(t.Context(),
			NewUser{Address: "ada@example.com"}); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", body, err, want)
		}
	}
	service(t, answer(http.StatusOK, `{}`))
	if _, err := New(config.Config{UserPoolID: poolID}).Create(t.Context(),
		NewUser{Address: "ada@example.com"}); !errors.Is(err, ErrUnavailable) {
		t.Errorf("an answer without a user: %v", err)
	}
}
