package terraform_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the tables of README.md anew")

// The tables of variables and outputs in README.md are made from the *.tf files.
func TestReadmeHasTheVariablesAndOutputs(t *testing.T) {
	source := configuration(t)
	content, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	fresh := string(content)
	fresh = between(t, fresh, "variables", variableTable(t, source))
	fresh = between(t, fresh, "outputs", outputTable(t, source))
	if fresh == string(content) {
		return
	}
	if !*update {
		t.Fatal("the tables of terraform/README.md are stale: run go test ./terraform -run Readme -update")
	}
	if err := os.WriteFile("README.md", []byte(fresh), 0o644); err != nil {
		t.Fatal(err)
	}
}

// configuration is the text of the root module.
func configuration(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("*.tf")
	if err != nil || len(files) == 0 {
		t.Fatalf("no *.tf: %v", err)
	}
	var all strings.Builder
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(content)
	}
	return all.String()
}

// block is a variable or an output: its name and the lines between its braces.
type block struct{ name, body string }

// blocks finds the blocks of a kind. "terraform fmt" puts a block's closing brace at the beginning of a line.
func blocks(t *testing.T, source, kind string) []block {
	t.Helper()
	var found []block
	for _, match := range regexp.MustCompile(`(?ms)^`+kind+` "([a-z_0-9]+)" \{\n(.*?)^\}`).FindAllStringSubmatch(source, -1) {
		found = append(found, block{match[1], match[2]})
	}
	if len(found) == 0 {
		t.Fatalf("no %s in the configuration", kind)
	}
	slices.SortFunc(found, func(a, b block) int { return strings.Compare(a.name, b.name) })
	return found
}

// argument is the text of an argument of a block, on one line, or "" where it has none.
func (b block) argument(name string) string {
	match := regexp.MustCompile(`(?m)^  ` + name + `\s*= (.*)$`).FindStringSubmatchIndex(b.body)
	if match == nil {
		return ""
	}
	rest := b.body[match[2]:]
	depth, end := 0, len(rest)
	for i, char := range rest {
		depth += strings.Count("({[", string(char)) - strings.Count(")}]", string(char))
		if char == '\n' && depth == 0 {
			end = i
			break
		}
	}
	return oneLine(rest[:end])
}

// oneLine writes an expression over several lines as one, with the commas that it can then not do without.
func oneLine(expression string) string {
	lines := strings.FieldsFunc(expression, func(char rune) bool { return char == '\n' })
	var joined strings.Builder
	for i, line := range lines {
		line = strings.Join(strings.Fields(line), " ")
		switch {
		case i == 0:
		case strings.HasSuffix(joined.String(), "{"), strings.HasPrefix(line, "}"):
			joined.WriteString(" ")
		default:
			joined.WriteString(", ")
		}
		joined.WriteString(line)
	}
	return joined.String()
}

func variableTable(t *testing.T, source string) string {
	t.Helper()
	var table strings.Builder
	table.WriteString("| Variable | What it is | Type | Default |\n|---|---|---|---|\n")
	for _, variable := range blocks(t, source, "variable") {
		value := code(variable.argument("default"))
		if value == "" {
			value = "**required**"
		}
		kind := code(variable.argument("type"))
		if kind == "" {
			t.Errorf("the variable %s has no type", variable.name)
		}
		fmt.Fprintf(&table, "| `%s` | %s | %s | %s |\n", variable.name, description(t, variable), kind, value)
	}
	return table.String()
}

func outputTable(t *testing.T, source string) string {
	t.Helper()
	var table strings.Builder
	table.WriteString("| Output | What it is |\n|---|---|\n")
	for _, output := range blocks(t, source, "output") {
		fmt.Fprintf(&table, "| `%s` | %s |\n", output.name, description(t, output))
	}
	return table.String()
}

func description(t *testing.T, b block) string {
	t.Helper()
	text := strings.Trim(b.argument("description"), `"`)
	if text == "" {
		t.Errorf("%s has no description", b.name)
	}
	return strings.NewReplacer(`\"`, `"`, "|", `\|`, "<", "&lt;").Replace(text)
}

func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + strings.ReplaceAll(text, "|", `\|`) + "`"
}

// between replaces what stands between the marks <!-- NAME --> and <!-- /NAME -->.
func between(t *testing.T, text, name, content string) string {
	t.Helper()
	begin, end := "<!-- "+name+" -->\n", "<!-- /"+name+" -->"
	before, rest, found := strings.Cut(text, begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("README.md has no marks for the %s", name)
	}
	return before + begin + content + end + after
}

// The example names every variable that it shows as the configuration does, so that it can be copied.
func TestExampleVariablesExist(t *testing.T) {
	example, err := os.ReadFile("terraform.tfvars.example")
	if err != nil {
		t.Fatal(err)
	}
	var known []string
	for _, variable := range blocks(t, configuration(t), "variable") {
		known = append(known, variable.name)
	}
	for _, shown := range regexp.MustCompile(`(?m)^#? ?([a-z_]+) +=`).FindAllStringSubmatch(string(example), -1) {
		if !slices.Contains(known, shown[1]) {
			t.Errorf("terraform.tfvars.example sets %s, which is no variable", shown[1])
		}
	}
}

// TestReadmeAddsOkta takes the example of a provider as it is written, with the name that a deployment has.
func TestReadmeAddsOkta_N10(t *testing.T) {
	t.Parallel()
	text := read(t, "README.md")
	hcl := regexp.MustCompile("(?s)```hcl\n( *identity_providers = .*?)```").FindStringSubmatch(text)
	secret := regexp.MustCompile(`(?m)^ *export (TF_VAR_identity_provider_secrets)='(.*)'$`).FindStringSubmatch(text)
	if hcl == nil || secret == nil {
		t.Fatal("README.md has no example of a provider")
	}
	s := newVariables(t)
	s.environ = append(s.environ, secret[1]+"="+secret[2])
	writeFile(t, filepath.Join(s.folder, "terraform.tfvars"), []byte("name = \"my-site\"\n"+hcl[1]))
	s.must(t, "plan", "-input=false")
	s.environ = s.environ[:len(s.environ)-1]
	if output, err := s.run(t, "plan", "-input=false"); err == nil || !strings.Contains(output, "identity_provider_secrets") {
		t.Errorf("without the secret: %v\n%s", err, lastLines(output, 20))
	}
}
