package variables

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const declarations = `
locals { word = "^[a-z]+$" }

variable "name" {
  type     = string
  nullable = false

  validation {
    condition     = can(regex(local.word, var.name))
    error_message = "name must be a word."
  }
}

variable "validity" {
  type     = number
  default  = 15
  nullable = false

  validation {
    condition     = var.validity >= 5 && var.validity <= 60
    error_message = "validity must be 5 to 60 minutes."
  }
}

variable "policy" {
  type = object({
    length  = optional(number, 12)
    symbols = optional(bool, false)
  })
  default  = {}
  nullable = false
}

variable "groups" {
  type    = list(object({ name = string, precedence = optional(number) }))
  default = null

  validation {
    condition     = var.groups == null ? true : length(var.groups) < 3
    error_message = "There are too many groups."
  }
}

variable "domains" {
  type    = list(string)
  default = []
}

variable "contact" {
  type    = string
  default = null
}

variable "secrets" {
  type      = map(string)
  default   = {}
  sensitive = true

  validation {
    condition     = alltrue([for secret in values(var.secrets) : length(secret) > 3])
    error_message = "One of ${join(",", values(var.secrets))} is too short."
  }
  validation {
    condition     = only_terraform_has(var.secrets)
    error_message = "never"
  }
}
`

// folder makes a repository with a root module. Names are relative to the module.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	if files["variables.tf"] == "" {
		files["variables.tf"] = declarations
	}
	for name, content := range files {
		path := filepath.Join(root, "terraform", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func read(t *testing.T, files, environment map[string]string, change func(*Options)) (Set, error) {
	t.Helper()
	o := Options{Root: folder(t, files), Folder: "terraform", Getenv: func(name string) string { return environment[name] }}
	if change != nil {
		change(&o)
	}
	return Read(o)
}

func TestWhatComesLaterWins(t *testing.T) {
	files := map[string]string{
		"terraform.tfvars":       "name = \"plain\"\nvalidity = 20\ncontact = \"a\"\ndomains = [\"a.test\"]\n",
		"terraform.tfvars.json":  `{"domains": ["b.test", "c.test"]}`,
		"b.auto.tfvars":          `contact = "b"`,
		"c.auto.tfvars.json":     `{"contact": "c"}`,
		"d.auto.tfvars":          "policy = { symbols = true }\ngroups = [{ name = \"staff\" }]",
		"env/prod.tfvars":        `name = "prod"`,
		"other.tfvars":           `name = "unread"`,
		"../functions/some.json": `{}`,
	}
	environment := map[string]string{
		"TF_VAR_validity": "30", "TF_VAR_secrets": `{ Okta = "long enough" }`, "TF_VAR_stranger": "of another project",
	}
	set, err := read(t, files, environment, func(o *Options) { o.Environment = "prod" })
	if err != nil {
		t.Fatal(err)
	}
	var name, contact string
	var validity int
	var domains []string
	var policy struct {
		Length  int
		Symbols bool
	}
	secrets := map[string]string{}
	var groups []struct {
		Name       string
		Precedence *int
	}
	for variable, into := range map[string]any{
		"name": &name, "contact": &contact, "validity": &validity, "domains": &domains, "policy": &policy,
		"secrets": &secrets, "none": &name, "groups": &groups,
	} {
		if err := set.Decode(variable, into); err != nil {
			t.Error(err)
		}
	}
	if name != "prod" || contact != "c" || validity != 20 || strings.Join(domains, " ") != "b.test c.test" ||
		policy.Length != 12 || !policy.Symbols || secrets["Okta"] != "long enough" ||
		len(groups) != 1 || groups[0].Name != "staff" || groups[0].Precedence != nil {
		t.Errorf("%q %q %d %v %+v %v", name, contact, validity, domains, policy, secrets)
	}
	sources, names := set.Given()
	want := []string{
		"TF_VAR_secrets", "terraform/c.auto.tfvars.json", "terraform/d.auto.tfvars", "terraform/env/prod.tfvars",
		"terraform/terraform.tfvars", "terraform/terraform.tfvars.json",
	}
	if !slices.Equal(sources, want) || strings.Join(names["terraform/terraform.tfvars"], " ") != "validity" {
		t.Errorf("sources are %v, names %v", sources, names)
	}
	if !set.Changed("validity") || set.Changed("none") || !slices.Equal(set.Skipped(), []string{"secrets"}) {
		t.Errorf("changed %v %v, skipped %v", set.Changed("validity"), set.Changed("none"), set.Skipped())
	}
}

func TestDefaultsAlone(t *testing.T) {
	files := map[string]string{"terraform.tfvars": `validity = "broken`}
	set, err := read(t, files, map[string]string{"TF_VAR_validity": "20"}, func(o *Options) { o.DefaultsOnly = true })
	if err != nil {
		t.Fatal(err)
	}
	validity, name := 0, "untouched"
	if err := errors.Join(set.Decode("validity", &validity), set.Decode("name", &name)); err != nil || validity != 15 ||
		name != "untouched" {
		t.Errorf("%d %q %v", validity, name, err)
	}
	if sources, _ := set.Given(); sources != nil {
		t.Errorf("read %v", sources)
	}
}

func TestNullIsTheDefaultOfWhatIsNotNullable(t *testing.T) {
	set, err := read(t, map[string]string{"terraform.tfvars": "validity = null\ncontact = null"}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	validity := 0
	if err := set.Decode("validity", &validity); err != nil || validity != 15 || set.Changed("validity") ||
		set.Changed("contact") {
		t.Errorf("%d, %v", validity, err)
	}
}

func TestRefusalsNameThePlace(t *testing.T) {
	const file = "terraform.tfvars"
	tests := []struct {
		name               string
		files, environment map[string]string
		want               string
	}{
		{"no value", map[string]string{file: "name = \"a\"\nvalidity =\n"}, nil,
			"terraform/terraform.tfvars:2: Invalid expression"},
		{"no closing quote", map[string]string{file: "validity = 20\nname = \"a\ncontact = \"b\"\n"}, nil,
			"terraform/terraform.tfvars:2: Invalid multi-line string: a closing quote (\") is missing in this line"},
		{"no closing quote in the last line", map[string]string{file: "validity = 20\nname = \"a"}, nil,
			"terraform/terraform.tfvars:2: "},
		{"no closing quote in a list", map[string]string{file: "domains = [\"a, \"b\"]\n"}, nil, "is missing in this line"},
		{"no quotes", map[string]string{file: "name = my-site\n"}, nil,
			`terraform/terraform.tfvars:1: name: Variables not allowed: text needs quotes, as in name = "my-site"`},
		{"no quotes in a list", map[string]string{file: "domains = [example.com]\n"}, nil, "text needs quotes"},
		{"no quotes in the environment", nil, map[string]string{"TF_VAR_domains": "[example.com]"}, "text needs quotes"},
		{"an address without quotes", map[string]string{file: "contact = ops@example.com\n"}, nil,
			`terraform/terraform.tfvars:1: Invalid character: text needs straight quotes, as in name = "my-site"`},
		{"quotes of a word processor", map[string]string{file: "name = “a”\n"}, nil, "text needs straight quotes"},
		{"a URL without quotes", map[string]string{file: "contact = https://example.com/a\n"}, nil,
			"Missing newline after argument: one name and one value in a line, and text needs quotes"},
		{"a comma at the end", map[string]string{file: "validity = 20,\n"}, nil, "one name and one value in a line"},
		{"a block", map[string]string{file: "policy {}\n"}, nil, "terraform/terraform.tfvars:1: "},
		{"json", map[string]string{file + ".json": "{\n\"name\": }"}, nil, "terraform/terraform.tfvars.json:2: "},
		{"typing error", map[string]string{file: "\nvaliditi = 20"}, nil,
			`terraform/terraform.tfvars:2: validiti is not a variable of this deployment: did you mean "validity"?`},
		{"another name for the Region", map[string]string{file: "region = \"eu-west-1\""}, nil,
			`region is not a variable of this deployment: did you mean "aws_region"?`},
		{"unknown", map[string]string{file: "wholly_different = 20"}, nil,
			"wholly_different is not a variable of this deployment: declare it in terraform/"},
		{"wrong type", map[string]string{file: `validity = "soon"`}, nil,
			"terraform/terraform.tfvars:1: validity: a number is required"},
		{"wrong member", map[string]string{file: `policy = { length = "long" }`}, nil,
			"terraform/terraform.tfvars:1: policy: length: a number is required"},
		{"not by the rule", map[string]string{file: "\n\nvalidity = 4"}, nil,
			"terraform/terraform.tfvars:3: validity: validity must be 5 to 60 minutes."},
		{"rule with a local value", map[string]string{file: `name = "A"`}, nil, "name must be a word."},
		{"environment", nil, map[string]string{"TF_VAR_validity": "4"}, "TF_VAR_validity: validity: validity must be"},
		{"environment, no expression", nil, map[string]string{"TF_VAR_domains": "example.com,"},
			"TF_VAR_domains: Extra characters after expression; write it as in terraform.tfvars"},
		{"environment, no list", nil, map[string]string{"TF_VAR_domains": `"example.com"`},
			"TF_VAR_domains: domains: list of string required"},
		{"broken declaration", map[string]string{"variables.tf": "variable \"a\" {\n  type = words\n}"}, nil,
			"terraform/variables.tf:2: "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if test.files == nil {
				test.files = map[string]string{}
			}
			if _, err := read(t, test.files, test.environment, nil); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v\nwant %s", err, test.want)
			}
		})
	}
}

// Values may be secrets: whatever is wrong with them, they are in no message.
func TestValuesAreInNoMessage(t *testing.T) {
	const secret = "hunter2"
	for _, text := range []string{
		`secrets = { Okta = hunter2 }`, `secrets = { Okta = "hunter2`, `secrets = "hunter2"`, `secrets = hunter2("x")`,
		`secrets = { Okta = { a = "hunter2" } }`,
		`secrets = { Okta = "${hunter2}" }`, `secrets = { Okta = "\hunter2" }`,
		`secrets = { Okta = "hunter2", Short = "no" }`, `secrets = hunter2`, `secrets = { "hunter2" }`,
	} {
		for _, in := range []func() (Set, error){
			func() (Set, error) { return read(t, map[string]string{"terraform.tfvars": text}, nil, nil) },
			func() (Set, error) {
				return read(t, map[string]string{},
					map[string]string{"TF_VAR_secrets": strings.TrimPrefix(text, "secrets = ")}, nil)
			},
		} {
			if _, err := in(); err == nil || strings.Contains(err.Error(), secret) {
				t.Errorf("%s: %v", text, err)
			}
		}
	}
}

func TestRulesThatDoNotMatterHere(t *testing.T) {
	_, err := read(t, map[string]string{"terraform.tfvars": "validity = 4"}, nil,
		func(o *Options) { o.Unchecked = []string{"validity"} })
	if err != nil {
		t.Error(err)
	}
}

func TestEnvironments(t *testing.T) {
	some := map[string]string{"env/test.tfvars": `name = "demo"`, "env/live.tfvars": `name = "live"`}
	for _, tt := range []struct {
		name, want string
		files      map[string]string
	}{
		{"../prod", `--env "../prod": an environment has`, some}, {"default", `is not "default"`, some},
		{"prd", "--env prd: there is no such environment, and there are live, test; terraform/env/prd.tfvars would", some},
		{"prd", "and there are none yet", map[string]string{}},
	} {
		_, err := read(t, tt.files, nil, func(o *Options) { o.Environment = tt.name })
		if err == nil || !strings.Contains(err.Error(), tt.want) || !errors.As(err, new(*EnvironmentError)) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestWithoutConfiguration(t *testing.T) {
	if _, err := Read(Options{Root: t.TempDir(), Folder: "terraform"}); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

// deployment reads the deployment's own variables.
func deployment(t *testing.T, tfvars string) (Set, error) {
	t.Helper()
	files := map[string]string{"terraform.tfvars": tfvars}
	paths, err := filepath.Glob("../../../terraform/*.tf")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no configuration: %v", err)
	}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(path)] = string(content)
	}
	return read(t, files, nil, nil)
}

// Every rule of the deployment's own variables can be applied.
func TestRulesOfTheDeployment(t *testing.T) {
	set, err := deployment(t, `name = "my-site"`)
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Skipped()) > 0 {
		t.Errorf("rules of %v cannot be applied: see functions.go", set.Skipped())
	}
}

