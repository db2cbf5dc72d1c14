package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local"
	"cognitossr/pkg/useradmin"
)

// localPool is the local Cognito with users in every state, and the sub-command that works on it.
type localPool struct {
	t     *testing.T
	stack *local.Stack
}

// newLocalPool starts with users; those whose address begins with "federated" come from an external provider, which
// nobody can register by here.
func newLocalPool(t *testing.T, users []local.User) localPool {
	t.Helper()
	for _, name := range []string{"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER",
		"COGNITO_USER_POOL_ID", "AWS_PROFILE"} {
		t.Setenv(name, "")
	}
	options := local.Options{CognitoAddr: "127.0.0.1:0", Users: users, DataFile: filepath.Join(t.TempDir(), "data.json")}
	stack, err := local.StartPool(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	if err := stack.Close(); err != nil {
		t.Fatal(err)
	}
	federate(t, options.DataFile)
	options.Users = []local.User{}
	if stack, err = local.StartPool(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stack.Close() })
	return localPool{t, stack}
}

func federate(t *testing.T, file string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var data struct {
		Version int              `json:"version"`
		Pools   []map[string]any `json:"pools"`
		Domains any              `json:"domains"`
	}
	if err := json.Unmarshal(raw, &data); err != nil {
		t.Fatal(err)
	}
	for _, each := range data.Pools[0]["users"].([]any) {
		user := each.(map[string]any)
		if strings.HasPrefix(user["attributes"].(map[string]any)["email"].(string), "federated") {
			user["status"] = useradmin.ExternalProvider
		}
	}
	if raw, err = json.Marshal(data); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}

func (p localPool) users(input string, args ...string) (output string, err error) {
	p.t.Helper()
	root := newUsersCommand()
	root.SilenceUsage, root.SilenceErrors = true, true
	var out bytes.Buffer
	root.SetOut(&out)
	root.SetErr(io.Discard)
	root.SetIn(strings.NewReader(input))
	root.SetArgs(append([]string{"--local", "--endpoint", p.stack.CognitoURL}, args...))
	err = root.ExecuteContext(p.t.Context())
	return out.String(), err
}

// get returns a user as the sub-command shows it.
func (p localPool) get(address string) map[string]any {
	p.t.Helper()
	out, err := p.users("", "get", address, "--json")
	user := map[string]any{}
	if jsonErr := json.Unmarshal([]byte(out), &user); err != nil || jsonErr != nil {
		p.t.Fatalf("%s: %v, %v", out, err, jsonErr)
	}
	return user
}

// states are those of an account, and what of resetting the password, inviting again and setting a password they
// allow: "" or a part of the way on.
var states = []struct {
	name, status       string
	disabled           bool
	reset, invite, set string
}{
	{name: "confirmed", status: useradmin.Confirmed, invite: "Reset the password instead"},
	{name: "unconfirmed", status: useradmin.Unconfirmed, reset: "has not confirmed the address",
		invite: "has not confirmed the address"},
	{name: "invited", status: useradmin.ForceChangePassword, reset: "Send the invitation again"},
	{name: "reset", status: useradmin.ResetRequired, reset: "Forgot your password?", invite: "Forgot your password?"},
	{name: "federated", status: useradmin.Confirmed, reset: "external provider", invite: "external provider",
		set: "external provider"},
	{name: "disabled", status: useradmin.Confirmed, disabled: true, reset: "Enable the account",
		invite: "Reset the password instead"},
	{name: "disabled-invited", status: useradmin.ForceChangePassword, disabled: true, reset: "Enable the account",
		invite: "Enable the account"},
	{name: "federated-disabled", status: useradmin.Confirmed, disabled: true, reset: "external provider",
		invite: "external provider", set: "external provider"},
}

// TestEveryStateTimesEveryAction_U20 runs each command for a user in each state against the local Cognito. What is
// refused changes nothing and says what to do instead; what is not refused works.
func TestEveryStateTimesEveryAction_U20(t *testing.T) {
	actions := []struct {
		args    []string // after the user
		command string
		then    map[string]any // of the user afterwards; nil: the user is gone
	}{
		{nil, "reset-password", map[string]any{"status": useradmin.ResetRequired}},
		{nil, "invite", map[string]any{"status": useradmin.ForceChangePassword}},
		{nil, "set-password", map[string]any{"status": useradmin.Confirmed}},
		{nil, "sign-out", map[string]any{}},
		{nil, "enable", map[string]any{"enabled": true}},
		{nil, "disable", map[string]any{"enabled": false}},
		{[]string{"editors"}, "add-to-group", map[string]any{}},
		{[]string{"editors"}, "remove-from-group", map[string]any{}},
		{[]string{"--yes"}, "delete", nil},
	}
	address := func(state, command string) string { return state + "." + command + "@example.com" }
	seed := []local.User{{Email: "editor@example.com", Password: "Correct-Horse-9", Groups: []string{"editors"}}}
	for _, state := range states {
		for _, action := range actions {
			seed = append(seed, local.User{Email: address(state.name, action.command), Password: "Correct-Horse-9",
				Status: state.status})
		}
	}
	pool := newLocalPool(t, seed)
	for _, state := range states {
		for _, action := range actions {
			t.Run(state.name+" "+action.command, func(t *testing.T) {
				who := address(state.name, action.command)
				if state.disabled {
					if _, err := pool.users("", "disable", who); err != nil {
						t.Fatal(err)
					}
				}
				before := pool.get(who)
				_, err := pool.users("Another-Horse-10\n", append([]string{action.command, who}, action.args...)...)
				wayOn := map[string]string{"reset-password": state.reset, "invite": state.invite,
					"set-password": state.set}[action.command]
				if wayOn != "" {
					words := strings.ToLower(strings.ReplaceAll(before["status"].(string), "_", " "))
					if err == nil || !strings.Contains(err.Error(), wayOn) || !strings.Contains(err.Error(), words) {
						t.Errorf("error %v, want the state %q and %q", err, words, wayOn)
					}
					if after := pool.get(who); after["modified"] != before["modified"] ||
						after["status"] != before["status"] {
						t.Errorf("changed from %v to %v", before, after)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				if action.then == nil {
					if _, err := pool.users("", "get", who); err == nil {
						t.Error("the user is still there")
					}
					return
				}
				after := pool.get(who)
				for name, want := range action.then {
					if after[name] != want {
						t.Errorf("%s is %v, want %v", name, after[name], want)
					}
				}
			})
		}
	}
}
