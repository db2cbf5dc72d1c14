package api

import (
	"encoding/json"
	"testing"
)

// A member that the service model does not have is no part of the input, however deep it stands: Go would read one that
// differs in the case of its letters, without having checked it.
func TestUnknownMembersAreLeftOut(t *testing.T) {
	tests := []struct{ name, operation, in, want string }{
		{"at the top", "UpdateUserPool", `{"UserPoolId":"eu-west-1_0f","userpoolid":"x"}`, `{"UserPoolId":"eu-west-1_0f"}`},
		{"in a structure", "UpdateUserPool",
			`{"UserPoolId":"eu-west-1_0f","LambdaConfig":{"pretokengenerationconfig":{"LambdaVersion":"V9"}}}`,
			`{"LambdaConfig":{},"UserPoolId":"eu-west-1_0f"}`},
		{"in a list of structures", "UpdateManagedLoginBranding",
			`{"Assets":[{"Category":"FORM_LOGO","ColorMode":"DARK","Extension":"PNG","extension":"EXE"}]}`,
			`{"Assets":[{"Category":"FORM_LOGO","ColorMode":"DARK","Extension":"PNG"}]}`},
		{"not in a map", "SignUp", `{"ClientId":"a","ClientMetadata":{"any":"x"},"Username":"a"}`,
			`{"ClientId":"a","ClientMetadata":{"any":"x"},"Username":"a"}`},
		{"not in a document", "UpdateManagedLoginBranding", `{"Settings":{"components":{"any":1}}}`,
			`{"Settings":{"components":{"any":1}}}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			shape := inputs()[test.operation]
			values, err := known([]byte(test.in), shape)
			if err != nil {
				t.Fatal(err)
			}
			if err := validate(shape, values, false); err != nil {
				t.Fatal(err)
			}
			if got, err := json.Marshal(values); err != nil || string(got) != test.want {
				t.Errorf("got %s, %v", got, err)
			}
		})
	}
}
