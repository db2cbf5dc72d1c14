package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// cognitoAPI is a user pool that speaks AWS JSON 1.1. It notes every call, and answers by operation.
type cognitoAPI struct {
	t       *testing.T
	url     string
	calls   []string
	answers map[string]func(input map[string]any) (int, string)
}

func newCognitoAPI(t *testing.T) *cognitoAPI {
	t.Helper()
	api := &cognitoAPI{t: t, answers: map[string]func(map[string]any) (int, string){}}
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	api.url = server.URL
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example",
		"AWS_CONFIG_FILE":             filepath.Join(t.TempDir(), "none"),
		"AWS_SHARED_CREDENTIALS_FILE": filepath.Join(t.TempDir(), "none"), "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_PROFILE":      "",
		"AWS_ENDPOINT_URL": "", "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": "", "COGNITO_USER_POOL_ID": "",
		"AWS_MAX_ATTEMPTS": "1",
	} {
		t.Setenv(name, value)
	}
	return api
}

// ServeHTTP implements http.Handler.
func (c *cognitoAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	operation := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "AWSCognitoIdentityProviderService.")
	var input map[string]any
	if err := json.NewDecoder(r.Body).Decode(&input); err != nil {
		c.t.Errorf("%s: %v", operation, err)
	}
	call := operation
	for _, name := range []string{"UserPoolId", "Username", "GroupName", "Filter", "PaginationToken"} {
		if value, found := input[name]; found {
			call += fmt.Sprintf(" %v", value)
		}
	}
	c.calls = append(c.calls, call)
	status, body := http.StatusOK, `{"Users":[],"Groups":[]}`
	if answer := c.answers[operation]; answer != nil {
		status, body = answer(input)
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func (c *cognitoAPI) answer(operation, body string) {
	c.answers[operation] = func(map[string]any) (int, string) { return http.StatusOK, body }
}

func (c *cognitoAPI) refuse(operation, code string) {
	c.answers[operation] = func(map[string]any) (int, string) {
		return http.StatusBadRequest, fmt.Sprintf(`{"__type":%q,"message":"refused"}`, code)
	}
}

const (
	testPool = "eu-west-1_TestPool1"
	adaJSON  = `{"Username":"ada-name","Enabled":true,"UserStatus":"CONFIRMED","UserCreateDate":1767323045,"UserLastModifiedDate":1767323045,
		"Attributes":[{"Name":"sub","Value":"ada-sub"},{"Name":"email","Value":"ada@example.com"},{"Name":"email_verified","Value":"true"}]}`
)

// runUsers runs the sub-command as the tool does.
func (c *cognitoAPI) runUsers(input string, args ...string) (output string, err error) {
	c.t.Helper()
	root := newUsersCommand()
	root.SilenceUsage, root.SilenceErrors = true, true
	var out bytes.Buffer
	root.SetOut(&out)
	root.SetErr(io.Discard)
	root.SetIn(strings.NewReader(input))
	root.SetArgs(append([]string{"--endpoint", c.url, "--pool", testPool}, args...))
	err = root.ExecuteContext(c.t.Context())
	return out.String(), err
}

const findAda = "ListUsers " + testPool + ` email = "ada@example.com"`

func TestUsersChanges_S33(t *testing.T) {
	const who = " " + testPool + " ada-name"
	tests := []struct {
		args  []string
		calls []string
		said  string
	}{
		{[]string{"disable", "ada@example.com"}, []string{findAda, "AdminDisableUser" + who,
			"AdminUserGlobalSignOut" + who}, "ada@example.com is disabled"},
		{[]string{"enable", "ada@example.com"}, []string{findAda, "AdminEnableUser" + who}, "can sign in again"},
		{[]string{"reset-password", "ada@example.com"}, []string{findAda, "AdminResetUserPassword" + who}, "a code was sent"},
		{[]string{"sign-out", "ada-sub"}, []string{"ListUsers " + testPool + ` sub = "ada-sub"`,
			"AdminUserGlobalSignOut" + who}, "signed out everywhere"},
		{[]string{"add-to-group", "ada@example.com", "admin"},
			[]string{findAda, "AdminAddUserToGroup" + who + " admin"}, "is a member"},
		{[]string{"remove-from-group", "ada@example.com", "admin"},
			[]string{findAda, "AdminRemoveUserFromGroup" + who + " admin", "AdminUserGlobalSignOut" + who},
			"no longer a member"},
		{[]string{"delete", "--yes", "ada@example.com"},
			[]string{findAda, "AdminDisableUser" + who, "AdminUserGlobalSignOut" + who, "AdminDeleteUser" + who},
			"is deleted"},
		{[]string{"get", "ada@example.com"}, []string{findAda, "AdminListGroupsForUser" + who,
			"AdminListUserAuthEvents" + who}, "admin, readers"},
		{[]string{"get", "--json", "ada@example.com"}, []string{findAda, "AdminListGroupsForUser" + who}, `"sub": "ada-sub"`},
		{[]string{"enable", "--json", "ada@example.com"}, []string{findAda, "AdminEnableUser" + who},
			`"username": "ada-name"`},
	}
	for _, tt := range tests {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			api := newCognitoAPI(t)
			api.answer("ListUsers", `{"Users":[`+adaJSON+`]}`)
			api.answer("AdminListGroupsForUser", `{"Groups":[{"GroupName":"readers"},{"GroupName":"admin"}]}`)
			out, err := api.runUsers("", tt.args...)
			if err != nil || !strings.Contains(out, tt.said) {
				t.Errorf("output %q, %v; want %q", out, err, tt.said)
			}
			if !slices.Equal(api.calls, tt.calls) {
				t.Errorf("calls = %q, want %q", api.calls, tt.calls)
			}
		})
	}
}

