package cognito

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
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
	for name, secret := range map[string]string{"password": password, "refresh token": tokens.RefreshToken, "access token": tokens.AccessToken, "key": "PRIVATE", "client secret": first.ClientSecret()} {
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
	for name, content := range map[string]string{"broken": `{"version":1,`, "newer": `{"version":2,"users":[]}`, "empty": ``} {
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
