//go:build !noaws

package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cognitossr/pkg/dev/auditlog"
	"cognitossr/pkg/dev/deployment"
)

const auditLines = `Site http://localhost:3000
[users] {"timestamp":"2026-11-02T10:00:00Z","level":"WARN","message":"an administrator acted on a user","event":"admin.action","reason":"","function_request_id":"r1","actor":"chief","action":"add-to-group","target":"ada","result":"started","group":"editors"}
[users] {"timestamp":"2026-11-02T10:00:01Z","level":"WARN","message":"an administrator acted on a user","event":"admin.action","reason":"throttled","function_request_id":"r1","actor":"chief","action":"add-to-group","target":"ada","result":"failed","group":"editors"}
[account] {"timestamp":"2026-11-01T10:00:00Z","level":"WARN","message":"a visitor changed their own account","event":"account.change","reason":"","function_request_id":"r2","actor":"bob","action":"password","target":"bob","result":"done"}
`

// audited is what the command prints.
func audited(t *testing.T, input string, args ...string) (string, error) {
	t.Helper()
	command := newUsersCommand()
	var out bytes.Buffer
	command.SetOut(&out)
	command.SetErr(io.Discard)
	command.SetArgs(append([]string{"audit"}, args...))
	if input != "" {
		file := filepath.Join(t.TempDir(), "dev.log")
		if err := os.WriteFile(file, []byte(input), 0o600); err != nil {
			t.Fatal(err)
		}
		command.SetArgs(append([]string{"audit", "--log", file}, args...))
	}
	err := command.ExecuteContext(t.Context())
	return out.String(), err
}

func TestAuditOfALog_U39(t *testing.T) {
	const bob, ada = "2026-11-01T10:00:00Z  bob    password              themselves  done\n", "2026-11-02T10:00:01Z  chief  add-to-group editors  ada         failed (throttled)\n"
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"all": {nil, "TIME                  WHO    ACTION                USER        RESULT\n" + bob + ada},
		"of a day": {[]string{"--since", "2026-11-02"},
			"TIME                  WHO    ACTION                USER  RESULT\n" + strings.Replace(ada, "ada         ",
				"ada   ", 1)},
		"of nobody": {[]string{"eve"}, "TIME  WHO  ACTION  USER  RESULT\n"},
		"done to a sub": {[]string{"ada"}, "TIME                  WHO    ACTION                USER  RESULT\n" +
			strings.Replace(ada, "ada         ", "ada   ", 1)},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := audited(t, auditLines, tt.args...); err != nil || got != tt.want {
				t.Errorf("%v\n%s, want\n%s", err, got, tt.want)
			}
		})
	}
	got, err := audited(t, auditLines, "--json", "bob")
	var entries []auditlog.Entry
	if err != nil || json.Unmarshal([]byte(got), &entries) != nil || len(entries) != 1 || entries[0].Actor != "bob" ||
		entries[0].Event != "account.change" {
		t.Errorf("%v: %s", err, got)
	}
	for want, args := range map[string][]string{
		"want a day, as in 2026-11-01": {"--since", "yesterday"},
		"/none/dev.log: there is no":   {"--log", "/none/dev.log"},
	} {
		if _, err := audited(t, "", args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
}

// TestAuditOfCloudWatch: the log groups are those of the functions that change accounts.
func TestAuditOfCloudWatch_U39(t *testing.T) {
	newCognitoAPI(t)
	var asked []string
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var input struct{ LogGroupName string }
		if err := json.NewDecoder(r.Body).Decode(&input); err != nil {
			t.Error(err)
		}
		asked = append(asked, r.Header.Get("X-Amz-Target")+" "+input.LogGroupName)
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.WriteHeader(status)
		_, line, _ := strings.Cut(strings.Split(auditLines, "\n")[3], "] ")
		answer := map[string]any{"events": []any{map[string]string{"message": line}}}
		if status != http.StatusOK {
			answer = map[string]any{"__type": "ResourceNotFoundException",
				"message": "The specified log group does not exist."}
		}
		_ = json.NewEncoder(w).Encode(answer)
	}))
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", server.URL)
	t.Setenv("AWS_REGION", "eu-west-1")
	got, err := audited(t, "", "--log-group", "/aws/lambda/site-users")
	if err != nil || !strings.Contains(got, "bob  password  themselves  done") || len(asked) != 1 ||
		asked[0] != "Logs_20140328.FilterLogEvents /aws/lambda/site-users" {
		t.Errorf("%q, %v: %s", asked, err, got)
	}
	status = http.StatusBadRequest
	if _, err := audited(t, "", "--log-group", "/aws/lambda/site-users"); err == nil ||
		!strings.Contains(err.Error(), "The specified log group does not exist") {
		t.Errorf("%v", err)
	}
	groups := strings.Join(logGroups(deployment.Deployment{Functions: map[string]string{"users": "site-users",
		"home": "site-home", "account": "site-account"}}), " ")
	if groups != "/aws/lambda/site-account /aws/lambda/site-users" {
		t.Errorf("log groups %s", groups)
	}
}

// TestLogOfTheLastStart: it is emptied at the next one, and nobody else reads it.
func TestLogOfTheLastStart_U39(t *testing.T) {
	root := t.TempDir()
	for range 2 {
		kept, err := keepLog(root)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(kept, auditLines); err != nil {
			t.Fatal(err)
		}
		if err := kept.file.Close(); err != nil {
			t.Fatal(err)
		}
	}
	name := filepath.Join(root, filepath.FromSlash(devLog))
	kept, err := os.ReadFile(name)
	info, missing := os.Stat(name)
	if err != nil || missing != nil || string(kept) != auditLines || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v: %q", err, info.Mode(), kept)
	}
}
