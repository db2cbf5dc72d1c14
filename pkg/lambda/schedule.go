package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	awslambda "github.com/aws/aws-lambda-go/lambda"
)

// ScheduledHandler does what is due at a time. That time stays the same when Lambda calls again after an error, which
// it does twice, so that what is done for it can be told from what is done for the next.
//
// Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
type ScheduledHandler func(ctx context.Context, due time.Time) error

// RunScheduled serves a function with a schedule until the process ends. Its errors are logged, and reported to Lambda
// without their text. If its handler cannot be made because a setting is missing, it does not start.
func RunScheduled(newHandler func(TriggerDeps) (ScheduledHandler, error)) {
	d := TriggerDeps{Getenv: os.Getenv, Log: NewLog(os.Stdout, logLevel(os.Getenv("LOG_LEVEL"))), Now: time.Now}
	handler, err := newHandler(d)
	if err != nil {
		d.Log.Error("the function cannot start", "event", "config.error", "error", err.Error())
		ReportInitError(errScheduled)
	}
	awslambda.Start(GuardScheduled(d, handler))
}

// errScheduled is what Lambda is told of every error.
var errScheduled = errors.New("what was due could not be done: see the log")

// ScheduledFunction is a function with a schedule as Lambda calls it. Its event is what terraform/schedules.tf sends:
// {"time": "2026-12-01T03:00:00Z"}.
type ScheduledFunction func(ctx context.Context, event json.RawMessage) error

// GuardScheduled wraps a handler with logging.
func GuardScheduled(d TriggerDeps, handler ScheduledHandler) ScheduledFunction {
	return func(ctx context.Context, event json.RawMessage) (err error) {
		defer func() {
			if value := recover(); value != nil {
				d.log(ctx, slog.LevelError, "panic", "schedule", couldNotRun, "cause", PanicKind(value), "stack",
					PanicStack())
				err = errScheduled
			}
		}()
		var given struct {
			Time time.Time `json:"time"`
		}
		err = json.Unmarshal(event, &given)
		if err == nil && given.Time.IsZero() {
			err = errors.New(`the event has no "time"`)
		}
		if err != nil {
			err = fmt.Errorf("reading the event: %w", err)
		} else {
			err = handler(ctx, given.Time)
		}
		if err == nil {
			return nil
		}
		d.log(ctx, slog.LevelError, "failure", "schedule", couldNotRun, "cause", err.Error())
		return errScheduled
	}
}

const couldNotRun = "what was due could not be done"
