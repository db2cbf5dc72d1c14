//go:build !race

package templates

import (
	"bytes"
	"testing"
)

// The race detector makes pools forget at random, so allocations are counted without it only.

// maxHomeAllocs is the budget for the page that is seen most. Raise it only with the reason.
const maxHomeAllocs = 31 // the account menu, the facts, and texts in the visitor's language

func TestHomeStaysInItsBudget_N20(t *testing.T) {
	page := Home(HomeView{Layout: someone})
	var buffer bytes.Buffer
	n := testing.AllocsPerRun(100, func() { render(t, page, &buffer) })
	if n > maxHomeAllocs {
		t.Errorf("rendering allocates %v times, the budget is %d", n, maxHomeAllocs)
	}
}
