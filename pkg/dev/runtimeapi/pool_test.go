package runtimeapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var program string

// parentVariable makes this test binary be a parent that gets killed. It holds the program's path.
const parentVariable = "RUNTIMEAPI_TEST_PARENT"

func TestMain(m *testing.M) {
	if program = os.Getenv(parentVariable); program != "" {
		os.Exit(m.Run())
	}
	dir, err := os.MkdirTemp("", "runtimeapi-*")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "bootstrap.exe")
	command := exec.Command("go", "build", "-trimpath", "-tags", "lambda.norpc", "-o", program, "./testdata/program")
	command.Env = append(os.Environ(), "CGO_ENABLED=0") // as functions are built, so that they share what is compiled
	if output, err := command.CombinedOutput(); err != nil {
		panic(string(output))
	}
	status := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(status)
}

type answered struct {
	PID         int
	RequestID   string
	ARN         string
	Environment []string
	Deadline    bool
	Text        string
}

func newPool(t *testing.T, change func(*Spec)) *Pool {
	t.Helper()
	spec := Spec{Name: "echo", Program: program, Memory: 128, Timeout: 20 * time.Second}
	if change != nil {
		change(&spec)
	}
	pool := New(spec)
	t.Cleanup(pool.Close)
	return pool
}

func invoke(t *testing.T, pool *Pool, event string) (answered, error) {
	t.Helper()
	payload, err := pool.Invoke(t.Context(), []byte(event))
	var a answered
	if err == nil {
		if err := json.Unmarshal(payload, &a); err != nil {
			t.Fatal(err)
		}
	}
	return a, err
}

