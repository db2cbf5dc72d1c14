package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"cognitossr/pkg/dev/build"
	"cognitossr/pkg/dev/local/internal/runtimeapi"
	"cognitossr/pkg/routes"
)

// unit is one function of the stack: its processes, and what it was built from.
type unit struct {
	pool *runtimeapi.Pool

	mu       sync.Mutex
	function routes.Function
	dirs     []string // folders of its source; nil before it was built
	state    string   // of the folders when it was built; "" asks for another look
	program  string   // what the processes run; "" before it was built
	err      error    // why it could not be built
}

// list is the functions as they stand in routes.json.
type list struct {
	path string

	mu       sync.Mutex
	table    routes.Table
	units    map[string]*unit
	stamp    string
	lookedAt time.Time
	err      error
	closed   bool
	closing  sync.WaitGroup // the pools that end
}

const lookAtListEvery = 5 * time.Millisecond

func (l *list) load(path string, newUnit func(routes.Function) *unit) error {
	l.path, l.units = path, map[string]*unit{}
	_, err := l.refresh(newUnit)
	return err
}

// refresh reads the file again where it has changed. It gives the error of a file that is wrong until it is mended.
func (l *list) refresh(newUnit func(routes.Function) *unit) (routes.Table, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || time.Since(l.lookedAt) < lookAtListEvery {
		return l.table, l.err
	}
	l.lookedAt = time.Now()
	stamp := stampOf(l.path)
	if stamp == l.stamp {
		return l.table, l.err
	}
	l.stamp = stamp
	table, err := routes.Load(l.path)
	if l.err = err; err != nil {
		return l.table, err
	}
	l.table = table
	l.replaceUnits(newUnit)
	return table, nil
}

// replaceUnits makes units of new and changed entries and ends those of entries that are gone. The caller holds the lock.
func (l *list) replaceUnits(newUnit func(routes.Function) *unit) {
	for name, old := range l.units {
		if now, ok := l.table.Function(name); !ok || !sameSettings(now, old.function) {
			delete(l.units, name)
			l.closing.Go(old.pool.Close)
		}
	}
	for _, function := range l.table.Functions {
		if l.units[function.Name] == nil {
			l.units[function.Name] = newUnit(function)
		}
	}
}

func sameSettings(a, b routes.Function) bool {
	a.Routes, b.Routes = slices.Clone(a.Routes), slices.Clone(b.Routes)
	return fmt.Sprint(a) == fmt.Sprint(b)
}

func stampOf(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprint(info.Size(), info.ModTime().UnixNano())
}

func (l *list) current() routes.Table {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.table
}

func (l *list) unit(name string) *unit {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.units[name]
}

func (l *list) all() []*unit {
	l.mu.Lock()
	defer l.mu.Unlock()
	var units []*unit
	for _, u := range l.units {
		units = append(units, u)
	}
	return units
}

// close ends every process, those of replaced entries too, and makes no further ones.
func (l *list) close() {
	l.mu.Lock()
	l.closed = true
	for _, u := range l.units {
		l.closing.Go(u.pool.Close)
	}
	l.mu.Unlock()
	l.closing.Wait()
}

func (s *Stack) newUnit(f routes.Function) *unit {
	return &unit{function: f, pool: runtimeapi.New(s.spec(f))}
}

func (s *Stack) spec(f routes.Function) runtimeapi.Spec {
	options := s.buildOptions()
	return runtimeapi.Spec{
		Name:      f.Name,
		Program:   filepath.Join(options.OutDir, f.Name, build.BinaryName(options.GOOS)),
		Env:       s.environment(f),
		Memory:    f.Memory,
		Timeout:   time.Duration(f.Timeout) * time.Second,
		Processes: s.options.Processes,
		Region:    Region,
		Output:    s.options.Output,
	}
}

func (s *Stack) buildOptions() build.Options {
	o := build.Options{Root: s.options.Root, Cover: s.options.Cover, Race: s.options.Race, Tags: s.options.Tags}.Host()
	o.OutDir = s.options.BinariesDir
	if o.OutDir == "" {
		o.OutDir = filepath.Join(s.options.Root, ".cache", "local"+buildKind(o))
	}
	return o
}

