package local

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"cognitossr/pkg/dev/build"
	"cognitossr/pkg/dev/runtimeapi"
	"cognitossr/pkg/routes"
)

// localFunction is one function of the stack: its processes, and the source that they were built from.
type localFunction struct {
	pool *runtimeapi.Pool

	mu       sync.Mutex
	function routes.Function
	dirs     []string // folders of its source; nil before the first build
	state    string   // of the folders at the build; "": must be checked again
	program  string   // version of the binary that the processes run; "" before the first build
	err      error    // error of its last build
	job      *job     // its build in progress, if any
}

// functionTable holds the functions of routes.json.
type functionTable struct {
	path string

	mu        sync.Mutex
	table     routes.Table
	functions map[string]*localFunction
	stamp     string
	lookedAt  time.Time
	err       error
	closed    bool
	closing   sync.WaitGroup // pools that are closing
}

const lookAtListEvery = 5 * time.Millisecond

func (l *functionTable) load(path string, newFunction func(routes.Function) *localFunction) error {
	l.path, l.functions = path, map[string]*localFunction{}
	_, err := l.refresh(newFunction)
	return err
}

// refresh reads the file again if it has changed. While the file is invalid it returns the error.
func (l *functionTable) refresh(newFunction func(routes.Function) *localFunction) (routes.Table, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || time.Since(l.lookedAt) < lookAtListEvery {
		return l.table, l.err
	}
	l.lookedAt = time.Now()
	stamp := fileVersion(l.path)
	if stamp == l.stamp {
		return l.table, l.err
	}
	l.stamp = stamp
	table, err := routes.Load(l.path)
	if l.err = err; err != nil {
		return l.table, err
	}
	l.table = table
	l.replaceChanged(newFunction)
	return table, nil
}

// replaceChanged replaces the functions of new, changed and deleted entries. The caller holds the lock.
func (l *functionTable) replaceChanged(newFunction func(routes.Function) *localFunction) {
	for name, old := range l.functions {
		if now, ok := l.table.Function(name); !ok || !sameSettings(now, old.function) {
			delete(l.functions, name)
			l.closing.Go(old.pool.Close)
		}
	}
	for _, function := range l.table.Functions {
		if l.functions[function.Name] == nil {
			l.functions[function.Name] = newFunction(function)
		}
	}
}

func sameSettings(a, b routes.Function) bool {
	a.Routes, b.Routes = slices.Clone(a.Routes), slices.Clone(b.Routes)
	return fmt.Sprint(a) == fmt.Sprint(b)
}

func fileVersion(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprint(info.Size(), info.ModTime().UnixNano())
}

func (l *functionTable) current() routes.Table {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.table
}

func (l *functionTable) function(name string) *localFunction {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.functions[name]
}

func (l *functionTable) all() []*localFunction {
	l.mu.Lock()
	defer l.mu.Unlock()
	var functions []*localFunction
	for _, u := range l.functions {
		functions = append(functions, u)
	}
	return functions
}

// close ends every process, including those of replaced entries, and prevents new ones.
func (l *functionTable) close() {
	l.mu.Lock()
	l.closed = true
	for _, u := range l.functions {
		l.closing.Go(u.pool.Close)
	}
	l.mu.Unlock()
	l.closing.Wait()
}

func (s *Stack) newFunction(f routes.Function) *localFunction {
	return &localFunction{function: f, pool: runtimeapi.New(s.spec(f))}
}

func (s *Stack) spec(f routes.Function) runtimeapi.Spec {
	options := s.buildOptions()
	processes := s.options.Processes
	if s.options.Debug {
		processes = 1 // the one that the debugger is attached to
	}
	return runtimeapi.Spec{
		Name:      f.Name,
		Program:   filepath.Join(options.OutDir, f.Name, build.BinaryName(options.GOOS)),
		Env:       s.environment(f),
		Memory:    f.Memory,
		Timeout:   s.options.timeout(time.Duration(f.Timeout) * time.Second),
		Processes: processes,
		Region:    Region,
		Output:    s.options.Output,
	}
}

// timeout is how long something may take that takes at most the limit when nobody debugs it.
func (o Options) timeout(limit time.Duration) time.Duration {
	if o.Debug {
		return 24 * time.Hour
	}
	return limit
}

// invoke invokes a function that prepare has built.
func (s *Stack) invoke(ctx context.Context, f routes.Function, event []byte) ([]byte, error) {
	u := s.list.function(f.Name)
	if u == nil {
		return nil, fmt.Errorf("function %q is not in the list any more", f.Name)
	}
	answer, err := u.pool.Invoke(ctx, event)
	if err != nil {
		return nil, explain(f, err)
	}
	return answer, nil
}

// trigger invokes the site's function of a trigger of its own pool. It returns nil if there is none, or if the setting
// that it depends on is missing.
func (s *Stack) trigger(ctx context.Context, name string, event []byte) ([]byte, error) {
	for _, f := range s.list.current().Functions {
		if f.Trigger == name && (f.Setting == "" || s.setting(f) != "") {
			return s.invokeTrigger(ctx, f, event)
		}
	}
	return nil, nil
}
