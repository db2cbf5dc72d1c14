package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cognitossr/pkg/dev/managedlogin"
	"cognitossr/pkg/routes"
)

// keySet has the one key of a pool; the modulus only has the right length.
var (
	keySet  = `{"keys": [` + usableKey + `]}`
	modulus = strings.Repeat("qqqq", 86)

	usableKey = `{"kid":"a","kty":"RSA","alg":"RS256","use":"sig","e":"AQAB","n":"` + modulus + `"}`
)

// program is a stand-in for Terraform: it notes how it was called and answers from files beside it.
const program = `#!/bin/sh
cd "$(dirname "$0")"
echo "$*" >> calls
test -z "$TF_WORKSPACE" || echo "$1 in $TF_WORKSPACE" >> workspaces
case "$1" in
workspace)
	case "$2" in
	list) cat list ;;
	show) echo default ;;
	esac ;;
console) read -r expression; cat "$expression"; test ! -e refused || cat refused >&2 ;;
output) cat outputs ;;
plan) test ! -e problems || cat problems >&2; exit "$(cat changes)" ;;
show) cat plan.json ;;
apply) cp outputs-after outputs ;;
esac
`

// rehearsal is a repository in which nothing is real but the deployer.
type rehearsal struct {
	deployer
	folder string
	said   *bytes.Buffer
	built  []string
}

func newRehearsal(t *testing.T, flags deployFlags) *rehearsal {
	t.Helper()
	table, err := routes.Parse([]byte(`{"home": {"routes": ["GET /"], "auth": "public"}, "greet": {"trigger": "post_confirmation"}, "guard": {"trigger": "pre_sign_up", "setting": "domains"}}`))
	if err != nil {
		t.Fatal(err)
	}
	pool := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/eu-west-1_Pool/.well-known/jwks.json" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write([]byte(keySet))
	}))
	t.Cleanup(pool.Close)
	d := &rehearsal{folder: t.TempDir(), said: &bytes.Buffer{}}
	d.write(t, "terraform", program)
	d.write(t, "calls", "")
	d.write(t, "changes", "2")
	d.write(t, "list", "* default\n  dev\n\n")
	d.write(t, "plan.json", `{"format_version": "1.2", "resource_changes": []}`)
	d.write(t, "terraform.tfvars", `name = "demo"`)
	d.write(t, "var.name", `"demo"`)
	d.write(t, "var.aws_region", `"eu-west-1"`)
	d.write(t, "outputs", "{}")
	d.write(t, "outputs-after", deployedOutputs(pool.URL))
	t.Setenv("PATH", d.folder+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("GOARCH", "")
	flags.skipSmokeTest = true
	d.deployer = deployer{
		deployFlags: flags, root: d.folder, table: table, out: d.said, in: strings.NewReader(""),
		getenv:    func(string) string { return "" },
		terraform: terraform{tool{dir: d.folder, out: d.said}},
		client:    pool.Client(),
		account:   func(context.Context, string) (string, error) { return "123456789012", nil },
		owner:     func(context.Context, string, string) (string, error) { return "", nil },
		build:     func(names []string) error { d.built = append(d.built, strings.Join(names, ",")); return nil },
		styles:    func(context.Context, string) (managedlogin.API, error) { return classicPool{}, nil },
	}
	d.brand(t)
	return d
}

func deployedOutputs(pool string) string {
	return `{"site_url": {"value": "https://site.example"}, "region": {"value": "eu-west-1"}, "user_pool_id": {"value": "eu-west-1_Pool"},
		"name": {"value": "demo"},
		"user_pool_arn": {"value": "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_Pool"},
		"jwks_url": {"value": "` + pool + `/eu-west-1_Pool/.well-known/jwks.json"}, "callback_urls": {"value": ["https://site.example/auth/callback"]}}`
}

func (d *rehearsal) write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(d.folder, name), []byte(content), 0o700); err != nil {
		t.Fatal(err)
	}
}

// calls are the calls of Terraform that begin with a word.
func (d *rehearsal) calls(t *testing.T, word string) []string {
	t.Helper()
	var calls []string
	for line := range strings.Lines(d.read(t, "calls")) {
		if strings.HasPrefix(line, word) {
			calls = append(calls, strings.TrimSpace(line))
		}
	}
	return calls
}

