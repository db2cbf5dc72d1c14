// Package needs lets a test say which tool of the machine it needs. On a user's machine such a test is skipped, and
// says how to get the tool; where CI=true a skipped test would be a hole, so there the absence is a failure. It must
// not be imported by anything but tests.
package needs

import (
	"os"
	"os/exec"
	"testing"
)

// Prefix begins the reason of every skipped test, so that the summary of a test run can list them.
const Prefix = "needs "

// Tool finds a program, by its name or any of its other names, and returns its path. The hint says how to get it.
func Tool(t testing.TB, name, hint string, otherNames ...string) string {
	t.Helper()
	for _, candidate := range append([]string{name}, otherNames...) {
		if path, err := exec.LookPath(candidate); err == nil {
			return path
		}
	}
	Missing(t, name, hint)
	return ""
}

// Missing skips the test, or fails it in CI, because something that it needs is not there.
func Missing(t testing.TB, what, hint string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s%s, and CI may skip nothing: %s", Prefix, what, hint)
	}
	t.Skipf("%s%s: %s", Prefix, what, hint)
}
