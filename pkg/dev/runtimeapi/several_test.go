package runtimeapi

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// several starts invocations that wait at the same time, and gives what becomes of them.
func several(t *testing.T, pool *Pool, out *lines, count int) <-chan error {
	t.Helper()
	ends := make(chan error, count)
	for range count {
		go func() {
			a, err := invoke(t, pool, `{"Do":"wait"}`)
			if err == nil && !slices.Contains(a.Environment, "AWS_LAMBDA_MAX_CONCURRENCY=8") {
				err = errors.New("it was not told how many there may be")
			}
			ends <- err
		}()
	}
	out.await(t, strings.Repeat("[echo] waiting\n", count))
	return ends
}

func withPlaces(out *lines, release string, timeout time.Duration) func(*Spec) {
	return func(s *Spec) {
		s.Processes, s.Concurrency, s.Timeout, s.Output, s.Env = 1, 8, timeout, out, []string{"RELEASE=" + release}
	}
}

// TestAProcessHasSeveralInvocationsAtOnce: as many as its places, started together, and one more when it has answered.
func TestAProcessHasSeveralInvocationsAtOnce(t *testing.T) {
	var out lines
	release := filepath.Join(t.TempDir(), "release")
	pool := newPool(t, withPlaces(&out, release, 20*time.Second))
	ends := several(t, pool, &out, 8)
	ninth := make(chan error, 1)
	go func() { _, err := invoke(t, pool, `{}`); ninth <- err }()
	if got := pool.Processes(); got != 1 {
		t.Errorf("%d processes", got)
	}
	if err := os.WriteFile(release, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 8 {
		if err := <-ends; err != nil {
			t.Error(err)
		}
	}
	if err := <-ninth; err != nil {
		t.Error(err)
	}
}

// TestInvocationsOfAProcessThatEndsFail: none of them waits for an answer for ever.
func TestInvocationsOfAProcessThatEndsFail(t *testing.T) {
	var out lines
	pool := newPool(t, withPlaces(&out, "never", 20*time.Second))
	ends := several(t, pool, &out, 5)
	if _, err := invoke(t, pool, `{"Do":"exit"}`); !errors.As(err, new(*ExitError)) {
		t.Errorf("got %v", err)
	}
	for range 5 {
		if err := <-ends; !errors.As(err, new(*ExitError)) {
			t.Errorf("got %v", err)
		}
	}
	mustInvoke(t, pool, `{}`) // by another process
}

// TestOnlyTheSlowOneOfSeveralFails: the process goes on.
func TestOnlyTheSlowOneOfSeveralFails(t *testing.T) {
	var out lines
	pool := newPool(t, withPlaces(&out, "never", 500*time.Millisecond))
	before := mustInvoke(t, pool, `{}`).PID
	if err := <-several(t, pool, &out, 1); !errors.As(err, new(*TimeoutError)) {
		t.Errorf("got %v", err)
	}
	if after := mustInvoke(t, pool, `{}`).PID; after != before {
		t.Errorf("process %d has become %d", before, after)
	}
}

// TestUpdateLetsSeveralFinish: a change of the program ends the old process when its last answer is there.
func TestUpdateLetsSeveralFinish(t *testing.T) {
	var out lines
	release := filepath.Join(t.TempDir(), "release")
	pool := newPool(t, withPlaces(&out, release, 20*time.Second))
	ends := several(t, pool, &out, 3)
	before := pool.PIDs()[0]
	pool.Update(pool.spec)
	if after := mustInvoke(t, pool, `{}`).PID; after == before {
		t.Error("the old process takes a new invocation")
	}
	if err := os.WriteFile(release, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := <-ends; err != nil {
			t.Error(err)
		}
	}
}
