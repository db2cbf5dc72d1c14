package cognito

import (
	"net/http"
	"testing"
)

const (
	withTexts = `,"SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/sms"}`
	number    = "+15555550123"
)

// signUpAs registers a user with the members of an attribute list, and returns the answer.
func (a *application) signUpAs(client, name, attributes string) map[string]any {
	a.t.Helper()
	return a.ok("SignUp", `{"ClientId":"`+client+`","Username":"`+name+`","Password":"Good-pass-1","UserAttributes":[`+
		attributes+`]}`)
}

// sentOf is the CodeDeliveryDetails of an answer.
func sentOf(answer map[string]any) (medium, attribute, destination any) {
	details, _ := answer["CodeDeliveryDetails"].(map[string]any)
	return details["DeliveryMedium"], details["AttributeName"], details["Destination"]
}

// TestWhereTheCodeOfARegistrationGoes: to what the pool verifies by itself, to the number first, else nowhere.
func TestWhereTheCodeOfARegistrationGoes_U30(t *testing.T) {
	email, phone := `{"Name":"email","Value":"ada@example.com"}`, `{"Name":"phone_number","Value":"`+number+`"}`
	tests := []struct{ name, verified, attributes, medium, attribute, destination string }{
		{"nothing is verified", `[]`, email, "", "", ""},
		{"an address", `["email"]`, email + "," + phone, "EMAIL", "email", "a***@e***"},
		{"a number", `["phone_number"]`, email + "," + phone, "SMS", "phone_number", "+*******0123"},
		{"both", `["email","phone_number"]`, email + "," + phone, "SMS", "phone_number", "+*******0123"},
		{"both, of which one is given", `["email","phone_number"]`, email, "EMAIL", "email", "a***@e***"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := newApplication(t, `,"AutoVerifiedAttributes":`+tt.verified+withTexts)
			id, _ := a.client(`"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]`)
			answer := a.signUpAs(id, "ada", tt.attributes)
			if tt.medium == "" {
				if answer["CodeDeliveryDetails"] != nil {
					t.Fatalf("sign-up: %v", answer)
				}
				status, out := a.call("ResendConfirmationCode", `{"ClientId":"`+id+`","Username":"ada"}`)
				if status != http.StatusBadRequest || out["message"] != "Auto verification not turned on." {
					t.Errorf("another code: %d %v", status, out)
				}
				return
			}
			medium, attribute, destination := sentOf(answer)
			if medium != tt.medium || attribute != tt.attribute || destination != tt.destination {
				t.Errorf("sent by %v to %v %v", medium, attribute, destination)
			}
		})
	}
}

// codeTo is the code of the newest message to an address or number in the pool that the application made.
func (a *application) codeTo(to string) string {
	a.t.Helper()
	p, ok := a.account.Pool(a.pool)
	if !ok {
		a.t.Fatal("the pool is gone")
	}
	for _, m := range p.Inbox.Mails() {
		if m.To == to {
			return m.Code
		}
	}
	a.t.Fatalf("nothing was sent to %s", to)
	return ""
}

// TestNumberInTheAddressesPlace: registration, a new password and verification by text messages.
func TestNumberInTheAddressesPlace_U30(t *testing.T) {
	a := newApplication(t, `,"UsernameAttributes":["phone_number"],"AutoVerifiedAttributes":["phone_number"],"AccountRecoverySetting":{"RecoveryMechanisms":[`+
		`{"Name":"verified_email","Priority":2},{"Name":"verified_phone_number","Priority":1}]}`+withTexts)
	id, _ := a.client(`"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]`)
	a.signUpAs(id, number, `{"Name":"phone_number","Value":"`+number+`"}`)
	if status, out := a.call("ConfirmSignUp", `{"ClientId":"`+id+`","Username":"`+number+`","ConfirmationCode":"`+
		wrongFor(a.codeTo(number))+`"}`); status != http.StatusBadRequest {
		t.Errorf("a wrong code: %d %v", status, out)
	}
	a.ok("ConfirmSignUp", `{"ClientId":"`+id+`","Username":"`+number+`","ConfirmationCode":"`+a.codeTo(number)+`"}`)

	if medium, attribute, _ := sentOf(a.ok("ForgotPassword", `{"ClientId":"`+id+`","Username":"`+number+
		`"}`)); medium != "SMS" || attribute != "phone_number" {
		t.Errorf("a new password: by %v to %v", medium, attribute)
	}
	a.ok("ConfirmForgotPassword", `{"ClientId":"`+id+`","Username":"`+number+`","ConfirmationCode":"`+a.codeTo(number)+
		`","Password":"Other-pass-2"}`)

	signedIn := a.ok("InitiateAuth", `{"AuthFlow":"USER_PASSWORD_AUTH","ClientId":"`+id+
		`","AuthParameters":{"USERNAME":"`+number+`","PASSWORD":"Other-pass-2"}}`)
	result, _ := signedIn["AuthenticationResult"].(map[string]any)
	token, _ := result["IdToken"].(string)
	if claims := decode(t, token, 1); claims["phone_number_verified"] != true {
		t.Errorf("claims %v", claims)
	}

	a.ok("AdminUpdateUserAttributes", `{"UserPoolId":"POOL","Username":"`+number+
		`","UserAttributes":[{"Name":"phone_number_verified","Value":"false"}]}`)
	access, _ := result["AccessToken"].(string)
	a.ok("GetUserAttributeVerificationCode", `{"AccessToken":"`+access+`","AttributeName":"phone_number"}`)
	verify := func(attribute string) int {
		status, _ := a.call("VerifyUserAttribute", `{"AccessToken":"`+access+`","AttributeName":"`+attribute+
			`","Code":"`+a.codeTo(number)+`"}`)
		return status
	}
	if status := verify("email"); status != http.StatusBadRequest {
		t.Errorf("the number's code for an address: %d", status)
	}
	if status := verify("phone_number"); status != http.StatusOK {
		t.Errorf("the number's code: %d", status)
	}
}

// wrongFor is another code.
func wrongFor(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

// TestRecoveryByAnAdministratorAlone: nobody is told whether the user exists.
func TestRecoveryByAnAdministratorAlone_U30(t *testing.T) {
	a := newApplication(t, `,"AccountRecoverySetting":{"RecoveryMechanisms":[{"Name":"admin_only","Priority":1}]}`)
	id, _ := a.client(`"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"],"PreventUserExistenceErrors":"ENABLED"`)
	status, out := a.call("ForgotPassword", `{"ClientId":"`+id+`","Username":"nobody"}`)
	if status != http.StatusBadRequest || out["__type"] != "NotAuthorizedException" ||
		out["message"] != "Contact administrator to reset password." {
		t.Errorf("%d %v", status, out)
	}
}
