package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDeployAsksBeforeTerraformDownloads_U24: what is missing is said at once, all of it, and Terraform is not called.
func TestDeployAsksBeforeTerraformDownloads_U24(t *testing.T) {
	noAccount := func(context.Context, string) (string, error) { return "", errors.New("there are no AWS credentials") }
	for name, want := range map[string][]string{"name": {"has no name yet"}, "account": {"no AWS credentials"},
		"name and account": {"has no name yet", "no AWS credentials"}} {
		t.Run(name, func(t *testing.T) {
			d := newRehearsal(t, deployFlags{})
			if strings.Contains(name, "name") {
				d.write(t, "terraform.tfvars", "# name = \"later\"\n")
			}
			if strings.Contains(name, "account") {
				d.account = noAccount
			}
			err := d.run(t.Context())
			for _, part := range want {
				if err == nil || !strings.Contains(err.Error(), part) {
					t.Errorf("error %v, want %q", err, part)
				}
			}
			if calls := d.calls(t, ""); len(calls) != 0 || len(d.built) != 0 {
				t.Errorf("Terraform was called with %q, built %q", calls, d.built)
			}
		})
	}
}

func TestDeployChecksItsArgumentsFirst_U24(t *testing.T) {
	for want, flags := range map[string]deployFlags{
		`--var "name": write it as`: {variables: []string{"name"}}, `--var "=demo"`: {variables: []string{"=demo"}},
		"nowhere.tfvars": {variableFiles: []string{"nowhere.tfvars"}},
	} {
		d := newRehearsal(t, flags)
		if err := d.run(t.Context()); err == nil || !strings.Contains(err.Error(), want) || len(d.calls(t, "")) != 0 {
			t.Errorf("error %v after calls of Terraform %q, want %q after none", err, d.calls(t, ""), want)
		}
	}
}

func TestDeployFindsVariablesWhereTerraformDoes_U24(t *testing.T) {
	elsewhere := filepath.Join(t.TempDir(), "mine.tfvars")
	if err := os.WriteFile(elsewhere, []byte("name=\"demo\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name        string
		file, text  string
		flags       deployFlags
		environment map[string]string
		value       string
		given       bool
	}{
		{name: "nowhere"},
		{name: "terraform.tfvars", file: "terraform.tfvars", text: "  name   = \"demo\" # ours\n", value: "demo",
			given: true},
		{name: "an expression", file: "terraform.tfvars", text: "name = lower(\"DEMO\")\n", given: true},
		{name: "another variable", file: "terraform.tfvars", text: "domain_name = \"demo\"\n"},
		{name: "a comment", file: "terraform.tfvars", text: "// name = \"demo\"\n"},
		{name: "JSON", file: "terraform.tfvars.json", text: `{"name": "demo"}`, value: "demo", given: true},
		{name: "loaded by itself", file: "my.auto.tfvars", text: "name = \"demo\"", value: "demo", given: true},
		{name: "--var", flags: deployFlags{variables: []string{"name=demo"}}, value: "demo", given: true},
		{name: "--var before a file", file: "terraform.tfvars", text: `name = "other"`,
			flags: deployFlags{variables: []string{"name=demo"}}, value: "demo", given: true},
		{name: "--var of another", flags: deployFlags{variables: []string{"names=demo"}}},
		{name: "--var-file", flags: deployFlags{variableFiles: []string{elsewhere}}, value: "demo", given: true},
		{name: "environment", environment: map[string]string{"TF_VAR_name": "demo"}, value: "demo", given: true},
		{name: "arguments in the environment", environment: map[string]string{"TF_CLI_ARGS_plan": "-var name=demo"},
			given: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newRehearsal(t, tt.flags)
			d.write(t, "terraform.tfvars", "")
			if tt.file != "" {
				d.write(t, tt.file, tt.text)
			}
			d.getenv = func(name string) string { return tt.environment[name] }
			if value, given := d.variable("name"); value != tt.value || given != tt.given {
				t.Errorf("%q, %v; want %q, %v", value, given, tt.value, tt.given)
			}
		})
	}
}

// TestMissingCredentialsAreExplained_U24: in one sentence, without what the SDK found at the metadata service of EC2.
func TestMissingCredentialsAreExplained_U24(t *testing.T) {
	for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE",
		"AWS_ENDPOINT_URL"} {
		t.Setenv(name, "")
	}
	t.Setenv("AWS_CONFIG_FILE", filepath.Join(t.TempDir(), "none"))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(t.TempDir(), "none"))
	metadata := httptest.NewServer(http.NotFoundHandler()) // as on a machine in another cloud; the SDK has a line to say about it
	t.Cleanup(metadata.Close)
	for endpoint, disabled := range map[string]string{"http://127.0.0.1:1": "true", "http://127.0.0.1:2": "false",
		metadata.URL: "false"} {
		t.Setenv("AWS_EC2_METADATA_DISABLED", disabled)
		t.Setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", endpoint)
		said := captureStderr(t, func() {
			_, err := callerIdentity(t.Context(), "eu-west-1")
			if err == nil || err.Error() != "there are no AWS credentials: "+howToGetCredentials {
				t.Errorf("error %v, want one that says how to get credentials", err)
			}
		})
		if said != "" {
			t.Errorf("the SDK says %q", said)
		}
	}
}

// captureStderr returns what is written to the process' own output for errors.
func captureStderr(t *testing.T, do func()) string {
	t.Helper()
	file, err := os.CreateTemp(t.TempDir(), "stderr")
	if err != nil {
		t.Fatal(err)
	}
	before := os.Stderr
	os.Stderr = file
	t.Cleanup(func() { os.Stderr = before })
	do()
	os.Stderr = before
	said, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(said)
}

func TestDeployTellsTheLineOfAMissingQuote_U24(t *testing.T) {
	d := newRehearsal(t, deployFlags{})
	d.write(t, "terraform.tfvars", "aws_region = \"eu-west-1\"\nname = \"demo\n")
	if err := d.run(t.Context()); err == nil || !strings.Contains(err.Error(),
		`terraform.tfvars:2: Invalid multi-line string: a closing quote (") is missing`) || len(d.calls(t, "")) != 0 {
		t.Errorf("error %v after calls of Terraform %q", err, d.calls(t, ""))
	}
}
