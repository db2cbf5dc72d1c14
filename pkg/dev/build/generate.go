package build

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"cognitossr/pkg/dev/gotool"
)

// templatesFolder is where the templates are: one package, which every page links.
const templatesFolder = "templates"

// What else is generated, as an *Error names it. None is the name of a function.
const (
	assetsStep = "generated assets"
	textsStep  = "generated texts"
)

// templ is the path of the template compiler, built once for each process: the go command takes longer to find it up
// to date than it takes to run.
var templ struct {
	sync.Mutex
	path string
}

// templPackage is the template compiler, in the version of go.mod.
const templPackage = "github.com/a-h/templ/cmd/templ"

// Generate makes again what is older than what it is made from: the Go files of templates and texts, and what is made
// of the brand and the site's assets.
func Generate(ctx context.Context, root string) error {
	o, err := optionsFor(ctx, root)
	if err != nil {
		return err
	}
	return o.generate(ctx)
}

func optionsFor(ctx context.Context, root string) (o Options, err error) {
	o = Options{Root: root}.withDefaults()
	o.goTool, err = gotool.New(ctx, root)
	return o, err
}

func (o Options) generate(ctx context.Context) error {
	dir := filepath.Join(o.Root, templatesFolder)
	stale, err := staleTemplates(dir)
	if err != nil {
		return fmt.Errorf("looking for changed templates: %w", err)
	}
	if olderThanAssets(dir) {
		o.Step("Making the assets")
		if err := o.makeAssets(ctx); err != nil {
			return err
		}
	}
	if staleTexts(o.Root) {
		if err := o.generateTexts(ctx); err != nil {
			return err
		}
	}
	for _, name := range stale {
		if err := o.compileTemplate(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// GenerateAll generates everything, changed or not, as "go generate ./templates ./pkg/language" does.
func GenerateAll(ctx context.Context, root string) error {
	o, err := optionsFor(ctx, root)
	if err != nil {
		return err
	}
	if err := o.makeBrand(ctx); err != nil {
		return err
	}
	if err := o.generateTexts(ctx); err != nil {
		return err
	}
	return o.runTempl(ctx)
}

// GenerateBrand makes what comes of the brand's settings, pictures too. It does nothing in a repository that has none.
func GenerateBrand(ctx context.Context, root string) error {
	if !exists(filepath.Join(root, filepath.FromSlash(assetProgram))) {
		return nil
	}
	o, err := optionsFor(ctx, root)
	if err != nil {
		return err
	}
	return o.makeBrand(ctx)
}

// compileTemplate compiles one template, by its path below the folder: that is the name that gets into the Go file.
// What templ writes it writes only where it differs; the file must not look stale the next time.
func (o Options) compileTemplate(ctx context.Context, name string) error {
	if err := o.runTempl(ctx, "-f", name); err != nil {
		return err
	}
	made := generatedFile(filepath.Join(o.Root, templatesFolder, name))
	now := time.Now()
	if err := os.Chtimes(made, now, now); err != nil {
		return fmt.Errorf("marking %s as fresh: %w", made, err)
	}
	return nil
}

func (o Options) runTempl(ctx context.Context, args ...string) error {
	program, err := o.templPath(ctx)
	if err != nil {
		return err
	}
	o.Step("Compiling the templates")
	command := exec.CommandContext(ctx, program, append([]string{"generate", "-include-version=false", "-log-level",
		"error"}, args...)...)
	command.Dir = filepath.Join(o.Root, templatesFolder)
	command.Env = o.goTool.Environ()
	if output, err := command.CombinedOutput(); err != nil {
		return &Error{Name: templatesFolder, Output: string(output)}
	}
	return nil
}

// The programs that make the assets: style sheet, names and icon, and the pictures that are drawn of the icon.
const (
	assetProgram   = "templates/internal/assetgen"
	pictureProgram = "templates/internal/icongen"
)

// olderThanAssets reports whether the brand, a style sheet or a picture was saved after the names were made from their
// contents.
func olderThanAssets(dir string) bool {
	made, err := os.Stat(filepath.Join(dir, "assets", "names_gen.go"))
	if err != nil {
		return exists(filepath.Join(dir, "internal", "assetgen"))
	}
	sources := []string{filepath.Join(dir, "brand.json")}
	for _, folder := range []string{"assets", "brand"} {
		entries, _ := os.ReadDir(filepath.Join(dir, folder)) // made lies in one, a site may have no other
		for _, entry := range entries {
			if !strings.HasSuffix(entry.Name(), ".go") {
				sources = append(sources, filepath.Join(dir, folder, entry.Name()))
			}
		}
	}
	for _, source := range sources {
		if info, err := os.Stat(source); err == nil && made.ModTime().Before(info.ModTime()) {
			return true
		}
	}
	return false
}

// makeAssets draws the pictures only where the icon has become another one: the program takes seconds to compile, and
// a fresh clone does not need it.
func (o Options) makeAssets(ctx context.Context) error {
	icon := filepath.Join(o.Root, templatesFolder, "assets", "icon.svg")
	before, _ := os.ReadFile(icon)
	if err := o.runHere(ctx, assetProgram); err != nil {
		return err
	}
	after, err := os.ReadFile(icon)
	if err != nil || bytes.Equal(before, after) {
		return nil
	}
	return o.draw(ctx)
}

func (o Options) makeBrand(ctx context.Context) error {
	if err := o.runHere(ctx, assetProgram); err != nil {
		return err
	}
	return o.draw(ctx)
}

func (o Options) draw(ctx context.Context) error {
	if !exists(filepath.Join(o.Root, filepath.FromSlash(pictureProgram))) {
		return nil
	}
	o.Step("Drawing the icon")
	return o.runHere(ctx, pictureProgram)
}

// runHere runs a program of the templates for this machine, whatever the functions are built for. What it links is
// compiled once for all, as with the template compiler below.
func (o Options) runHere(ctx context.Context, program string) error {
	command := o.goTool.AsDeployed().Command(ctx, "run", "./"+strings.TrimPrefix(program, templatesFolder+"/"))
	command.Dir = filepath.Join(o.Root, templatesFolder)
	if output, err := command.CombinedOutput(); err != nil {
		return &Error{Name: assetsStep, Output: string(output)}
	}
	return nil
}

// Prepare builds the template compiler where it is missing, so that the first changed template does not wait for it.
func Prepare(ctx context.Context, root string) error {
	o, err := optionsFor(ctx, root)
	if err != nil {
		return err
	}
	_, err = o.templPath(ctx)
	return err
}

// templPath builds the template compiler with the flags of the functions and of build.sh, so that what they share is
// compiled once.
func (o Options) templPath(ctx context.Context) (string, error) {
	o.Step("Building the template compiler, which is needed once")
	templ.Lock()
	defer templ.Unlock()
	if templ.path != "" && exists(templ.path) {
		return templ.path, nil
	}
	path, err := filepath.Abs(filepath.Join(o.Root, ".cache", "templ"+executableSuffix(runtime.GOOS)))
	if err != nil {
		return "", fmt.Errorf("building the template compiler: %w", err)
	}
	command := o.goTool.AsDeployed().Command(ctx, "build", "-o", path, templPackage)
	if output, err := command.CombinedOutput(); err != nil {
		if missing := o.goTool.CheckDownloads(ctx, "the template compiler", string(output), templPackage); missing != nil {
			return "", missing
		}
		return "", fmt.Errorf("building the template compiler: %w\n%s", err, output)
	}
	templ.path = path
	return path, nil
}

func staleTemplates(dir string) (stale []string, err error) {
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			if path == dir {
				return nil // a repository without templates
			}
			return err
		}
		if entry.IsDir() || !strings.HasSuffix(path, ".templ") {
			return nil
		}
		source, err := entry.Info()
		if err != nil {
			return err
		}
		if made, err := os.Stat(generatedFile(path)); err != nil || made.ModTime().Before(source.ModTime()) {
			name, err := filepath.Rel(dir, path)
			if err != nil {
				return err
			}
			stale = append(stale, name)
		}
		return nil
	})
	return stale, err
}

func generatedFile(path string) string { return strings.TrimSuffix(path, ".templ") + "_templ.go" }
