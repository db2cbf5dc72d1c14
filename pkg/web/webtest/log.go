package webtest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"cognitossr/pkg/lambda"
	"cognitossr/pkg/web"
)

// Line is one line of the log.
type Line map[string]any

// Log holds everything that was logged, at level debug, and what must not be in it. When the test ends each line is
// searched.
type Log struct {
	mutex   sync.Mutex
	output  bytes.Buffer
	secrets map[string]bool
}

func newLog(t testing.TB) *Log {
	l := &Log{secrets: map[string]bool{}}
	t.Cleanup(func() {
		for _, leak := range l.Leaks() {
			t.Errorf("the log shows what it must not (SEC-110): %s", leak)
		}
	})
	return l
}

func (l *Log) logger() *slog.Logger { return lambda.NewLog(l, slog.LevelDebug) }

// Write implements io.Writer.
func (l *Log) Write(p []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.output.Write(p)
}

// Text is the whole log.
func (l *Log) Text() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.output.String()
}

// Lines is the whole log, read.
func (l *Log) Lines() []Line { return read(l.Text()) }

func read(log string) []Line {
	var lines []Line
	for text := range strings.Lines(log) {
		line := Line{}
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			line["event"] = "NOT JSON: " + text
		}
		lines = append(lines, line)
	}
	return lines
}

// of returns the event lines of one request, from an offset in the log.
func (l *Log) of(requestID string, from int) []Line {
	return slices.DeleteFunc(read(l.Text()[from:]),
		func(line Line) bool { return line["function_request_id"] != requestID || line["event"] == nil })
}

// Keep adds texts that must not be in the log. Short ones are not looked for, of long ones the beginning.
func (l *Log) Keep(secrets ...string) {
	const tooShort, enough = 8, 256
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for _, secret := range secrets {
		if len(secret) >= tooShort {
			l.secrets[secret[:min(len(secret), enough)]] = true
		}
	}
}

// held lists what must not be in the log.
func (l *Log) held() []string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	held := make([]string, 0, len(l.secrets))
	for secret := range l.secrets {
		held = append(held, secret)
	}
	return held
}

// secretsOf is everything secret of a request: what cookies hold, credentials, and the query of the callback.
func secretsOf(r Request) []string {
	secrets := append([]string{r.Headers["authorization"]}, strings.Fields(r.Headers["authorization"])...)
	for _, cookie := range r.Cookies {
		_, value, _ := strings.Cut(cookie, "=")
		secrets = append(secrets, partsOf(value)...)
	}
	query, _ := url.ParseQuery(r.Query)
	for _, name := range []string{"code", "state", "login_hint", "access_token", "error_description"} {
		secrets = append(secrets, query[name]...)
	}
	form, _ := url.ParseQuery(r.Body)
	return append(secrets, form[web.FormField]...)
}

// secretsSet returns the secrets that a response stores in cookies.
func secretsSet(lines []string) []string {
	var secrets []string
	for _, line := range lines {
		if cookie, err := http.ParseSetCookie(line); err == nil {
			secrets = append(secrets, partsOf(cookie.Value)...)
		}
	}
	return secrets
}

// partsOf is a cookie's value and what it is made of: a flow's state, nonce and verifier, a token behind its date.
func partsOf(value string) []string {
	return append(strings.FieldsFunc(value, func(c rune) bool { return c == '.' || c == '~' }), value)
}

var numeric = regexp.MustCompile(`^[0-9]+$`)

// Leaks lists the lines that show something secret, plain or encoded.
func (l *Log) Leaks() []string {
	var leaks []string
	text := l.Text()
	for _, secret := range l.held() {
		if numeric.MatchString(secret) {
			continue // the time of a flow
		}
		for _, form := range []string{
			secret, url.QueryEscape(secret), base64.StdEncoding.EncodeToString([]byte(secret)),
			base64.RawURLEncoding.EncodeToString([]byte(secret)),
		} {
			if i := strings.Index(text, form); i >= 0 {
				leaks = append(leaks, lineAt(text, i))
				break
			}
		}
	}
	if i := aToken.FindStringIndex(text); i != nil {
		leaks = append(leaks, lineAt(text, i[0]))
	}
	return leaks
}

func lineAt(text string, i int) string {
	begin := strings.LastIndex(text[:i], "\n") + 1
	line, _, _ := strings.Cut(text[begin:], "\n")
	return line
}
