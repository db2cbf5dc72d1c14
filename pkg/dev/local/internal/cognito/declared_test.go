package cognito

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const poolsExample = "../../../../../docs/howto/examples/pools.json"

func withPools(t *testing.T, path string, change ...func(*Options)) *stack {
	t.Helper()
	file, err := ReadPools(path)
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, change...)
	if err := s.AddPools(file); err != nil {
		t.Fatal(err)
	}
	return s
}

// The file of the how-to has pools with fixed ids, in which people can sign in at once.
func TestPoolsOfAFile(t *testing.T) {
	s := withPools(t, poolsExample)
	if got := s.Clients(); len(got) != 2 || got[0] != (PoolClient{"shop", "eu-west-1_Shop00001", "web",
		"shopwebclient0000000000001"}) {
		t.Errorf("clients are %v", got)
	}
	signIn := object{"ClientId": "shopwebclient0000000000001", "AuthFlow": "USER_PASSWORD_AUTH",
		"AuthParameters": object{"USERNAME": "ann@example.com", "PASSWORD": "Correct-Horse-9"}}
	access := s.call(t, "InitiateAuth", signIn).at("AuthenticationResult", "AccessToken")
	if groups, _ := decode(t, access, 1)["cognito:groups"].([]any); len(groups) != 1 || groups[0] != "staff" {
		t.Errorf("groups are %v", groups)
	}
	pool := object{"UserPoolId": "eu-west-1_Shop00001"}
	for operation, want := range map[string]struct {
		input object
		path  []string
		text  string
	}{
		"DescribeUserPoolDomain": {object{"Domain": "shop"}, []string{"DomainDescription", "UserPoolId"},
			"eu-west-1_Shop00001"},
		"DescribeResourceServer": {object{"Identifier": "https://api.shop.example"},
			[]string{"ResourceServer", "Name"}, "orders"},
		"DescribeIdentityProvider": {object{"ProviderName": "Google"},
			[]string{"IdentityProvider", "ProviderType"}, "Google"},
		"DescribeUserPoolClient": {object{"ClientId": "shopmachine00000000000001"},
			[]string{"UserPoolClient", "ClientSecret"}, "aSecretThatIsOnlyForThisMachine1"},
		"GetUserPoolMfaConfig": {object{}, []string{"MfaConfiguration"}, "OPTIONAL"},
		"AdminGetUser":         {object{"Username": "new@example.com"}, []string{"UserStatus"}, "FORCE_CHANGE_PASSWORD"},
	} {
		if operation != "DescribeUserPoolDomain" {
			want.input["UserPoolId"] = pool["UserPoolId"]
		}
		if got := s.call(t, operation, want.input).at(want.path...); got != want.text {
			t.Errorf("%s: %q, want %q", operation, got, want.text)
		}
	}
	if err := s.AddPools(mustReadPools(t, poolsExample)); err != nil {
		t.Errorf("pools that are there already: %v", err)
	}
}

