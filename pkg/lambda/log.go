package lambda

import (
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"strconv"
	"strings"
)

// NewLog returns a logger that writes lines of this level and above to output, with the names that Lambda expects.
//
// Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
func NewLog(output io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(output, &slog.HandlerOptions{Level: level, ReplaceAttr: lambdaNames}))
}

func lambdaNames(groups []string, a slog.Attr) slog.Attr {
	if len(groups) > 0 {
		return a
	}
	switch a.Key {
	case slog.TimeKey:
		return slog.Time("timestamp", a.Value.Time().UTC())
	case slog.MessageKey:
		a.Key = "message"
	}
	return a
}

// PanicStack returns where a panic came from, for the deferred function that has recovered from it: functions and
// lines, separated by spaces. The value of the panic is left out, because it may hold anything; PanicKind describes it.
func PanicStack() string {
	const self = 3 // runtime.Callers, this function and the deferred one
	var callers [24]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(self, callers[:])])
	var places []string
	for {
		frame, more := frames.Next()
		if !strings.HasPrefix(frame.Function, "runtime.") {
			places = append(places, frame.Function+":"+strconv.Itoa(frame.Line))
		}
		if !more {
			return strings.Join(places, " ")
		}
	}
}

// PanicKind returns what may be logged of the value of a panic: its type, or Go's own text about a mistake in the
// program ("assignment to entry in nil map"), which names types, indexes and lengths but quotes no value.
func PanicKind(value any) string {
	if fault, ok := value.(runtime.Error); ok {
		return fault.Error()
	}
	return fmt.Sprintf("%T", value)
}
