package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// valid is a value that keeps the rules of a shape.
func valid(t *testing.T, s *shape) any {
	t.Helper()
	switch s.Kind {
	case "structure":
		values := map[string]any{}
		for _, m := range s.Members {
			values[m.Name] = valid(t, m.shape)
		}
		return values
	case "list":
		return []any{valid(t, s.Element.shape)}
	case "map":
		return map[string]any{}
	case "boolean":
		return true
	case "integer":
		return 1
	case "blob":
		return "eA=="
	}
	if s.Enum != nil {
		return s.Enum[0]
	}
	for _, text := range []string{"abcdefghijklmnopqrstuvwxyz", "eu-west-1_0f", "arn:aws:iam::123456789012:role/x",
		"{####}{username}", "{##x##}", "12345678-9abc-4def-8901-23456789abcd", "ann@example.com", "terms-of-use",
		"0123abcd", "arn:aws:s3:::a-bucket-of-logs", "cognito:english", "code {####}", "123456"} {
		if s.matches == nil || s.matches().MatchString(text) {
			return text
		}
	}
	t.Fatalf("no value for %s", s.Pattern)
	return nil
}

// brokenRule is a value that breaks one rule of a shape, and the rule in AWS's words.
type brokenRule struct {
	value any
	rule  string
}

func brokenRules(s *member) []brokenRule {
	var list []brokenRule
	if s.Required {
		list = append(list, brokenRule{nil, "Member must not be null"})
	}
	switch {
	case s.Enum != nil:
		return append(list, brokenRule{"TELEPATHY", "Member must satisfy enum value set: [" + strings.Join(s.Enum, ", ")})
	case s.Kind == "integer" && s.Min != nil:
		list = append(list, brokenRule{*s.Min - 1, "Member must have value greater than or equal to"})
	case s.Kind == "string" && s.Min != nil && *s.Min > 0:
		list = append(list, brokenRule{"", "Member must have length greater than or equal to"})
	}
	switch {
	case s.Kind == "integer" && s.Max != nil:
		list = append(list, brokenRule{*s.Max + 1, "Member must have value less than or equal to"})
	case s.Kind == "string" && s.Max != nil:
		list = append(list, brokenRule{strings.Repeat("a", int(*s.Max)+1), "Member must have length less than or equal to"})
	}
	if s.Pattern != "" {
		for _, text := range []string{" blank first", "blank last ", "line\nbreak", "\u0000", "half \ufffd"} {
			if !s.matches().MatchString(text) {
				list = append(list, brokenRule{text, "Member must satisfy regular expression pattern: " + s.Pattern})
			}
		}
	}
	return list
}

// Every rule of every member of every operation is kept, in AWS's words, and no secret comes back in the refusal.
func TestEveryConstraintIsKept_U30(t *testing.T) {
	a := newAPI(t)
	tried := 0
	for operation := range operations {
		input := inputs()[operation]
		for _, m := range input.Members {
			for _, broken := range brokenRules(m) {
				values, _ := valid(t, input).(map[string]any)
				values[m.Name] = broken.value
				body, err := json.Marshal(values)
				if err != nil {
					t.Fatal(err)
				}
				status, name, message := ask(t, a, operation, string(body))
				if status != http.StatusBadRequest || name != "InvalidParameterException" ||
					!strings.Contains(message, " detected: Value ") || !strings.Contains(message, broken.rule) ||
					!strings.Contains(message, "at '"+strings.ToLower(m.Name[:1])+m.Name[1:]+
						"' failed to satisfy constraint: ") {
					t.Errorf("%s.%s=%.30q: %d %s %q, wanted %q", operation, m.Name, broken.value, status, name, message,
						broken.rule)
				}
				if text, _ := broken.value.(string); m.Secret && text != "" && strings.Contains(message, text) {
					t.Errorf("%s.%s is repeated in %q", operation, m.Name, message)
				}
				tried++
			}
		}
	}
	if tried < 300 {
		t.Errorf("only %d rules were tried", tried)
	}
}

func TestValidationSentences_F91_U30(t *testing.T) {
	const client, user = `"ClientId":"public"`, `"Username":"alice@example.com"`
	tests := []struct{ name, operation, body, want string }{
		{"an empty code breaks two rules (F-91)", "ConfirmSignUp", `{` + client + `,` + user + `,"ConfirmationCode":""}`,
			`2 validation errors detected: Value '' at 'confirmationCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [\S]+; ` +
				`Value '' at 'confirmationCode' failed to satisfy constraint: Member must have length greater than or equal to 1`},
		{"a missing code", "ConfirmSignUp", `{` + client + `,` + user + `}`,
			`1 validation error detected: Value null at 'confirmationCode' failed to satisfy constraint: Member must not be null`},
		{"an empty user name", "AdminGetUser", `{"UserPoolId":"eu-west-1_Test","Username":""}`,
			`2 validation errors detected: Value at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+; ` +
				`Value at 'username' failed to satisfy constraint: Member must have length greater than or equal to 1`},
		{"a client id with a blank", "ForgotPassword", `{"ClientId":"bad client id!",` + user + `}`,
			`1 validation error detected: Value 'bad client id!' at 'clientId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+]+`},
		{"a member of a list", "SignUp", `{` + client + `,` + user +
			`,"Password":"Good-pass-1","UserAttributes":[{"Name":"email","Value":"a@example.com"},{"Value":"x"}]}`,
			`1 validation error detected: Value null at 'userAttributes.2.member.name' failed to satisfy constraint: Member must not be null`},
		{"a name in another case is another name", "AdminGetUser",
			`{"userPoolId":"eu-west-1_Test","username":"alice@example.com"}`,
			`2 validation errors detected: Value null at 'userPoolId' failed to satisfy constraint: Member must not be null; ` +
				`Value at 'username' failed to satisfy constraint: Member must not be null`},
		{"no password at all", "SignUp", `{` + client + `,` + user + `}`,
			`1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null`},
		{"the old password, too", "ChangePassword",
			`{"AccessToken":"a.b.c","PreviousPassword":" x","ProposedPassword":"Good-pass-1"}`,
			`1 validation error detected: Value at 'previousPassword' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[\S]+.*[\S]+$`},
		{"a telephone that is not there (F-79)", "GetUserAttributeVerificationCode",
			`{"AccessToken":"TOKEN","AttributeName":"phone_number"}`,
			`User does not have a valid registered phone number`},
		{"an attribute that needs no code (F-78)", "VerifyUserAttribute",
			`{"AccessToken":"TOKEN","AttributeName":"name","Code":"123456"}`,
			`Invalid attribute name. Only phone_number and email can be verified.`},
	}
	a := newAPI(t)
	token := accessToken(t, a)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, name, message := ask(t, a, test.operation, strings.ReplaceAll(test.body, "TOKEN", token))
			if name != "InvalidParameterException" || message != test.want {
				t.Errorf("answered %s\n%s\nwanted\n%s", name, message, test.want)
			}
		})
	}
}

