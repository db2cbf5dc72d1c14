package main

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestAuditEntriesSayWhoDidWhatToWhom_SEC103(t *testing.T) {
	s := newSite(t)
	s.confirm(other, "delete")
	entries := s.entries()
	if len(entries) != 2 {
		t.Fatalf("%d entries, want 2", len(entries))
	}
	for _, entry := range entries {
		var names []string
		for name := range entry {
			names = append(names, name)
		}
		slices.Sort(names)
		if want := []string{"action", "actor", "event", "function_request_id", "level", "msg", "reason", "result",
			"target", "time"}; !slices.Equal(names, want) {
			t.Errorf("fields %q, want %q", names, want)
		}
		if entry["actor"] != self || entry["target"] != other || entry["action"] != "delete" {
			t.Errorf("entry %v", entry)
		}
	}
}

func TestLogHasNoPersonalData_SEC103(t *testing.T) {
	for _, action := range actions {
		name := action.name
		s := newSite(t)
		s.list("?q=bob%40example.com")
		s.confirm(self, name)
		s.confirm(other, name)
		if strings.Contains(s.log.String(), "@") || strings.Contains(s.log.String(), "eyJ") {
			t.Errorf("%s: the log has an address or a token: %s", name, s.log.String())
		}
	}
}

// brokenWriter fails at every write after the first few.
type brokenWriter struct{ left int }

func (b *brokenWriter) Write(p []byte) (int, error) {
	if b.left--; b.left < 0 {
		return 0, errBroken
	}
	return len(p), nil
}

func TestNothingIsChangedThatCannotBeLogged_SEC103(t *testing.T) {
	s := newSiteWith(t, newDirectory(), &bytes.Buffer{}, &brokenWriter{})
	got := s.confirm(other, "delete")
	if got.StatusCode != http.StatusInternalServerError || len(s.directory.calls) == 0 || len(s.directory.changes()) != 0 {
		t.Errorf("status %d, calls %q; want 500 and no change", got.StatusCode, s.directory.changes())
	}
	s = newSiteWith(t, newDirectory(), &bytes.Buffer{}, &brokenWriter{})
	if got := s.confirm(self, "delete"); got.StatusCode != http.StatusInternalServerError {
		t.Errorf("a refusal that cannot be logged: status %d, want 500", got.StatusCode)
	}
}

func TestAuditDoesNotDependOnTheLevel_SEC103(t *testing.T) {
	s := newSite(t)
	s.confirm(other, "enable")
	for _, entry := range s.entries() {
		if entry["level"] != "WARN" {
			t.Errorf("level %v", entry["level"])
		}
	}
}