func (d *rehearsal) read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(d.folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func (d *rehearsal) deployed(t *testing.T) {
	t.Helper()
	d.write(t, "outputs", d.read(t, "outputs-after"))
}

func TestFirstDeploymentShipsTheKeysAfterwards_N07(t *testing.T) {
	d := newRehearsal(t, deployFlags{})
	d.in = strings.NewReader("yes\n")
	if err := d.run(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, d.said)
	}
	plans := d.calls(t, "plan")
	if len(plans) != 2 || strings.Contains(plans[0], "jwks") ||
		!strings.Contains(plans[1], `-var=jwks={"keys":[`+usableKey+`]}`) {
		t.Errorf("plans %q, want one without keys and then one with them", plans)
	}
	if applied := d.calls(t, "apply"); len(applied) != 2 || len(d.calls(t, "show")) != 2 {
		t.Errorf("applied %q, want both plans, and both looked at", applied)
	}
	if !strings.Contains(d.said.String(), "Site          https://site.example") {
		t.Errorf("the address is not said:\n%s", d.said)
	}
}

func TestFurtherDeploymentShipsTheKeysAtOnce_N07(t *testing.T) {
	d := newRehearsal(t, deployFlags{autoApprove: true})
	d.deployed(t)
	if err := d.run(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, d.said)
	}
	if plans := d.calls(t, "plan"); len(plans) != 1 || !strings.Contains(plans[0], `-var=jwks={"keys":`) {
		t.Errorf("plans %q, want one with the keys", plans)
	}
	if applied := d.calls(t, "apply"); len(applied) != 1 {
		t.Errorf("applied %q, want only the plan", applied)
	}
}

func TestDeploymentWithoutChangesAppliesNothing(t *testing.T) {
	d := newRehearsal(t, deployFlags{})
	d.deployed(t)
	d.write(t, "changes", "0")
	if err := d.run(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, d.said)
	}
	if applied := d.calls(t, "apply"); len(applied) != 0 {
		t.Errorf("applied %q", applied)
	}
}

// TestPlanOnly: a plan is shown and looked at, and nothing is asked, applied or tried.
func TestPlanOnly(t *testing.T) {
	d := newRehearsal(t, deployFlags{planOnly: true, autoApprove: true})
	d.deployed(t)
	if err := d.run(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, d.said)
	}
	if plans, applied := d.calls(t, "plan"), d.calls(t, "apply"); len(plans) != 1 || len(applied) != 0 ||
		strings.Contains(d.said.String(), "Apply this plan?") {
		t.Errorf("plans %q, applied %q:\n%s", plans, applied, d.said)
	}
	d = newRehearsal(t, deployFlags{planOnly: true})
	d.deployed(t)
	d.write(t, "plan.json", planned(changeOf("aws_cognito_user_pool.this", poolID, replacing), ""))
	if err := d.run(t.Context()); err == nil || !strings.Contains(err.Error(), "users would lose by this plan") {
		t.Errorf("a plan that loses is not refused: %v", err)
	}
}

func TestDeployingOneFunction(t *testing.T) {
	for name, target := range map[string]string{"home": `-target=module.function["home"]`,
		"greet": `-target=module.trigger["greet"]`} {
		t.Run(name, func(t *testing.T) {
			d := newRehearsal(t, deployFlags{autoApprove: true, route: name})
			d.deployed(t)
			if err := d.run(t.Context()); err != nil {
				t.Fatalf("%v\n%s", err, d.said)
			}
			if len(d.built) != 1 || d.built[0] != name {
				t.Errorf("built %q, want only %s", d.built, name)
			}
			if plans := d.calls(t, "plan"); len(plans) != 1 || !strings.HasSuffix(plans[0], target) {
				t.Errorf("plans %q, want one that ends with %s", plans, target)
			}
		})
	}
}

