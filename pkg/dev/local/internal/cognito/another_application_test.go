package cognito

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// application is a pool that a program made for itself by the API.
type application struct {
	*stack
	pool string
}

// call runs an operation; POOL in the body is the pool's id.
func (a *application) call(operation, body string) (int, map[string]any) {
	a.t.Helper()
	w := a.serve(http.MethodPost, "/", "application/x-amz-json-1.1", strings.ReplaceAll(body, "POOL", a.pool),
		"X-Amz-Target", "AWSCognitoIdentityProviderService."+operation)
	out := map[string]any{}
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		a.t.Fatalf("%s: %v in %s", operation, err, w.Body)
	}
	return w.Code, out
}

func (a *application) ok(operation, body string) map[string]any {
	a.t.Helper()
	status, out := a.call(operation, body)
	if status != http.StatusOK {
		a.t.Fatalf("%s answered %d %v", operation, status, out)
	}
	return out
}

// client makes an app client and returns its id and its secret.
func (a *application) client(members string) (id, secret string) {
	a.t.Helper()
	made, _ := a.ok("CreateUserPoolClient", `{"UserPoolId":"POOL","ClientName":"c",`+members+
		`}`)["UserPoolClient"].(map[string]any)
	id, _ = made["ClientId"].(string)
	secret, _ = made["ClientSecret"].(string)
	return id, secret
}

func newApplication(t *testing.T, members string) *application {
	t.Helper()
	a := &application{stack: start(t)}
	made, _ := a.ok("CreateUserPool", `{"PoolName":"another"`+members+`}`)["UserPool"].(map[string]any)
	a.pool, _ = made["Id"].(string)
	return a
}

func TestPlainUserNamesAndAliases(t *testing.T) {
	a := newApplication(t, `,"AliasAttributes":["email"],"AutoVerifiedAttributes":["email"]`)
	id, secret := a.client(`"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]`)
	if secret != "" {
		t.Errorf("a client that asked for none has the secret %q", secret)
	}
	signUp := func(name string) (int, map[string]any) {
		return a.call("SignUp", `{"ClientId":"`+id+`","Username":"`+name+
			`","Password":"Good-pass-1","UserAttributes":[{"Name":"email","Value":"bob@example.com"}]}`)
	}
	if status, out := signUp("bob@example.com"); status != 400 ||
		out["message"] != "Username cannot be of email format, since user pool is configured for email alias." {
		t.Errorf("an address as the user name: %d %v", status, out)
	}
	if status, out := signUp("bob"); status != 200 || out["UserSub"] == "bob" || out["CodeDeliveryDetails"] == nil {
		t.Fatalf("sign-up: %d %v", status, out)
	}
	if status, out := signUp("bob"); status != 400 || out["__type"] != "UsernameExistsException" {
		t.Errorf("the same name again: %d %v", status, out)
	}
	a.ok("AdminConfirmSignUp", `{"UserPoolId":"POOL","Username":"bob"}`)
	signIn := func(name string) (int, map[string]any) {
		return a.call("InitiateAuth", `{"AuthFlow":"USER_PASSWORD_AUTH","ClientId":"`+id+
			`","AuthParameters":{"USERNAME":"`+name+`","PASSWORD":"Good-pass-1"}}`)
	}
	if status, out := signIn("bob@example.com"); status != 400 || out["message"] != "User does not exist." {
		t.Errorf("an alias that is not verified: %d %v", status, out)
	}
	a.ok("AdminUpdateUserAttributes", `{"UserPoolId":"POOL","Username":"bob","UserAttributes":[{"Name":"email_verified","Value":"true"}]}`)
	for _, name := range []string{"bob", "bob@example.com"} {
		status, out := signIn(name)
		result, _ := out["AuthenticationResult"].(map[string]any)
		access, _ := result["AccessToken"].(string)
		if status != 200 {
			t.Fatalf("%s: %d %v", name, status, out)
		}
		claims := decode(t, access, 1)
		if claims["username"] != "bob" || claims["sub"] == "bob" || claims["iss"] != a.url+"/"+a.pool {
			t.Errorf("%s: claims %v", name, claims)
		}
		if got := a.ok("GetUser", `{"AccessToken":"`+access+`"}`)["Username"]; got != "bob" {
			t.Errorf("GetUser names %v", got)
		}
	}
}

