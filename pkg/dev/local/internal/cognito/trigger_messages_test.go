package cognito

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// worded are functions of a pool whose messages are worded by one.
func worded(body string) functions {
	return functions{"custom_message": func(_, response map[string]any) error {
		response["emailSubject"], response["emailMessage"], response["smsMessage"] = "Guten Tag", body, body
		return nil
	}}
}

// Every message has an event of its own, with the placeholders that its words must have (F-223).
func TestCustomMessages_F223(t *testing.T) {
	s, r := withFunctions(t, worded("{username}: Ihr Code ist {####}."))
	metadata := object{"lang": "de"}
	access := s.passwordAuth("alice@example.com", password).AuthenticationResult.AccessToken
	calls := []struct {
		source, operation string
		input             object
	}{
		{"CustomMessage_SignUp", "SignUp", object{"ClientId": publicClient, "Username": "new@example.com",
			"Password": password}},
		{"CustomMessage_ResendCode", "ResendConfirmationCode",
			object{"ClientId": publicClient, "Username": "new@example.com"}},
		{"CustomMessage_ForgotPassword", "ForgotPassword", object{"ClientId": publicClient, "Username": "alice@example.com"}},
		{"CustomMessage_ForgotPassword", "AdminResetUserPassword",
			object{"UserPoolId": s.PoolID(), "Username": "root@example.com"}},
		{"CustomMessage_AdminCreateUser", "AdminCreateUser",
			object{"UserPoolId": s.PoolID(), "Username": "made@example.com"}},
		{"CustomMessage_AdminCreateUser", "AdminCreateUser",
			object{"UserPoolId": s.PoolID(), "Username": "made@example.com", "MessageAction": "RESEND"}},
		{"CustomMessage_VerifyUserAttribute", "GetUserAttributeVerificationCode",
			object{"AccessToken": access, "AttributeName": "email"}},
		{"CustomMessage_UpdateUserAttribute", "UpdateUserAttributes",
			object{"AccessToken": access, "UserAttributes": []object{{"Name": "email", "Value": "alice2@example.com"}}}},
	}
	for _, c := range calls {
		t.Run(c.operation, func(t *testing.T) {
			c.input["ClientMetadata"] = metadata
			if a := s.in(t).idp(c.operation, c.input); a.Status != http.StatusOK {
				t.Fatalf("answered %+v", a)
			}
			request, event := r.last(t, c.source)
			username := any(nil)
			if c.source == "CustomMessage_AdminCreateUser" {
				username = "{username}"
			}
			attributes, _ := request["userAttributes"].(map[string]any)
			if request["codeParameter"] != "{####}" || request["linkParameter"] != "{##Click Here##}" ||
				request["usernameParameter"] != username ||
				fmt.Sprint(request["clientMetadata"]) != "map[lang:de]" || attributes["sub"] != event["userName"] ||
				attributes["cognito:user_status"] == nil {
				t.Errorf("the event is %v", event)
			}
			mail := s.pool.Inbox.Mails()[0]
			if mail.Subject != "Guten Tag" || !strings.Contains(mail.Body, ": Ihr Code ist ") ||
				strings.Contains(mail.Body, "{####}") || strings.Contains(mail.Body, "{username}") != (username == nil) {
				t.Errorf("the mail is %+v", mail)
			}
		})
	}
}

// A code at sign-in has an event as well; neither step of the sign-in hands its metadata on to it.
func TestCustomMessageOfASignIn(t *testing.T) {
	s, r := withFunctions(t, worded("Ihr Code ist {####}."),
		func(o *Options) { o.MFA, o.MFAFactors = "ON", []string{"email"} })
	a := s.passwordAuth("alice@example.com", password)
	if request, _ := r.last(t, "CustomMessage_Authentication"); a.ChallengeName != "EMAIL_OTP" ||
		request["clientMetadata"] != nil {
		t.Errorf("%+v after %v", a, request)
	}
	mail := s.pool.Inbox.Mails()[0]
	s.respond(publicClient, "EMAIL_OTP", a.Session, map[string]string{"USERNAME": "alice@example.com",
		"EMAIL_OTP_CODE": mail.Code}).signedIn(t)
	if mail.Body != "Ihr Code ist "+mail.Code+"." {
		t.Errorf("the mail is %+v", mail)
	}
}

// Words without the placeholder for the code are refused; an invitation without one of its two goes out in the pool's own
// words, with the subject that was given.
func TestCustomMessagesThatCannotBeSent(t *testing.T) {
	forgot := func(s *stack) apiAnswer {
		return s.idp("ForgotPassword", object{"ClientId": publicClient, "Username": "alice@example.com"})
	}
	for name, c := range map[string]struct{ body, want string }{
		"no code":  {"Hello", `constraint: Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*`},
		"too long": {"{####}" + strings.Repeat("x", 20_000), "Member must have length less than or equal to 20000"},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := withFunctions(t, worded(c.body))
			if a := forgot(s); a.Type != pool.InvalidParameter || !strings.HasSuffix(a.Message, c.want) ||
				len(s.pool.Inbox.Mails()) != 0 {
				t.Errorf("got %+v", a)
			}
		})
	}
	s, _ := withFunctions(t, worded("Ihr Kennwort ist {####}."))
	if a := s.idp("AdminCreateUser", object{"UserPoolId": s.PoolID(),
		"Username": "made@example.com"}); a.Status != http.StatusOK {
		t.Fatalf("got %+v", a)
	}
	if mail := s.pool.Inbox.Mails()[0]; mail.Subject != "Guten Tag" ||
		!strings.HasPrefix(mail.Body, "Your username is made@example.com") {
		t.Errorf("the mail is %+v", mail)
	}
	s, _ = withFunctions(t, functions{"custom_message": func(_, _ map[string]any) error { return errors.New("no words") }})
	forgot(s).refused(t, pool.UserLambdaValidation, "CustomMessage failed with error no words.")
	s, _ = withFunctions(t, nil)
	if forgot(s); s.pool.Inbox.Mails()[0].Subject != "Your verification code" {
		t.Errorf("without an answer the mail is %+v", s.pool.Inbox.Mails()[0])
	}
}

