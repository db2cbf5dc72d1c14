package terraform_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"cognitossr/pkg/dev/gotool"
)

// Finds the calls of the AWS API that a function's main package can reach, from the types of the source: declarations
// are followed from main and from the initialisation of each imported package; a use of an interface's method leads to
// every method of this repository that may be behind it. A call is a method of an SDK client, or a constant of
// pkg/awsjson that names the action.

const sdkServices = "github.com/aws/aws-sdk-go-v2/service/"

// ownModule begins the path of each package of this repository.
var ownModule = sync.OnceValue(func() string {
	path, err := gotool.ModulePath("..")
	if err != nil {
		panic(err) // nothing is found without it
	}
	return path + "/"
})

// The IAM prefix of an SDK package. A service that is missing here shows up under its package name, which no policy
// has.
var iamPrefix = map[string]string{"cognitoidentityprovider": "cognito-idp", "ssm": "ssm"}

// The action that a policy has to allow for an operation, where it is not that of its own name.
//
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
var rightOf = map[string]string{"dynamodb:TransactGetItems": "dynamodb:GetItem"}

// Methods that the standard library, templ or the Lambda runtime calls, so that no use of them need stand in this
// repository.
var calledFromOutside = []string{"ServeHTTP", "RoundTrip", "Render", "Handle", "Invoke"}

// program is the source of the functions and of what they import from this repository.
type program struct {
	files    *token.FileSet
	info     *types.Info
	checked  map[string]*types.Package
	imports  map[string][]string           // a package's own imports within this repository
	bodies   map[*types.Func]*ast.FuncDecl // of every function and method
	starting map[string][]ast.Node         // what runs when a package is imported: variables and init
}

// listed is what "go list" says about a package.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles, Imports        []string
}

func loadProgram(t *testing.T) *program {
	t.Helper()
	packages := listPackages(t)
	p := &program{
		files: token.NewFileSet(),
		info: &types.Info{
			Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{},
			Types: map[ast.Expr]types.TypeAndValue{},
		},
		checked: map[string]*types.Package{}, imports: map[string][]string{},
		bodies: map[*types.Func]*ast.FuncDecl{}, starting: map[string][]ast.Node{},
	}
	compiled := map[string]string{}
	for _, found := range packages {
		compiled[found.ImportPath] = found.Export
	}
	others := importer.ForCompiler(p.files, "gc", func(path string) (io.ReadCloser, error) { return os.Open(compiled[path]) })
	for _, found := range packages {
		if strings.HasPrefix(found.ImportPath, ownModule()) {
			p.check(t, found, others)
		}
	}
	return p
}

// listPackages lists the functions and everything they import, each package after those that it imports.
func listPackages(t *testing.T) []listed {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-export", "-deps",
		"-json=ImportPath,Dir,Export,GoFiles,Imports", "./functions/...")
	command.Dir = ".."
	command.Env = append(os.Environ(), "CGO_ENABLED=0") // as functions are built, so that they share what is compiled
	output, err := command.Output()
	if err != nil {
		var exit *exec.ExitError
		errors.As(err, &exit)
		t.Fatalf("go list: %v\n%s", err, exit.Stderr)
	}
	var packages []listed
	for decoder := json.NewDecoder(strings.NewReader(string(output))); ; {
		var found listed
		if err := decoder.Decode(&found); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, found)
	}
}

type importing func(path string) (*types.Package, error)

func (i importing) Import(path string) (*types.Package, error) { return i(path) }

