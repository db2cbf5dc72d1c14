package cognito

import (
	"net/http"
	"testing"
)

// aliases is a pool with plain user names whose users sign in by a verified address, too; ada has one.
func aliases(t *testing.T) (a *application, client string) {
	t.Helper()
	a = newApplication(t, `,"AliasAttributes":["email"],"AutoVerifiedAttributes":["email"]`)
	client, _ = a.client(`"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]`)
	a.signUpAs(client, "ada", `{"Name":"email","Value":"ada@example.com"}`)
	a.ok("ConfirmSignUp", `{"ClientId":"`+client+`","Username":"ada","ConfirmationCode":"`+a.codeTo("ada@example.com")+`"}`)
	return a, client
}

// owner is the user name that the alias leads to.
func (a *application) owner() any {
	a.t.Helper()
	return a.ok("AdminGetUser", `{"UserPoolId":"POOL","Username":"ada@example.com"}`)["Username"]
}

func (a *application) wantsAliasTaken(operation, body string) {
	a.t.Helper()
	if status, out := a.call(operation, body); status != http.StatusBadRequest ||
		out["__type"] != "AliasExistsException" || out["message"] != "An account with the email already exists." {
		a.t.Errorf("%s answered %d %v", operation, status, out)
	}
}

func TestAnAliasIsNotTakenUnlessForced(t *testing.T) {
	a, client := aliases(t)
	const address = `{"Name":"email","Value":"ada@example.com"}`
	a.signUpAs(client, "eve", address)
	confirm := `{"ClientId":"` + client + `","Username":"eve","ConfirmationCode":"` + a.codeTo("ada@example.com") + `"`
	a.wantsAliasTaken("ConfirmSignUp", confirm+`}`)
	if a.owner() != "ada" {
		t.Error("the alias moved")
	}
	a.ok("ConfirmSignUp", confirm+`,"ForceAliasCreation":true}`) // the code still works
	if a.owner() != "eve" {
		t.Error("the alias did not move")
	}
	if verified := a.attribute("ada", "email_verified"); verified != "false" {
		t.Errorf("the former owner's address is verified: %q", verified)
	}

	verified := `,"UserAttributes":[` + address + `,{"Name":"email_verified","Value":"true"}]`
	a.wantsAliasTaken("AdminCreateUser", `{"UserPoolId":"POOL","Username":"bob"`+verified+`}`)
	a.ok("AdminCreateUser", `{"UserPoolId":"POOL","Username":"bob","ForceAliasCreation":true`+verified+`}`)
	if a.owner() != "bob" {
		t.Error("the alias did not move to the invited user")
	}
	a.wantsAliasTaken("AdminUpdateUserAttributes",
		`{"UserPoolId":"POOL","Username":"ada","UserAttributes":[{"Name":"email_verified","Value":"true"}]}`)
}

func (a *application) attribute(username, name string) any {
	a.t.Helper()
	list, _ := a.ok("AdminGetUser", `{"UserPoolId":"POOL","Username":"`+username+`"}`)["UserAttributes"].([]any)
	for _, item := range list {
		if attribute, _ := item.(map[string]any); attribute["Name"] == name {
			return attribute["Value"]
		}
	}
	return nil
}

// signInAs is the access token of a user of an application.
func (a *application) signInAs(client, name string) string {
	a.t.Helper()
	result, _ := a.ok("InitiateAuth", `{"AuthFlow":"USER_PASSWORD_AUTH","ClientId":"`+client+
		`","AuthParameters":{"USERNAME":"`+name+`","PASSWORD":"Good-pass-1"}}`)["AuthenticationResult"].(map[string]any)
	access, _ := result["AccessToken"].(string)
	return access
}

