package terraform_test

import (
	"archive/zip"
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/dev/testtools"
	"cognitossr/pkg/routes"
)

const terraformHint = "https://developer.hashicorp.com/terraform/install"

// pluginDir names a folder with the provider, for machines that cannot reach the registry.
const pluginDir = "TERRAFORM_PLUGIN_DIR"

// stack is a copy of the deployment in a separate folder, with its state.
type stack struct {
	program string
	folder  string // of the copied root module
	environ []string

	provider string // the setting that makes Terraform use a provider that runs already
}

// newStack copies the deployment, the list of functions and a zip for each of them, and initialises Terraform there.
func newStack(t *testing.T, environ ...string) stack {
	t.Helper()
	root := t.TempDir()
	s := stack{
		program: testtools.Require(t, "terraform", terraformHint),
		folder:  filepath.Join(root, "terraform"),
		environ: append(append(cleanEnviron(), sampleEnvironment(t)), environ...),
	}
	if err := os.CopyFS(s.folder, os.DirFS(".")); err != nil {
		t.Fatalf("copying the deployment: %v", err)
	}
	list, err := os.ReadFile("../functions/routes.json")
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(root, "functions", "routes.json"), list)
	for _, function := range table(t).Functions {
		writeFile(t, filepath.Join(root, "dist", function.Name+".zip"), emptyFunction(t))
	}
	s.initialise(t)
	s.provider = s.startProvider(t)
	return s
}

// newVariables copies the variables and their tests only, which need no provider.
func newVariables(t *testing.T) stack {
	t.Helper()
	s := stack{program: testtools.Require(t, "terraform", terraformHint), folder: t.TempDir(), environ: cleanEnviron()}
	files, err := filepath.Glob("variables*.tf")
	if err != nil || len(files) == 0 {
		t.Fatalf("no variables*.tf: %v", err)
	}
	for _, file := range append(files, filepath.Join("tests", "saml-metadata.xml")) {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(s.folder, file), content)
	}
	if err := os.CopyFS(filepath.Join(s.folder, "tests"), os.DirFS(filepath.Join("tests", "variables"))); err != nil {
		t.Fatal(err)
	}
	s.must(t, "init", "-input=false")
	return s
}

func (s stack) initialise(t *testing.T) {
	t.Helper()
	args := []string{"init", "-input=false"}
	if dir := os.Getenv(pluginDir); dir != "" {
		args = append(args, "-plugin-dir="+dir)
	}
	if output, err := s.run(t, args...); err != nil {
		testtools.Missing(t, "hashicorp/aws 5.100 or newer", "connect to the registry, or set "+pluginDir+
			" to a folder that holds the provider\n"+output)
	}
}

// sampleEnvironment returns a value for each variable that a function lists: terraform plan requires them.
func sampleEnvironment(t *testing.T) string {
	t.Helper()
	values := map[string]string{}
	for _, function := range table(t).Functions {
		maps.Copy(values, sampleValues(function))
	}
	text, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	return "TF_VAR_function_environment=" + string(text)
}

// sampleValues are the variables that functions list, except those that a deployment leaves to the SDK.
func sampleValues(function routes.Function) map[string]string {
	values := map[string]string{}
	for _, name := range function.Environment {
		if !routes.IsEndpoint(name) {
			values[name] = cmp.Or(os.Getenv(name), "sample")
		}
	}
	return values
}

// cleanEnviron is the environment without any other account, setting or configuration file of AWS and Terraform.
func cleanEnviron() []string {
	kept := slices.DeleteFunc(os.Environ(), func(variable string) bool {
		name, value, _ := strings.Cut(variable, "=")
		if name == "TF_CLI_CONFIG_FILE" {
			_, err := os.Stat(value)
			return err != nil
		}
		return strings.HasPrefix(name, "AWS_") || strings.HasPrefix(name, "TF_")
	})
	return append(kept, "TF_CLI_ARGS=-no-color", "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1")
}

// run runs Terraform in the stack's folder and returns what it said.
func (s stack) run(t *testing.T, args ...string) (string, error) {
	t.Helper()
	output, err := s.command(t, args...).CombinedOutput()
	return string(output), err
}

