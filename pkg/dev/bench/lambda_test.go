package main

import (
	"math"
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
