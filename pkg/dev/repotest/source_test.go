package repotest

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"cognitossr/pkg/dev/testtools"
)

// files returns the files of the repository that git tracks, and new ones that it does not ignore.
func files(t *testing.T) []string {
	t.Helper()
	testtools.Require(t, "git", "https://git-scm.com/downloads")
	command := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	command.Dir = "../../.."
	output, err := command.Output()
	if err != nil {
		testtools.Missing(t, "the git repository", "clone it, a copy without .git does not say what belongs to it")
	}
	var names []string
	for name := range strings.SplitSeq(strings.TrimRight(string(output), "\x00"), "\x00") {
		if _, err := os.Stat(filepath.Join("..", "..", "..", name)); err == nil {
			names = append(names, name)
		}
	}
	return names
}

// source is a Go file that is not generated.
type source struct {
	name  string // from the root, with slashes
	lines int
	tree  *ast.File
	set   *token.FileSet
}

func (s source) isTest() bool { return strings.HasSuffix(s.name, "_test.go") }

func (s source) line(node ast.Node) int { return s.set.Position(node.Pos()).Line }

var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

// parsed is what sources has returned; the tests of this package do not run in parallel.
var parsed []source

func sources(t *testing.T) []source {
	t.Helper()
	if parsed != nil {
		return parsed
	}
	var all []source
	for _, name := range files(t) {
		if !strings.HasSuffix(name, ".go") {
			continue
		}
		text, err := os.ReadFile(filepath.Join("..", "..", "..", name))
		if err != nil || generated.Match(text) {
			continue
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, name, text, parser.ParseComments)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		all = append(all, source{name: name, lines: bytes.Count(text, []byte("\n")), tree: tree, set: set})
	}
	if len(all) < 100 {
		t.Fatalf("found only %d Go files", len(all))
	}
	parsed = all
	return all
}

// TestSizesOfFiles: a main program can be read at a glance, and any file in one sitting.
func TestSizesOfFiles(t *testing.T) {
	const longestMain, longestFile, longestTest, longestFunction = 80, 400, 450, 45
	for _, s := range sources(t) {
		if strings.HasPrefix(s.name, "functions/") && strings.HasSuffix(s.name, "/main.go") && s.lines > longestMain {
			t.Errorf("%s has %d lines, more than %d: move what it does into another file", s.name, s.lines, longestMain)
		}
		if limit := map[bool]int{false: longestFile, true: longestTest}[s.isTest()]; s.lines > limit {
			t.Errorf("%s has %d lines, more than %d: split it by topic", s.name, s.lines, limit)
		}
		for _, declaration := range s.tree.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok || s.isTest() {
				continue
			}
			if lines := s.set.Position(function.End()).Line - s.line(function) + 1; lines > longestFunction {
				t.Errorf("%s:%d: %s has %d lines, more than %d",
					s.name, s.line(function), function.Name.Name, lines, longestFunction)
			}
		}
	}
}

func program(s source) bool { return !s.isTest() }

// withRealTime is a test that does not run in a bubble of testing/synctest, where sleeping takes no time.
func withRealTime(s source) bool {
	for _, imported := range s.tree.Imports {
		if imported.Path.Value == `"testing/synctest"` {
			return false
		}
	}
	return s.isTest()
}

// TestNoProgramIsKept: "go build ./pkg/dev/cli" leaves a program in the folder where it is called, and everybody who
// clones would download it from then on.
func TestNoProgramIsKept(t *testing.T) {
	starts := []string{"\x7fELF", "MZ", "\xcf\xfa\xed\xfe"} // of Linux, Windows and macOS
	for _, name := range files(t) {
		file, err := os.Open(filepath.Join("..", "..", "..", name))
		if err != nil {
			t.Fatal(err)
		}
		start := make([]byte, 4)
		n, _ := io.ReadFull(file, start) // what is shorter is no program
		file.Close()
		for _, magic := range starts {
			if strings.HasPrefix(string(start[:n]), magic) {
				t.Errorf("%s is a program: remove it, ./build.sh builds what is needed below .cache and dist", name)
			}
		}
	}
}

