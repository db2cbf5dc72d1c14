package main

import (
	"math"
	"path/filepath"
	"testing"
	"time"

	"cognitossr/pkg/auth/authtest"
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
