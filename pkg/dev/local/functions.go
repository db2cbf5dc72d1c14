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
	job      *job     // its build, where one is under way
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

// refresh reads the file again where it has changed. While the file is invalid it returns the error.
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

// invoke calls a function. That it is built is the work of prepare.
func (s *Stack) invoke(ctx context.Context, f routes.Function, event []byte) ([]byte, error) {
	u := s.list.unit(f.Name)
	if u == nil {
		return nil, fmt.Errorf("function %q is not in the list any more", f.Name)
	}
	answer, err := u.pool.Invoke(ctx, event)
	if err != nil {
		return nil, explain(f, err)
	}
	return answer, nil
}

// trigger calls the function that the list has for a trigger of the user pool. Without one, or without the setting that
// it depends on, there is no answer. Of an error that the function returns, the pool gets the message alone, as from
// Lambda: Cognito shows it to the visitor.
func (s *Stack) trigger(ctx context.Context, name string, event []byte) ([]byte, error) {
	for _, f := range s.list.current().Functions {
		if f.Trigger != name || f.Setting != "" && s.setting(f) == "" {
			continue
		}
		// The time that a pool gives is the function's. When the build has used it up, the pool calls once more.
		if err := s.prepare(context.WithoutCancel(ctx), f); err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("building function %q: %w", f.Name, err)
		}
		answer, err := s.invoke(ctx, f, event)
		if returned := new(runtimeapi.FunctionError); errors.As(err, &returned) {
			return nil, errors.New(returned.Message)
		}
		return answer, err
	}
	return nil, nil
}