// Somebody unknown may be taken over by the password, or when they forgot it.
func TestUserMigration_F224(t *testing.T) {
	migrate := functions{"user_migration": func(request, response map[string]any) error {
		switch request["password"] {
		case "Old-Horse-9", nil:
			response["userAttributes"], response["finalUserStatus"] = object{"email": "", "name": "Old",
				"email_verified": "true"}, "CONFIRMED"
			delete(response["userAttributes"].(object), "email")
		case "Reset-Horse-9":
			response["userAttributes"] = object{"email_verified": "true"}
		default:
			return errors.New("bad password")
		}
		return nil
	}}
	s, r := withFunctions(t, migrate)
	s.passwordAuth("old@example.com", "Wrong-Horse-9").refused(t, pool.UserLambdaValidation,
		"UserMigration failed with error bad password.")
	s.passwordAuth("old@example.com", "Old-Horse-9").signedIn(t)
	request, event := r.last(t, "UserMigration_Authentication")
	response := fmt.Sprint(r.events[0]["response"])
	if event["userName"] != "old@example.com" || request["password"] != "Old-Horse-9" ||
		fmt.Sprint(request["validationData"]) != "map[from:initiate]" || request["userAttributes"] != nil ||
		!strings.Contains(response, "desiredDeliveryMediums:<nil>") || !strings.Contains(response, "enableSMSMFA:<nil>") {
		t.Errorf("the event is %v, response %s", event, response)
	}
	if u, err := s.pool.User("old@example.com"); err != nil || u.Status != pool.Confirmed ||
		u.Attributes["name"] != "Old" || u.Attributes["email_verified"] != "true" {
		t.Errorf("the user is %+v, %v", u, err)
	}
	s.passwordAuth("reset@example.com", "Reset-Horse-9").refused(t, pool.PasswordResetRequired,
		"Password reset required for the user")
	if a := s.idp("ForgotPassword", object{"ClientId": publicClient,
		"Username": "gone@example.com"}); a.Status != http.StatusOK || s.lastCode("gone@example.com") == "" {
		t.Errorf("a forgotten password: %+v", a)
	}
	if request, _ := r.last(t, "UserMigration_ForgotPassword"); request["password"] != nil {
		t.Errorf("the event is %v", request)
	}
	if code := s.visitor().signInPage("page@example.com", "Old-Horse-9").location().Query().Get("code"); code == "" {
		t.Error("the page does not sign in")
	}
}

// What a provider said can be changed before it is mapped, at every sign-in; what is left out is dropped (F-225, F-226).
func TestInboundFederation_F225(t *testing.T) {
	answer := object{}
	f := functions{"inbound_federation": func(_, response map[string]any) error {
		response["userAttributesToMap"] = answer
		return nil
	}}
	r := &recorder{every: true, answer: func(trigger string, event map[string]any) error {
		request, _ := event["request"].(map[string]any)
		response, _ := event["response"].(map[string]any)
		if do := f[trigger]; do != nil {
			return do(request, response)
		}
		return nil
	}}
	s := withGoogle(t, func(o *Options) { o.Trigger = r.call })
	signIn := func() signedInAs {
		back := s.visitor().signInAt("Google", "answer", "accept", "subject", "123", "email", "ada@example.com",
			"verified", "yes")
		u, _ := s.pool.User("Google_123")
		return signedInAs{back.location().Query().Get("error_description"), u}
	}
	if got := signIn(); got.User.Email() != "ada@example.com" {
		t.Fatalf("an empty answer: %+v", got)
	}
	request, event := r.last(t, "InboundFederation_ExternalProvider")
	attributes, _ := request["attributes"].(map[string]any)
	info, _ := attributes["userInfo"].(map[string]any)
	if request["providerName"] != "Google" || request["providerType"] != "Google" ||
		info["email"] != "ada@example.com" || request["userAttributes"] != nil ||
		fmt.Sprint(attributes["samlResponse"]) != "<nil>" {
		t.Errorf("the event is %v", event)
	}
	answer = object{"email": "countess@example.com", "email_verified": true}
	if got := signIn(); got.User.Email() != "countess@example.com" || got.problem != "" {
		t.Errorf("another address: %+v", got)
	}
	answer = object{"given_name": "Ada"}
	if got := signIn(); got.problem != "attributes required: [email]" {
		t.Errorf("without the address: %+v", got)
	}
	answer = object{"email": []string{"x"}}
	if got := signIn(); got.problem == "" {
		t.Errorf("an address that is a list: %+v", got)
	}
}

type signedInAs struct {
	problem string
	User    pool.User
}