// TestNamesUsedInOnePlace: what is done in one place needs to be checked in one place only.
func TestNamesUsedInOnePlace(t *testing.T) {
	rules := []struct {
		reason    string
		qualified string // package.Name
		in        []string
		where     func(source) bool
	}{
		{
			"every cookie of the site is made in one package, or one is set that nobody clears",
			"http.SetCookie",
			[]string{"pkg/session/", "pkg/dev/local/"},
			program,
		},
		{
			"every cookie of the site is made in one package, or one has other attributes",
			"http.Cookie",
			[]string{"pkg/session/", "pkg/dev/local/", "pkg/dev/e2e/", "pkg/dev/bench/", "pkg/dev/cli/"},
			program,
		},
		{
			"it turns some harmless paths into addresses of other sites: use web.Redirect",
			"http.Redirect",
			[]string{"pkg/dev/local/"},
			program,
		},
		{
			"a test that sleeps is slow on one machine and wrong on another: wait for the event, or use testing/synctest",
			"time.Sleep",
			nil,
			withRealTime,
		},
		{
			"errors of the site go through web.Handle, which knows pages, headers and the log",
			"http.Error",
			[]string{"pkg/web/respond.go", "pkg/dev/local/", "pkg/dev/bench/"},
			program,
		},
		{
			"clients of AWS are made from the settings of one place, or one loses long answers",
			"config.LoadDefaultConfig",
			[]string{"pkg/dev/cli/aws.go"},
			program,
		},
		{
			"clients of AWS send their requests by way of one place, or one loses long answers",
			"awshttp.NewBuildableClient",
			[]string{"pkg/awsclient/"},
			program,
		},
		{"a template that is not escaped", "templ.Raw", nil, func(source) bool { return true }},
	}
	for _, s := range sources(t) {
		ast.Inspect(s.tree, func(node ast.Node) bool {
			selector, ok := node.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			name, ok := selector.X.(*ast.Ident)
			if !ok {
				return true
			}
			for _, rule := range rules {
				if rule.qualified == name.Name+"."+selector.Sel.Name && rule.where(s) && !hasPrefix(s.name, rule.in) {
					t.Errorf("%s:%d uses %s: %s", s.name, s.line(node), rule.qualified, rule.reason)
				}
			}
			return true
		})
	}
}

// TestGoCommandIsSettled: what is stored with "go env -w", or set in a shell, must not change what is built or tried.
func TestGoCommandIsSettled(t *testing.T) {
	for _, s := range sources(t) {
		ast.Inspect(s.tree, func(node ast.Node) bool {
			call, ok := node.(*ast.CallExpr)
			if !ok || s.isTest() || strings.HasPrefix(s.name, "pkg/dev/gotool/") {
				return true
			}
			selector, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !strings.HasPrefix(selector.Sel.Name, "Command") {
				return true
			}
			for _, argument := range call.Args {
				if text, ok := argument.(*ast.BasicLit); ok && text.Value == `"go"` {
					t.Errorf("%s:%d runs the go command: let package gotool do it", s.name, s.line(call))
				}
			}
			return true
		})
	}
}

