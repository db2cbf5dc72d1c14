package main

import (
	"bytes"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local"
	"cognitossr/pkg/dev/variables"
	"cognitossr/pkg/routes"
)

// A variable that a function lists and the developer has not set is named at the start: the page that needs it says
// so only when it is asked for.
func TestDevNamesVariablesThatAreNotSet_N18(t *testing.T) {
	root := t.TempDir()
	list := `{"reports": {"routes": ["GET /reports"], "auth": "user", "environment": ["REPORTS_TABLE", "AWS_ENDPOINT_URL_DYNAMODB"]}}`
	if err := os.Mkdir(filepath.Join(root, "functions"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "functions", "routes.json"), []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ table, endpoint, want string }{
		{"", "", "  Not set        REPORTS_TABLE of reports, AWS_ENDPOINT_URL_DYNAMODB of reports   (not passed to the functions)\n"},
		{"reports", "", "  Not set        AWS_ENDPOINT_URL_DYNAMODB of reports   (not passed to the functions)\n"},
		{"reports", "http://127.0.0.1:8000", ""},
	}
	for _, tt := range tests {
		options := local.Options{
			Root: root, Addr: "localhost:0", CognitoAddr: "127.0.0.1:0", BinariesDir: root,
			Getenv: func(name string) string {
				return map[string]string{"REPORTS_TABLE": tt.table, "AWS_ENDPOINT_URL_DYNAMODB": tt.endpoint}[name]
			},
		}
		stack, err := local.Start(t.Context(), options)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = stack.Close() })
		var out bytes.Buffer
		announce(&out, stack, options)
		if !strings.Contains(out.String(), tt.want) || tt.want == "" && strings.Contains(out.String(), "Not set") {
			t.Errorf("with %q and %q it says\n%s\nwant %q", tt.table, tt.endpoint, out.String(), tt.want)
		}
		if strings.Contains(out.String(), " \n") || strings.HasSuffix(out.String(), "\n\n") {
			t.Errorf("spaces at the end of a line, or an empty line at the end:\n%q", out.String())
		}
	}
}

// A second start in the same folder ends because the first one has its ports. The first one's log is still wanted.
func TestStartThatFailsLeavesTheLog_U39(t *testing.T) {
	root, lines := t.TempDir(), "[home] a line of the site that runs\n"
	name := filepath.Join(root, filepath.FromSlash(devLog))
	if err := os.Mkdir(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	options := local.Options{Root: root, Addr: taken.Addr().String(), CognitoAddr: "127.0.0.1:0", BinariesDir: root,
		Getenv: func(string) string { return "" }}
	err = runDev(t.Context(), io.Discard, options, variables.Set{}, routes.Table{})
	if err == nil || !strings.Contains(err.Error(), "is in use") {
		t.Errorf("runDev: %v", err)
	}
	if kept, err := os.ReadFile(name); err != nil || string(kept) != lines {
		t.Errorf("the log is %q, %v", kept, err)
	}
}

func TestMFAModes(t *testing.T) {
	for text, want := range map[string]string{"off": "OFF", "optional": "OPTIONAL", "On": "ON", "": "", "required": ""} {
		got, err := mfaMode(text)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}