// accessToken signs alice in.
func accessToken(t *testing.T, a *testAPI) string {
	t.Helper()
	call := &API{ctx: t.Context(), account: a.account, pool: a.pool, log: a.log}
	out, err := call.initiateAuth(initiateAuthInput{AuthFlow: "USER_PASSWORD_AUTH", ClientId: "public",
		AuthParameters: map[string]string{"USERNAME": "alice@example.com", "PASSWORD": "Correct-Horse-9"}})
	if err != nil {
		t.Fatal(err)
	}
	answer, _ := out.(authAnswer)
	return answer.AuthenticationResult.AccessToken
}

// A blank inside is a part of a password, one at an end is not, wherever a password is taken.
func TestBlanksOfPasswords_U30(t *testing.T) {
	const pattern = `failed to satisfy constraint: Member must satisfy regular expression pattern: ^[\S]+.*[\S]+$`
	bodies := map[string]string{
		"SignUp":                 `{"ClientId":"public","Username":"new@example.com","Password":"<password>"}`,
		"AdminCreateUser":        `{"UserPoolId":"eu-west-1_Test","Username":"new@example.com","TemporaryPassword":"<password>"}`,
		"AdminSetUserPassword":   `{"UserPoolId":"eu-west-1_Test","Username":"alice@example.com","Password":"<password>","Permanent":true}`,
		"ConfirmForgotPassword":  `{"ClientId":"public","Username":"alice@example.com","ConfirmationCode":"1","Password":"<password>"}`,
		"ChangePassword":         `{"AccessToken":"<token>","PreviousPassword":"Correct-Horse-9","ProposedPassword":"<password>"}`,
		"RespondToAuthChallenge": `{"ClientId":"public","ChallengeName":"NEW_PASSWORD_REQUIRED","Session":"<session>","ChallengeResponses":{"USERNAME":"temp@example.com","NEW_PASSWORD":"<password>"}}`,
	}
	for operation, body := range bodies {
		a := newAPI(t)
		token, session := accessToken(t, a), challengeSession(t, a)
		for i, password := range []string{" Correct-horse-9", "Correct-horse-9 ", `Correct-horse-9\t`,
			`\u000bCorrect-horse-9`, `Correct\nhorse-9`, `Correct\rhorse-9`, "Correct horse 9"} {
			filled := strings.NewReplacer("<password>", password, "<token>", token, "<session>", session).Replace(body)
			_, name, message := ask(t, a, operation, filled)
			if refused := strings.Contains(message, pattern); refused != (i < 6) || refused &&
				name != "InvalidParameterException" {
				t.Errorf("%s with %q: %s %q", operation, password, name, message)
			}
		}
	}
}

// challengeSession begins the sign-in of a user with a temporary password.
func challengeSession(t *testing.T, a *testAPI) string {
	t.Helper()
	_, name, message := ask(t, a, "AdminCreateUser",
		`{"UserPoolId":"eu-west-1_Test","Username":"temp@example.com","TemporaryPassword":"Correct-Horse-9"}`)
	if name != "" {
		t.Fatal(message)
	}
	call := &API{ctx: t.Context(), account: a.account, pool: a.pool, log: a.log}
	out, err := call.initiateAuth(initiateAuthInput{AuthFlow: "USER_PASSWORD_AUTH", ClientId: "public",
		AuthParameters: map[string]string{"USERNAME": "temp@example.com", "PASSWORD": "Correct-Horse-9"}})
	if err != nil {
		t.Fatal(err)
	}
	answer, _ := out.(authAnswer)
	return answer.Session
}

// Both orders in which the rules of one member are told were seen.
func TestVariantTellsTheLengthFirst_F91(t *testing.T) {
	a := newAPI(t)
	variant := a.pool.Behaviour.Variant()
	variant.LengthFirst = true
	if err := a.pool.Behaviour.SetVariant(variant); err != nil {
		t.Fatal(err)
	}
	_, _, message := ask(t, a, "AdminGetUser", `{"UserPoolId":"eu-west-1_Test","Username":""}`)
	if !strings.HasPrefix(message, "2 validation errors detected: Value at 'username' failed to satisfy constraint: Member must have length greater than or equal to 1; ") {
		t.Errorf("got %s", message)
	}
}
