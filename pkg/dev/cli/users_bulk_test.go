package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/dev/local"
	"cognitossr/pkg/useradmin"
)

// inbox returns the mails to an address, newest first.
func (p localPool) inbox(address string) (mails []string) {
	p.t.Helper()
	request, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, p.stack.InboxURL, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	var all []struct{ To, Body string }
	if err := json.NewDecoder(response.Body).Decode(&all); err != nil {
		p.t.Fatal(err)
	}
	for _, mail := range all {
		if mail.To == address {
			mails = append(mails, mail.Body)
		}
	}
	return mails
}

// TestInvitationsCanBeSentAgain_U20: also when the temporary password has expired, and by the address as it is pasted.
func TestInvitationsCanBeSentAgain_U20(t *testing.T) {
	now := time.Now()
	stack, err := local.StartPool(t.Context(), local.Options{CognitoAddr: "127.0.0.1:0", Users: []local.User{},
		Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stack.Close() })
	pool := localPool{t, stack}
	if out, err := pool.users("", "create", "new@example.com"); err != nil || !strings.Contains(out, "is created") {
		t.Fatalf("%q, %v", out, err)
	}
	if _, err := pool.users("", "create", "new@example.com"); err == nil || !strings.Contains(err.Error(), "users invite") {
		t.Errorf("created twice: %v, want the way on", err)
	}
	now = now.Add(8 * 24 * time.Hour)
	out, err := pool.users("", "invite", " mailto:New@example.com\t")
	if err != nil || !strings.Contains(out, "another invitation was sent to new@example.com") {
		t.Errorf("%q, %v", out, err)
	}
	if mails := pool.inbox("new@example.com"); len(mails) != 2 || mails[0] == mails[1] {
		t.Errorf("mails %q, want two with different passwords", mails)
	}
	out, err = pool.users("", "invite", "newer@example.com")
	if err != nil || !strings.Contains(out, "an invitation was sent to newer@example.com") ||
		len(pool.inbox("newer@example.com")) != 1 {
		t.Errorf("%q, %v", out, err)
	}
	if _, err := pool.users("", "invite", "7c1f1d3e-50d1-70a4-8f0b-2f6f0f1c9a55"); err == nil ||
		!strings.Contains(err.Error(), "no user") {
		t.Errorf("a sub that nobody has: %v", err)
	}
}

// TestNothingIsDoneBeforeAllIsChecked_U22: a user whose groups do not exist is neither created nor mailed.
func TestNothingIsDoneBeforeAllIsChecked_U22(t *testing.T) {
	pool := newLocalPool(t, []local.User{
		{Email: "editor@example.com", Password: "Correct-Horse-9", Groups: []string{"editors"}},
		{Email: "invited@example.com", Password: "Correct-Horse-9", Status: useradmin.ForceChangePassword},
	})
	tests := []struct{ name, args, want string }{
		{"create", "create new@example.com --group editors --group nope", "no group nope; the pool has editors"},
		{"invite", "invite new@example.com --group nope", "no group nope"},
		{"invite again", "invite invited@example.com --group nope", "no group nope"},
		{"a group without a name", "create new@example.com --group=", "cannot be the name of a group"},
		{"add to a group", "add-to-group editor@example.com nope", "no such group"},
		{"status", "list --status bogus", "UNCONFIRMED, CONFIRMED"},
		{"limit", "list --limit -1", "negative"},
		{"address", "list --email=", "--email needs a value"},
		{"address of blanks", "list --email=\u00a0", "--email needs a value"},
		{"pool", "list --pool=", "--pool needs a value"},
		{"endpoint", "list --endpoint=localhost", "--endpoint"},
		{"nobody", "get \u200b", "an address or a sub is needed"},
		{"output", "export --output=", "--output needs a value"},
		{"format", "export --format xml", "want csv or jsonl"},
		{"two formats", "export --format csv --json", "give one of them"},
		{"rate", "export --rate -1", "negative"},
		{"import of nothing", "import nowhere.csv", "nowhere.csv"},
		{"import of a folder", "import .", "it is a folder"},
		{"precedence", "groups create more --precedence -1", "negative"},
		{"name of a group", "groups create two\u00a0words", "cannot be the name of a group"},
		{"group that is there", "groups create editors", "already"},
		{"group that is not there", "groups delete nope --yes", "there is no group nope; the pool has "},
		{"no password", "set-password editor@example.com", "no password"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if out, err := pool.users("", strings.Split(tt.args, " ")...); err == nil ||
				!strings.Contains(err.Error(), tt.want) {
				t.Errorf("output %q, error %v; want %q", out, err, tt.want)
			}
		})
	}
	if _, err := pool.users("weak\n", "set-password", "editor@example.com"); err == nil ||
		!strings.Contains(err.Error(), "Password not long enough") {
		t.Errorf("a weak password: %v, want Cognito's words", err)
	}
	if mails := append(pool.inbox("new@example.com"), pool.inbox("invited@example.com")...); len(mails) != 0 {
		t.Errorf("mails %q", mails)
	}
	if out, err := pool.users("", "list", "--email", "new@", "--json"); err != nil || strings.TrimSpace(out) != "[]" {
		t.Errorf("%q, %v; want nobody", out, err)
	}
}