func TestMachinesHaveTokensOfTheirOwn(t *testing.T) {
	a := newApplication(t, "")
	a.ok("CreateResourceServer", `{"UserPoolId":"POOL","Identifier":"orders","Name":"Orders","Scopes":[{"ScopeName":"read","ScopeDescription":"r"},{"ScopeName":"write","ScopeDescription":"w"}]}`)
	machine := `"AllowedOAuthFlowsUserPoolClient":true,"AllowedOAuthFlows":["client_credentials"],"AllowedOAuthScopes":["orders/read"]`
	if status, out := a.call("CreateUserPoolClient", `{"UserPoolId":"POOL","ClientName":"c",`+machine+`}`); status != 400 {
		t.Errorf("a machine without a secret: %d %v", status, out)
	}
	id, secret := a.client(machine + `,"GenerateSecret":true`)
	ask := func(secret, scope string) tokenAnswer {
		return a.tokenAs(id, secret, "grant_type", "client_credentials", "scope", scope)
	}
	got := ask(secret, "")
	claims := decode(t, got.AccessToken, 1)
	if got.Status != 200 || claims["sub"] != id || claims["scope"] != "orders/read" || got.RefreshToken != "" ||
		got.IDToken != "" {
		t.Errorf("%+v, claims %v", got, claims)
	}
	if got := ask(secret, "orders/write"); got.Status != 400 || got.Error != "invalid_scope" {
		t.Errorf("a scope that the client has not: %+v", got)
	}
	if got := ask("wrong", ""); got.Status != 400 || got.Error != "invalid_client" {
		t.Errorf("a wrong secret: %+v", got)
	}

	added, _ := a.ok("AddUserPoolClientSecret", `{"UserPoolId":"POOL","ClientId":"`+id+
		`"}`)["ClientSecretDescriptor"].(map[string]any)
	second, _ := added["ClientSecretValue"].(string)
	if one, two := ask(secret, "").Status, ask(second, "").Status; one != 200 || two != 200 {
		t.Errorf("with two secrets: %d and %d", one, two)
	}
	if status, _ := a.call("AddUserPoolClientSecret", `{"UserPoolId":"POOL","ClientId":"`+id+`"}`); status != 400 {
		t.Errorf("a third secret: %d", status)
	}
	list, _ := a.ok("ListUserPoolClientSecrets", `{"UserPoolId":"POOL","ClientId":"`+id+`"}`)["ClientSecrets"].([]any)
	first, _ := list[0].(map[string]any)
	a.ok("DeleteUserPoolClientSecret", `{"UserPoolId":"POOL","ClientId":"`+id+`","ClientSecretId":"`+
		first["ClientSecretId"].(string)+`"}`)
	if one, two := ask(secret, "").Status, ask(second, "").Status; len(list) != 2 || one != 400 || two != 200 {
		t.Errorf("%d secrets; after the first was deleted: %d and %d", len(list), one, two)
	}
}

