package cognito

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// An attribute is held to its own bounds, in characters.
func TestAttributesHaveTheirOwnLength(t *testing.T) {
	a := newApplication(t, `,"Schema":[{"Name":"code","AttributeDataType":"String","Mutable":true,"StringAttributeConstraints":{"MinLength":"2","MaxLength":"4"}}]`)
	for value, want := range map[string]int{"ä": 400, "äöü€": 200, "abcde": 400, "": 200} {
		status, out := a.call("AdminCreateUser", `{"UserPoolId":"POOL","Username":"u`+value+
			`","UserAttributes":[{"Name":"custom:code","Value":"`+value+`"}]}`)
		if status != want {
			t.Errorf("%q: %d %v", value, status, out)
		}
	}
}

// A value has the type of its attribute, and a number its bounds, which are those that DescribeUserPool shows.
func TestAttributesHaveTheirTypeAndBounds(t *testing.T) {
	a := newApplication(t, `,"Schema":[{"Name":"age","AttributeDataType":"Number","NumberAttributeConstraints":{"MinValue":"18","MaxValue":"120"}},
		{"Name":"least","AttributeDataType":"Number","NumberAttributeConstraints":{"MinValue":"-3"}},{"Name":"any","AttributeDataType":"Number"},
		{"Name":"since","AttributeDataType":"DateTime"},{"Name":"member","AttributeDataType":"Boolean"}]`)
	tests := []struct{ attribute, value, want string }{
		{"custom:age", "18", ""}, {"custom:age", "120", ""}, {"custom:age", "119.5", ""}, {"custom:age", "", ""},
		{"custom:age", "17", "Number must be no less than 18"}, {"custom:age", "17.99", "Number must be no less than 18"},
		{"custom:age", "120.01", "Number must be no greater than 120"}, {"custom:age", "-20", "Number must be no less than 18"},
		{"custom:age", "99999999999999999999999", "Number must be no greater than 120"},
		{"custom:age", "old", "Attribute must be a number"}, {"custom:age", "0x20", "Attribute must be a number"},
		{"custom:age", "50/2", "Attribute must be a number"}, {"custom:age", "1e2", "Attribute must be a number"},
		{"custom:least", "-3", ""}, {"custom:least", "9007199254740993", ""},
		{"custom:least", "-4", "Number must be no less than -3"},
		{"custom:any", "-12345678901234567890", ""}, {"custom:any", "NaN", "Attribute must be a number"},
		{"updated_at", "1796054400", ""}, {"updated_at", "-1", "Number must be no less than 0"},
		{"updated_at", "today", "Attribute must be a number"},
		{"custom:since", "2026-12-01T09:08:07Z", ""}, {"custom:since", "2026-12-01T09:08:07.5+01:00", ""},
		{"custom:since", "2026-12-01", ""}, {"custom:since", "2026-02-30", "Attribute must be a date and time"},
		{"custom:since", "yesterday", "Attribute must be a date and time"},
		{"custom:member", "True", ""}, {"custom:member", "yes", "Attribute must be a boolean"},
	}
	for i, tt := range tests {
		status, out := a.call("AdminCreateUser", fmt.Sprintf(`{"UserPoolId":"POOL","Username":"u%d","UserAttributes":[{"Name":"%s","Value":"%s"}]}`,
			i, tt.attribute, tt.value))
		want := http.StatusOK
		if tt.want != "" {
			want = http.StatusBadRequest
			tt.want = "Attributes did not conform to the schema: " + tt.attribute + ": " + tt.want
		}
		if message, _ := out["message"].(string); status != want || message != tt.want {
			t.Errorf("%s = %q: %d %v", tt.attribute, tt.value, status, out)
		}
	}
}

// What a pool says is immutable is set when a user is made, and stays.
func TestImmutableAttributesStay(t *testing.T) {
	a := newApplication(t, `,"Schema":[{"Name":"tenant","AttributeDataType":"String","Mutable":false}]`)
	client, _ := a.client(`"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]`)
	a.signUpAs(client, "ada", `{"Name":"custom:tenant","Value":"one"}`)
	a.ok("AdminConfirmSignUp", `{"UserPoolId":"POOL","Username":"ada"}`)
	const another = `"UserAttributes":[{"Name":"nickname","Value":"Ada"},{"Name":"custom:tenant","Value":"two"}]}`
	for operation, body := range map[string]string{
		"UpdateUserAttributes":      `{"AccessToken":"` + a.signInAs(client, "ada") + `",` + another,
		"AdminUpdateUserAttributes": `{"UserPoolId":"POOL","Username":"ada",` + another,
	} {
		if status, out := a.call(operation, body); status != http.StatusBadRequest ||
			out["message"] != "user.custom:tenant: Attribute cannot be updated." {
			t.Errorf("%s: %d %v", operation, status, out)
		}
		a.ok(operation, strings.Replace(body, "two", "one", 1))
	}
	if a.attribute("ada", "custom:tenant") != "one" {
		t.Error("the attribute has changed")
	}
}

// What an update may not change is not deleted either, nor is what the schema requires.
func TestAttributesThatCannotBeDeleted(t *testing.T) {
	a := newApplication(t, `,"Schema":[{"Name":"tenant","AttributeDataType":"String","Mutable":false},`+
		`{"Name":"family_name","Required":true,"Mutable":true}]`)
	client, _ := a.client(`"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]`)
	a.signUpAs(client, "ada", `{"Name":"custom:tenant","Value":"one"},{"Name":"family_name","Value":"L"},`+
		`{"Name":"email","Value":"ada@example.com"}`)
	a.ok("AdminConfirmSignUp", `{"UserPoolId":"POOL","Username":"ada"}`)
	token := a.signInAs(client, "ada")
	for _, name := range []string{"custom:tenant", "family_name", "sub", "identities", "email_verified"} {
		names := `"UserAttributeNames":["` + name + `"]}`
		for operation, body := range map[string]string{
			"DeleteUserAttributes":      `{"AccessToken":"` + token + `",` + names,
			"AdminDeleteUserAttributes": `{"UserPoolId":"POOL","Username":"ada",` + names,
		} {
			if operation == "DeleteUserAttributes" && (name == "identities" || name == "email_verified") {
				continue // no app client may write them
			}
			if status, out := a.call(operation, body); status != http.StatusBadRequest ||
				out["message"] != "Attribute cannot be deleted: "+name {
				t.Errorf("%s: %d %v", operation, status, out)
			}
		}
	}
	a.ok("AdminDeleteUserAttributes", `{"UserPoolId":"POOL","Username":"ada","UserAttributeNames":["email"]}`)
	for name, want := range map[string]any{"email": nil, "email_verified": nil, "custom:tenant": "one", "family_name": "L"} {
		if got := a.attribute("ada", name); got != want {
			t.Errorf("%s is %v", name, got)
		}
	}
}
