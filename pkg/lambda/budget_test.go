//go:build !race

package lambda

import (
	"io"
	"net/http"
	"testing"
)

// The race detector empties pools at random, so that allocations are only counted without it.

// onePage serves a page.
func onePage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = io.WriteString(w, "<!DOCTYPE html><title>a</title>")
}

// TestCarryingARequestStaysInItsBudget: allocations from event to request and from response to event, as at the last
// improvement.
func TestCarryingARequestStaysInItsBudget_N20(t *testing.T) {
	const budget = 15
	adapter := &Adapter{Handler: http.HandlerFunc(onePage)}
	event := eventWith(t, map[string]any{"cookies": []string{"a=1", "b=2"}})
	var err error
	n := testing.AllocsPerRun(100, func() { _, err = adapter.Invoke(t.Context(), event) })
	if err != nil || n > budget {
		t.Errorf("carrying a request allocates %v times, the budget is %d (%v)", n, budget, err)
	}
}

// BenchmarkEvent reads an event.
func BenchmarkEvent(b *testing.B) {
	event := eventWith(b, map[string]any{"cookies": []string{"a=1", "b=2"}})
	b.SetBytes(int64(len(event)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := newRequest(b.Context(), event); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkInvoke passes an event to a handler and encodes its response.
func BenchmarkInvoke(b *testing.B) {
	adapter := &Adapter{Handler: http.HandlerFunc(onePage)}
	event := eventWith(b, map[string]any{"cookies": []string{"a=1", "b=2"}})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := adapter.Invoke(b.Context(), event); err != nil {
			b.Fatal(err)
		}
	}
}
