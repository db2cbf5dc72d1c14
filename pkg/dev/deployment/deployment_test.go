package deployment

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"testing"

	"cognitossr/pkg/dev/testtools"

	"cognitossr/pkg/config"
)

const terraformOutputs = `{
	"site_url": {"sensitive": false, "type": "string", "value": "https://www.example.com"},
	"user_pool_id": {"sensitive": false, "type": "string", "value": "eu-west-1_TestPool1"},
	"user_pool_client_id": {"sensitive": false, "type": "string", "value": "client"},
	"hosted_ui_url": {"sensitive": false, "type": "string", "value": "https://auth.example.com"},
	"issuer": {"sensitive": false, "type": "string", "value": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TestPool1"},
	"issuer_type": {"sensitive": false, "type": "string", "value": "BOTH"},
	"second_region": {"sensitive": false, "type": "string", "value": "eu-central-1"},
	"failover": {"sensitive": false, "type": "bool", "value": true},
	"jwks_url": {"sensitive": false, "type": "string", "value": "https://keys.example.com"},
	"client_secret_parameter": {"sensitive": false, "type": "string", "value": "/site/cognito/client-secret"},
	"callback_urls": {"sensitive": false, "type": ["list", "string"], "value": ["https://www.example.com/auth/callback"]},
	"logout_urls": {"sensitive": false, "type": ["list", "string"], "value": ["https://www.example.com/auth/signed-out"]},
	"function_names": {"sensitive": false, "type": ["map", "string"], "value": {"home": "site-home"}},
	"something_else": {"sensitive": false, "type": "number", "value": 4}
}`

func TestFromTerraformReadsTheOutputs(t *testing.T) {
	got, err := FromTerraform([]byte(terraformOutputs))
	want := Deployment{
		Source: "Terraform's outputs", SiteURL: "https://www.example.com", UserPoolID: "eu-west-1_TestPool1",
		ClientID:  "client",
		HostedURL: "https://auth.example.com", Issuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TestPool1",
		IssuerType: config.IssuerBoth, SecondRegion: "eu-central-1", Failover: true,
		JWKSURL: "https://keys.example.com", ClientSecretParameter: "/site/cognito/client-secret",
		CallbackURLs: []string{"https://www.example.com/auth/callback"},
		LogoutURLs:   []string{"https://www.example.com/auth/signed-out"},
		Functions:    map[string]string{"home": "site-home"},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("FromTerraform() = %+v, %v", got, err)
	}
	if got.Region() != "eu-west-1" {
		t.Errorf("Region() = %q", got.Region())
	}
}

func TestFromTerraformWithoutADeployment(t *testing.T) {
	if _, err := FromTerraform([]byte(`{}`)); !errors.Is(err, ErrNone) {
		t.Errorf("FromTerraform({}) = %v, want ErrNone", err)
	}
	if _, err := FromTerraform([]byte(`no JSON`)); err == nil || errors.Is(err, ErrNone) {
		t.Errorf("FromTerraform(no JSON) = %v", err)
	}
}

func TestFromEnvironment(t *testing.T) {
	environment := map[string]string{
		"BASE_URL": "https://www.example.com", "COGNITO_USER_POOL_ID": "eu-west-1_TestPool1", "COGNITO_CLIENT_ID": "client",
		"COGNITO_DOMAIN": "https://auth.example.com", "COGNITO_CLIENT_SECRET": "s3cret",
	}
	got, err := FromEnvironment(func(name string) string { return environment[name] })
	if err != nil {
		t.Fatal(err)
	}
	environment["COGNITO_ISSUER_TYPE"], environment["COGNITO_REGION"] = "UPDATED", "eu-central-1"
	const updated = "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TestPool1"
	if second, err := FromEnvironment(func(name string) string { return environment[name] }); err != nil ||
		second.Issuer != updated || !second.Failover {
		t.Errorf("FromEnvironment() of a second Region = %+v, %v", second, err)
	}
	if !got.HasClientSecret || got.JWKSURL != "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TestPool1/.well-known/jwks.json" {
		t.Errorf("FromEnvironment() = %+v", got)
	}
	if _, err := FromEnvironment(func(string) string { return "" }); !errors.Is(err, ErrNone) {
		t.Errorf("FromEnvironment() of nothing = %v, want ErrNone", err)
	}
}

// The program of this test prints what Terraform would, so that the call is made as it really is.
func TestTerraformAsksTheCommand(t *testing.T) {
	if runtime.GOOS == "windows" {
		testtools.Missing(t, "a POSIX shell", "run it on Linux or macOS")
	}
	dir := t.TempDir()
	script := "#!/bin/sh\n[ \"$*\" = \"-chdir=" + dir +
		" output -json -no-color\" ] || { echo \"called with $*\" >&2; exit 1; }\ncat <<'END'\n" +
		terraformOutputs + "\nEND\n"
	if err := os.WriteFile(filepath.Join(dir, "terraform"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	got, err := Terraform(t.Context(), dir)
	if err != nil || got.UserPoolID != "eu-west-1_TestPool1" {
		t.Errorf("Terraform() = %+v, %v", got, err)
	}
	if _, err := Terraform(t.Context(), "elsewhere"); err == nil {
		t.Error("Terraform() of a failing command: no error")
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := Terraform(t.Context(), dir); !errors.Is(err, ErrNone) {
		t.Errorf("Terraform() without the command = %v, want ErrNone", err)
	}
}
