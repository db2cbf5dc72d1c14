package build

import (
	"slices"
	"strings"
	"testing"
)

// TestFlagsForADebugger: it needs the symbols, the files' real paths and code that is not optimised. Nothing else is
// built like that.
func TestFlagsForADebugger(t *testing.T) {
	stripped := func(flags []string) bool {
		return slices.Contains(flags, "-trimpath") &&
			slices.ContainsFunc(flags, func(f string) bool { return strings.HasPrefix(f, "-ldflags=-s -w") })
	}
	plain, debug := Options{}.flags(), Options{Debug: true}.flags()
	if !stripped(plain) || slices.Contains(plain, "-gcflags=./...=-N -l") {
		t.Errorf("what is deployed is built with %q", plain)
	}
	if stripped(debug) || slices.Contains(debug, "-trimpath") || !slices.Contains(debug, "-gcflags=./...=-N -l") {
		t.Errorf("for a debugger: %q", debug)
	}
}