// A changed number is texted a code, a changed address mailed one, both at once get both, and nothing is sent that the
// pool does not verify.
func TestChangedAddressesAndNumbersAreSentCodes(t *testing.T) {
	tests := []struct {
		name, verifies string
		want           []string
	}{{"both", `["email","phone_number"]`, []string{"EMAIL", "SMS"}}, {"numbers", `["phone_number"]`, []string{"SMS"}},
		{"nothing", `[]`, nil}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := newApplication(t, `,"AutoVerifiedAttributes":`+tt.verifies+withTexts)
			client, _ := a.client(`"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]`)
			a.signUpAs(client, "ada", `{"Name":"email","Value":"ada@example.com"}`)
			a.ok("AdminConfirmSignUp", `{"UserPoolId":"POOL","Username":"ada"}`)
			access := a.signInAs(client, "ada")
			out := a.ok("UpdateUserAttributes", `{"AccessToken":"`+access+
				`","UserAttributes":[{"Name":"phone_number","Value":"`+number+
				`"},{"Name":"email","Value":"ada2@example.com"}]}`)
			sent, _ := out["CodeDeliveryDetailsList"].([]any)
			if len(sent) != len(tt.want) {
				t.Fatalf("sent %v, want %v", sent, tt.want)
			}
			for i, medium := range tt.want {
				details, _ := sent[i].(map[string]any)
				attribute, to := "email", "ada2@example.com"
				if medium == "SMS" {
					attribute, to = "phone_number", number
				}
				if details["DeliveryMedium"] != medium || details["AttributeName"] != attribute {
					t.Errorf("sent %v", details)
				}
				a.ok("VerifyUserAttribute", `{"AccessToken":"`+access+`","AttributeName":"`+attribute+`","Code":"`+
					a.codeTo(to)+`"}`)
				if a.attribute("ada", attribute+"_verified") != "true" {
					t.Errorf("%s is not verified by its code", attribute)
				}
			}
		})
	}
}

// The style of a client goes with it: another client has none, and its id leads to none.
func TestAClientsStyleGoesWithIt(t *testing.T) {
	a := newApplication(t, "")
	client, _ := a.client(`"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]`)
	made, _ := a.ok("CreateManagedLoginBranding", `{"UserPoolId":"POOL","ClientId":"`+client+
		`","UseCognitoProvidedValues":true}`)["ManagedLoginBranding"].(map[string]any)
	id, _ := made["ManagedLoginBrandingId"].(string)
	a.ok("DeleteUserPoolClient", `{"UserPoolId":"POOL","ClientId":"`+client+`"}`)
	if status, out := a.call("DescribeManagedLoginBranding", `{"UserPoolId":"POOL","ManagedLoginBrandingId":"`+id+
		`"}`); status != http.StatusBadRequest || out["__type"] != "ResourceNotFoundException" {
		t.Errorf("the style of a deleted client: %d %v", status, out)
	}
}

// A domain called like this machine takes no request that names no domain.
func TestDomainsNamedLikeThisMachine(t *testing.T) {
	for _, name := range []string{"localhost", "127"} {
		a := newApplication(t, "")
		a.ok("CreateUserPoolDomain", `{"UserPoolId":"POOL","Domain":"`+name+`"}`)
		for _, host := range []string{"127.0.0.1", "localhost", "LocalHost", "::1"} {
			if p, ok := a.account.OfHost(host); ok {
				t.Errorf("%s leads to %s by the domain %s", host, p.ID(), name)
			}
		}
		if p, ok := a.account.OfHost(name + ".localhost"); !ok || p.ID() != a.pool {
			t.Errorf("%s.localhost leads elsewhere", name)
		}
	}
}

// Who signs in with a code that came to another user's address does not share the alias.
func TestACodeVerifiesNoAliasOfAnother(t *testing.T) {
	a := newApplication(t, `,"AliasAttributes":["email"],"Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD","EMAIL_OTP"]}}`)
	client, _ := a.client(`"ExplicitAuthFlows":["ALLOW_USER_AUTH"]`)
	user := func(name, verified string) {
		a.ok("AdminCreateUser", `{"UserPoolId":"POOL","Username":"`+name+
			`","MessageAction":"SUPPRESS","UserAttributes":[{"Name":"email","Value":"ada@example.com"},{"Name":"email_verified","Value":"`+verified+`"}]}`)
		a.ok("AdminSetUserPassword", `{"UserPoolId":"POOL","Username":"`+name+`","Password":"Good-pass-1","Permanent":true}`)
	}
	user("ada", "true")
	user("eve", "false")
	asked := a.ok("InitiateAuth", `{"AuthFlow":"USER_AUTH","ClientId":"`+client+
		`","AuthParameters":{"USERNAME":"eve","PREFERRED_CHALLENGE":"EMAIL_OTP"}}`)
	session, _ := asked["Session"].(string)
	a.ok("RespondToAuthChallenge", `{"ClientId":"`+client+`","ChallengeName":"EMAIL_OTP","Session":"`+session+
		`","ChallengeResponses":{"USERNAME":"eve","EMAIL_OTP_CODE":"`+a.codeTo("ada@example.com")+`"}}`)
	if verified := a.attribute("eve", "email_verified"); verified != "false" || a.owner() != "ada" {
		t.Errorf("eve's address is verified: %v; the alias is %v's", verified, a.owner())
	}
}

