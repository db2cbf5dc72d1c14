package local

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"cognitossr/pkg/dev/build"
	"cognitossr/pkg/dev/local/internal/gateway"
	"cognitossr/pkg/routes"
)

func (s *Stack) buildOptions() build.Options {
	o := build.Options{Root: s.options.Root, Cover: s.options.Cover, Race: s.options.Race, Debug: s.options.Debug,
		Tags: s.options.Tags}.Host()
	o.OutDir = s.options.BinariesDir
	if o.OutDir == "" {
		o.OutDir = filepath.Join(s.options.Root, ".cache", "local"+buildKind(o))
	}
	return o
}

// buildKind separates the output of different build options.
func buildKind(o build.Options) string {
	kind := ""
	if o.Cover {
		kind += "-cover"
	}
	if o.Race {
		kind += "-race"
	}
	if o.Debug {
		kind += "-debug"
	}
	return kind
}

// buildAll builds the functions at the start: first those that call no AWS service, with one go command, because they
// are compiled in a fraction of the time and are what a visitor sees first. With KeepGoing the others follow in the
// background, and a request for one of them waits for it.
func (s *Stack) buildAll() error {
	if s.options.BinariesDir != "" {
		return nil
	}
	var first, later []string
	for _, f := range s.list.current().Functions {
		if len(f.Calls) > 0 && s.options.KeepGoing && s.rebuilds() {
			later = append(later, f.Name)
		} else {
			first = append(first, f.Name)
		}
	}
	err := s.buildLocked(first)
	if s.rebuilds() {
		s.background.Go(func() { s.buildRest(later) })
	}
	if compile := new(build.Error); s.options.KeepGoing && errors.As(err, &compile) {
		s.BuildError = err
		return nil
	}
	return err
}

func (s *Stack) buildLocked(names []string) error {
	s.builds.Lock()
	defer s.builds.Unlock()
	return s.build(names, s.options.Progress)
}

// buildRest builds what the first page does not need, the template compiler last.
func (s *Stack) buildRest(names []string) {
	if len(names) > 0 {
		s.buildNotice.tell(s.options.Output, s.buildLocked(names))
	}
	_ = build.Prepare(s.ctx, s.options.Root) // a failure is reported at the first changed template
}

// build builds functions and makes their pools use the new binaries. The caller holds the lock of builds.
func (s *Stack) build(names []string, progress func(build.Result)) error {
	begin := time.Now()
	s.progress.begin()
	options := s.buildOptions()
	options.Progress, options.Step = progress, s.progress.set
	results, err := build.Functions(s.ctx, options, names...)
	if err != nil {
		return fmt.Errorf("building: %w", err)
	}
	s.watch.Forget()
	for _, result := range results {
		if u := s.list.function(result.Name); u != nil {
			s.use(u, result, begin)
		}
	}
	return build.Errors(results)
}

// use records the source of a build. If a file was saved during the build, the next request checks again.
func (s *Stack) use(u *localFunction, result build.Result, begin time.Time) {
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
	// Another process may have built the saved source: then nothing was built here, but the binary is new.
	program := fileVersion(result.Binary)
	if result.Built || u.program != "" && u.program != program {
		u.pool.Update(s.spec(u.function))
	}
	u.program = program
}

// job is a build of one function; any number of requests may wait for it.
type job struct {
	done chan struct{} // closed when it has ended
	err  error         // set when done is closed
}

// progress describes the builds in progress.
type progress struct {
	mu    sync.Mutex
	step  string
	begun time.Time // start of the first build in progress
}

func (p *progress) begin() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.step, p.begun = "", time.Now()
}

func (p *progress) set(step string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.step = step
}

// String implements fmt.Stringer, as in "Compiling net/http (12 s)".
func (p *progress) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return fmt.Sprintf("%s (%.0f s so far)", cmp.Or(p.step, "Looking for what has changed"), time.Since(p.begun).Seconds())
}

// askAgain is when a browser reloads a page whose function is being built. That request waits for the build, so that
// the page is shown right after it.
const askAgain = time.Second

// prepare waits until a function is built from its current source.
func (s *Stack) prepare(ctx context.Context, f routes.Function) error {
	u := s.list.function(f.Name)
	if u == nil {
		return fmt.Errorf("function %q is no longer in the list", f.Name)
	}
	for s.rebuilds() && !s.fresh(u) {
		j := s.startBuild(u)
		select {
		case <-j.done:
		case <-ctx.Done():
			return &gateway.Fault{
				Status: http.StatusServiceUnavailable, Again: askAgain, Err: ctx.Err(),
				Title: fmt.Sprintf("Function %q is being built", f.Name), Detail: s.progress.String(),
			}
		}
		if j.err != nil {
			return explain(f, j.err)
		}
	}
	if err := u.problem(); err != nil {
		return explain(f, err)
	}
	return nil
}

// startBuild builds a function in the background, or joins a build in progress.
func (s *Stack) startBuild(u *localFunction) *job {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.job != nil {
		return u.job
	}
	j := &job{done: make(chan struct{})}
	if j.err = s.ctx.Err(); j.err != nil {
		close(j.done)
		return j
	}
	u.job = j
	s.background.Go(func() {
		j.err = s.rebuild(u)
		u.mu.Lock()
		u.job = nil
		u.mu.Unlock()
		close(j.done)
	})
	return j
}

// patience is how long a build may take before the terminal shows its progress.
const patience = 2 * time.Second

// rebuild builds a function after all earlier builds.
func (s *Stack) rebuild(u *localFunction) error {
	s.builds.Lock()
	defer s.builds.Unlock()
	if s.fresh(u) { // the start, or another request, has built it meanwhile
		return nil
	}
	begin := time.Now()
	slow := time.AfterFunc(patience, func() { fmt.Fprintf(s.options.Output, "Building %s: %s\n", u.function.Name, &s.progress) })
	err := s.build([]string{u.function.Name}, nil)
	slow.Stop()
	s.buildNotice.tell(s.options.Output, err)
	s.options.Log.Debug("looked at changed source", "function", u.function.Name, "duration_ms",
		time.Since(begin).Milliseconds())
	return err
}

// rebuilds reports whether changed source is rebuilt.
func (s *Stack) rebuilds() bool { return !s.options.NoRebuild && s.options.BinariesDir == "" }

func (s *Stack) fresh(u *localFunction) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.state == "" || u.dirs == nil {
		return false
	}
	state, _ := s.watch.State(u.dirs)
	return state == u.state
}

func (u *localFunction) problem() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.err
}
