package cognito

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestAttributesOfAPool: what AWS refuses of a schema, in the words that were recorded of it.
func TestAttributesOfAPool_U30(t *testing.T) {
	tests := []struct{ name, attribute, want string }{
		{"another type for a standard one", `{"Name":"email","AttributeDataType":"Number"}`,
			"You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email"},
		{"a standard one for developers", `{"Name":"email","DeveloperOnlyAttribute":true}`,
			"You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email"},
		{"a custom one without type", `{"Name":"plan"}`,
			"Invalid AttributeDataType input, consider using the provided AttributeDataType enum."},
		{"a required custom one", `{"Name":"plan","AttributeDataType":"String","Required":true}`,
			"Required custom attributes are not supported currently."},
		{"a length that is no number", `{"Name":"email","AttributeDataType":"String","StringAttributeConstraints":{"MinLength":"few"}}`,
			"Invalid StringAttributeConstraints for schema attribute email"},
		{"a value that is no number", `{"Name":"updated_at","AttributeDataType":"Number","NumberAttributeConstraints":{"MaxValue":"many"}}`,
			"Invalid NumberAttributeConstraints for schema attribute updated_at"},
		{"too long", `{"Name":"email","AttributeDataType":"String","StringAttributeConstraints":{"MaxLength":"2049"}}`,
			"user.email: String attributes cannot have a length of more than 2048"},
		{"too long at least", `{"Name":"email","AttributeDataType":"String","StringAttributeConstraints":{"MinLength":"2049"}}`,
			"user.email: String attributes cannot have a length of more than 2048"},
		{"shorter than itself", `{"Name":"email","AttributeDataType":"String","StringAttributeConstraints":{"MinLength":"2","MaxLength":"1"}}`,
			"user.email: Max length cannot be less than min length."},
		{"less than itself", `{"Name":"updated_at","AttributeDataType":"Number","NumberAttributeConstraints":{"MinValue":"2","MaxValue":"1"}}`,
			"user.updated_at: Max value cannot be less than min value."},
	}
	a := &application{stack: start(t)}
	for _, tt := range tests {
		status, out := a.call("CreateUserPool", `{"PoolName":"p","Schema":[`+tt.attribute+`]}`)
		if status != http.StatusBadRequest || out["__type"] != "InvalidParameterException" || out["message"] != tt.want {
			t.Errorf("%s: %d %v", tt.name, status, out)
		}
	}
	a = newApplication(t, `,"Schema":[{"Name":"banana","AttributeDataType":"String","DeveloperOnlyAttribute":true}]`)
	_, out := a.call("AddCustomAttributes", `{"UserPoolId":"POOL","CustomAttributes":[{"Name":"banana","AttributeDataType":"String","DeveloperOnlyAttribute":true}]}`)
	if out["message"] != "custom:banana: Existing attribute already has name dev:custom:banana." {
		t.Errorf("an attribute that is there: %v", out)
	}
}

// TestConstraintsOfOtherTypesAreNotKept: a text has no least value, and a number no length.
func TestConstraintsOfOtherTypesAreNotKept_U30(t *testing.T) {
	both := `"NumberAttributeConstraints":{"MinValue":"10","MaxValue":"20"},"StringAttributeConstraints":{"MinLength":"10","MaxLength":"20"}`
	a := newApplication(t, fmt.Sprintf(`,"Schema":[{"Name":"s","AttributeDataType":"String",%[1]s},{"Name":"n","AttributeDataType":"Number",%[1]s},{"Name":"b","AttributeDataType":"Boolean",%[1]s}]`, both))
	shown, _ := json.Marshal(a.ok("DescribeUserPool", `{"UserPoolId":"POOL"}`))
	var pool struct {
		UserPool struct {
			SchemaAttributes []struct {
				Name                                                   string
				NumberAttributeConstraints, StringAttributeConstraints map[string]string
			}
		}
	}
	if err := json.Unmarshal(shown, &pool); err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, attribute := range pool.UserPool.SchemaAttributes {
		name, custom := strings.CutPrefix(attribute.Name, "custom:")
		if !custom {
			continue
		}
		found++
		if hasText, hasNumber := attribute.StringAttributeConstraints != nil, attribute.NumberAttributeConstraints != nil; hasText != (name == "s") || hasNumber != (name == "n") {
			t.Errorf("%s: %+v", attribute.Name, attribute)
		}
	}
	if found != 3 {
		t.Errorf("%d custom attributes", found)
	}
}

