package main

import (
	"io"
	"strings"
	"testing"
)

func TestWhatIsMeasured(t *testing.T) {
	for _, name := range usual {
		if commands[name] == nil {
			t.Errorf("%s is measured when nothing is asked for, and does not exist", name)
		}
	}
	err := run([]string{"nothing"}, io.Discard)
	for name := range commands {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v does not name %s", err, name)
		}
	}
}