// buildKind keeps differently built programs apart.
func buildKind(o build.Options) string {
	kind := ""
	if o.Cover {
		kind += "-cover"
	}
	if o.Race {
		kind += "-race"
	}
	return kind
}

// buildAll builds every function at the start, with one call of the go command.
func (s *Stack) buildAll() error {
	if s.options.BinariesDir != "" {
		return nil
	}
	var names []string
	for _, f := range s.list.current().Functions {
		names = append(names, f.Name)
	}
	s.builds.Lock()
	err := s.build(names, s.options.Progress)
	s.builds.Unlock()
	if compile := new(build.Error); s.options.KeepGoing && errors.As(err, &compile) {
		s.BuildError = err
		return nil
	}
	return err
}

// build builds functions and makes their pools use what was built. The caller holds the lock of builds.
func (s *Stack) build(names []string, progress func(build.Result)) error {
	begin := time.Now()
	options := s.buildOptions()
	options.Progress = progress
	results, err := build.Functions(s.ctx, options, names...)
	if err != nil {
		return fmt.Errorf("building: %w", err)
	}
	s.watch.Forget()
	for _, result := range results {
		if u := s.list.unit(result.Name); u != nil {
			s.use(u, result, begin)
		}
	}
	return build.Errors(results)
}

// use notes what a function was built from. Where a file was saved while the build ran, the next request looks again.
func (s *Stack) use(u *unit, result build.Result, begin time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.err = result.Err
	if dirs := result.Dirs(); len(dirs) > 0 {
		u.dirs = dirs
	}
	state, newest := s.watch.State(u.dirs)
	if newest.After(begin) && newest.Before(time.Now()) {
		state = ""
	}
	u.state = state
	if result.Err != nil {
		return
	}
	// Another command may have built what was saved: then there is nothing left to build here, and a new program all the same.
	program := stampOf(result.Binary)
	if result.Built || u.program != "" && u.program != program {
		u.pool.Update(s.spec(u.function))
	}
	u.program = program
}

// freshen builds the function again where its source has changed.
func (s *Stack) freshen(u *unit) error {
	if !s.rebuilds() {
		return u.problem()
	}
	if s.fresh(u) {
		return u.problem()
	}
	s.builds.Lock()
	defer s.builds.Unlock()
	if s.fresh(u) { // somebody else's request has seen to it meanwhile
		return u.problem()
	}
	begin := time.Now()
	err := s.build([]string{u.function.Name}, nil)
	s.buildNotice.tell(s.options.Output, err)
	if err != nil {
		return err
	}
	s.options.Log.Debug("looked at changed source", "function", u.function.Name, "duration_ms", time.Since(begin).Milliseconds())
	return nil
}

// rebuilds reports whether a changed source is looked for at all.
func (s *Stack) rebuilds() bool { return !s.options.NoRebuild && s.options.BinariesDir == "" }

func (s *Stack) fresh(u *unit) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.state == "" || u.dirs == nil {
		return false
	}
	state, _ := s.watch.State(u.dirs)
	return state == u.state
}

func (u *unit) problem() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.err
}

// invoke calls a function, after building it where its source has changed.
func (s *Stack) invoke(ctx context.Context, f routes.Function, event []byte) ([]byte, error) {
	u := s.list.unit(f.Name)
	if u == nil {
		return nil, fmt.Errorf("function %q is not in the list any more", f.Name)
	}
	if err := s.freshen(u); err != nil {
		return nil, explain(f, err)
	}
	answer, err := u.pool.Invoke(ctx, event)
	if err != nil {
		return nil, explain(f, err)
	}
	return answer, nil
}

// trigger calls the function that the list has for a trigger of the user pool. Without one, or without the setting that it depends on, there is no
// answer. Of an error that the function gives, the pool gets the message alone, as from Lambda: Cognito shows it to the visitor.
func (s *Stack) trigger(ctx context.Context, name string, event []byte) ([]byte, error) {
	for _, f := range s.list.current().Functions {
		if f.Trigger != name || f.Setting != "" && s.setting(f) == "" {
			continue
		}
		answer, err := s.invoke(ctx, f, event)
		if given := new(runtimeapi.FunctionError); errors.As(err, &given) {
			return nil, errors.New(given.Message)
		}
		return answer, err
	}
	return nil, nil
}