// TestPoolIsMadeInTheRegionOfTheSignature: a program that works in another Region finds its Region in what it makes.
func TestPoolIsMadeInTheRegionOfTheSignature_U30(t *testing.T) {
	s := start(t)
	for region, want := range map[string]string{"us-west-2": "us-west-2", "us-gov-east-1": "us-gov-east-1",
		"": "eu-west-1", "nowhere": "eu-west-1"} {
		authorization := "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261201/" + region +
			"/cognito-idp/aws4_request, SignedHeaders=host, Signature=0"
		w := s.serve(http.MethodPost, "/", "application/x-amz-json-1.1", `{"PoolName":"p"}`,
			"X-Amz-Target", "AWSCognitoIdentityProviderService.CreateUserPool", "Authorization", authorization)
		var made struct{ UserPool struct{ Id, Arn string } }
		if err := json.Unmarshal(w.Body.Bytes(), &made); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(made.UserPool.Id, want+"_") ||
			!strings.HasPrefix(made.UserPool.Arn, "arn:aws:cognito-idp:"+want+":") {
			t.Errorf("signed for %q: %+v", region, made)
		}
	}
}

// TestFlagsOfVerificationInAnyCase: AWS takes "True" and keeps it as it was written (F-110).
func TestFlagsOfVerificationInAnyCase_U30(t *testing.T) {
	a := newApplication(t, "")
	create := func(value string) (int, map[string]any) {
		return a.call("AdminCreateUser", `{"UserPoolId":"POOL","Username":"u`+value+
			`","UserAttributes":[{"Name":"email","Value":"`+value+`@example.com"},{"Name":"email_verified","Value":"`+
			value+`"}]}`)
	}
	if status, out := create("True"); status != http.StatusOK {
		t.Fatalf("True: %d %v", status, out)
	}
	if status, _ := create("yes"); status != http.StatusBadRequest {
		t.Errorf("yes: %d", status)
	}
	id, _ := a.client(`"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]`)
	a.ok("AdminSetUserPassword", `{"UserPoolId":"POOL","Username":"uTrue","Password":"Good-pass-1","Permanent":true}`)
	signedIn := a.ok("InitiateAuth", `{"AuthFlow":"USER_PASSWORD_AUTH","ClientId":"`+id+
		`","AuthParameters":{"USERNAME":"uTrue","PASSWORD":"Good-pass-1"}}`)
	result, _ := signedIn["AuthenticationResult"].(map[string]any)
	token, _ := result["IdToken"].(string)
	if claims := decode(t, token, 1); claims["email_verified"] != true {
		t.Errorf("claims %v", claims)
	}
}

// TestDeletingAttributesThatAreNotInTheSchema: all of them are told, and nothing is deleted.
func TestDeletingAttributesThatAreNotInTheSchema_U30(t *testing.T) {
	a := newApplication(t, "")
	a.ok("AdminCreateUser", `{"UserPoolId":"POOL","Username":"ada","UserAttributes":[{"Name":"nickname","Value":"Ada"}]}`)
	status, out := a.call("AdminDeleteUserAttributes",
		`{"UserPoolId":"POOL","Username":"ada","UserAttributeNames":["nickname","custom:foo","custom:bar"]}`)
	want := "Invalid user attributes: user.custom:foo: Attribute does not exist in the schema.\nuser.custom:bar: Attribute does not exist in the schema.\n"
	if status != http.StatusBadRequest || out["message"] != want {
		t.Errorf("%d %v", status, out)
	}
	if user, _ := json.Marshal(a.ok("AdminGetUser",
		`{"UserPoolId":"POOL","Username":"ada"}`)); !strings.Contains(string(user), "nickname") {
		t.Errorf("the nickname is gone: %s", user)
	}
}
