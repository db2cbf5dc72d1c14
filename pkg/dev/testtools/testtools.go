// Package testtools finds the tools of the machine that a test needs. Without one the test is skipped, and says how to
// get the tool; with CI=true it fails, because nobody would notice the gap there. Only tests may import it.
package testtools

import (
	"os"
	"os/exec"
	"testing"
)

// SkipPrefix begins the reason of every skipped test, so that the summary of a test run can list them.
const SkipPrefix = "needs "

// Require returns the path of a program, found by its name or one of its other names. The hint says how to get it.
func Require(t testing.TB, name, hint string, otherNames ...string) string {
	t.Helper()
	for _, candidate := range append([]string{name}, otherNames...) {
		if path, err := exec.LookPath(candidate); err == nil {
			return path
		}
	}
	Missing(t, name, hint)
	return ""
}

// Missing skips the test, or fails it in CI, because something that it needs is missing.
func Missing(t testing.TB, what, hint string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s%s, and CI may skip nothing: %s", SkipPrefix, what, hint)
	}
	t.Skipf("%s%s: %s", SkipPrefix, what, hint)
}