func (p *program) check(t *testing.T, found listed, others types.Importer) {
	t.Helper()
	var files []*ast.File
	for _, name := range found.GoFiles {
		file, err := parser.ParseFile(p.files, filepath.Join(found.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	config := types.Config{Importer: importing(func(path string) (*types.Package, error) {
		if own := p.checked[path]; own != nil {
			return own, nil
		}
		return others.Import(path)
	})}
	checked, err := config.Check(found.ImportPath, p.files, files, p.info)
	if err != nil {
		t.Fatalf("checking %s: %v", found.ImportPath, err)
	}
	p.checked[found.ImportPath] = checked
	for _, imported := range found.Imports {
		if strings.HasPrefix(imported, ownModule()) {
			p.imports[found.ImportPath] = append(p.imports[found.ImportPath], imported)
		}
	}
	for _, file := range files {
		p.collect(found.ImportPath, file)
	}
}

func (p *program) collect(path string, file *ast.File) {
	for _, declaration := range file.Decls {
		switch declaration := declaration.(type) {
		case *ast.FuncDecl:
			if declaration.Name.Name == "init" && declaration.Recv == nil {
				p.starting[path] = append(p.starting[path], declaration)
			} else if function, ok := p.info.Defs[declaration.Name].(*types.Func); ok {
				p.bodies[function] = declaration
			}
		case *ast.GenDecl:
			if declaration.Tok == token.VAR {
				p.starting[path] = append(p.starting[path], declaration)
			}
		}
	}
}

func (p *program) has(function string) bool {
	return p.checked[ownModule()+"functions/"+function] != nil
}

// calls are the IAM actions behind the SDK calls that a function's main can reach, sorted.
func (p *program) calls(function string) []string {
	main := ownModule() + "functions/" + function
	walk := &walk{program: p, packages: map[string]bool{}, functions: map[*types.Func]bool{}, actions: map[string]bool{}}
	walk.enter(main)
	walk.reach(p.checked[main].Scope().Lookup("main").(*types.Func))
	for method := range p.bodies {
		if walk.packages[method.Pkg().Path()] && slices.Contains(calledFromOutside, method.Name()) &&
			method.Signature().Recv() != nil {
			walk.reach(method)
		}
	}
	return slices.Sorted(maps.Keys(walk.actions))
}

// walk is one way through the program.
type walk struct {
	*program
	packages  map[string]bool
	functions map[*types.Func]bool
	actions   map[string]bool
}

// enter notes a package and all that it imports, and follows what runs at their start.
func (w *walk) enter(path string) {
	if w.packages[path] {
		return
	}
	w.packages[path] = true
	for _, imported := range w.imports[path] {
		w.enter(imported)
	}
	for _, node := range w.starting[path] {
		w.follow(node)
	}
}

func (w *walk) reach(function *types.Func) {
	function = function.Origin()
	if w.functions[function] {
		return
	}
	w.functions[function] = true
	if action := sdkAction(function); action != "" {
		w.actions[action] = true
	}
	if body := w.bodies[function]; body != nil {
		w.follow(body)
	}
	if receiver := function.Signature().Recv(); receiver != nil {
		if behind, ok := receiver.Type().Underlying().(*types.Interface); ok {
			w.reachBehind(function.Name(), behind)
		}
	}
}

func (w *walk) follow(node ast.Node) {
	ast.Inspect(node, func(node ast.Node) bool {
		if expression, ok := node.(ast.Expr); ok {
			w.note(expression)
		}
		if name, ok := node.(*ast.Ident); ok {
			if function, ok := w.info.Uses[name].(*types.Func); ok {
				w.reach(function)
			}
		}
		return true
	})
}

// note notes an expression that names an action of pkg/awsjson. What is not a constant is an action that no policy has.
func (w *walk) note(expression ast.Expr) {
	found, known := w.info.Types[expression]
	named, ok := found.Type.(*types.Named)
	if !known || found.IsType() || !ok || named.Obj().Name() != "Action" || named.Obj().Pkg().Path() != ownModule()+
		"pkg/awsjson" {
		return
	}
	if found.Value != nil {
		operation := constant.StringVal(found.Value)
		w.actions[orSame(rightOf[operation], operation)] = true
	} else if conversion, ok := expression.(*ast.CallExpr); ok && w.info.Types[conversion.Fun].IsType() {
		w.actions["awsjson.Action: not a constant"] = true
	}
}

// reachBehind follows the methods of this repository that a call of an interface's method may mean.
func (w *walk) reachBehind(name string, behind *types.Interface) {
	for method := range w.bodies {
		receiver := method.Signature().Recv()
		if receiver == nil || method.Name() != name || !w.packages[method.Pkg().Path()] {
			continue
		}
		if types.Implements(receiver.Type(), behind) || types.Implements(types.NewPointer(receiver.Type()), behind) {
			w.reach(method)
		}
	}
}

// sdkAction is the IAM action of a method that takes an SDK call's input, whether it is the client's own or an
// interface's with the same signature.
func sdkAction(function *types.Func) string {
	for parameter := range function.Signature().Params().Variables() {
		pointer, ok := parameter.Type().(*types.Pointer)
		if !ok {
			continue
		}
		named, ok := pointer.Elem().(*types.Named)
		if !ok || named.Obj().Pkg() == nil {
			continue
		}
		operation, isInput := strings.CutSuffix(named.Obj().Name(), "Input")
		calls := function.Name() == operation || function.Name() == "New"+operation+"Paginator"
		if isInput && calls && strings.HasPrefix(named.Obj().Pkg().Path(), sdkServices) {
			service := path.Base(named.Obj().Pkg().Path())
			return fmt.Sprintf("%s:%s", orSame(iamPrefix[service], service), operation)
		}
	}
	return ""
}

func orSame(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
