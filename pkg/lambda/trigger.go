package lambda

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	awslambda "github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

// Deadline is how long a handler may take. Cognito waits five seconds and then calls again, so the function has to give up before that.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
const Deadline = 4 * time.Second

// TriggerDeps is what a trigger is given.
type TriggerDeps struct {
	Getenv func(string) string
	Log    *slog.Logger
	Now    func() time.Time
}

// TriggerHandler answers an event of the user pool with the same event, its response filled in. The text of an error made by Refuse reaches the visitor;
// any other error is logged and replaced.
type TriggerHandler[E any] func(ctx context.Context, event E) (E, error)

// RunTrigger serves a trigger until the process ends. It sets the log and the deadline, and keeps what goes wrong inside from the visitor, to whom
// Cognito shows the text of every error that a trigger returns, as in "PreSignUp failed with error TEXT."
// Where its handler cannot be made, for want of a setting, it refuses to start: the log says why, and
// the visitor no more than of any other failure.
func RunTrigger[E any](newHandler func(TriggerDeps) (TriggerHandler[E], error)) {
	handler, err := start(newHandler, os.Getenv, os.Stdout)
	if err != nil {
		ReportInitError(err)
	}
	awslambda.Start(handler)
}

// start makes the handler. Its error is one for the visitor: Lambda passes it on to Cognito.
func start[E any](newHandler func(TriggerDeps) (TriggerHandler[E], error), getenv func(string) string, output io.Writer) (TriggerHandler[E], error) {
	d := TriggerDeps{Getenv: getenv, Log: NewLog(output, leastLevel(getenv("LOG_LEVEL"))), Now: time.Now}
	handler, err := newHandler(d)
	if err != nil {
		d.Log.Error("the function cannot start", "event", "config.error", "error", err.Error())
		return nil, errInternal
	}
	return GuardTrigger(d, handler), nil
}

// Event writes what came of a call that did its work: what happened and why, a stable word and never a text from outside.
func (d TriggerDeps) Event(ctx context.Context, event, reason, message string) {
	d.log(ctx, slog.LevelInfo, event, reason, message)
}

// refusal is an error whose text is for the visitor.
type refusal struct {
	text  string
	cause error
}

// Error implements error with what the visitor is told.
func (r *refusal) Error() string { return r.text }

// Unwrap gives the cause.
func (r *refusal) Unwrap() error { return r.cause }

// Refuse makes an error whose text, a sentence of the site's own, the hosted pages show. The cause goes to the log and may be nil.
// The sentence's full stop is left to Cognito, which puts one after every error.
func Refuse(text string, cause error) error {
	return &refusal{text: strings.TrimSuffix(text, "."), cause: cause}
}

// errInternal is what a visitor is told of everything that is not a refusal.
var errInternal = Refuse("Something went wrong. Please try again.", nil)

// GuardTrigger puts deadline, log and the visitor's protection around a handler.
func GuardTrigger[E any](d TriggerDeps, handler TriggerHandler[E]) TriggerHandler[E] {
	return func(ctx context.Context, event E) (answer E, err error) {
		ctx, cancel := context.WithTimeout(ctx, Deadline)
		defer cancel()
		defer func() {
			if value := recover(); value != nil {
				d.log(ctx, slog.LevelError, "panic", "trigger", couldNot, "cause", PanicKind(value), "stack", PanicStack())
				answer, err = event, errInternal
			}
		}()
		answer, err = handler(ctx, event)
		if err == nil {
			return answer, nil
		}
		var told *refusal
		if !errors.As(err, &told) {
			d.log(ctx, slog.LevelError, "failure", "trigger", couldNot, "cause", err.Error())
			return event, errInternal
		}
		if told.cause != nil {
			d.log(ctx, slog.LevelError, "failure", "trigger", couldNot, "cause", told.cause.Error())
		}
		return event, &refusal{text: told.text}
	}
}

const couldNot = "a trigger could not do its work"

func (d TriggerDeps) log(ctx context.Context, level slog.Level, event, reason, message string, attributes ...any) {
	id := ""
	if call, ok := lambdacontext.FromContext(ctx); ok {
		id = call.AwsRequestID
	}
	attributes = append([]any{"event", event, "reason", reason, "function_request_id", id}, attributes...)
	d.Log.Log(ctx, level, message, attributes...)
}

// leastLevel reads LOG_LEVEL. A word that is none does not keep visitors from registering.
func leastLevel(text string) slog.Level {
	var level slog.Level
	if err := level.UnmarshalText([]byte(text)); err != nil {
		return slog.LevelInfo
	}
	return level
}