func TestDeploymentIsRefused(t *testing.T) {
	tests := []struct {
		name  string
		flags deployFlags
		setUp func(t *testing.T, d *rehearsal)
		want  string
	}{
		{name: "no answer", want: "--auto-approve"},
		{name: "answered no", setUp: func(_ *testing.T, d *rehearsal) { d.in = strings.NewReader("y\n") },
			want: "nothing was changed"},
		{name: "unknown function", flags: deployFlags{route: "nothing"}, want: `no function "nothing"`},
		{name: "a function that waits for a setting (R-59)", flags: deployFlags{route: "guard"},
			want: "comes and goes with domains"},
		{name: "one function of nothing", flags: deployFlags{route: "home"}, want: "without --route first"},
		{name: "no name", setUp: func(t *testing.T, d *rehearsal) { d.write(t, "var.name", "(known after apply)") },
			want: "terraform.tfvars"},
		{
			name: "another region", want: "new and empty user pool",
			setUp: func(t *testing.T, d *rehearsal) { d.deployed(t); d.write(t, "var.aws_region", `"us-east-1"`) },
		},
		{
			name: "another name", want: `the state's site has the name demo, and this deployment has shop: set name = "demo"`,
			setUp: func(t *testing.T, d *rehearsal) { d.deployed(t); d.write(t, "var.name", `"shop"`) },
		},
		{
			name: "another account", want: "use credentials of account 123456789012",
			setUp: func(t *testing.T, d *rehearsal) {
				d.deployed(t)
				d.account = func(context.Context, string) (string, error) { return "210987654321", nil }
			},
		},
		{
			name: "no credentials", want: "no keys",
			setUp: func(_ *testing.T, d *rehearsal) {
				d.account = func(context.Context, string) (string, error) { return "", errors.New("no keys") }
			},
		},
		{
			name: "a refused value", want: "name must have 3 to 24 characters",
			setUp: func(t *testing.T, d *rehearsal) {
				d.write(t, "refused", "\nError: Invalid value for variable\n\nname must have 3 to 24 characters\n")
			},
		},
		{name: "failing plan", setUp: func(t *testing.T, d *rehearsal) { d.write(t, "changes", "1") },
			want: "terraform plan"},
		{name: "no Terraform", setUp: func(t *testing.T, _ *rehearsal) { t.Setenv("PATH", t.TempDir()) },
			want: terraformDownload},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := newRehearsal(t, test.flags)
			if test.setUp != nil {
				test.setUp(t, d)
			}
			err := d.run(t.Context())
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
			if applied := d.calls(t, "apply"); len(applied) != 0 {
				t.Errorf("applied %q", applied)
			}
		})
	}
}

func TestWarningsOfTerraformDoNotHideTheName(t *testing.T) {
	d := newRehearsal(t, deployFlags{autoApprove: true})
	d.write(t, "var.name", "\nWarning: Value for undeclared variable\n\nThe root module does not declare a variable named \"foo\"\n\n\"demo\"\n")
	if err := d.run(t.Context()); err != nil || !strings.Contains(d.said.String(), "Site demo, region eu-west-1") {
		t.Errorf("%v\n%s", err, d.said)
	}
}

func TestWaitsForANewAddress_R74(t *testing.T) {
	asked := 0
	address := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked++; asked < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer address.Close()
	var said bytes.Buffer
	d := deployer{client: address.Client(), out: &said, patience: patience{tries: 3}}
	if err := d.await(t.Context(), address.URL); err != nil || asked != 3 ||
		strings.Count(said.String(), "Waiting for "+address.URL) != 1 {
		t.Errorf("%v after %d tries, said %q", err, asked, said.String())
	}
	d.patience.tries, asked = 2, 0
	if err := d.await(t.Context(), address.URL); err == nil || !strings.Contains(err.Error(), "503") {
		t.Errorf("error %v, want the last answer", err)
	}
	address.Close()
	if err := d.await(t.Context(), address.URL); err == nil {
		t.Error("nothing answers, and no error")
	}
}

func TestKeysThatAreNotShipped_N07(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"none", `{"keys":[]}`, "it has no keys"},
		{"another document", `{"message":"Not Found"}`, "it has no keys"},
		{"none that a function could use (U-23)", `{"keys":[{"kid":"a","kty":"EC"}]}`, "none of its 1 keys"},
		{"no JSON", `<html>`, "reading the keys"},
		{"too long", `{"keys":[` + usableKey + `],"more":"` + strings.Repeat("a", maxKeys) + `"}`, "more than"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if keys, err := compactKeys([]byte(test.body)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %q, %v, want an error with %q", keys, err, test.want)
			}
		})
	}
}
