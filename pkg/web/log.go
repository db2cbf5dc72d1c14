package web

import (
	"log/slog"
	"net/http"
	"time"

	"cognitossr/pkg/lambda"
)

// Event writes a security event: what happened, why (a code, never a text from outside), and which invocation it was.
func (d Deps) Event(r *http.Request, level slog.Level, event, reason string, attributes ...any) {
	attributes = append([]any{"event", event, "reason", reason, "function_request_id", lambda.RequestID(r.Context()),
		"route", r.Pattern}, attributes...)
	d.Log.Log(r.Context(), level, messageOf(event), attributes...)
}

// eventMessages is the list of events, which the metric filters of the deployment count. It is a list, because a map
// would be filled at every start.
var eventMessages = [...]struct{ event, message string }{
	{"signin.started", "a sign-in was started"},
	{"signin.option_ignored", "a parameter of the sign-in address was ignored"},
	{"signin.completed", "a visitor signed in"},
	{"signin.failed", "a sign-in failed"},
	{"refresh.completed", "a session was refreshed"},
	{"refresh.failed", "a session could not be refreshed"},
	{"signout.completed", "a visitor signed out"},
	{"signout.everywhere", "a visitor signed out on all devices"},
	{"account.authorization_started", "an authorization for an account was started"},
	{"account.authorized", "a visitor may change their own account"},
	{"account.change", "a visitor changed their own account"},
	{"account.deletion", "a visitor requested the deletion of their own account"},
	{"account.deleted", "a visitor deleted their own account"},
	{"token.invalid", "tokens were refused"},
	{"guard.denied", "access was denied"},
	{"csrf.denied", "a request from another site was refused"},
	{"request.refused", "a request was refused"},
	{"admin.action", "an administrator acted on a user"},
	{"panic", "the handler failed"},
	{"failure", "a request could not be answered"},
}

// messageOf returns the text of an event in the log, "" for an event that the list does not have.
func messageOf(event string) string {
	for i := range eventMessages {
		if eventMessages[i].event == event {
			return eventMessages[i].message
		}
	}
	return ""
}

// observe sets the headers, writes a line for each request at level debug, and turns a panic into the error page.
// Only the type and location of a panic are logged: its value may hold anything.
func (d Deps) observe(kind string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := d.Now()
		r = d.withState(r, kind)
		d.headers.set(w.Header())
		seen := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			if value := recover(); value != nil {
				d.Event(r, slog.LevelError, "panic", string(CodeInternal), "cause", lambda.PanicKind(value), "stack",
					lambda.PanicStack())
				seen.reset()
				d.headers.set(w.Header())
				d.fail(seen, r, Fail(CodeInternal, nil))
			}
			if r.Method == http.MethodHead {
				leaveUnchanged(w.Header())
			}
			if d.Log.Enabled(r.Context(), slog.LevelDebug) {
				d.Log.Debug("request", "function_request_id", lambda.RequestID(r.Context()), "route", r.Pattern,
					"method", r.Method,
					"status", seen.status, "duration_ms", float64(d.Now().Sub(began))/float64(time.Millisecond))
			}
		}()
		next.ServeHTTP(seen, r)
	})
}

// leaveUnchanged removes from a response what would change the browser's state. HEAD must not have the effects of
// opening a page, such as clearing a session or starting a sign-in.
func leaveUnchanged(header http.Header) {
	header.Del("Set-Cookie")
	header.Del("Clear-Site-Data")
}

type statusRecorder struct {
	http.ResponseWriter
	status  int
	written bool
}

// WriteHeader implements http.ResponseWriter. As in net/http the first call counts.
func (s *statusRecorder) WriteHeader(status int) {
	if !s.written {
		s.status, s.written = status, true
		s.ResponseWriter.WriteHeader(status)
	}
}

// Write implements io.Writer.
func (s *statusRecorder) Write(p []byte) (int, error) {
	s.written = true
	return s.ResponseWriter.Write(p)
}

// reset discards what a handler wrote before it failed: half a page, or a cookie or redirect of the response that is
// replaced.
func (s *statusRecorder) reset() {
	if buffered, ok := s.ResponseWriter.(interface{ Reset() }); ok {
		buffered.Reset()
		s.status, s.written = http.StatusOK, false
	}
}