// askUpdate changes the address of whoever has an access token.
func askUpdate(access, email string) string {
	return `{"AccessToken":"` + access + `","UserAttributes":[{"Name":"email","Value":"` + email + `"}]}`
}

// A code that is refused, because somebody else has verified the address meanwhile, works once that user has given it up.
func TestARefusedVerificationKeepsItsCode(t *testing.T) {
	a, client := aliases(t)
	a.signUpAs(client, "eve", `{"Name":"email","Value":"eve@example.com"}`)
	a.ok("AdminConfirmSignUp", `{"UserPoolId":"POOL","Username":"eve"}`)
	ada, eve := a.signInAs(client, "ada"), a.signInAs(client, "eve")
	verify := func(access string) string {
		return `{"AccessToken":"` + access + `","AttributeName":"email","Code":"` + a.codeTo("new@example.com") + `"}`
	}
	a.ok("UpdateUserAttributes", askUpdate(eve, "new@example.com"))
	ofEve := verify(eve)
	a.ok("UpdateUserAttributes", askUpdate(ada, "new@example.com"))
	a.ok("VerifyUserAttribute", verify(ada))
	a.wantsAliasTaken("VerifyUserAttribute", ofEve)
	if a.attribute("eve", "email_verified") != "false" || a.attribute("ada", "email_verified") != "true" {
		t.Error("the alias moved")
	}
	a.ok("UpdateUserAttributes", askUpdate(ada, "ada@example.com"))
	a.ok("VerifyUserAttribute", ofEve)
	if a.attribute("eve", "email_verified") != "true" {
		t.Error("the code verified nothing")
	}
}

// An administrator's change that is refused leaves the code of the change before as it was, and mails nothing.
func TestARefusedChangeKeepsTheWaitingCode(t *testing.T) {
	a := newApplication(t, `,"AliasAttributes":["email","phone_number"],"AutoVerifiedAttributes":["email"],
		"UserAttributeUpdateSettings":{"AttributesRequireVerificationBeforeUpdate":["email"]}`)
	client, _ := a.client(`"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]`)
	for _, name := range []string{"ada", "eve"} {
		a.signUpAs(client, name, `{"Name":"email","Value":"`+name+`@example.com"}`)
		a.ok("AdminConfirmSignUp", `{"UserPoolId":"POOL","Username":"`+name+`"}`)
	}
	const number = `{"Name":"phone_number","Value":"+15555550123"},{"Name":"phone_number_verified","Value":"true"}`
	change := func(name, attributes string) string {
		return `{"UserPoolId":"POOL","Username":"` + name + `","UserAttributes":[` + attributes + `]}`
	}
	a.ok("AdminUpdateUserAttributes", change("ada", number))
	a.ok("AdminUpdateUserAttributes", change("eve", `{"Name":"email","Value":"first@example.com"}`))
	code := a.codeTo("first@example.com")
	status, out := a.call("AdminUpdateUserAttributes", change("eve", `{"Name":"email","Value":"second@example.com"},`+number))
	if status != http.StatusBadRequest || out["__type"] != "AliasExistsException" {
		t.Fatalf("another user's number: %d %v", status, out)
	}
	a.ok("VerifyUserAttribute", `{"AccessToken":"`+a.signInAs(client, "eve")+`","AttributeName":"email","Code":"`+code+`"}`)
	if got := a.attribute("eve", "email"); got != "first@example.com" {
		t.Errorf("the address is %v", got)
	}
}

// A change to another user's address is refused in other words than its verification.
func TestAChangeToAnothersAddress(t *testing.T) {
	a := newApplication(t, `,"UsernameAttributes":["email"]`)
	for _, name := range []string{"ada", "eve"} {
		a.ok("AdminCreateUser", `{"UserPoolId":"POOL","Username":"`+name+`@example.com"}`)
	}
	status, out := a.call("AdminUpdateUserAttributes",
		`{"UserPoolId":"POOL","Username":"eve@example.com","UserAttributes":[{"Name":"email","Value":"ada@example.com"}]}`)
	if status != http.StatusBadRequest || out["__type"] != "AliasExistsException" ||
		out["message"] != "An account with the given email already exists." {
		t.Errorf("%d %v", status, out)
	}
}