// A message that is made of values says them, as Terraform's does: which variables do not go with a pool that is there.
func TestMessagesOfValues(t *testing.T) {
	_, err := deployment(t, "name = \"my-site\"\nuser_pool_id = \"eu-west-1_AbCdEf123\"\nmfa_configuration = \"ON\"\nallow_sign_up = false\n")
	const want = "terraform.tfvars:2: user_pool_id: With user_pool_id the pool is managed elsewhere, and so is what these variables set: allow_sign_up, mfa_configuration."
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v", err)
	}
}

func TestWhatAFileAssigns(t *testing.T) {
	const text = "name = \"shop\"\ntags = { name = \"other\" }\n# aws_region = \"eu-west-1\"\n"
	tests := []struct {
		file, content, variable, want string
		given                         bool
	}{
		{"a.tfvars", text, "name", "shop", true},
		{"a.tfvars", text, "tags", "", true},
		{"a.tfvars", text, "aws_region", "", false},
		{"a.tfvars", "name = \"shop", "name", "", false},
		{"a.tfvars", "name = lower(\"A\")", "name", "", true},
		{"a.tfvars.json", `{"name": "shop"}`, "name", "shop", true},
		{"a.tfvars.json", `{"name": null}`, "name", "", true},
		{"missing.tfvars", "", "name", "", false},
	}
	for _, test := range tests {
		file := filepath.Join(t.TempDir(), test.file)
		if test.content != "" {
			if err := os.WriteFile(file, []byte(test.content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		value, given, err := Assigned(file, test.variable)
		if value != test.want || given != test.given || (err != nil) != (test.content == "name = \"shop") {
			t.Errorf("%s with %q: %s is %q, %v, %v", test.file, test.content, test.variable, value, given, err)
		}
	}
}
