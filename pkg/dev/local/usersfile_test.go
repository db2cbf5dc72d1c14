package local

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func writeUsers(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "users.json")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestUsersFileIsRead(t *testing.T) {
	for name, content := range map[string]string{
		"list":   ` [{"email": "a@example.com", "password": "Correct-Horse-9", "groups": ["staff"]}]`,
		"object": `{"groups": ["empty"], "users": [{"email": "a@example.com", "password": "Correct-Horse-9", "groups": ["staff"]}]}`,
	} {
		file, err := readUsers(writeUsers(t, content), Options{}.policies())
		if err != nil || len(file.users) != 1 || file.users[0].Email != "a@example.com" ||
			!slices.Equal(file.users[0].Groups, []string{"staff"}) {
			t.Errorf("%s: %+v (%v)", name, file, err)
		}
		if len(file.groups) == 1 != (name == "object") {
			t.Errorf("%s: groups %v", name, file.groups)
		}
	}
}

func TestUsersFileIsRefused(t *testing.T) {
	const good = `{"email": "a@example.com", "password": "Correct-Horse-9"}`
	tests := []struct{ name, content, want string }{
		{"no JSON", "users: none", "users.json:1: not JSON: "},
		{"a comma too few", "[\n" + good + "\n" + good + "\n]", "users.json:3: not JSON: "},
		{"nothing", "", "users.json:1: not JSON: "},
		{"nobody", "[]", "users.json:1: it has no users"},
		{"nobody, in an object", "{}", "users.json:1: it has no users"},
		{"one user in place of a list", good, `users.json:1: "email": want {"users": [...], "groups": [...]}, or a list of users`},
		{"users by name", `{"users": {"a": ` + good + `}}`, "users.json:1: want a list of users"},
		{"a text", `"a@example.com"`, "users.json:1: want a list of users"},
		{"a list of texts", "[\n\"a@example.com\"]", "users.json:2: user 1: want an object"},
		{"weak password", "[\n" + good + ",\n" + `{"email": "b@example.com", "password": "short"}]`,
			`users.json:3: user 2: "password": the pool requires at least 8 characters, an upper case letter, a number`},
		{"no password", `[{"email": "b@example.com"}]`, `user 1: "password": the pool requires at least 8 characters`},
		{"mistyped member", `[{"email": "b@example.com", "pasword": "Correct-Horse-9"}]`,
			`user 1: unknown member "pasword": did you mean "password"?`},
		{"unknown member", `[{"email": "b@example.com", "phone": "1"}]`,
			`user 1: unknown member "phone": a user has email, password, groups, status, totp`},
		{"no address", `[{"password": "Correct-Horse-9"}]`, `user 1: "email": "" is not an e-mail address`},
		{"address without a domain", `[{"email": "b", "password": "Correct-Horse-9"}]`,
			`user 1: "email": "b" is not an e-mail address`},
		{"address twice", "[" + good + ",\n" + strings.Replace(good, "a@", "A@", 1) + "]",
			"users.json:2: user 2: an earlier user has the same e-mail address"},
		{"group with a blank", `[{"email": "b@example.com", "password": "Correct-Horse-9", "groups": ["site admins"]}]`,
			`user 1: "groups": "site admins": a group's name has`},
		{"one group in place of a list", `[{"email": "b@example.com", "password": "Correct-Horse-9", "groups": "staff"}]`, `user 1: want texts, and a list of names for "groups"`},
		{"group with a blank, and nobody in it", `{"groups": ["site admins"]}`,
			`users.json:1: "groups": "site admins": a group's name has`},
		{"status that does not exist", `[{"email": "b@example.com", "password": "Correct-Horse-9", "status": "HAPPY"}]`,
			`user 1: "status": "HAPPY": want one of CONFIRMED, `},
		{"secret of an app that is too short", `[{"email": "b@example.com", "password": "Correct-Horse-9", "totp": "ABC"}]`, `user 1: "totp": want the secret of an authenticator app`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := readUsers(writeUsers(t, test.content), Options{}.policies()); err == nil ||
				!strings.Contains(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
	if _, err := readUsers("/nonexistent/users.json", nil); err == nil {
		t.Error("a file that is not there")
	}
}

// TestUsersOfTheFileAreThereFromTheStart: they are among those that are printed, and are refused before anything is
// built.
func TestUsersOfTheFileAreThereFromTheStart(t *testing.T) {
	root := newSite(t)
	path := writeUsers(t, `[{"email": "added@example.com", "password": "Correct-Horse-9"}, {"email": "user@example.com", "password": "Correct-Horse-9"}]`)
	stack := start(t, root, func(o *Options) { o.UsersFile, o.BinariesDir = path, root })
	var got []string
	for _, user := range stack.Users {
		got = append(got, user.Email+" "+user.Password)
	}
	want := []string{"admin@example.com Local-admin-1", "added@example.com Correct-Horse-9",
		"user@example.com Correct-Horse-9"}
	if !slices.Equal(got, want) {
		t.Errorf("users %v, want %v", got, want)
	}
	if _, err := Start(t.Context(), Options{Root: t.TempDir(), UsersFile: writeUsers(t, "[]"), Addr: "localhost:0",
		CognitoAddr: "127.0.0.1:0"}); err == nil ||
		!strings.Contains(err.Error(), "it has no users") {
		t.Errorf("got %v", err) // and not that there is no list of functions
	}
}

// Users of a file are there already: their passwords may be older than the deployment's policy, or good enough for it only.
func TestUsersFileAndTheDeploymentsPolicy(t *testing.T) {
	with := func(policy PasswordPolicy) Options {
		return Options{Deployment: &Deployment{Pool: PoolSettings{PasswordPolicy: &policy}}}
	}
	file := writeUsers(t, `[{"email": "old@example.com", "password": "Passw0rd"}]`)
	if _, err := readUsers(file, with(PasswordPolicy{MinimumLength: 20}).policies()); err != nil {
		t.Errorf("a password from before the policy: %v", err)
	}
	file = writeUsers(t, `[{"email": "lax@example.com", "password": "onlylower"}]`)
	if _, err := readUsers(file, with(PasswordPolicy{MinimumLength: 8}).policies()); err != nil {
		t.Errorf("a password that keeps to the policy: %v", err)
	}
	if _, err := readUsers(file, with(PasswordPolicy{MinimumLength: 20}).policies()); err == nil {
		t.Error("a password that keeps to no policy was taken")
	}
}
