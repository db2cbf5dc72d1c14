package web_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/access"
	"cognitossr/pkg/session"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// panicking is a handler that fails half-way, with something secret in its hands.
func panicking(value any) func(web.Deps) (http.Handler, error) {
	return func(d web.Deps) (http.Handler, error) {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			http.SetCookie(w, &http.Cookie{Name: "half", Value: "done"})
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(http.StatusOK)
			_, _ = io.WriteString(w, "half a page with canary-of-the-panic")
			panic(value)
		}), nil
	}
}

func TestPanicIsAPage_SEC111(t *testing.T) {
	kindOf := map[string]any{
		"text": "string", "an error": "*errors.errorString", "a struct": "struct { Token string }",
		"abort": "*errors.errorString",
		"nil":   "panic called with nil argument",
	}
	for name, value := range map[string]any{
		"text": "canary-of-the-panic", "an error": errors.New("canary-of-the-panic"),
		"a struct": struct{ Token string }{"canary-of-the-panic"}, "nil": nil,
		"abort": http.ErrAbortHandler,
	} {
		t.Run(name, func(t *testing.T) {
			site := webtest.New(t, webtest.ErrorPage)
			site.Log.Keep("canary-of-the-panic")
			for _, kind := range []string{access.KindPage, access.KindAPI} {
				a := site.Function(kind, access.Public, panicking(value)).Do(webtest.Navigate("/x"))
				if a.Status != 500 || a.Code() != string(web.CodeInternal) || strings.Contains(a.Body, "half a page") ||
					len(a.Lines) > 0 || a.Location() != "" {
					t.Errorf("%s: %d with %q, cookies %q, to %q: %.80s", kind, a.Status, a.Code(), a.Lines,
						a.Location(), a.Body)
				}
				line := a.Event("panic")
				if line == nil || !strings.Contains(fmt.Sprint(line["stack"]), "panicking") ||
					line["level"] != "ERROR" || line["cause"] != kindOf[name] {
					t.Errorf("%s: line %v", kind, line)
				}
			}
		})
	}
}

// TestAnswerThatCannotBeSent: a header with a line break becomes a 500 with all headers (SEC-083).
func TestAnswerThatCannotBeSent_SEC083(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	for _, kind := range []string{access.KindPage, access.KindAPI} {
		a := site.Function(kind, access.Public, func(d web.Deps) (http.Handler, error) {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", "/a\r\nSet-Cookie: x=y")
				w.WriteHeader(http.StatusSeeOther)
			}), nil
		}).Do(webtest.Navigate("/x"))
		if a.Status != 500 || a.Code() != string(web.CodeInternal) || a.Location() != "" {
			t.Errorf("%s: %d with %q to %q", kind, a.Status, a.Code(), a.Location())
		}
	}
}

// TestAccessLine: at level debug each request leaves a line without path, query or cookie.
func TestAccessLine_SEC111(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	r := webtest.Navigate("/canary-path/x?canary=query", "__Host-Http-id=canary-cookie-value")
	r.RouteKey = "GET /{a}/{b}"
	a := site.Page(entered).Do(r)
	var found webtest.Line
	for _, line := range site.Log.Lines() {
		if line["message"] == "request" && line["function_request_id"] == a.RequestID {
			found = line
		}
	}
	if found == nil || found["route"] != r.RouteKey || found["status"] != 200.0 || found["method"] != "GET" ||
		found["duration_ms"] == nil {
		t.Errorf("line %v", found)
	}
	if strings.Contains(site.Log.Text(), "canary") {
		t.Errorf("the log shows %s", site.Log.Text())
	}
	if at, err := time.Parse(time.RFC3339, fmt.Sprint(found["timestamp"])); err != nil ||
		!strings.HasSuffix(fmt.Sprint(found["timestamp"]), "Z") || at.IsZero() {
		t.Errorf("timestamp %v (%v)", found["timestamp"], err)
	}
}

// TestLogLinesCannotBeForged: what comes from outside stays inside its line (SEC-112).
func TestLogLinesCannotBeForged_SEC112(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	forged := "a\n{\"level\":\"ERROR\",\"event\":\"forged\"}\u2028\r"
	page := site.Page(failing(&web.Failure{Code: web.CodeBusy, Reason: "x", Cause: errors.New(forged)}))
	r := webtest.Navigate("/")
	r.RouteKey, r.Method = "GET "+forged, "GET"
	a := page.Do(r)
	if len(a.Events) != 1 || a.Events[0]["cause"] != forged {
		t.Errorf("events %v", a.Events)
	}
	for _, line := range site.Log.Lines() {
		if line["event"] == "forged" || strings.HasPrefix(fmt.Sprint(line["event"]), "NOT JSON") {
			t.Errorf("line %v", line)
		}
	}
}

// TestEveryEventHasAMessage: a line without one is an event that the code knows and the list does not.
func TestEveryEventHasAMessage_SEC112(t *testing.T) {
	events := map[string]bool{}
	for path, text := range goFiles(t, "../..") {
		if strings.HasSuffix(path, "_test.go") || strings.Contains(path, "/local/") || strings.Contains(path, "/bench/") {
			continue
		}
		for _, found := range eventCall.FindAllStringSubmatch(text, -1) {
			events[found[1]] = true
		}
	}
	for _, entry := range web.Catalogue() {
		if entry.Event != "" {
			events[entry.Event] = true
		}
	}
	if len(events) < 8 {
		t.Fatalf("found only the events %v", events)
	}
	site := webtest.New(t, webtest.ErrorPage)
	for event := range events {
		a := site.Page(func(d web.Deps) (http.Handler, error) {
			return web.Handle(d, func(w http.ResponseWriter, r *http.Request) error {
				d.Event(r, 0, event, "x")
				web.Redirect(w, "/")
				return nil
			}), nil
		}).Do(webtest.Navigate("/x"))
		if line := a.Event(event); line == nil || line["message"] == "" {
			t.Errorf("event %q has no message: %v", event, line)
		}
	}
}

// eventCall finds the name of an event where one is written.
var eventCall = regexp.MustCompile(`\.Event\(\w+, slog\.Level\w+, "([a-z.]+)"`)

// TestCookiesAreReadOnce: whatever asks for a request's cookies, they are parsed when they are first asked for, and
// not again.
func TestCookiesAreReadOnce(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	var first, second session.Presence
	function := site.Function(access.KindPage, access.Public, func(d web.Deps) (http.Handler, error) {
		return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_, first = d.Cookies(r).Tokens()
			r.Header.Del("Cookie")
			_, second = d.Cookies(r).Tokens()
		}), nil
	})
	for want, cookies := range map[session.Presence][]string{session.Present: site.SignedIn(), session.Absent: nil} {
		if function.Do(webtest.Navigate("/x", cookies...)); first != want || second != want {
			t.Errorf("presence %d, then %d; want %d", first, second, want)
		}
	}
}
