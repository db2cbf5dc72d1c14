package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/dev/local"
	"cognitossr/pkg/dev/variables"
	"cognitossr/pkg/routes"
)

// deployable makes a repository with this one's terraform/*.tf, a list of functions and other files.
func deployable(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	configuration, err := filepath.Glob("../../../terraform/*.tf")
	if err != nil || len(configuration) == 0 {
		t.Fatalf("no configuration: %v", err)
	}
	all := map[string]string{"functions/routes.json": `{"reports": {"routes": ["GET /reports"], "auth": "group:staff", "environment": ["REPORTS_TABLE"]}}`}
	for _, path := range configuration {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all["terraform/"+filepath.Base(path)] = string(content)
	}
	for name, content := range files {
		all[name] = content
	}
	for name, content := range all {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func devOf(t *testing.T, root string, environment map[string]string, flags ...string) (local.Options, variables.Set, error) {
	t.Helper()
	var f devFlags
	f.changed = func(name string) bool { return slices.Contains(flags, name) }
	f.noTfvars, f.passkeys = f.changed("no-tfvars"), f.changed("passkeys")
	if f.changed("mfa") {
		f.mfa = "on"
	}
	if f.changed("env") {
		f.environment = "prod"
	}
	return f.options(root, func(name string) string { return environment[name] })
}

// What the table does not know would be something that a deployment does and the local site silently does not.
func TestEveryVariableOfTheDeploymentIsKnownLocally(t *testing.T) {
	set, err := variables.Read(variables.Options{Root: "../../..", Folder: terraformFolder, DefaultsOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Names()) < 40 {
		t.Fatalf("found %d variables only", len(set.Names()))
	}
	for _, name := range set.Names() {
		setting, known := settingsOfVariables[name]
		if !known {
			t.Errorf("%s: say in dev_settings.go what it sets up locally, or why it sets up nothing", name)
		} else if setting.apply == nil && setting.missing == "" && setting.reason == "" {
			t.Errorf("%s: has neither a setting nor a reason", name)
		}
	}
}

func TestDefaultsOfTheDeploymentAreThoseOfTheLocalSite(t *testing.T) {
	options, set, err := devOf(t, deployable(t, nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	if skipped := set.Skipped(); len(skipped) > 0 {
		t.Errorf("rules of %v cannot be applied", skipped)
	}
	pool := options.Deployment.Pool
	want := local.PasswordPolicy{MinimumLength: 12, RequireLowercase: true, RequireUppercase: true,
		RequireNumbers: true, TemporaryPasswordValidityDays: 7}
	if *pool.PasswordPolicy != want || options.MFA != "OPTIONAL" || options.SignUpOff || options.Passkeys ||
		options.ManagedLogin || options.RotationOff {
		t.Errorf("policy %+v, options %+v", *pool.PasswordPolicy, options)
	}
	if options.AccessTokenValidity != 15*time.Minute || options.IDTokenValidity != 15*time.Minute ||
		options.RefreshTokenValidity != 720*time.Hour ||
		options.RotationGrace != time.Minute {
		t.Errorf("validities are %s %s %s, grace %s", options.AccessTokenValidity, options.IDTokenValidity,
			options.RefreshTokenValidity, options.RotationGrace)
	}
	if len(pool.Groups) != 1 || pool.Groups[0].Name != "admin" || *pool.Groups[0].Precedence != 1 ||
		len(options.Deployment.PageVariables) != 0 {
		t.Errorf("groups %+v, variables %v", pool.Groups, options.Deployment.PageVariables)
	}
	if got := settingsFrom(set); !strings.Contains(got, "the defaults of terraform/variables*.tf") || notHere(set) != "" {
		t.Errorf("says %q, %q", got, notHere(set))
	}
	for _, user := range local.DefaultUsers() {
		if len(user.Password) < pool.PasswordPolicy.MinimumLength {
			t.Errorf("the password of %s is too short for a deployment", user.Email)
		}
	}
}

// everything has each variable that the local site takes, with a value that is not its default.
const everything = `
name                       = "my-site"
allow_sign_up              = false
allowed_email_domains      = ["example.com", "example.org"]
email_verification_subject = "Code of my site"
email_verification_message = "It is {####}."
invitation                 = { subject = "Come in", message = "{username}: {####}" }
email_configuration        = { source_arn = "arn:aws:ses:eu-west-1:123456789012:identity/example.com", from_email_address = "hello@example.com" }
password_policy            = { minimum_length = 20, require_symbols = true }
mfa_configuration          = "ON"
issuer_type                = "UPDATED"
second_region              = "eu-central-1"
auth_domain                = "auth.example.com"
hosted_zone                = "example.com"
failover                   = true
email_mfa                  = { subject = "Code for my site" }
user_groups                = [{ name = "admin" }, { name = "editors", description = "Edit", precedence = 3 }]
client_access_token_validity  = 5
client_id_token_validity      = 6
client_refresh_token_validity = 2
client_refresh_token_rotation = { grace_period_seconds = 0 }
ui_customization_css       = "branding/own.css"
domain_managed_login_version = 2
base_urls                  = ["https://www.example.com"]
identity_providers = {
  Okta = { type = "OIDC", client_id = "abc", issuer = "https://example.okta.com", trust_email = true }
}
function_environment       = { REPORTS_TABLE = "reports" }
log_level                  = "debug"
hsts_include_subdomains    = true
security_contact           = "mailto:security@example.net"
deletion_protection        = "INACTIVE"
`

func TestVariablesSetUpTheLocalSite(t *testing.T) {
	root := deployable(t, map[string]string{"terraform/terraform.tfvars": everything})
	environment := map[string]string{
		"TF_VAR_google":    `{ client_id = "1.apps.googleusercontent.com", client_secret = "hunter2" }`,
		"SECURITY_CONTACT": "mailto:me@example.com",
	}
	options, set, err := devOf(t, root, environment)
	if err != nil {
		t.Fatal(err)
	}
	d := options.Deployment
	checks := map[string]bool{
		"sign-up":    options.SignUpOff,
		"failover":   options.Failover,
		"domains":    options.Getenv("ALLOWED_EMAIL_DOMAINS") == "example.com example.org",
		"mails":      d.Pool.VerificationSubject == "Code of my site" && d.Pool.VerificationMessage == "It is {####}.",
		"invitation": d.Pool.Invitation.EmailSubject == "Come in" && d.Pool.Invitation.EmailMessage == "{username}: {####}",
		"sender":     d.Pool.Sender.From == "hello@example.com" && d.Pool.Sender.EmailSendingAccount == "DEVELOPER",
		"policy": d.Pool.PasswordPolicy.MinimumLength == 20 && d.Pool.PasswordPolicy.RequireSymbols &&
			d.Pool.PasswordPolicy.RequireNumbers,
		"MFA": options.MFA == "ON",
		"mailed codes": d.Pool.EmailMFA.Subject == "Code for my site" &&
			d.Pool.EmailMFA.Message == "Your sign-in code is {####}.",
		"groups": len(d.Pool.Groups) == 2 && d.Pool.Groups[1].Description == "Edit" &&
			*d.Pool.Groups[1].Precedence == 3,
		"validity": options.AccessTokenValidity == 5*time.Minute && options.IDTokenValidity == 6*time.Minute &&
			options.RefreshTokenValidity == 48*time.Hour,
		"rotation":    options.RotationGrace < 0 && !options.RotationOff,
		"style sheet": options.CSSFile == filepath.Join(root, "terraform", "branding", "own.css"),
		"pages":       options.ManagedLogin,
		"origins":     slices.Equal(d.Origins, []string{"https://www.example.com"}),
		"providers": len(d.Pool.Providers) == 2 &&
			d.Pool.Providers[1].ProviderDetails["oidc_issuer"] == "https://example.okta.com",
		"trust":       slices.Equal(d.TrustedProviders, []string{"Okta"}),
		"functions":   options.Getenv("REPORTS_TABLE") == "reports",
		"log":         slices.Contains(options.Env, "LOG_LEVEL=debug"),
		"environment": options.Getenv("SECURITY_CONTACT") == "mailto:me@example.com",
		"deletion":    d.Pool.DeletionProtection == "INACTIVE",
		"of functions": reflect.DeepEqual(d.PageVariables,
			map[string]string{"SESSION_MAX_AGE": "48h", "HSTS_SUBDOMAINS": "on",
				"COGNITO_IDENTITY_PROVIDERS": "Google Okta"}),
	}
	for what, right := range checks {
		if !right {
			t.Errorf("%s: %+v", what, options)
		}
	}
	var out bytes.Buffer
	table, err := routes.Load(routes.Path(root))
	if err != nil {
		t.Fatal(err)
	}
	announceSettings(&out, set, table)
	for _, want := range []string{"TF_VAR_google, terraform/terraform.tfvars (allow_sign_up, ", "user_groups needs staff"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "hunter2") {
		t.Error("a secret is printed")
	}
}

func TestFlagsAndEnvironmentWin(t *testing.T) {
	root := deployable(t, map[string]string{"terraform/terraform.tfvars": everything,
		"terraform/env/prod.tfvars": "name = \"prod\"\npassword_policy = { minimum_length = 30 }"})
	secrets := map[string]string{"COGNITO_SIGN_UP": "on", "LOG_LEVEL": "error", "ALLOWED_EMAIL_DOMAINS": "example.net"}
	options, _, err := devOf(t, root, secrets, "mfa", "env", "passkeys")
	if err != nil {
		t.Fatal(err)
	}
	if options.SignUpOff || options.MFA != "ON" || !options.Passkeys || !slices.Contains(options.Env, "LOG_LEVEL=error") ||
		options.Getenv("ALLOWED_EMAIL_DOMAINS") != "example.net" ||
		options.Deployment.Pool.PasswordPolicy.MinimumLength != 30 {
		t.Errorf("options are %+v", options)
	}
	if options, _, err = devOf(t, root, nil, "managed-login"); err != nil || options.ManagedLogin {
		t.Errorf("--managed-login=false leaves %v, %v", options.ManagedLogin, err)
	}
	if options, _, err = devOf(t, deployable(t, nil), nil, "passkeys"); err != nil || !options.ManagedLogin ||
		!strings.HasPrefix(pagesOf(options), "managed login ") {
		t.Errorf("passkeys come with %q, %v", pagesOf(options), err)
	}
	options, _, err = devOf(t, root, map[string]string{"TF_VAR_allow_sign_up": "false"}, "no-tfvars")
	if err != nil || options.SignUpOff || options.Deployment.Pool.PasswordPolicy.MinimumLength != 12 {
		t.Errorf("without files and environment: %+v, %v", options, err)
	}
}

func TestVariablesThatTerraformWouldRefuse(t *testing.T) {
	tests := map[string]string{
		"password_policy = { minimum_length = 6 }": "terraform/terraform.tfvars:1: password_policy: password_policy.minimum_length must be 8 to 99",
		"passkeys = true":                          "passkeys exist on managed login only",
		"\nallow_signup = false":                   `terraform/terraform.tfvars:2: allow_signup is not a variable of this deployment: did you mean "allow_sign_up"?`,
		"allow_sign_up = maybe":                    "terraform/terraform.tfvars:1: allow_sign_up: Variables not allowed",
		"user_groups = [{ name = \"a b\" }]":       "terraform/terraform.tfvars:1: user_groups: Each of user_groups needs a name",
	}
	for text, want := range tests {
		_, _, err := devOf(t, deployable(t, map[string]string{"terraform/terraform.tfvars": text}), nil)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "--no-tfvars") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestSiteWithoutTerraform(t *testing.T) {
	options, set, err := devOf(t, t.TempDir(), nil)
	if err != nil || options.Deployment != nil || !strings.Contains(settingsFrom(set), "no terraform/*.tf") {
		t.Errorf("%+v, %v", options, err)
	}
}

// The pool of a started site is the deployment's: it tells its settings, and refuses a password that AWS would refuse.
func TestLocalPoolIsAsDeployed(t *testing.T) {
	root := deployable(t, map[string]string{"terraform/terraform.tfvars": strings.Replace(everything,
		"allow_sign_up              = false", "", 1)})
	if err := os.MkdirAll(filepath.Join(root, "terraform", "branding"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "terraform", "branding", "own.css"),
		[]byte(".banner-customizable { background-color: #123456; }"), 0o600); err != nil {
		t.Fatal(err)
	}
	options, _, err := devOf(t, root, map[string]string{"PORT": "0", "COGNITO_PORT": "0"})
	if err != nil {
		t.Fatal(err)
	}
	options.BinariesDir = root
	stack, err := local.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stack.Close() })
	call := func(operation string, input map[string]any) string {
		body, err := json.Marshal(input)
		if err != nil {
			t.Fatal(err)
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, stack.CognitoURL+"/", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-amz-json-1.1")
		request.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+operation)
		request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=local/20260101/eu-west-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=0")
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		var text bytes.Buffer
		if _, err := text.ReadFrom(answer.Body); err != nil {
			t.Fatal(err)
		}
		return text.String()
	}
	pool := map[string]any{"UserPoolId": stack.PoolID}
	user := func(password string) map[string]any {
		return map[string]any{"UserPoolId": stack.PoolID, "Username": "new@example.com", "TemporaryPassword": password}
	}
	client := map[string]any{"UserPoolId": stack.PoolID, "ClientId": stack.ClientID}
	steps := []struct {
		operation string
		input     map[string]any
		want      string
	}{
		{"DescribeUserPool", pool, `"MinimumLength":20`},
		{"DescribeUserPool", pool, `"EmailSubject":"Come in"`},
		{"ListGroups", pool, `"editors"`},
		{"ListIdentityProviders", pool, `"Okta"`},
		{"DescribeUserPoolClient", client, `"SupportedIdentityProviders":["COGNITO","Okta"]`},
		{"DescribeUserPoolClient", client, `"https://www.example.com/auth/callback"`},
		{"AdminCreateUser", user("Eight-Char-1"), "Password not long enough"},
		{"AdminCreateUser", user(""), `"FORCE_CHANGE_PASSWORD"`},
		{"AdminResetUserPassword", map[string]any{"UserPoolId": stack.PoolID, "Username": "user@example.com"}, "{}"},
	}
	for _, step := range steps {
		if step.input["TemporaryPassword"] == "" {
			delete(step.input, "TemporaryPassword")
		}
		if got := call(step.operation, step.input); !strings.Contains(got, step.want) {
			t.Errorf("%s: %s\nwant %s", step.operation, got, step.want)
		}
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, stack.InboxURL, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var inbox bytes.Buffer
	if _, err := inbox.ReadFrom(answer.Body); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"Come in"`, "new@example.com: Tmp-", `"Code of my site"`, `"It is `} {
		if !strings.Contains(inbox.String(), want) {
			t.Errorf("%s is not in the inbox: %s", want, inbox.String())
		}
	}
}
