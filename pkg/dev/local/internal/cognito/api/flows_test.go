package api

import (
	"testing"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// A flow that the client does not name is refused in AWS's words, whatever the password.
func TestFlowsThatAClientDoesNotName(t *testing.T) {
	a := newAPI(t)
	if _, err := a.pool.UpdateClient("public", func(c *pool.Client) error { c.ExplicitAuthFlows = []string{"ALLOW_USER_SRP_AUTH"}; return nil }); err != nil {
		t.Fatal(err)
	}
	password := `"AuthParameters":{"USERNAME":"alice@example.com","PASSWORD":"Correct-Horse-9"}`
	for _, c := range []struct{ name, operation, body, message string }{
		{"password", "InitiateAuth", `{"AuthFlow":"USER_PASSWORD_AUTH","ClientId":"public",` + password + `}`,
			"USER_PASSWORD_AUTH flow not enabled for this client"},
		{"administrator's password", "AdminInitiateAuth",
			`{"UserPoolId":"eu-west-1_Test","AuthFlow":"ADMIN_USER_PASSWORD_AUTH","ClientId":"public",` + password +
				`}`, "Auth flow not enabled for this client"},
		{"refresh", "InitiateAuth", `{"AuthFlow":"REFRESH_TOKEN_AUTH","ClientId":"public","AuthParameters":{"REFRESH_TOKEN":"x"}}`, "REFRESH_TOKEN_AUTH flow not enabled for this client"},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, name, message := ask(t, a, c.operation, c.body)
			if status != 400 || name != pool.InvalidParameter || message != c.message {
				t.Errorf("%d %s %q, want %q", status, name, message, c.message)
			}
		})
	}
}
