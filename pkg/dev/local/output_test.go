package local

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// A build that the end of the stack has stopped, as after ./build.sh invoke, is no problem to report.
func TestNoticeTellsProblemsOnceAndNoStops(t *testing.T) {
	var n notice
	var out strings.Builder
	n.tell(&out, fmt.Errorf("building: %w", context.Canceled))
	if out.Len() > 0 {
		t.Errorf("a stop was told: %q", out.String())
	}
	for range 2 {
		n.tell(&out, errors.New("a mistake"))
	}
	if got := strings.Count(out.String(), "a mistake"); got != 1 {
		t.Errorf("told %d times", got)
	}
}
