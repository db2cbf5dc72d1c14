package main

import (
	"math"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/dev/gotool"
)

func TestCostOfAMillion(t *testing.T) {
	tests := []struct {
		name      string
		processor time.Duration
		billed    time.Duration
		dollars   float64
	}{
		{"a millisecond at least", time.Microsecond, time.Millisecond, 1e6 * 0.001 * 0.125 * 0.0000133334},
		{"a share of a processor", 100 * time.Microsecond, 2 * time.Millisecond, 1e6 * 0.002 * 0.125 * 0.0000133334},
		{"a second of a processor", time.Second, 13_821 * time.Millisecond, 1e6 * 13.821 * 0.125 * 0.0000133334},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := billed(tt.processor); got != tt.billed {
				t.Errorf("billed %s, want %s", got, tt.billed)
			}
			if got := costOfMillion(tt.processor); math.Abs(got-tt.dollars) > 1e-9 {
				t.Errorf("costs $%v, want $%v", got, tt.dollars)
			}
		})
	}
}

// TestHomeAdapterAnswers: what is measured in process is the page, not an error page.
func TestHomeAdapterAnswers(t *testing.T) {
	pool := authtest.NewPool(t)
	adapter, err := homeAdapter(pool)
	if err != nil {
		t.Fatal(err)
	}
	tests := []visit{
		{event: signedInEvent(pool, "/"), wanted: "Hello " + authtest.Email},
		{event: event("/", nil), wanted: "No user is signed in"},
	}
	for _, tt := range tests {
		answer, err := adapter.Invoke(t.Context(), tt.event)
		if err == nil {
			err = tt.check(answer)
		}
		if err != nil {
			t.Error(err)
		}
	}
}

// TestEveryVisitAnswers: what the tables measure still answers as wanted, so that a change of a function which the
// events or the stand-ins of its calls do not follow is noticed before somebody measures. The programs are those of the
// local stack, which is up to date after the tests of the site.
func TestEveryVisitAnswers(t *testing.T) {
	folder, err := filepath.Abs(filepath.Join(repository, ".cache", "local"))
	if err != nil {
		t.Fatal(err)
	}
	built, err := buildHost(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	l, calls := newLambdaBench(authtest.NewPool(t), built), startEndpoints()
	t.Cleanup(calls.Close)
	steps, err := l.signIn(calls)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range append(l.visits(calls, steps), l.hello) {
		if program := v.command[0]; program != built.hello && program != built.calls {
			t.Run(v.name+" starts", func(t *testing.T) { checkStart(t, program) })
		}
		t.Run(v.name, func(t *testing.T) {
			s, err := spawn(v.program)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(s.end)
			answer, _, err := s.invoke(v.event, 1)
			if err == nil {
				err = v.check(answer)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
}

// What the packages of this project may allocate before main runs, all of them together. A map or a page's part that is
// made there is paid for at every cold start, by functions that never use it.
const (
	initAllocations = 24
	initBytes       = 3 << 10
)

// initialized is a line that the runtime writes about a package of a module.
//
// Source: https://pkg.go.dev/runtime#hdr-Environment_Variables, inittrace
func initialized(module string) *regexp.Regexp {
	return regexp.MustCompile(`(?m)^init ` + regexp.QuoteMeta(module) + `/([a-z/-]+) @.* clock, (\d+) bytes, (\d+) allocs$`)
}

// checkStart lets a program initialize its packages and end, because there is no Runtime API.
func checkStart(t *testing.T, program string) {
	t.Helper()
	module, err := gotool.ModulePath(repository)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), program)
	command.Env = []string{"GODEBUG=inittrace=1", "GOMAXPROCS=1"} // on one processor nothing else is counted
	output, _ := command.CombinedOutput()                         // it ends with an error: it has no configuration
	var text strings.Builder
	bytes, allocations, found := 0, 0, initialized(module).FindAllStringSubmatch(string(output), -1)
	for _, line := range found {
		size, _ := strconv.Atoi(line[2])
		count, _ := strconv.Atoi(line[3])
		bytes, allocations = bytes+size, allocations+count
		text.WriteString("\n" + line[0])
	}
	if len(found) < 2 {
		t.Fatalf("%s initializes %d packages of its own: does this test still see them?\n%s", program, len(found), output)
	}
	if bytes > initBytes || allocations > initAllocations {
		t.Errorf("the site's packages allocate %d times and %d bytes when they are initialized, the budget is %d and %d:%s",
			allocations, bytes, initAllocations, initBytes, &text)
	}
}