func mustReadPools(t *testing.T, path string) *PoolsFile {
	t.Helper()
	file, err := ReadPools(path)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// What a data file has kept stays as it is.
func TestPoolsOfAFileAndADataFile(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data.json")
	with := func(o *Options) { o.DataFile = data }
	first := withPools(t, poolsExample, with)
	first.call(t, "AdminDeleteUser", object{"UserPoolId": "eu-west-1_Shop00001", "Username": "new@example.com"})
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again := withPools(t, poolsExample, with)
	if got := len(again.account.Pools()); got != 2 {
		t.Errorf("%d pools", got)
	}
	if users, _ := again.call(t, "ListUsers", object{"UserPoolId": "eu-west-1_Shop00001"})["Users"].([]any); len(users) != 1 {
		t.Errorf("users are %v", users)
	}
}

// The functions of a pool are not called for the users of the file: who serves them starts later.
func TestUsersOfAFileCallNoFunction(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pools.json")
	const arn = "arn:aws:lambda:eu-west-1:000000000000:function:pre"
	if err := os.WriteFile(path, []byte(`{"pools":[{"PoolName":"p","LambdaConfig":{"PreSignUp":"`+arn+
		`"},"Users":[{"Username":"ann","Password":"Correct-Horse-9"}]}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s := withPools(t, path)
	pools := s.account.Pools()
	if got := pools[len(pools)-1].Configuration().LambdaConfig.PreSignUp; got != arn {
		t.Errorf("the function is %q", got)
	}
}

func TestMistakesInAPoolsFile(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"no JSON", "{\n\"pools\": [\n}", "pools.json:3: not JSON"},
		{"a list", "[]", `pools.json:1: want {"pools"`},
		{"empty", `{"pools": []}`, "it has no pools"},
		{"a member besides", "{\n\"pool\": []}", `pools.json:2: "pool": want {"pools"`},
		{"an unknown member", "{\"pools\": [{\n\"PoolName\": \"a\",\n\"Cliens\": []}]}",
			`pools.json:3: pool 1 "a": unknown member "Cliens": did you mean "Clients"?`},
		{"an unknown member within", "{\"pools\": [{\"PoolName\": \"a\",\n\"Policies\": {\"PasswordPolicy\": {\"MinimumLenght\": 8}}}]}", `pools.json:2: pool 1 "a": unknown member "Policies.PasswordPolicy.MinimumLenght": did you mean "MinimumLength"?`},
		{"a name that is missing", "{\"pools\": [\n{}]}", `pools.json:2: pool 1: "PoolName" is missing`},
		{"a value of another type", "{\"pools\": [{\"PoolName\": \"a\", \"Clients\": [{\"ClientName\": \"web\",\n\"ExplicitAuthFlows\": \"ALLOW_USER_AUTH\"}]}]}", `pools.json:2: pool 1 "a": Clients[0]: "ExplicitAuthFlows": has a part of another type: want a list, each a text`},
		{"a value that is none of those", "{\"pools\": [{\"PoolName\": \"a\", \"Clients\": [{\"ClientName\": \"web\",\n\"ExplicitAuthFlows\": [\"USER\"]}]}]}", `Member must satisfy enum value set`},
		{"an id of another form", "{\"pools\": [{\"PoolName\": \"a\",\n\"Id\": \"shop\"}]}",
			`pools.json:2: pool 1 "a": "Id": `},
		{"two pools with an id", "{\"pools\": [{\"PoolName\": \"a\", \"Id\": \"eu-west-1_A\", \"Clients\": [{\"ClientName\": \"x\", \"ClientId\": \"one\"}]},\n{\"PoolName\": \"b\", \"Clients\": [\n{\"ClientName\": \"x\", \"ClientId\": \"one\"}]}]}", `pools.json:3: pool 2 "b": Clients[0]: InvalidParameterException: the id one is another client's`},
		{"a password outside the policy", "{\"pools\": [{\"PoolName\": \"a\", \"Users\": [\n{\"Username\": \"ann\", \"Password\": \"short\"}]}]}", `pools.json:2: pool 1 "a": Users[0]: InvalidPasswordException: Password did not conform with policy`},
		{"a group that is not there", "{\"pools\": [{\"PoolName\": \"a\", \"Users\": [\n{\"Username\": \"ann\", \"Groups\": [\"staff\"]}]}]}", `pools.json:2: pool 1 "a": Users[0]: ResourceNotFoundException: Group not found.`},
		{"no list", "{\"pools\": [{\"PoolName\": \"a\",\n\"Users\": {\"Username\": \"ann\"}}]}",
			`pools.json:2: pool 1 "a": Users[0]: want the input of AdminCreateUser`},
		{"a list of what there is once", "{\"pools\": [{\"PoolName\": \"a\",\n\"MfaConfig\": []}]}",
			`pools.json:2: pool 1 "a": MfaConfig: want the input of SetUserPoolMfaConfig`},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "pools.json")
			if err := os.WriteFile(path, []byte(c.file), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := ReadPools(path); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v\nwant %s", err, c.want)
			}
		})
	}
}

// All mistakes are told at once.
func TestAPoolsFileIsCheckedWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pools.json")
	if err := os.WriteFile(path, []byte("{\"pools\": [{\"PoolName\": \"a\", \"Clients\": [{}],\n\"Groups\": [{}]},\n{}]}"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := ReadPools(path)
	if got := strings.Count(err.Error(), "is missing"); got != 3 {
		t.Errorf("%d mistakes in %v", got, err)
	}
}

// Whatever the file has, it is read or refused.
func FuzzPoolsFile(f *testing.F) {
	example, err := os.ReadFile(poolsExample)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(example)
	for _, seed := range []string{
		`{"pools":[null,1,{"PoolName":null,"Id":null,"Users":null,"Clients":[null,{}],"MfaConfig":null,"ManagedLoginBrandings":[{"ClientId":"a","Settings":{"a":[{}]},"Assets":[{"x":1},null]}]}]}`,
		`{"pools":[{"PoolName":"a","Schema":[{"Name":"b","AttributeDataType":"String","StringAttributeConstraints":{"MaxLength":5}}],"UserPoolTags":{"a":null},"LambdaConfig":{"PreSignUp":"arn"}}]}`,
		`{"pools":{"PoolName":"a"},"pools":[[]],"":0}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(t.TempDir(), "pools.json")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if file, err := ReadPools(path); (file == nil) != (err != nil) {
			t.Errorf("%v and %v", file, err)
		}
	})
}