func TestTokensInTheFragment(t *testing.T) {
	a := &application{stack: start(t)}
	a.pool = a.PoolID()
	both := `"AllowedOAuthFlowsUserPoolClient":true,"AllowedOAuthFlows":["code","implicit"],"AllowedOAuthScopes":["openid","email","aws.cognito.signin.user.admin"],"CallbackURLs":["` + callback + `"]`
	id, _ := a.client(both)
	v := a.visitor()
	query := url.Values{"client_id": {id}, "redirect_uri": {callback}, "response_type": {"token"}, "state": {"s"},
		"scope": {"openid aws.cognito.signin.user.admin"}}
	v.get("/oauth2/authorize?" + query.Encode())
	back := v.post("/login?"+query.Encode(), "username", "alice@example.com", "password", password).location()
	fragment, err := url.ParseQuery(back.Fragment)
	if err != nil || fragment.Get("state") != "s" || fragment.Get("id_token") == "" || fragment.Has("refresh_token") {
		t.Fatalf("%v in %s", err, back)
	}
	a.ok("GetUser", `{"AccessToken":"`+fragment.Get("access_token")+`"}`)
	query.Set("client_id", a.ClientID())
	query.Set("scope", "openid")
	if refused := v.get("/oauth2/authorize?" + query.Encode()).location().Query().Get("error"); refused != "unauthorized_client" {
		t.Errorf("a client without the flow: %q", refused)
	}
}

func TestPoolsAreApart(t *testing.T) {
	a := newApplication(t, "")
	id, _ := a.client(`"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]`)
	for _, c := range []struct{ name, operation, body string }{
		{"a client of another pool", "DescribeUserPoolClient", `{"UserPoolId":"` + a.PoolID() + `","ClientId":"` + id + `"}`},
		{"a user of another pool", "AdminGetUser", `{"UserPoolId":"POOL","Username":"alice@example.com"}`},
		{"a sign-in at another pool", "InitiateAuth", `{"AuthFlow":"USER_PASSWORD_AUTH","ClientId":"` + id +
			`","AuthParameters":{"USERNAME":"alice@example.com","PASSWORD":"` + password + `"}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if status, out := a.call(c.operation, c.body); status != 400 {
				t.Errorf("answered %d %v", status, out)
			}
		})
	}
	a.ok("CreateUserPoolDomain", `{"UserPoolId":"POOL","Domain":"another"}`)
	if status, _ := a.call("DeleteUserPool", `{"UserPoolId":"POOL"}`); status != 400 {
		t.Errorf("a pool with a domain was deleted: %d", status)
	}
	a.ok("DeleteUserPoolDomain", `{"UserPoolId":"POOL","Domain":"another"}`)
	a.ok("DeleteUserPool", `{"UserPoolId":"POOL"}`)
	if status, _ := a.call("DescribeUserPool", `{"UserPoolId":"POOL"}`); status != 400 {
		t.Errorf("a deleted pool is described: %d", status)
	}
}

func TestAClientReadsAndWritesItsAttributesOnly(t *testing.T) {
	a := newApplication(t, "")
	id, _ := a.client(`"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"],"ReadAttributes":["email"],"WriteAttributes":["email","name"]`)
	signUp := func(attribute string) (int, map[string]any) {
		return a.call("SignUp", `{"ClientId":"`+id+
			`","Username":"bob","Password":"Good-pass-1!","UserAttributes":[{"Name":"`+attribute+
			`","Value":"bob@example.com"}]}`)
	}
	if status, out := signUp("nickname"); status != 400 ||
		out["message"] != "A client attempted to write unauthorized attribute" {
		t.Errorf("an attribute that the client may not write: %d %v", status, out)
	}
	if status, out := signUp("name"); status != 200 {
		t.Fatalf("sign-up: %d %v", status, out)
	}
	a.ok("AdminConfirmSignUp", `{"UserPoolId":"POOL","Username":"bob"}`)
	out := a.ok("InitiateAuth", `{"AuthFlow":"USER_PASSWORD_AUTH","ClientId":"`+id+
		`","AuthParameters":{"USERNAME":"bob","PASSWORD":"Good-pass-1!"}}`)
	result, _ := out["AuthenticationResult"].(map[string]any)
	token, _ := result["IdToken"].(string)
	if claims := decode(t, token, 1); claims["name"] != nil || claims["sub"] == nil {
		t.Errorf("the ID token shows what the client may not read: %v", claims)
	}
}
