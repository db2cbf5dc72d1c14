package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// doctorOutputs are Terraform's outputs of a site; what is in quotes may be replaced.
const doctorOutputs = `{
	"site_url": {"value": "https://www.example.com"}, "user_pool_id": {"value": "eu-west-1_TestPool1"}, "user_pool_client_id": {"value": "client1"},
	"hosted_ui_url": {"value": "https://auth.example.com"}, "issuer": {"value": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TestPool1"},
	"jwks_url": {"value": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TestPool1/.well-known/jwks.json"},
	"client_secret_parameter": {"value": "/site/cognito/client-secret"},
	"callback_urls": {"value": ["https://www.example.com/auth/callback"]}, "logout_urls": {"value": ["https://www.example.com/auth/signed-out"]}}`

func runDoctor(t *testing.T, args ...string) (output string, status int) {
	t.Helper()
	command := newDoctorCommand()
	command.SilenceUsage, command.SilenceErrors = true, true
	var out, problems bytes.Buffer
	command.SetOut(&out)
	command.SetErr(&problems)
	command.SetArgs(args)
	err := command.ExecuteContext(t.Context())
	var exit statusError
	if err != nil && !errors.As(err, &exit) {
		t.Errorf("error %v has no status", err)
	}
	return out.String() + problems.String(), int(exit)
}

func outputsFile(t *testing.T, old, replacement string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "outputs.json")
	if err := os.WriteFile(file, []byte(strings.Replace(doctorOutputs, old, replacement, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestDoctorOffline_N08(t *testing.T) {
	tests := []struct {
		name, old, replacement string
		status                 int
		says                   string
	}{
		{"healthy", "", "", 0, "errors: 0, warnings: 0"},
		{"callback", "/auth/callback", "/auth/callback/", 1, "error DOC-CALLBACK-MISSING"},
		{"warning", `["https://www.example.com/auth/callback"`,
			`["https://www.example.com/auth/callback", "http://localhost:3000/auth/callback"`, 0,
			"warning DOC-CALLBACK-LOOPBACK"},
		{"nothing deployed", doctorOutputs, "{}", statusUnchecked, "nothing is deployed"},
		{"no JSON", doctorOutputs, "Warning: No outputs found", statusUnchecked, "reading Terraform's outputs"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			out, status := runDoctor(t, "--offline", "--outputs", outputsFile(t, tt.old, tt.replacement))
			if status != tt.status || !strings.Contains(out, tt.says) {
				t.Errorf("status %d, want %d with %q: %s", status, tt.status, tt.says, out)
			}
		})
	}
}

func TestDoctorPrintsJSON_N08(t *testing.T) {
	for replacement, want := range map[string]int{"/auth/callback": 0, "/elsewhere": 1} {
		out, status := runDoctor(t, "--offline", "--json", "--outputs", outputsFile(t, "/auth/callback", replacement))
		var report struct {
			SiteURL  string `json:"site_url"`
			Offline  bool   `json:"offline"`
			Findings []struct{ Code, Severity, Message, Fix string }
		}
		if err := json.Unmarshal([]byte(out), &report); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if status != want || report.SiteURL != "https://www.example.com" || !report.Offline ||
			len(report.Findings) != want || !strings.Contains(out, `"findings": [`) {
			t.Errorf("status %d, report %+v", status, report)
		}
	}
}

func TestDoctorWithoutADeployment(t *testing.T) {
	t.Setenv("COGNITO_USER_POOL_ID", "")
	t.Setenv("SITE_ROOT", t.TempDir())
	if out, status := runDoctor(t, "--offline"); status != statusUnchecked || !strings.Contains(out, "--outputs") {
		t.Errorf("status %d: %s", status, out)
	}
}

// A site on this machine has its settings in the environment, and AWS does not know it.
func TestDoctorAsksASiteOnThisMachine(t *testing.T) {
	var site *httptest.Server
	site = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/auth/login":
			w.Header().Set("Location", "http://127.0.0.1:9229/oauth2/authorize?client_id=client1&redirect_uri="+
				site.URL+"/auth/callback")
			w.WriteHeader(http.StatusSeeOther)
		case "/pool/.well-known/jwks.json":
			_, _ = io.WriteString(w, `{"keys":[]}`)
		}
	}))
	t.Cleanup(site.Close)
	for name, value := range map[string]string{
		"BASE_URL": site.URL, "COGNITO_USER_POOL_ID": "eu-west-1_Local", "COGNITO_CLIENT_ID": "client1",
		"COGNITO_DOMAIN": "http://127.0.0.1:9229",
		"COGNITO_ISSUER": site.URL + "/pool", "COGNITO_JWKS_URL": "", "COGNITO_CLIENT_SECRET": "s3cret",
		"COGNITO_JWKS": "", "COGNITO_CLIENT_SECRET_PARAMETER": "", "SESSION_MAX_AGE": "",
	} {
		t.Setenv(name, value)
	}
	out, status := runDoctor(t)
	if status != statusFailed || !strings.Contains(out, "errors: 1, warnings: 0") ||
		!strings.Contains(out, "DOC-JWKS-BROKEN") || strings.Contains(out, "s3cret") {
		t.Errorf("status %d: %s", status, out)
	}
}
