package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	awslambda "github.com/aws/aws-lambda-go/lambda"
)

// Deadline is how long a handler may take. Cognito waits five seconds and then calls again, so that the function must
// give up before.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
const Deadline = 4 * time.Second

// TriggerDeps are the dependencies of a trigger.
type TriggerDeps struct {
	Getenv func(string) string
	Log    *slog.Logger
	Now    func() time.Time
}

// TriggerHandler returns the event of the user pool with its response filled in; nothing else that it changes reaches
// the pool. The text of an error made by Refuse
// reaches the visitor; any other error is logged and replaced.
type TriggerHandler[E any] func(ctx context.Context, event E) (E, error)

// RunTrigger serves a trigger until the process ends. It sets log and deadline, and hides internal errors from the
// visitor, to whom Cognito shows the text of every error that a trigger returns, as in "PreSignUp failed with error
// TEXT." If its handler cannot be made because a setting is missing, it does not start: the log says why, and the
// visitor sees the same as for any other failure.
func RunTrigger[E any](newHandler func(TriggerDeps) (TriggerHandler[E], error)) {
	handler, err := start(newHandler, os.Getenv, os.Stdout)
	if err != nil {
		ReportInitError(err)
	}
	awslambda.Start(handler)
}

// start makes the handler. The visitor sees its error, because Lambda passes it on to Cognito.
func start[E any](
	newHandler func(TriggerDeps) (TriggerHandler[E], error), getenv func(string) string, output io.Writer,
) (TriggerFunction, error) {
	d := TriggerDeps{Getenv: getenv, Log: NewLog(output, logLevel(getenv("LOG_LEVEL"))), Now: time.Now}
	handler, err := newHandler(d)
	if err != nil {
		d.Log.Error("the function cannot start", "event", "config.error", "error", err.Error())
		return nil, errInternal
	}
	return GuardTrigger(d, handler), nil
}

// Event logs the outcome of a call that succeeded: what happened and why, in stable words and never in a text from
// outside.
func (d TriggerDeps) Event(ctx context.Context, event, reason, message string) {
	d.log(ctx, slog.LevelInfo, event, reason, message)
}

// refusal is an error whose text is for the visitor.
type refusal struct {
	text  string
	cause error
}

// Error implements error with the text that the visitor sees.
func (r *refusal) Error() string { return r.text }

// Unwrap returns the cause.
func (r *refusal) Unwrap() error { return r.cause }

// Refuse returns an error whose text, a sentence of the site, is shown by the hosted pages. The cause is logged and may
// be nil. The full stop is removed because Cognito adds one to every error.
func Refuse(text string, cause error) error {
	return &refusal{text: strings.TrimSuffix(text, "."), cause: cause}
}

// errInternal is what a visitor sees of every error that is not a refusal.
var errInternal = Refuse("Something went wrong. Please try again.", nil)

// TriggerFunction is a trigger as Lambda calls it: with an event as JSON.
type TriggerFunction func(ctx context.Context, event json.RawMessage) (json.RawMessage, error)

// GuardTrigger wraps a handler with a deadline, with logging, and with the replacement of internal errors. The event is
// returned as it came, with the response of the handler: decoded and encoded again, an event would lose members that
// its type does not know, and a clientId of null would become an empty text.
func GuardTrigger[E any](d TriggerDeps, handler TriggerHandler[E]) TriggerFunction {
	return func(ctx context.Context, given json.RawMessage) (answer json.RawMessage, err error) {
		ctx, cancel := context.WithTimeout(ctx, Deadline)
		defer cancel()
		defer func() {
			if value := recover(); value != nil {
				d.log(ctx, slog.LevelError, "panic", "trigger", couldNot, "cause", PanicKind(value), "stack", PanicStack())
				answer, err = nil, errInternal
			}
		}()
		answer, err = respond(ctx, given, handler)
		if err == nil {
			return answer, nil
		}
		var shown *refusal
		if !errors.As(err, &shown) {
			d.log(ctx, slog.LevelError, "failure", "trigger", couldNot, "cause", err.Error())
			return nil, errInternal
		}
		if shown.cause != nil {
			d.log(ctx, slog.LevelError, "failure", "trigger", couldNot, "cause", shown.cause.Error())
		}
		return nil, &refusal{text: shown.text}
	}
}

const couldNot = "a trigger could not do its work"

func (d TriggerDeps) log(ctx context.Context, level slog.Level, event, reason, message string, attributes ...any) {
	attributes = append([]any{"event", event, "reason", reason, "function_request_id", RequestID(ctx)}, attributes...)
	d.Log.Log(ctx, level, message, attributes...)
}

// logLevel reads LOG_LEVEL. An unknown level is ignored, so that it cannot block registration.
func logLevel(text string) slog.Level {
	var level slog.Level
	if err := level.UnmarshalText([]byte(text)); err != nil {
		return slog.LevelInfo
	}
	return level
}