func TestGroupsByCommand_U22(t *testing.T) {
	pool := newLocalPool(t, []local.User{{Email: "editor@example.com", Password: "Correct-Horse-9",
		Groups: []string{"editors"}}})
	if out, err := pool.users("", "groups", "create", "readers", "--description", "may read", "--precedence",
		"0"); err != nil || !strings.Contains(out, "readers is created") {
		t.Fatalf("%q, %v", out, err)
	}
	out, err := pool.users("", "groups", "list")
	if err != nil || !strings.Contains(out, "editors") || !strings.Contains(out, "readers") ||
		!strings.Contains(out, "may read") {
		t.Errorf("%q, %v", out, err)
	}
	var groups []map[string]any
	out, err = pool.users("", "groups", "list", "--json")
	if jsonErr := json.Unmarshal([]byte(out), &groups); err != nil || jsonErr != nil || len(groups) != 2 ||
		groups[1]["precedence"] != 0.0 {
		t.Errorf("%s, %v, %v", out, err, jsonErr)
	}
	if _, err := pool.users("yes\n", "groups", "delete", "editors"); err == nil {
		t.Error("a group is deleted although its name was not typed")
	}
	if out, err := pool.users("editors\n", "groups", "delete", "editors"); err != nil ||
		!strings.Contains(out, "editors is deleted") {
		t.Errorf("%q, %v", out, err)
	}
	if groups := pool.get("editor@example.com")["groups"]; len(groups.([]any)) != 0 {
		t.Errorf("the member is still in %v", groups)
	}
}

// TestWhatIsExportedCanBeImported_U22 moves users from one pool into another.
func TestWhatIsExportedCanBeImported_U22(t *testing.T) {
	from := newLocalPool(t, []local.User{
		{Email: "editor@example.com", Password: "Correct-Horse-9", Groups: []string{"editors"}},
		{Email: "o'brien+test@example.com", Password: "Correct-Horse-9"},
		{Email: "=cmd@example.com", Password: "Correct-Horse-9"},
	})
	for _, name := range []string{"users.csv", "users.jsonl"} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), name)
			if _, err := from.users("", "export", "-o", file); err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("file %v, %v; others can read the addresses", info, err)
			}
			to := newLocalPool(t, []local.User{{Email: "editor@example.com", Password: "Correct-Horse-9",
				Groups: []string{"editors"}}})
			if out, err := to.users("", "import", file, "--dry-run"); err != nil ||
				!strings.Contains(out, "3 users, groups: editors; no mail would be sent") {
				t.Errorf("%q, %v", out, err)
			}
			if out, err := to.users("", "import", file); err != nil ||
				out != "2 users created, 1 had an account and were left as they are\n" {
				t.Errorf("%q, %v", out, err)
			}
			for _, address := range []string{"o'brien+test@example.com", "=cmd@example.com"} {
				if user := to.get(address); user["status"] != useradmin.Confirmed || user["custom:app_user_id"] == "" {
					t.Errorf("%v", user)
				}
			}
			bad := filepath.Join(t.TempDir(), "bad.csv")
			if err := os.WriteFile(bad, []byte("email,groups\nada\nnew@example.com,nope\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := to.users("", "import", bad); err == nil ||
				!strings.Contains(err.Error(), "2 problems; nothing was imported") {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestExportFormats_U19(t *testing.T) {
	pool := newLocalPool(t, []local.User{{Email: "editor@example.com", Password: "Correct-Horse-9",
		Groups: []string{"editors"}}})
	out, err := pool.users("", "export", "--json")
	var user map[string]any
	if jsonErr := json.Unmarshal([]byte(out), &user); err != nil || jsonErr != nil || strings.Count(out, "\n") != 1 ||
		!slices.Equal(user["groups"].([]any), []any{"editors"}) {
		t.Errorf("%q, %v, %v", out, err, jsonErr)
	}
	if out, err := pool.users("", "export"); err != nil ||
		!strings.HasPrefix(out, "sub,username,email,email_verified,status,enabled,created,modified,groups,custom:app_user_id\r\n") {
		t.Errorf("%q, %v", out, err)
	}
	for _, tt := range []struct{ format, file, want string }{
		{"", "users", "csv"}, {"", "users.CSV", "csv"}, {"", "users.jsonl", "jsonl"}, {"", "users.ndjson", "jsonl"},
		{"csv", "users.jsonl", "csv"}, {"jsonl", "users.csv", "jsonl"},
	} {
		if got, err := exportFormat(tt.format, tt.file, false); err != nil || string(got) != tt.want {
			t.Errorf("format %q, file %q: %q, %v; want %q", tt.format, tt.file, got, err, tt.want)
		}
	}
}