func mustInvoke(t *testing.T, pool *Pool, event string) answered {
	t.Helper()
	a, err := invoke(t, pool, event)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestInvokeTellsWhatLambdaTells(t *testing.T) {
	a := mustInvoke(t, newPool(t, nil), `{}`)
	if len(a.RequestID) != 36 || a.RequestID[14] != '4' {
		t.Errorf("request id %q is no UUID of version 4", a.RequestID)
	}
	if a.ARN != "arn:aws:lambda:us-east-1:123456789012:function:echo" || !a.Deadline {
		t.Errorf("got %+v", a)
	}
}

func TestProcessGetsOnlyTheDeclaredEnvironment(t *testing.T) {
	t.Setenv("CANARY", "from the developer's shell")
	a := mustInvoke(t, newPool(t, func(s *Spec) { s.Env = []string{"DECLARED=yes"} }), `{}`)
	if !slices.Contains(a.Environment, "DECLARED=yes") ||
		!slices.Contains(a.Environment, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=128") {
		t.Errorf("environment %v lacks what was declared", a.Environment)
	}
	for _, variable := range a.Environment {
		name, _, _ := strings.Cut(variable, "=")
		known := strings.HasPrefix(name, "AWS_") ||
			slices.Contains([]string{"DECLARED", "PATH", "TZ", "LANG", "LAMBDA_TASK_ROOT", "_HANDLER", "SYSTEMROOT",
				"_X_AMZN_TRACE_ID"}, name)
		if !known {
			t.Errorf("%s got through", variable)
		}
	}
}

func TestProcessIsKept(t *testing.T) {
	pool := newPool(t, nil)
	first, second := mustInvoke(t, pool, `{}`), mustInvoke(t, pool, `{}`)
	if first.PID != second.PID || first.RequestID == second.RequestID || pool.Processes() != 1 {
		t.Errorf("process %d then %d, request %s then %s", first.PID, second.PID, first.RequestID, second.RequestID)
	}
}

func TestPoolGrowsToItsLimitAndNoFurther(t *testing.T) {
	var out lines
	release := filepath.Join(t.TempDir(), "release")
	pool := newPool(t, func(s *Spec) { s.Processes, s.Env, s.Output = 2, []string{"RELEASE=" + release}, &out })
	pids := make([]int, 5)
	var calls sync.WaitGroup
	for i := range pids {
		calls.Go(func() {
			if a, err := invoke(t, pool, `{"Do":"wait"}`); err == nil {
				pids[i] = a.PID
			}
		})
	}
	out.await(t, "[echo] waiting\n[echo] waiting\n") // at the same time: none of the two has its answer yet
	if err := os.WriteFile(release, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	calls.Wait()
	slices.Sort(pids)
	if pids[0] == 0 || len(slices.Compact(pids)) != 2 || pool.Processes() != 2 {
		t.Errorf("answers of processes %v", pids)
	}
}

func TestFailures(t *testing.T) {
	tests := []struct {
		name, event string
		kind        error
		output      string
		survives    bool
	}{
		{"error", `{"Do":"error"}`, &FunctionError{}, "told to fail", true},
		{"panic", `{"Do":"panic"}`, &FunctionError{}, "told to panic", false},
		{"exit", `{"Do":"exit"}`, &ExitError{}, "told to exit", false},
		{"event of another type", `[]`, &FunctionError{}, "unmarshal", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			pool := newPool(t, nil)
			before := mustInvoke(t, pool, `{}`).PID
			_, err := invoke(t, pool, test.event)
			if fmt.Sprintf("%T", err) != fmt.Sprintf("%T", test.kind) || !strings.Contains(shown(err), test.output) {
				t.Errorf("got %T with %q", err, shown(err))
			}
			if after := mustInvoke(t, pool, `{}`).PID; (after == before) != test.survives {
				t.Errorf("process %d before, %d after", before, after)
			}
		})
	}
}

// shown is what a developer gets to see of an error.
func shown(err error) string {
	var reported *FunctionError
	var exit *ExitError
	var late *TimeoutError
	switch {
	case errors.As(err, &reported):
		return err.Error() + reported.Output
	case errors.As(err, &exit):
		return err.Error() + exit.Output
	case errors.As(err, &late):
		return err.Error() + late.Output
	}
	return fmt.Sprint(err)
}

func TestStartThatFails(t *testing.T) {
	tests := []struct {
		name, atStart, want string
		kind                error
	}{
		{"panic", "panic", "no start today", &ExitError{}},
		{"exit", "exit", "exit status 3leaving early", &ExitError{}},
		{"reported", "report", "the function cannot start: no table is named", &FunctionError{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			pool := newPool(t, func(s *Spec) { s.Processes, s.Env = 1, []string{"AT_START=" + test.atStart} })
			for range 2 {
				_, err := invoke(t, pool, `{}`)
				if fmt.Sprintf("%T", err) != fmt.Sprintf("%T", test.kind) || !strings.Contains(shown(err), test.want) {
					t.Fatalf("got %T with %q", err, shown(err))
				}
			}
			mended := pool.spec
			mended.Env = nil
			pool.Update(mended)
			mustInvoke(t, pool, `{}`)
		})
	}
}

// TestStartsArePutOffAfterAFailedOne: a program that cannot start is not started over and over, but a mended one is at
// once.
func TestStartsArePutOffAfterAFailedOne(t *testing.T) {
	pool := newPool(t, func(s *Spec) { s.Processes, s.Env = 1, []string{"AT_START=exit"} })
	if _, err := invoke(t, pool, `{}`); err == nil || pool.notBefore.IsZero() {
		t.Fatalf("got %v, and nothing is put off", err)
	}
	pool.notBefore = time.Now().Add(time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := pool.Invoke(ctx, []byte(`{}`)); !errors.Is(err, context.Canceled) || len(pool.slots) != 0 {
		t.Errorf("a caller who leaves while it is put off gets %v, and %d slots stay taken", err, len(pool.slots))
	}
	mended := pool.spec
	mended.Env = nil
	pool.Update(mended)
	mustInvoke(t, pool, `{}`)
}

func TestInvocationEndsAtItsDeadline(t *testing.T) {
	pool := newPool(t, func(s *Spec) { s.Timeout = 50 * time.Millisecond })
	_, err := invoke(t, pool, `{"Do":"wait"}`)
	if late := new(TimeoutError); !errors.As(err, &late) || err.Error() != "Task timed out after 0.05 seconds" {
		t.Fatalf("got %v", err)
	}
	patient := pool.spec
	patient.Timeout = 20 * time.Second
	pool.Update(patient) // a busy machine may need more than 50 ms for the next one
	mustInvoke(t, pool, `{}`)
}

func TestInvocationWaitsForItsTurnNoLongerThanItsLimit(t *testing.T) {
	pool := newPool(t, func(s *Spec) { s.Processes = 1 })
	mustInvoke(t, pool, `{}`)
	pool.slots <- struct{}{} // somebody else's invocation
	pool.spec.Timeout = time.Millisecond
	if _, err := invoke(t, pool, `{}`); !errors.Is(err, ErrBusy) {
		t.Errorf("got %v", err)
	}
	<-pool.slots
}

func TestPayloadLimits(t *testing.T) {
	pool := newPool(t, nil)
	if _, err := invoke(t, pool, `{"Size":6291456}`); !errors.Is(err, ErrTooLarge) {
		t.Errorf("an answer of 6 MB and a bit: %v", err)
	}
	if a := mustInvoke(t, pool, `{"Size":6000000}`); len(a.Text) != 6000000 {
		t.Errorf("got %d bytes", len(a.Text))
	}
	if _, err := pool.Invoke(t.Context(), make([]byte, MaxPayload+1)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("an event that is too large: %v", err)
	}
}

func TestCallerWhoLeavesDoesNotEndTheInvocation(t *testing.T) {
	release := filepath.Join(t.TempDir(), "release")
	pool := newPool(t, func(s *Spec) { s.Processes, s.Env = 1, []string{"RELEASE=" + release} })
	pid := mustInvoke(t, pool, `{}`).PID
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := pool.Invoke(ctx, []byte(`{"Do":"wait"}`)); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if err := os.WriteFile(release, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if again := mustInvoke(t, pool, `{}`).PID; again != pid {
		t.Errorf("process %d became %d", pid, again)
	}
}

func TestUpdateReplacesIdleProcesses(t *testing.T) {
	pool := newPool(t, nil)
	before := mustInvoke(t, pool, `{}`).PID
	pool.Update(pool.spec)
	if after := mustInvoke(t, pool, `{}`).PID; after == before {
		t.Error("the old process still answers")
	}
}

// TestUpdateReplacesBusyProcesses: one that has an invocation finishes it, and is not asked again.
func TestUpdateReplacesBusyProcesses(t *testing.T) {
	var out lines
	release := filepath.Join(t.TempDir(), "release")
	pool := newPool(t, func(s *Spec) { s.Env, s.Output = []string{"RELEASE=" + release}, &out })
	busy := make(chan answered, 1)
	go func() {
		a, _ := invoke(t, pool, `{"Do":"wait"}`)
		busy <- a
	}()
	out.await(t, "[echo] waiting\n")
	pool.Update(pool.spec)
	if err := os.WriteFile(release, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	before := (<-busy).PID
	if after := mustInvoke(t, pool, `{}`).PID; before == 0 || after == before {
		t.Errorf("process %d answered before the change, %d afterwards", before, after)
	}
}

func TestOutputIsPassedOnByLine(t *testing.T) {
	var out lines
	pool := newPool(t, func(s *Spec) { s.Processes, s.Output = 1, &out })
	mustInvoke(t, pool, `{"Do":"print"}`)
	for _, want := range []string{"[echo] first line\n", "[echo] second line\n"} {
		out.await(t, want)
	}
	if _, err := invoke(t, pool, `{"Do":"error"}`); err == nil || strings.Contains(shown(err), "first line") {
		t.Errorf("the failure of an invocation comes with the output of the one before: %s", shown(err))
	}
}

func TestOutputWithoutLinesIsBounded(t *testing.T) {
	var out bytes.Buffer
	output := newTail("echo", &out)
	for range 10 {
		_, _ = output.Write(bytes.Repeat([]byte("x"), tailSize/2))
	}
	if kept := output.String(); len(kept) > tailSize || len(output.line) >= tailSize || out.Len() < 4*tailSize {
		t.Errorf("%d bytes are kept, %d wait for a line's end, %d were passed on", len(kept), len(output.line), out.Len())
	}
}

// lines is an output that a test can wait on.
type lines struct {
	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{}
}

func (l *lines) Write(data []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.changed != nil {
		close(l.changed)
		l.changed = nil
	}
	return l.text.Write(data)
}

func (l *lines) await(t *testing.T, want string) {
	t.Helper()
	for {
		l.mu.Lock()
		if strings.Contains(l.text.String(), want) {
			l.mu.Unlock()
			return
		}
		if l.changed == nil {
			l.changed = make(chan struct{})
		}
		changed := l.changed
		l.mu.Unlock()
		select {
		case <-changed:
		case <-t.Context().Done():
			t.Fatalf("%q was never printed", want)
		}
	}
}

func TestCloseEndsEveryProcess(t *testing.T) {
	pool := newPool(t, nil)
	pid := mustInvoke(t, pool, `{}`).PID
	pool.Close()
	if alive(pid) {
		t.Errorf("process %d is still there", pid)
	}
	if _, err := invoke(t, pool, `{}`); !errors.Is(err, ErrClosed) {
		t.Errorf("got %v", err)
	}
}

func TestProcessEndsAtSIGTERM(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs signals: run it on Linux or macOS")
	}
	pool := newPool(t, nil)
	mustInvoke(t, pool, `{}`)
	var one *process
	for running := range pool.all {
		one = running
	}
	pool.Close()
	if state := one.exitState(); state != "signal: terminated" {
		t.Errorf("it ended by %q: it had to be killed", state)
	}
}
