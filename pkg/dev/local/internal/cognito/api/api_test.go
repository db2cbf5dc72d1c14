package api

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local/internal/cognito/account"
	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// client takes the password flows and hides who exists; it has a secret unless that is empty.
func client(id, secret string) pool.Client {
	c := pool.NewClient(id, id)
	c.ExplicitAuthFlows = []string{"ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}
	c.PreventUserExistenceErrors = "ENABLED"
	if secret != "" {
		c.Secrets = []pool.ClientSecret{{ClientSecretId: id + "--1", ClientSecretValue: secret}}
	}
	return c
}

// testAPI is the API of an account with one pool.
type testAPI struct {
	*Service
	pool *pool.Pool
}

func newAPI(t *testing.T) *testAPI {
	t.Helper()
	p, err := pool.New(pool.Settings{
		ID: "eu-west-1_Test", Region: "eu-west-1", Issuer: func() string { return "http://127.0.0.1/eu-west-1_Test" },
		Configuration: pool.NewEmailConfiguration("test"),
		Clients:       []pool.Client{client("confidential", "aSecretOfTwentyFourLettersOrMore"), client("public", "")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Seed(pool.SeedUser{Email: "alice@example.com", Password: "Correct-Horse-9"}); err != nil {
		t.Fatal(err)
	}
	a, err := account.New(account.Settings{Region: "eu-west-1"}, p)
	if err != nil {
		t.Fatal(err)
	}
	return &testAPI{New(a, slog.New(slog.DiscardHandler)), p}
}

// ask calls an operation and returns its status, error name and message.
func ask(t *testing.T, a *testAPI, operation, body string) (status int, name, message string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("X-Amz-Target", service+operation)
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	var refusal struct {
		Type    string `json:"__type"`
		Message string `json:"message"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &refusal); err != nil {
		t.Fatalf("%v in %q", err, w.Body)
	}
	return w.Code, refusal.Type, refusal.Message
}

// Whatever is missing, an operation refuses in AWS's words and changes nothing.
func TestEveryOperationRefusesIncompleteInput(t *testing.T) {
	bodies := map[string]string{
		"nothing":           `{}`,
		"no JSON":           `{`,
		"another pool":      `{"UserPoolId":"eu-west-1_Other","Username":"alice@example.com","GroupName":"g","MaxResults":1}`,
		"a pool only":       `{"UserPoolId":"eu-west-1_Test"}`,
		"a token of nobody": `{"AccessToken":"a.b.c","Token":"x","RefreshToken":"x"}`,
		"a client only":     `{"ClientId":"public"}`,
		"a user only":       `{"ClientId":"confidential","Username":"alice@example.com","Password":"Correct-Horse-9","ConfirmationCode":"1"}`,
		"a negative limit":  `{"UserPoolId":"eu-west-1_Test","Username":"alice@example.com","GroupName":"g","Limit":-1,"MaxResults":-1}`,
	}
	takes := map[string]bool{"DescribeUserPool a pool only": true, "ListUsers a pool only": true,
		"ListGroups a pool only": true, "ListUserPoolClients a pool only": true,
		"ListUserPools another pool": true, "AdminGetUser a negative limit": true, "DescribeUserPool a negative limit": true}
	for _, operation := range []string{"GetCSVHeader", "GetUserPoolMfaConfig", "SetUserPoolMfaConfig", "ListTerms",
		"ListIdentityProviders", "ListResourceServers", "UpdateUserPool", "GetUICustomization", "SetRiskConfiguration",
		"DescribeRiskConfiguration", "GetLogDeliveryConfiguration", "GetSigningCertificate", "DeleteUserPool"} {
		takes[operation+" a pool only"] = true
	}
	a := newAPI(t)
	for operation := range operations {
		for what, body := range bodies {
			if takes[operation+" "+what] || what == "a negative limit" && !strings.HasPrefix(operation, "List") &&
				operation != "AdminListGroupsForUser" {
				continue
			}
			status, name, message := ask(t, a, operation, body)
			if status != http.StatusBadRequest || !strings.HasSuffix(name, "Exception") || message == "" {
				t.Errorf("%s with %s answered %d %s %q", operation, what, status, name, message)
			}
		}
	}
	if u, err := a.pool.User("alice@example.com"); err != nil || u.Status != pool.Confirmed || !u.Enabled {
		t.Errorf("the user is now %+v, %v", u, err)
	}
}

func TestRefusalsInAWSWords(t *testing.T) {
	const pool, user = `"UserPoolId":"eu-west-1_Test"`, `"Username":"alice@example.com"`
	tests := []struct{ name, operation, body, want, message string }{
		{"an operation that is not offered", "StartUserImportJob", `{}`, unknownOperation,
			`The local Cognito does not offer the operation "StartUserImportJob".`},
		{"a very long name", strings.Repeat("x", 200), `{}`, unknownOperation, `"` + strings.Repeat("x", 80) + `..."`},
		{"no secret hash", "SignUp", `{"ClientId":"confidential",` + user + `,"Password":"Good-pass-1"}`,
			"NotAuthorizedException", "Client confidential is configured with secret but SECRET_HASH was not received"},
		{"a wrong secret hash", "ForgotPassword", `{"ClientId":"confidential",` + user + `,"SecretHash":"x"}`,
			"NotAuthorizedException", "Unable to verify secret hash for client confidential"},
		{"a hash for a public client", "ForgotPassword", `{"ClientId":"public",` + user + `,"SecretHash":"x"}`,
			"NotAuthorizedException", "Client public is not configured for secret but secret hash was received"},
		{"a long user name", "AdminGetUser", `{` + pool + `,"Username":"` + strings.Repeat("x", 129) + `"}`,
			"InvalidParameterException", "less than or equal to 128"},
		{"a control character", "AdminGetUser", `{` + pool + `,"Username":"a\u0000b"}`, "InvalidParameterException",
			"regular expression"},
		{"half a character", "AdminGetUser", `{` + pool + `,"Username":"a\ud800"}`, "InvalidParameterException",
			"regular expression"},
		{"a wrong type", "ListUsers", `{` + pool + `,"Limit":"ten"}`, serialization, ""},
		{"an unknown flow", "InitiateAuth", `{"ClientId":"public","AuthFlow":"TELEPATHY"}`, "InvalidParameterException",
			"Member must satisfy enum value set"},
		{"an admin flow for everybody", "InitiateAuth", `{"ClientId":"public","AuthFlow":"ADMIN_USER_PASSWORD_AUTH"}`,
			"InvalidParameterException", "Initiate Auth method not supported."},
		{"a space in a user name", "SignUp", `{"ClientId":"public","Username":"a b@example.com","Password":"x"}`,
			"InvalidParameterException", "regular expression"},
		{"no secret", "RevokeToken", `{"ClientId":"confidential","Token":"x"}`, "UnauthorizedException",
			"Client confidential is configured for secret but secret was not received"},
		{"no attributes", "AdminUpdateUserAttributes", `{` + pool + `,` + user + `}`, "InvalidParameterException",
			"Value null at 'userAttributes'"},
		{"no names of attributes", "AdminDeleteUserAttributes", `{` + pool + `,` + user + `}`,
			"InvalidParameterException", "Value null at 'userAttributeNames'"},
		{"no clients", "ListUserPoolClients", `{` + pool + `,"MaxResults":0}`, "InvalidParameterException",
			"greater than or equal to 1"},
		{"an unknown challenge", "RespondToAuthChallenge", `{"ClientId":"public","ChallengeName":"ADMIN_NO_SRP_AUTH"}`,
			"InvalidParameterException", "ADMIN_NO_SRP_AUTH"},
		{"an unknown message action", "AdminCreateUser",
			`{` + pool + `,"Username":"b@example.com","MessageAction":"SHOUT"}`, "InvalidParameterException",
			"RESEND, SUPPRESS"},
		{"a negative precedence", "CreateGroup", `{` + pool + `,"GroupName":"g","Precedence":-1}`,
			"InvalidParameterException", "'-1'"},
		{"an unknown attribute to get", "ListUsers", `{` + pool + `,"AttributesToGet":["shoe_size"]}`,
			"InvalidParameterException", "do not exist"},
		{"an attribute that not all have", "ListUsers", `{` + pool + `,"AttributesToGet":["nickname"]}`,
			"InvalidParameterException", "do not exist"},
		{"no pools", "ListUserPools", `{"MaxResults":0}`, "InvalidParameterException", "greater than or equal to 1"},
	}
	a := newAPI(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			status, name, message := ask(t, a, test.operation, test.body)
			if status != http.StatusBadRequest || name != test.want || !strings.Contains(message, test.message) {
				t.Errorf("answered %d %s %q", status, name, message)
			}
		})
	}
}

func TestBodyIsLimited(t *testing.T) {
	status, name, _ := ask(t, newAPI(t), "GetUser", `{"AccessToken":"`+strings.Repeat("x", maximumBody)+`"}`)
	if status != http.StatusBadRequest || name != serialization {
		t.Errorf("answered %d %s", status, name)
	}
}

// SDKs show the request's id in their errors, and some programs log it.
func TestAnswersHaveARequestID(t *testing.T) {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"MaxResults":1}`))
	r.Header.Set("X-Amz-Target", service+"ListUserPools")
	w := httptest.NewRecorder()
	newAPI(t).ServeHTTP(w, r)
	if w.Code != http.StatusOK || w.Header().Get("X-Amzn-RequestId") == "" {
		t.Errorf("answered %d with %v", w.Code, w.Header())
	}
}

// A refusal may repeat what was sent, and a header holds less than a JSON text.
func TestMessageFitsIntoAHeader_F92(t *testing.T) {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"UserPoolId":"a\u0000\nb\u00e9","Username":"x"}`))
	r.Header.Set("X-Amz-Target", service+"AdminGetUser")
	w := httptest.NewRecorder()
	newAPI(t).ServeHTTP(w, r)
	if got := w.Header().Get("X-Amzn-ErrorMessage"); !strings.HasPrefix(got,
		"1 validation error detected: Value 'a  b ' at 'userPoolId'") {
		t.Errorf("the header is %q", got)
	}
}
