package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local"
)

// api calls an operation of the local Cognito.
func (v *visitor) api(stack *local.Stack, operation, body string) *answer {
	v.t.Helper()
	r := v.request(http.MethodPost, stack.CognitoURL+"/", body)
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+operation)
	return v.do(r)
}

// TestSignInWithASecondFactor: with the right password and the code of an authenticator app one is signed in, with the
// password alone one is not.
func TestSignInWithASecondFactor(t *testing.T) {
	stack := localOnly(t)
	email := fresh("second-factor")
	member(t, email)
	v := newVisitor(t)
	pool := fmt.Sprintf(`{"UserPoolId":%q`, stack.PoolID)
	v.api(stack, "SetUserPoolMfaConfig", pool+`,"MfaConfiguration":"OPTIONAL","SoftwareTokenMfaConfiguration":{"Enabled":true}}`).wants(http.StatusOK)
	t.Cleanup(func() { v.api(stack, "SetUserPoolMfaConfig", pool+`,"MfaConfiguration":"OFF"}`).wants(http.StatusOK) })
	var given struct{ App struct{ Code, Next string } }
	if err := json.Unmarshal([]byte(v.control("users/"+email+"/totp", `{"secret":"new"}`).body), &given); err != nil {
		t.Fatal(err)
	}

	asked := v.signIn(email, newPassword).wants(http.StatusOK, "authenticator app").lacks("Hello")
	v.get("/").lacks("Hello")
	wrong := "000000"
	if given.App.Code == wrong || given.App.Next == wrong {
		wrong = "999999"
	}
	asked = v.submit(asked, map[string]string{"authentication_code": wrong}).wants(http.StatusBadRequest,
		"Invalid code received for user")
	v.submit(asked, map[string]string{"authentication_code": given.App.Next}).wants(http.StatusOK, "Hello "+email)

	again := newVisitor(t)
	asked = again.signIn(email, newPassword).wants(http.StatusOK)
	again.submit(asked, map[string]string{"authentication_code": given.App.Next}).wants(http.StatusBadRequest,
		"already been used once")
	if page := newVisitor(t).signIn(userEmail, userPassword); !strings.Contains(page.body, "Hello "+userEmail) {
		t.Errorf("a user without an app was asked: %s", page.url)
	}
}
