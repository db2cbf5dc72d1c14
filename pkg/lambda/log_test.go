package lambda

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestLinesHaveTheNamesOfLambda_SEC111(t *testing.T) {
	var output bytes.Buffer
	log := NewLog(&output, slog.LevelInfo)
	log.Debug("too little")
	log.Info("hello", "reason", "x", slog.Group("inner", "time", "kept", "msg", "kept"))
	var line struct {
		Timestamp, Level, Message, Reason string
		Time, Msg                         *string
		Inner                             struct{ Time, Msg string }
	}
	if err := json.Unmarshal(output.Bytes(), &line); err != nil {
		t.Fatalf("%q: %v", output.String(), err)
	}
	if line.Message != "hello" || line.Level != "INFO" || line.Reason != "x" || line.Time != nil || line.Msg != nil {
		t.Errorf("got %s", output.String())
	}
	if at, err := time.Parse(time.RFC3339, line.Timestamp); err != nil || at.Location() != time.UTC {
		t.Errorf("timestamp %q: %v", line.Timestamp, err)
	}
	if line.Inner.Time != "kept" || line.Inner.Msg != "kept" {
		t.Errorf("a group's own names were changed: %s", output.String())
	}
}

func TestPanicStackSaysWhereAndNotWhat_SEC111(t *testing.T) {
	var stack string
	func() {
		defer func() {
			if recover() != nil {
				stack = PanicStack()
			}
		}()
		failing("canary")
	}()
	first, _, _ := strings.Cut(stack, " ")
	if !strings.Contains(first, "/pkg/lambda.failing:") || strings.Contains(stack, "canary") ||
		strings.Contains(stack, "runtime.") {
		t.Errorf("stack %q", stack)
	}
}

func failing(value string) { panic(value) }

func TestPanicKindTellsTheTypeOnly_SEC111(t *testing.T) {
	var entries map[string]int
	var text any = "canary"
	var none []int
	tests := []struct {
		name string
		do   func()
		want string
	}{
		{"text", func() { panic("canary") }, "string"},
		{"error", func() { panic(errors.New("canary")) }, "*errors.errorString"},
		{"nil map", func() { entries["canary"] = 1 }, "assignment to entry in nil map"},
		{"wrong type", func() { _ = text.(error) }, "interface conversion: string is not error: missing method Error"},
		{"index", func() { _ = none[len(entries)] }, "runtime error: index out of range [0] with length 0"},
		{
			"nil pointer", func() { _ = (*slog.Record)(nil).Level },
			"runtime error: invalid memory address or nil pointer dereference",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			defer func() {
				if got := PanicKind(recover()); got != test.want {
					t.Errorf("got %q, want %q", got, test.want)
				}
			}()
			test.do()
		})
	}
}
