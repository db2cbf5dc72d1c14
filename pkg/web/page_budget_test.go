//go:build !race

package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

// The race detector makes pools forget at random, so allocations are counted without it only.

// TestWriteStaysInItsBudget: only the slice of the header is allocated.
func TestWriteStaysInItsBudget_N20(t *testing.T) {
	var component templ.Component = textPage(strings.Repeat("x", 4096))
	w, r := discard{http.Header{}}, request()
	n := testing.AllocsPerRun(100, func() {
		if err := WritePage(w, r, http.StatusOK, component); err != nil {
			t.Fatal(err)
		}
	})
	if n > 2 {
		t.Errorf("writing allocates %v times, the budget is 2", n)
	}
}