func (s stack) command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	command := exec.CommandContext(t.Context(), s.program, args...)
	command.Dir, command.Env = s.folder, s.environ
	if s.provider != "" {
		command.Env = append(slices.Clone(s.environ), s.provider, rareCollection)
	}
	return command
}

// must runs Terraform and ends the test when it fails.
func (s stack) must(t *testing.T, args ...string) string {
	t.Helper()
	output, err := s.run(t, args...)
	if err != nil {
		t.Fatalf("terraform %s: %v\n%s", strings.Join(args, " "), err, lastLines(output, 60))
	}
	return output
}

func (s stack) apply(t *testing.T, variables ...string) {
	t.Helper()
	s.must(t, append([]string{"apply", "-auto-approve", "-input=false"}, asFlags(variables)...)...)
}

// destroy takes the stack down as README.md says: it is refused until the protection is taken off.
func (s stack) destroy(t *testing.T, variables ...string) {
	t.Helper()
	output, err := s.run(t, append([]string{"plan", "-destroy", "-input=false", "-refresh=false"}, asFlags(variables)...)...)
	if err == nil || !strings.Contains(output, "prevent_destroy") {
		t.Errorf("a protected pool may be destroyed: %v\n%s", err, lastLines(output, 20))
	}
	if err := os.Remove(filepath.Join(s.folder, "modules", "user-pool", "protect_override.tf")); err != nil {
		t.Fatal(err)
	}
	s.must(t, append([]string{"destroy", "-auto-approve", "-input=false"}, asFlags(variables)...)...)
	if left := s.must(t, "state", "list"); left != "" {
		t.Errorf("the state still has:\n%s", left)
	}
}

// changes returns what terraform plan would change; "" if everything matches the configuration.
func (s stack) changes(t *testing.T, variables ...string) string {
	t.Helper()
	output, err := s.run(t, append([]string{"plan", "-input=false", "-detailed-exitcode"}, asFlags(variables)...)...)
	var exit *exec.ExitError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &exit) && exit.ExitCode() == 2:
		return output
	}
	t.Fatalf("terraform plan: %v\n%s", err, lastLines(output, 60))
	return ""
}

func asFlags(variables []string) []string {
	var flags []string
	for _, variable := range variables {
		flags = append(flags, "-var", variable)
	}
	return flags
}

// outputs reads the stack's outputs.
func (s stack) outputs(t *testing.T) outputs {
	t.Helper()
	found := map[string]struct{ Value json.RawMessage }{}
	if err := json.Unmarshal([]byte(s.must(t, "output", "-json")), &found); err != nil {
		t.Fatalf("terraform output: %v", err)
	}
	values := outputs{}
	for name, output := range found {
		values[name] = output.Value
	}
	return values
}

// outputs are the values that the stack gives to the outside.
type outputs map[string]json.RawMessage

// Text is an output that is a string.
func (o outputs) Text(t *testing.T, name string) string {
	t.Helper()
	return decode[string](t, o, name)
}

func decode[T any](t *testing.T, o outputs, name string) T {
	t.Helper()
	var value T
	if err := json.Unmarshal(o[name], &value); err != nil {
		t.Fatalf("output %s: %v", name, err)
	}
	return value
}

// table is the one list of functions.
func table(t *testing.T) routes.Table {
	t.Helper()
	list, err := routes.Load("../functions/routes.json")
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// always are the functions that every deployment has: those that depend on no setting.
func always(t *testing.T) []routes.Function {
	t.Helper()
	return slices.DeleteFunc(slices.Clone(table(t).Functions), func(f routes.Function) bool { return f.Setting != "" })
}

// emptyFunction is a zip that Lambda would take but never gets to run.
func emptyFunction(t *testing.T) []byte {
	t.Helper()
	var content strings.Builder
	archive := zip.NewWriter(&content)
	file, err := archive.Create("bootstrap")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Write([]byte("#!/bin/sh\n")); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return []byte(content.String())
}

func writeFile(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func lastLines(text string, count int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-count):], "\n")
}
