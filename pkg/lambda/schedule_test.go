package lambda

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestScheduledFunctionsAreToldWhatIsDue(t *testing.T) {
	due := time.Date(2026, time.December, 1, 3, 0, 0, 0, time.UTC)
	tests := []struct {
		name, event string
		fails       error
		panics      bool
		logged      string
	}{
		{"done", `{"time":"2026-12-01T03:00:00Z"}`, nil, false, ""},
		{"failed", `{"time":"2026-12-01T03:00:00Z"}`, errors.New("the table does not answer"), false,
			`"cause":"the table does not answer"`},
		{"panic", `{"time":"2026-12-01T03:00:00Z"}`, nil, true, `"event":"panic"`},
		{"no time", `{}`, nil, false, `has no`},
		{"no event", `null`, nil, false, `has no`},
		{"no JSON of ours", `{"time":3}`, nil, false, `reading the event`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var log bytes.Buffer
			called := false
			run := GuardScheduled(TriggerDeps{Log: NewLog(&log, slog.LevelInfo), Now: time.Now},
				func(_ context.Context, at time.Time) error {
					if called = true; !at.Equal(due) {
						t.Errorf("due at %v", at)
					}
					if test.panics {
						panic("inside")
					}
					return test.fails
				})
			err := run(t.Context(), json.RawMessage(test.event))
			if (err != nil) != (test.logged != "") || err != nil && !errors.Is(err, errScheduled) {
				t.Errorf("it returned %v", err)
			}
			if !strings.Contains(log.String(), test.logged) || test.logged == "" && log.Len() > 0 ||
				strings.Contains(log.String(), "inside") {
				t.Errorf("it logged %s", log.String())
			}
			if called != strings.Contains(test.event, "03:00") {
				t.Errorf("called: %v", called)
			}
		})
	}
}
