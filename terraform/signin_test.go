package terraform_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

const visitor, password = "ada@example.com", "Correct-Horse-1815"

// functionsInUse are the functions whose deployed code is run.
var functionsInUse = []string{"me", "home", "users", "post-confirmation", entrance}

// checkSite runs deployed code with the deployed environment and role against the deployed pool, while IAM is enforced.
func (d deployment) checkSite(t *testing.T, s stack) {
	tokens := d.signIn(t, visitor)
	me, home := d.function(t, s, "me", "me"), d.function(t, s, "home", "home")
	users, usersWithoutRights := d.function(t, s, "users", "users"), d.function(t, s, "users", "home")
	confirmation := d.function(t, s, "post-confirmation", "post-confirmation")
	administration := cognito.NewFromConfig(d.assumeRoleOf(t, "users"))

	d.emulator.EnforceIAM(t.Context(), t)
	t.Run("me", func(t *testing.T) { checkMe(t, me, tokens) })
	t.Run("home", func(t *testing.T) {
		status, body := home.get(t, "GET /", "/", nil, cookies(tokens))
		expect(t, "status", status, http.StatusOK)
		expect(t, "greets the visitor", strings.Contains(body, visitor), true)
	})
	t.Run("users with its role", func(t *testing.T) {
		status, body := users.get(t, "GET /admin/users", "/admin/users", nil, cookies(tokens))
		expect(t, "status", status, http.StatusOK)
		expect(t, "lists the visitor", strings.Contains(body, visitor), true)
	})
	t.Run("users with another role", func(t *testing.T) {
		status, _ := usersWithoutRights.get(t, "GET /admin/users", "/admin/users", nil, cookies(tokens))
		expect(t, "fails", status >= http.StatusInternalServerError, true)
	})
	t.Run("post-confirmation", func(t *testing.T) { d.checkTrigger(t, confirmation, administration) })
}

// checkMe tries tokens of a user of the pool, and an invalid one.
func checkMe(t *testing.T, me deployedFunction, tokens *types.AuthenticationResultType) {
	tests := []struct {
		name, authorization string
		status              int
	}{
		{"the user's access token", "Bearer " + aws.ToString(tokens.AccessToken), http.StatusOK},
		{"the ID token in its place", "Bearer " + aws.ToString(tokens.IdToken), http.StatusUnauthorized},
		{"a token with another signature", "Bearer " + withOtherSignature(aws.ToString(tokens.AccessToken)),
			http.StatusUnauthorized},
		{"no token", "", http.StatusUnauthorized},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			status, body := me.get(t, "GET /api/me", "/api/me", map[string]string{"authorization": test.authorization}, nil)
			expect(t, "status", status, test.status)
			expect(t, "says who it is", strings.Contains(body, `"sub"`), test.status == http.StatusOK)
		})
	}
}

func withOtherSignature(token string) string {
	return token[:strings.LastIndex(token, ".")+1] + strings.Repeat("A", 342)
}

// checkTrigger confirms a user as the pool would tell it: the code must be allowed to give the user an id, and do it.
func (d deployment) checkTrigger(t *testing.T, confirmation deployedFunction, administration *cognito.Client) {
	pool := d.outputs.Text(t, "user_pool_id")
	confirmation.invoke(t, map[string]any{
		"version": "1", "triggerSource": "PostConfirmation_ConfirmSignUp", "region": region, "userPoolId": pool,
		"userName":      visitor,
		"callerContext": map[string]string{"clientId": d.outputs.Text(t, "user_pool_client_id")},
		"request":       map[string]any{"userAttributes": map[string]string{"email": visitor}}, "response": map[string]any{},
	})
	user, err := administration.AdminGetUser(t.Context(), &cognito.AdminGetUserInput{UserPoolId: aws.String(pool),
		Username: aws.String(visitor)})
	if err != nil {
		t.Fatal(err)
	}
	for _, attribute := range user.UserAttributes {
		if aws.ToString(attribute.Name) == "custom:app_user_id" && aws.ToString(attribute.Value) != "" {
			return
		}
	}
	t.Error("the user has got no custom:app_user_id")
}

// signIn makes an administrator and signs in by the pool's API, which is what the hosted pages do behind their forms.
func (d deployment) signIn(t *testing.T, address string) *types.AuthenticationResultType {
	t.Helper()
	pool, clientID, user := aws.String(d.outputs.Text(t, "user_pool_id")), d.outputs.Text(t, "user_pool_client_id"),
		aws.String(address)
	api := d.cognito()
	verified := []types.AttributeType{{Name: aws.String("email"), Value: user},
		{Name: aws.String("email_verified"), Value: aws.String("true")}}
	if _, err := api.AdminCreateUser(t.Context(), &cognito.AdminCreateUserInput{UserPoolId: pool, Username: user,
		UserAttributes: verified, MessageAction: types.MessageActionTypeSuppress}); err != nil {
		t.Fatal(err)
	}
	if _, err := api.AdminSetUserPassword(t.Context(), &cognito.AdminSetUserPasswordInput{UserPoolId: pool,
		Username: user, Password: aws.String(password), Permanent: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := api.AdminAddUserToGroup(t.Context(), &cognito.AdminAddUserToGroupInput{UserPoolId: pool,
		Username: user, GroupName: aws.String("admin")}); err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, []byte(aws.ToString(d.client(t).ClientSecret)))
	mac.Write([]byte(address + clientID))
	answer, err := api.AdminInitiateAuth(t.Context(), &cognito.AdminInitiateAuthInput{
		UserPoolId: pool, ClientId: aws.String(clientID), AuthFlow: types.AuthFlowTypeAdminUserPasswordAuth,
		AuthParameters: map[string]string{"USERNAME": address, "PASSWORD": password,
			"SECRET_HASH": base64.StdEncoding.EncodeToString(mac.Sum(nil))},
	})
	if err != nil {
		t.Fatal(err)
	}
	return answer.AuthenticationResult
}

// cookies are those that the site sets at a sign-in.
func cookies(tokens *types.AuthenticationResultType) []string {
	return []string{"__Host-Http-id=" + aws.ToString(tokens.IdToken),
		"__Host-Http-access=" + aws.ToString(tokens.AccessToken)}
}

// get asks a function for a page, by the event that the API makes of such a request.
func (f deployedFunction) get(t *testing.T, route, path string, headers map[string]string,
	cookies []string) (status int, body string) {
	t.Helper()
	answer := f.invoke(t, map[string]any{
		"version": "2.0", "routeKey": route, "rawPath": path, "headers": headers, "cookies": cookies,
		"requestContext": map[string]any{
			"requestId": "1", "domainName": "api.example.com", "routeKey": route,
			"http": map[string]string{"method": http.MethodGet, "path": path, "sourceIp": "192.0.2.1"},
		},
	})
	var response struct {
		StatusCode      int
		Body            string
		IsBase64Encoded bool
	}
	if err := json.Unmarshal(answer, &response); err != nil {
		t.Fatalf("answer %s: %v", answer, err)
	}
	expect(t, "body is text", response.IsBase64Encoded, false)
	return response.StatusCode, response.Body
}

// poolKeys are the pool's public keys, as "./build.sh deploy" would ship them.
func (d deployment) poolKeys(t *testing.T) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
		d.emulator.URL+"/"+d.outputs.Text(t, "user_pool_id")+"/.well-known/jwks.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	keys, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("the pool's keys: %s, %v", response.Status, err)
	}
	return string(keys)
}
