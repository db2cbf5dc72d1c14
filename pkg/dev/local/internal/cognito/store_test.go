package cognito

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// A restart keeps users, groups and sessions; no password, token or key is in the file.
func TestDataFileSurvivesARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data.json")
	with := func(o *Options) { o.DataFile, o.ClientSecret = path, "a-secret-that-stays-the-same" }
	first := start(t, with)
	first.local("users/alice@example.com/groups", `{"groups":["staff"]}`)
	tokens := first.signedIn("alice@example.com")
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}

	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, secret := range map[string]string{"password": password, "refresh token": tokens.RefreshToken,
		"access token": tokens.AccessToken, "key": "PRIVATE", "client secret": first.ClientSecret()} {
		if strings.Contains(string(raw), secret) {
			t.Errorf("the file holds the %s", name)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}

	again := start(t, with)
	next := again.refresh(tokens.RefreshToken)
	if next.Error != "" {
		t.Fatalf("refresh after the restart: %+v", next)
	}
	before, after := decode(t, tokens.AccessToken, 1), decode(t, next.AccessToken, 1)
	if before["sub"] != after["sub"] || before["auth_time"] != after["auth_time"] {
		t.Errorf("before %v\nafter %v", before, after)
	}
	if groups, _ := after["cognito:groups"].([]any); len(groups) != 1 || groups[0] != "staff" {
		t.Errorf("groups are %v", groups)
	}
	again.signedIn("alice@example.com")
}

// What cannot be read is left as it is.
func TestBrokenDataFileIsLeftAlone(t *testing.T) {
	for name, content := range map[string]string{"broken": `{"version":1,`, "newer": `{"version":3,"pools":[]}`,
		"empty": ``} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "data.json")
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := New(Options{DataFile: path}); err == nil {
				t.Error("it was taken")
			}
			if raw, err := os.ReadFile(path); err != nil || string(raw) != content {
				t.Errorf("the file is now %q, %v", raw, err)
			}
		})
	}
}

