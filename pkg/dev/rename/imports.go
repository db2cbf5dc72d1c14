package rename

import (
	"bytes"
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/mod/modfile"
)

// goImports replaces the module in a Go file's imports, and nowhere else.
func goImports(name string, content []byte, from, to string) ([]byte, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, content, parser.ImportsOnly)
	if err != nil {
		return nil, fmt.Errorf("reading the imports: %w", err)
	}
	var out bytes.Buffer
	last := 0
	for _, spec := range file.Imports {
		old, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, fmt.Errorf("reading the import %s: %w", spec.Path.Value, err)
		}
		rest, ours := inModule(old, from)
		if !ours {
			continue
		}
		begin, end := set.Position(spec.Path.Pos()).Offset, set.Position(spec.Path.End()).Offset
		out.Write(content[last:begin])
		out.WriteString(strconv.Quote(to + rest))
		last = end
	}
	if last == 0 {
		return content, nil
	}
	out.Write(content[last:])
	formatted, err := format.Source(out.Bytes()) // another name can sort differently
	if err != nil {
		return nil, fmt.Errorf("formatting: %w", err)
	}
	return formatted, nil
}

// inModule returns what follows the module in an import path.
func inModule(path, module string) (rest string, ours bool) {
	rest, ours = strings.CutPrefix(path, module)
	return rest, ours && (rest == "" || rest[0] == '/')
}

// templImports replaces the module in the imports of a template, each on a line of its own.
func templImports(content []byte, from, to string) []byte {
	line := regexp.MustCompile(`(?m)^((?:import)?[ \t]*(?:[A-Za-z_.][\w]*[ \t]+)?")` + regexp.QuoteMeta(from) + `(["/])`)
	head, body := content, []byte(nil)
	if at := firstComponent.FindIndex(content); at != nil {
		head, body = content[:at[0]], content[at[0]:]
	}
	return append(line.ReplaceAll(head, []byte("${1}"+strings.ReplaceAll(to, "$", "$$")+"${2}")), body...)
}

// firstComponent is where the imports of a template have certainly ended.
var firstComponent = regexp.MustCompile(`(?m)^(?:templ|func|type|var|const|css|script) `)

// goMod replaces the module in a go.mod: its own name, or that of the one it needs.
func goMod(name string, content []byte, from, to string) ([]byte, error) {
	file, err := modfile.Parse(name, content, nil)
	if err != nil {
		return nil, fmt.Errorf("reading it: %w", err)
	}
	rename := func(path string) (string, bool) {
		rest, ours := inModule(path, from)
		return to + rest, ours
	}
	for _, line := range file.Syntax.Stmt {
		renameTokens(line, rename)
	}
	return modfile.Format(file.Syntax), nil
}

// renameTokens replaces module paths in the lines of a go.mod: its own name, requirements and replacements.
func renameTokens(expr modfile.Expr, rename func(string) (string, bool)) {
	switch e := expr.(type) {
	case *modfile.Line:
		for i, token := range e.Token {
			if path, ours := rename(token); ours && token != "." {
				e.Token[i] = path
			}
		}
	case *modfile.LineBlock:
		for _, line := range e.Line {
			renameTokens(line, rename)
		}
	}
}