// TestUsersGetShowsTheLastSignIn where the pool keeps it, and says why not elsewhere.
func TestUsersGetShowsTheLastSignIn_U40(t *testing.T) {
	const events = `{"AuthEvents":[
		{"EventType":"SignIn","EventResponse":"Fail","CreationDate":1790000009},
		{"EventType":"SignIn","EventResponse":"Pass","CreationDate":1790000000},
		{"EventType":"SignIn","EventResponse":"Pass","CreationDate":1789990000},
		{"EventType":"ForgotPassword","EventResponse":"Pass","CreationDate":1790000008}]}`
	for name, tt := range map[string]struct{ answer, refusal, want string }{
		"kept":  {events, "", "last sign-in 2026-09-21T14:13:20Z"},
		"never": {`{"AuthEvents":[]}`, "", "last sign-in in none of the last events"},
		"another plan": {"", "UserPoolAddOnNotEnabledException",
			"not known: the pool keeps no sign-ins; that needs threat protection"},
		"an emulator":     {"", "UnknownOperationException", "not known: the pool keeps no sign-ins"},
		"no right for it": {"", "AccessDeniedException", "not known: check your AWS credentials"},
	} {
		t.Run(name, func(t *testing.T) {
			api := newCognitoAPI(t)
			api.answer("ListUsers", `{"Users":[`+adaJSON+`]}`)
			api.answer("AdminListUserAuthEvents", tt.answer)
			if tt.refusal != "" {
				api.refuse("AdminListUserAuthEvents", tt.refusal)
			}
			if out, err := api.runUsers("", "get", "ada@example.com"); err != nil ||
				!strings.Contains(strings.Join(strings.Fields(out), " "), tt.want) {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}

func TestUsersFindsOneOrSaysWhich_S34(t *testing.T) {
	tests := []struct{ name, answer, want string }{
		{"none", `{"Users":[]}`, `no user "ada@example.com"`},
		{"many", `{"Users":[` + adaJSON + "," + strings.ReplaceAll(adaJSON, "ada-sub", "other-sub") + `]}`,
			"ada-sub, other-sub"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			api := newCognitoAPI(t)
			api.answer("ListUsers", tt.answer)
			_, err := api.runUsers("", "disable", "ada@example.com")
			if err == nil || !strings.Contains(err.Error(), tt.want) || len(api.calls) != 1 {
				t.Errorf("error %v after %q, want %q", err, api.calls, tt.want)
			}
		})
	}
}

func TestUsersDeleteAsks(t *testing.T) {
	for _, tt := range []struct {
		typed   string
		deleted bool
	}{{"ada@example.com\n", true}, {"ada@example.com", true}, {"yes\n", false}, {"", false}} {
		api := newCognitoAPI(t)
		api.answer("ListUsers", `{"Users":[`+adaJSON+`]}`)
		_, err := api.runUsers(tt.typed, "delete", "ada@example.com")
		if deleted := slices.Contains(api.calls, "AdminDeleteUser "+testPool+" ada-name"); deleted != tt.deleted ||
			(err == nil) != tt.deleted {
			t.Errorf("typed %q: deleted %v, %v", tt.typed, deleted, err)
		}
	}
}

func TestUsersList(t *testing.T) {
	api := newCognitoAPI(t)
	api.answers["ListUsers"] = func(input map[string]any) (int, string) {
		if input["PaginationToken"] == nil {
			return http.StatusOK, `{"Users":[` + adaJSON + `],"PaginationToken":"more"}`
		}
		return http.StatusOK, `{"Users":[` + strings.ReplaceAll(adaJSON, "ada@example.com",
			`eve\u001b[31m@example.com`) + `]}`
	}
	out, err := api.runUsers("", "list", "--email", `a"b`)
	if err != nil || strings.Count(out, "ada-sub") != 2 || !strings.Contains(out, "2026-01-02") ||
		strings.Contains(out, "\x1b") {
		t.Errorf("output %q, %v", out, err)
	}
	if want := []string{"ListUsers " + testPool + ` email ^= "a\"b"`,
		"ListUsers " + testPool + ` email ^= "a\"b" more`}; !slices.Equal(api.calls, want) {
		t.Errorf("calls = %q, want %q", api.calls, want)
	}
	api.calls = nil
	out, err = api.runUsers("", "list", "--json", "--limit", "1")
	var users []map[string]any
	if jsonErr := json.Unmarshal([]byte(out), &users); err != nil || jsonErr != nil || len(users) != 1 ||
		len(api.calls) != 1 {
		t.Errorf("output %s, %v, %v after %q", out, err, jsonErr, api.calls)
	}
	if _, err := api.runUsers("", "list", "--email", "a", "--status", "confirmed"); err == nil {
		t.Error("--email and --status together: no error")
	}
	api.answer("ListUsers", `{"Users":[]}`)
	if out, err := api.runUsers("", "list", "--json"); err != nil || strings.TrimSpace(out) != "[]" {
		t.Errorf("nobody as JSON: %q, %v", out, err)
	}
}

func TestUsersCreate(t *testing.T) {
	const made = `{"User":{"Username":"ada-name","Enabled":true,"Attributes":[{"Name":"sub","Value":"ada-sub"}]}}`
	t.Run("invites", func(t *testing.T) {
		api := newCognitoAPI(t)
		api.answer("ListGroups", `{"Groups":[{"GroupName":"admin"},{"GroupName":"readers"}]}`)
		var sent map[string]any
		api.answers["AdminCreateUser"] = func(input map[string]any) (int, string) { sent = input; return http.StatusOK, made }
		out, err := api.runUsers("", "create", "ada@example.com", "--group", "admin", "--group", "readers")
		if err != nil || !strings.Contains(out, "ada@example.com is created") {
			t.Errorf("output %q, %v", out, err)
		}
		want := []string{"ListGroups " + testPool, "AdminCreateUser " + testPool + " ada@example.com",
			"AdminAddUserToGroup " + testPool + " ada-name admin", "AdminAddUserToGroup " + testPool + " ada-name readers"}
		if !slices.Equal(api.calls, want) || sent["MessageAction"] != nil ||
			fmt.Sprint(sent["DesiredDeliveryMediums"]) != "[EMAIL]" {
			t.Errorf("calls %q, input %v", api.calls, sent)
		}
	})
	t.Run("with a password", func(t *testing.T) {
		api := newCognitoAPI(t)
		var created, set map[string]any
		api.answers["AdminCreateUser"] = func(input map[string]any) (int,
			string) {
			created = input
			return http.StatusOK, made
		}
		api.answers["AdminSetUserPassword"] = func(input map[string]any) (int,
			string) {
			set = input
			return http.StatusOK, "{}"
		}
		out, err := api.runUsers("Correct horse 1!\n", "create", "ada@example.com", "--password-stdin", "--json")
		if err != nil || strings.Contains(out, "horse") || created["MessageAction"] != "SUPPRESS" ||
			set["Password"] != "Correct horse 1!" || set["Permanent"] != true {
			t.Errorf("output %q, %v; inputs %v, %v", out, err, created, set)
		}
	})
	tests := []struct {
		name string
		args []string
		code string
		want string
	}{
		{"no address", []string{"create", "ada"}, "", "not an e-mail address"},
		{"address with a name", []string{"create", "Ada <ada@example.com>"}, "", "not an e-mail address"},
		{"no password", []string{"create", "ada@example.com", "--password-stdin"}, "",
			"the first line of the input is empty"},
		{"exists", []string{"create", "ada@example.com"}, "UsernameExistsException", "users invite"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			api := newCognitoAPI(t)
			api.refuse("AdminCreateUser", tt.code)
			if _, err := api.runUsers("", tt.args...); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

func TestUsersErrorsSayWhatToDo(t *testing.T) {
	for code, want := range map[string]string{
		"AccessDeniedException":     "check your AWS credentials",
		"ResourceNotFoundException": "check your AWS credentials, the id of the pool",
		"TooManyRequestsException":  "wait a moment", "NotAuthorizedException": "does not allow it",
		"InternalErrorException": "check network",
		"UserNotFoundException":  "there is no user",
	} {
		api := newCognitoAPI(t)
		api.answer("ListUsers", `{"Users":[`+adaJSON+`]}`)
		api.refuse("AdminResetUserPassword", code)
		if _, err := api.runUsers("", "reset-password", "ada@example.com"); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", code, err, want)
		}
	}
}

func TestUsersFindTheirPool(t *testing.T) {
	run := func(t *testing.T, args ...string) error {
		t.Helper()
		command := newUsersCommand()
		command.SilenceUsage, command.SilenceErrors = true, true
		command.SetOut(io.Discard)
		command.SetErr(io.Discard)
		command.SetArgs(args)
		return command.ExecuteContext(t.Context())
	}
	t.Run("environment", func(t *testing.T) {
		api := newCognitoAPI(t)
		t.Setenv("COGNITO_USER_POOL_ID", "eu-west-1_FromEnv")
		t.Setenv("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", api.url)
		if err := run(t, "list"); err != nil || !slices.Equal(api.calls, []string{"ListUsers eu-west-1_FromEnv"}) {
			t.Errorf("%v after %q", err, api.calls)
		}
	})
	t.Run("local", func(t *testing.T) {
		api := newCognitoAPI(t)
		api.answer("ListUserPools", `{"UserPools":[{"Id":"eu-west-1_Local"}]}`)
		t.Setenv("COGNITO_PORT", api.url[strings.LastIndex(api.url, ":")+1:])
		if err := run(t, "list", "--local"); err != nil ||
			!slices.Equal(api.calls, []string{"ListUserPools", "ListUsers eu-west-1_Local"}) {
			t.Errorf("%v after %q", err, api.calls)
		}
	})
	t.Run("local, not running", func(t *testing.T) {
		newCognitoAPI(t)
		closed := httptest.NewServer(http.NotFoundHandler())
		closed.Close()
		if err := run(t, "list", "--local", "--endpoint", closed.URL); err == nil ||
			!strings.Contains(err.Error(), "./build.sh dev") {
			t.Errorf("error %v", err)
		}
	})
	t.Run("nothing deployed", func(t *testing.T) {
		newCognitoAPI(t)
		t.Setenv("SITE_ROOT", t.TempDir())
		if err := run(t, "list"); err == nil || !strings.Contains(err.Error(), "--pool") {
			t.Errorf("error %v", err)
		}
	})
	t.Run("no credentials", func(t *testing.T) {
		newCognitoAPI(t)
		t.Setenv("AWS_ACCESS_KEY_ID", "")
		t.Setenv("AWS_SECRET_ACCESS_KEY", "")
		if err := run(t, "list", "--pool", testPool); err == nil || !strings.Contains(err.Error(), "aws sso login") {
			t.Errorf("error %v", err)
		}
	})
	t.Run("no id", func(t *testing.T) {
		newCognitoAPI(t)
		if err := run(t, "list", "--pool", "TestPool1"); err == nil || !strings.Contains(err.Error(), "eu-west-1_") {
			t.Errorf("error %v", err)
		}
	})
}