// Pools that the API made are kept with all that belongs to them, and their users stay signed in.
func TestDataFileKeepsPoolsOfTheAPI(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data.json")
	with := func(o *Options) { o.DataFile = path }
	first := start(t, with)
	made := first.call(t, "CreateUserPool", object{"PoolName": "shop",
		"Policies": object{"PasswordPolicy": object{"MinimumLength": 10}},
		"Schema":   []object{{"Name": "tenant", "AttributeDataType": "String"}}})
	id := made.at("UserPool", "Id")
	first.call(t, "CreateResourceServer", object{"UserPoolId": id, "Identifier": "orders", "Name": "orders",
		"Scopes": []object{{"ScopeName": "read", "ScopeDescription": "reads"}}})
	first.call(t, "CreateIdentityProvider", object{"UserPoolId": id, "ProviderName": "Google", "ProviderType": "Google",
		"ProviderDetails": object{"client_id": "x", "client_secret": "y", "authorize_scopes": "openid"}})
	client := first.call(t, "CreateUserPoolClient", object{
		"UserPoolId": id, "ClientName": "web", "GenerateSecret": false,
		"SupportedIdentityProviders": []string{"COGNITO", "Google"},
		"ExplicitAuthFlows":          []string{"ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"},
	}).at("UserPoolClient", "ClientId")
	first.call(t, "CreateUserPoolDomain", object{"UserPoolId": id, "Domain": "shop"})
	first.call(t, "CreateGroup", object{"UserPoolId": id, "GroupName": "staff"})
	first.call(t, "AdminCreateUser", object{"UserPoolId": id, "Username": "ann", "MessageAction": "SUPPRESS"})
	first.call(t, "AdminSetUserPassword", object{"UserPoolId": id, "Username": "ann", "Password": "Correct-Horse-9",
		"Permanent": true})
	first.call(t, "AdminAddUserToGroup", object{"UserPoolId": id, "Username": "ann", "GroupName": "staff"})
	refresh := first.call(t, "InitiateAuth", object{"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH",
		"AuthParameters": object{"USERNAME": "ann", "PASSWORD": "Correct-Horse-9"}}).at("AuthenticationResult",
		"RefreshToken")
	asked := map[string]object{
		"DescribeUserPool": {"UserPoolId": id}, "DescribeUserPoolClient": {"UserPoolId": id, "ClientId": client},
		"DescribeUserPoolDomain":   {"Domain": "shop"},
		"DescribeResourceServer":   {"UserPoolId": id, "Identifier": "orders"},
		"DescribeIdentityProvider": {"UserPoolId": id, "ProviderName": "Google"},
		"GetGroup":                 {"UserPoolId": id, "GroupName": "staff"},
		"AdminGetUser":             {"UserPoolId": id, "Username": "ann"},
		"AdminListGroupsForUser":   {"UserPoolId": id, "Username": "ann"},
	}
	before := map[string]answered{}
	for operation, input := range asked {
		before[operation] = first.call(t, operation, input)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if raw, err := os.ReadFile(path); err != nil || strings.Contains(string(raw), "Correct-Horse-9") ||
		strings.Contains(string(raw), refresh) {
		t.Errorf("the file holds a password or a token: %v", err)
	}
	again := start(t, with, func(o *Options) { o.Now = func() time.Time { return time.Unix(1_800_003_600, 0) } })
	for operation, input := range asked {
		if got := again.call(t, operation, input); !reflect.DeepEqual(got, before[operation]) {
			t.Errorf("%s answered\n%v\nbefore, and\n%v\nafter", operation, before[operation], got)
		}
	}
	if token := again.call(t, "InitiateAuth", object{"ClientId": client, "AuthFlow": "REFRESH_TOKEN_AUTH",
		"AuthParameters": object{"REFRESH_TOKEN": refresh}}).at("AuthenticationResult", "AccessToken"); token == "" {
		t.Error("the user is no longer signed in")
	}
	again.call(t, "DeleteUserPoolDomain", object{"UserPoolId": id, "Domain": "shop"})
	again.call(t, "DeleteUserPool", object{"UserPoolId": id})
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if raw, err := os.ReadFile(path); err != nil || strings.Contains(string(raw), id) {
		t.Errorf("a pool that was deleted is still there: %v", err)
	}
}

// A file of version 1 had the site's pool alone.
func TestDataFileOfVersionOneIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data.json")
	with := func(o *Options) { o.DataFile, o.Users = path, nil }
	if err := os.WriteFile(path, []byte(`{"version":1,"pool_id":"eu-west-1_LocalPool","users":[{"username":"00000000-0000-4000-8000-000000000001","attributes":{"sub":"00000000-0000-4000-8000-000000000001","email":"old@example.com"},"status":"CONFIRMED","enabled":true}],"groups":[{"name":"staff"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, with)
	if got := s.call(t, "AdminGetUser", object{"UserPoolId": s.PoolID(),
		"Username": "old@example.com"}).at("UserStatus"); got != "CONFIRMED" {
		t.Errorf("the user is %q", got)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if raw, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(raw), `{"version":2,`) ||
		!strings.Contains(string(raw), "old@example.com") {
		t.Errorf("%v: %s", err, raw)
	}
}

// answered is the JSON of an answer.
type answered map[string]any

// at is a text in it.
func (a answered) at(path ...string) string {
	var value any = map[string]any(a)
	for _, name := range path {
		members, _ := value.(map[string]any)
		value = members[name]
	}
	text, _ := value.(string)
	return text
}

// call calls an operation that must succeed.
func (s *stack) call(t *testing.T, operation string, input object) (a answered) {
	t.Helper()
	body, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	w := s.serve(http.MethodPost, "/", "application/x-amz-json-1.1", string(body), "X-Amz-Target", target+operation)
	if w.Code != http.StatusOK {
		t.Fatalf("%s answered %d %s", operation, w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// TestDataFileWithTheFirstPoolsDomain: who gives the first pool's domain to another pool can start again.
func TestDataFileWithTheFirstPoolsDomain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data.json")
	with := func(o *Options) { o.DataFile = path }
	first := start(t, with)
	id := first.call(t, "CreateUserPool", object{"PoolName": "shop"}).at("UserPool", "Id")
	first.call(t, "DeleteUserPoolDomain", object{"UserPoolId": first.PoolID(), "Domain": domainPrefix})
	first.call(t, "CreateUserPoolDomain", object{"UserPoolId": id, "Domain": domainPrefix})
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again := start(t, with)
	if got := again.call(t, "DescribeUserPoolDomain", object{"Domain": domainPrefix}).at("DomainDescription",
		"UserPoolId"); got != id {
		t.Errorf("the domain is of the pool %q", got)
	}
}
