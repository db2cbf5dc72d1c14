package lambda

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

type poolEvent struct {
	CallerContext struct {
		ClientID string `json:"clientId"`
	} `json:"callerContext"`
	Response struct {
		Name string `json:"name"`
	} `json:"response"`
}

const (
	givenEvent   = `{"callerContext":{"clientId":null},"new":[1.0,"<"],"response":{"name":"given","later":{}},"last":1e2}`
	changedEvent = `{"callerContext":{"clientId":null},"new":[1.0,"<"],"response":{"name":"changed"},"last":1e2}`
)

func guarded(log *bytes.Buffer, handler TriggerHandler[poolEvent]) TriggerFunction {
	return GuardTrigger(TriggerDeps{Log: NewLog(log, slog.LevelInfo), Now: time.Now}, handler)
}

func TestGuardTellsVisitorsNothingOfTheInside(t *testing.T) {
	tests := []struct {
		name    string
		handler TriggerHandler[poolEvent]
		told    string
		logged  string
	}{
		{"done", func(_ context.Context, e poolEvent) (poolEvent, error) {
			e.Response.Name = "changed"
			e.CallerContext.ClientID = "not the pool's"
			return e, nil
		}, "", ""},
		{
			"error", func(_ context.Context, e poolEvent) (poolEvent, error) { return e, errors.New("arn:aws:inside") },
			errInternal.Error(), "arn:aws:inside",
		},
		{
			"refusal",
			func(_ context.Context, e poolEvent) (poolEvent, error) { return e, Refuse("Please wait.", nil) },
			"Please wait", "",
		},
		{"refusal with a cause", func(_ context.Context, e poolEvent) (poolEvent, error) {
			return e, Refuse("Please wait.", errors.New("inside"))
		}, "Please wait", "inside"},
		{
			"panic", func(context.Context, poolEvent) (poolEvent, error) { panic("ada@example.com") },
			errInternal.Error(), "lambda.TestGuardTellsVisitorsNothingOfTheInside",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var log bytes.Buffer
			ctx := lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: "request-1"})
			got, err := guarded(&log, tt.handler)(ctx, json.RawMessage(givenEvent))
			told := ""
			if err != nil {
				told = err.Error()
			}
			if told != tt.told {
				t.Errorf("error %q, want %q", told, tt.told)
			}
			if want := map[bool]string{true: changedEvent}[tt.told == ""]; string(got) != want {
				t.Errorf("event %s, want %s", got, want)
			}
			checkLine(t, log.String(), tt.logged)
		})
	}
}

func checkLine(t *testing.T, line, want string) {
	t.Helper()
	if want == "" {
		if line != "" {
			t.Errorf("log %q, want none", line)
		}
		return
	}
	var fields map[string]any
	if err := json.Unmarshal([]byte(line), &fields); err != nil {
		t.Fatalf("log %q: %v", line, err)
	}
	if !strings.Contains(line, want) || strings.Contains(line, "@") || fields["function_request_id"] != "request-1" ||
		fields["timestamp"] == nil || fields["message"] == nil {
		t.Errorf("log %v", fields)
	}
}

// TestStartFailsClosed: a trigger without its settings serves nobody. The log says what is missing, the visitor is not
// told.
func TestStartFailsClosed_SEC114(t *testing.T) {
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"a handler", nil, ""},
		{
			"a handler that cannot be made", errors.New("LIST: nothing in it"),
			`"event":"config.error","error":"LIST: nothing in it"`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var log bytes.Buffer
			getenv := func(name string) string { return map[string]string{"LOG_LEVEL": "error"}[name] }
			handler, err := start(func(TriggerDeps) (TriggerHandler[poolEvent], error) {
				return func(_ context.Context, e poolEvent) (poolEvent, error) { return e, nil }, tt.err
			}, getenv, &log)
			if (handler != nil) != (tt.err == nil) || tt.err != nil && err != errInternal || (err != nil) != (tt.err != nil) {
				t.Errorf("handler %v, error %v", handler != nil, err)
			}
			if !strings.Contains(log.String(), tt.want) || tt.want == "" && log.Len() > 0 {
				t.Errorf("log %s", log.String())
			}
		})
	}
}

func TestEventIsALineForTheMetrics_R84(t *testing.T) {
	var log bytes.Buffer
	ctx := lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: "request-1"})
	TriggerDeps{Log: NewLog(&log, slog.LevelInfo)}.Event(ctx, "signup.refused", "domain", "a sign-up was refused")
	var fields map[string]any
	if err := json.Unmarshal(log.Bytes(), &fields); err != nil {
		t.Fatalf("log %q: %v", log.String(), err)
	}
	delete(fields, "timestamp")
	want := map[string]any{
		"level": "INFO", "message": "a sign-up was refused", "event": "signup.refused", "reason": "domain",
		"function_request_id": "request-1",
	}
	if !maps.Equal(fields, want) {
		t.Errorf("log %v", fields)
	}
}

func TestGuardGivesUpBeforeCognitoDoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		_, err := GuardTrigger(TriggerDeps{Log: slog.New(slog.DiscardHandler)},
			func(ctx context.Context, e poolEvent) (poolEvent, error) {
				<-ctx.Done()
				return e, ctx.Err()
			})(t.Context(), json.RawMessage(`{}`))
		if took := time.Since(began); took != Deadline || took >= 5*time.Second || err == nil {
			t.Errorf("gave up after %v with %v", took, err)
		}
	})
}

func TestLevelOfTheLog(t *testing.T) {
	for text, want := range map[string]slog.Level{"debug": slog.LevelDebug, "error": slog.LevelError,
		"": slog.LevelInfo, "nonsense": slog.LevelInfo} {
		if got := logLevel(text); got != want {
			t.Errorf("LOG_LEVEL %q is %v, want %v", text, got, want)
		}
	}
}

// TestEventComesBackAsItCame_F104: after an administrator's confirming clientId is null, and an event of next year has
// members that nobody knows. One that cannot be read tells a visitor nothing of the inside, and the log no address.
func TestEventComesBackAsItCame_F104(t *testing.T) {
	unchanged := func(_ context.Context, e poolEvent) (poolEvent, error) { return e, nil }
	changed := func(_ context.Context, e poolEvent) (poolEvent, error) { e.Response.Name = "changed"; return e, nil }
	tests := []struct {
		name, event string
		handler     TriggerHandler[poolEvent]
		want, cause string // "" is an error
	}{
		{"unchanged", givenEvent, unchanged, givenEvent, ""},
		{"changed", givenEvent, changed, changedEvent, ""},
		{"response first", ` {"response" : null , "b":"\u00e9"} `, changed,
			` {"response" : {"name":"changed"} , "b":"\u00e9"} `, ""},
		{"a response deeper inside", `{"request":{"response":1},"response":{}}`, changed,
			`{"request":{"response":1},"response":{"name":"changed"}}`, ""},
		{"no response, none wanted", `{"a":1}`, unchanged, `{"a":1}`, ""},
		{"no response, one wanted", `{"a":1}`, changed, "", "it has no response"},
		{"another type", `{"callerContext":{"clientId":["ada@example.com"]}}`, unchanged, "", "clientId"},
		{"no JSON", `ada@example.com`, unchanged, "", "not JSON"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var log bytes.Buffer
			ctx := lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: "request-1"})
			got, err := guarded(&log, tt.handler)(ctx, json.RawMessage(tt.event))
			if string(got) != tt.want || (err == nil) != (tt.want != "") || err != nil && err.Error() != errInternal.Error() {
				t.Errorf("event %s, error %v", got, err)
			}
			checkLine(t, log.String(), tt.cause)
		})
	}
}
