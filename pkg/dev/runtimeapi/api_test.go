package runtimeapi

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestRuntimeAPIRefusesOthers(t *testing.T) {
	var out lines
	release := filepath.Join(t.TempDir(), "release")
	pool := newPool(t, func(s *Spec) { s.Processes, s.Env, s.Output = 1, []string{"RELEASE=" + release}, &out })
	address, busy := soleAddress(t, pool), make(chan answered, 1)
	go func() {
		a, _ := invoke(t, pool, `{"Do":"wait"}`)
		busy <- a
	}()
	out.await(t, "[echo] waiting\n")
	tests := []struct {
		name, host, path string
		status           int
	}{
		{"another host's name", "attacker.example", "/2018-06-01/runtime/invocation/next", http.StatusForbidden},
		{"an invocation it does not have", address, "/2018-06-01/runtime/invocation/x/response", http.StatusBadRequest},
		{"an unknown path", address, "/2018-06-01/runtime/restore/next", http.StatusNotFound},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+test.path,
				strings.NewReader(`{}`))
			if err != nil {
				t.Fatal(err)
			}
			r.Host = test.host
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode != test.status {
				t.Errorf("status %d, want %d", answer.StatusCode, test.status)
			}
		})
	}
	if err := os.WriteFile(release, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if a := <-busy; a.PID == 0 {
		t.Error("the invocation under way got another's answer")
	}
}

// soleAddress is where the one process of a pool finds its Runtime API.
func soleAddress(t *testing.T, pool *Pool) string {
	t.Helper()
	mustInvoke(t, pool, `{}`)
	pool.mu.Lock()
	defer pool.mu.Unlock()
	for one := range pool.all {
		return one.address
	}
	t.Fatal("there is no process")
	return ""
}

// Requirement of nothing grows with the number of invocations.
func TestThousandInvocationsDoNotGrow(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs /proc: run it on Linux")
	}
	pool := newPool(t, nil)
	pid := mustInvoke(t, pool, `{}`).PID
	for range 100 {
		mustInvoke(t, pool, `{}`)
	}
	own, program := descriptors(t, os.Getpid()), descriptors(t, pid)
	for range 1000 {
		mustInvoke(t, pool, `{}`)
	}
	if now := descriptors(t, os.Getpid()); now > own {
		t.Errorf("this process had %d file descriptors and has %d", own, now)
	}
	if now := descriptors(t, pid); now > program {
		t.Errorf("the function's process had %d file descriptors and has %d", program, now)
	}
}

func descriptors(t *testing.T, pid int) int {
	t.Helper()
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}
