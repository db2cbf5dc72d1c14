package cognito

import (
	"net/http"
	"testing"
)

// A client that does not hide users is told why a password cannot be had anew; one that does is not (F-84).
func TestForgottenPasswordOfSomebodyWithoutAddress(t *testing.T) {
	a := newApplication(t, "")
	client, _ := a.client(`"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]`)
	hiding, _ := a.client(`"PreventUserExistenceErrors":"ENABLED"`)
	a.signUpAs(client, "ada", `{"Name":"nickname","Value":"Ada"}`)
	status, out := a.call("ForgotPassword", `{"ClientId":"`+client+`","Username":"ada"}`)
	if status != http.StatusBadRequest || out["__type"] != "InvalidParameterException" ||
		out["message"] != "Cannot reset password for the user as there is no registered/verified email or phone_number" {
		t.Errorf("a client that tells: %d %v", status, out)
	}
	a.ok("ForgotPassword", `{"ClientId":"`+hiding+`","Username":"ada"}`)
}

// Of a disabled user AWS says so without the full stop that sign-ins have.
func TestResettingTheNewPasswordOfADisabledUser(t *testing.T) {
	a := newApplication(t, "")
	a.ok("AdminCreateUser", `{"UserPoolId":"POOL","Username":"ada"}`)
	a.ok("AdminDisableUser", `{"UserPoolId":"POOL","Username":"ada"}`)
	status, out := a.call("AdminResetUserPassword", `{"UserPoolId":"POOL","Username":"ada"}`)
	if status != http.StatusBadRequest || out["__type"] != "NotAuthorizedException" || out["message"] != "User is disabled" {
		t.Errorf("%d %v", status, out)
	}
}

// A resource server without scopes is shown without the member, and one that there is not is named.
func TestResourceServersWithoutScopes(t *testing.T) {
	a := newApplication(t, "")
	made, _ := a.ok("CreateResourceServer", `{"UserPoolId":"POOL","Identifier":"shop","Name":"shop"}`)["ResourceServer"].(map[string]any)
	if _, shown := made["Scopes"]; shown || made["Identifier"] != "shop" {
		t.Errorf("made %v", made)
	}
	for _, operation := range []string{"DescribeResourceServer", "DeleteResourceServer"} {
		status, out := a.call(operation, `{"UserPoolId":"POOL","Identifier":"till"}`)
		if status != http.StatusBadRequest || out["__type"] != "ResourceNotFoundException" ||
			out["message"] != "Resource server till does not exist." {
			t.Errorf("%s: %d %v", operation, status, out)
		}
	}
}

// An unknown user is told before an unknown attribute.
func TestDeletingUnknownAttributesOfNobody(t *testing.T) {
	a := newApplication(t, "")
	status, out := a.call("AdminDeleteUserAttributes", `{"UserPoolId":"POOL","Username":"eve","UserAttributeNames":["shoe"]}`)
	if status != http.StatusBadRequest || out["__type"] != "UserNotFoundException" {
		t.Errorf("%d %v", status, out)
	}
}

// A new password can be asked for again while the one before is awaited.
func TestResettingThePasswordTwice(t *testing.T) {
	a := newApplication(t, "")
	a.ok("AdminCreateUser", `{"UserPoolId":"POOL","Username":"ada","UserAttributes":[{"Name":"email","Value":"ada@example.com"},{"Name":"email_verified","Value":"true"}]}`)
	a.ok("AdminSetUserPassword", `{"UserPoolId":"POOL","Username":"ada","Password":"Good-pass-1","Permanent":true}`)
	a.ok("AdminResetUserPassword", `{"UserPoolId":"POOL","Username":"ada"}`)
	before := a.codeTo("ada@example.com")
	a.ok("AdminResetUserPassword", `{"UserPoolId":"POOL","Username":"ada"}`)
	client, _ := a.client(`"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]`)
	confirm := func(code string) string {
		return `{"ClientId":"` + client + `","Username":"ada","Password":"Better-pass-2","ConfirmationCode":"` + code + `"}`
	}
	if status, out := a.call("ConfirmForgotPassword", confirm(before)); status != http.StatusBadRequest ||
		out["__type"] != "CodeMismatchException" {
		t.Errorf("the code before: %d %v", status, out)
	}
	a.ok("ConfirmForgotPassword", confirm(a.codeTo("ada@example.com")))
}