// TestModuleIsNamedInGoModOnly: a site that gives the module another name changes go.mod and the imports, and nothing
// else.
func TestModuleIsNamedInGoModOnly(t *testing.T) {
	for _, s := range sources(t) {
		imports := map[ast.Node]bool{}
		for _, spec := range s.tree.Imports {
			imports[spec.Path] = true
		}
		ast.Inspect(s.tree, func(node ast.Node) bool {
			if text, ok := node.(*ast.BasicLit); ok && !imports[node] && strings.Contains(text.Value, module()+"/") {
				t.Errorf("%s:%d has the name of the module in a text: read it from go.mod (gotool.ModulePath)",
					s.name, s.line(text))
			}
			return true
		})
	}
	for _, name := range files(t) {
		content, err := os.ReadFile(filepath.Join("../../..", name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".tmpl") && bytes.Contains(content, []byte(module()+"/")) {
			t.Errorf("%s has the name of the module: let what fills it in read it from go.mod", name)
		}
	}
}

func hasPrefix(name string, prefixes []string) bool {
	for _, prefix := range prefixes {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// TestPackagesSayWhatTheyAreFor: the package comment says what a package is for, and so what belongs into it.
func TestPackagesSayWhatTheyAreFor(t *testing.T) {
	said := map[string]bool{}
	for _, s := range sources(t) {
		if !s.isTest() {
			folder := filepath.ToSlash(filepath.Dir(s.name))
			said[folder] = said[folder] || s.tree.Doc != nil
		}
	}
	for folder, ok := range said {
		if !ok && !strings.Contains(folder, "testdata") {
			t.Errorf("the package in %s has no comment that says what it is for", folder)
		}
	}
}

// notes are words about where and how the code was written, which mean nothing to readers elsewhere. They are
// concatenated here, or the test would find this file.
var notes = []string{
	"/wo" + "rk/", "/tmp/" + "w/", ".lib" + "rary/", "shared/ref" + "erence", "des" + "ign.md", "nee" + "ds.md",
	"mod" + "els.md",
	"cla" + "ude", "anth" + "ropic", "chat" + "gpt", "sub" + "agent", "as an " + "ai ", "lang" + "uage model",
}

func TestNoNotesToOneself(t *testing.T) {
	for _, name := range files(t) {
		text, err := os.ReadFile(filepath.Join("..", "..", "..", name))
		if err != nil || bytes.IndexByte(text, 0) >= 0 {
			continue // gone since, or a picture
		}
		text = bytes.ReplaceAll(text, []byte("DES"+"IGN.md"), nil) // the one of this repository, by the letter
		text = bytes.ToLower(text)
		for _, note := range notes {
			if i := bytes.Index(text, []byte(note)); i >= 0 {
				line := 1 + bytes.Count(text[:i], []byte("\n"))
				t.Errorf("%s:%d says %q: it means nothing to somebody who has cloned the repository", name, line, note)
			}
		}
	}
}

// revealing are the places that read the value of a secret: to store it in a cookie, to send it to the user pool, to
// verify or to compare it.
var revealing = []string{
	"functions/account/", "functions/refresh/", "pkg/authflow/complete.go", "pkg/authflow/stored.go",
	"pkg/authflow/ended.go", "pkg/cognito/", "pkg/dev/doctor/checks.go", "pkg/dev/rotation/",
	"pkg/sensitive/", "pkg/session/", "pkg/userapi/", "pkg/web/formtoken.go", "pkg/web/guard.go",
}

// telling are calls whose arguments end in a log line, an error or a page.
var telling = regexp.MustCompile(
	`^(fmt|log|slog|errors|templates|page)\.|\.(Event|Debug|Info|Warn|Error|Log|LogAttrs|Write|WriteString)$`)

// TestSecretsAreRevealedToFew_N21: secrets are read in a few places only, and never as the argument of a call that
// shows or logs something.
func TestSecretsAreRevealedToFew_N21(t *testing.T) {
	found := 0
	for _, s := range sources(t) {
		if s.isTest() {
			continue
		}
		ast.Inspect(s.tree, func(node ast.Node) bool {
			call, ok := node.(*ast.CallExpr)
			if !ok {
				return true
			}
			if called(call) == "Reveal" {
				found++
				if !hasPrefix(s.name, revealing) {
					t.Errorf("%s:%d reads the value of a secret: if it must, add the place to the list", s.name, s.line(node))
				}
			}
			if telling.MatchString(qualified(call)) {
				for _, argument := range call.Args {
					ast.Inspect(argument, func(inner ast.Node) bool {
						if revealed, ok := inner.(*ast.CallExpr); ok && called(revealed) == "Reveal" {
							t.Errorf("%s:%d passes a secret to %s", s.name, s.line(inner), qualified(call))
						}
						return true
					})
				}
			}
			return true
		})
	}
	if found < 10 {
		t.Errorf("secrets are read in %d places: does this test still see them?", found)
	}
}

// called returns the name of the called function, without package or receiver.
func called(call *ast.CallExpr) string {
	name := qualified(call)
	return name[strings.LastIndexByte(name, '.')+1:]
}

// qualified returns the name of the called function with its package or receiver, if that is a name.
func qualified(call *ast.CallExpr) string {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if name, ok := selector.X.(*ast.Ident); ok {
		return name.Name + "." + selector.Sel.Name
	}
	return "." + selector.Sel.Name
}
