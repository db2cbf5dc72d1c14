package inspect

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// exchange is one request and its answer.
type exchange struct {
	party   Party // who answered
	request *http.Request
	form    url.Values
	at      time.Time
	answer  *recordedResponse
}

// Step is an exchange as it is shown.
type Step struct {
	At         time.Time `json:"at"`
	From       Party     `json:"from"`
	To         Party     `json:"to"`
	Method     string    `json:"method"`
	Path       string    `json:"path"`
	Parameters []Value   `json:"parameters,omitempty"` // of the query
	Form       []Value   `json:"form,omitempty"`
	Sent       []string  `json:"cookies_sent,omitempty"` // names
	Status     int       `json:"status"`
	Location   string    `json:"location,omitempty"`    // without its query
	Carries    []Value   `json:"carries,omitempty"`     // the query of Location
	Set        []Value   `json:"cookies_set,omitempty"` // name and attributes
}

// Value is a named value.
type Value struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func (e exchange) step() Step {
	s := Step{
		At: e.at, From: Browser, To: e.party, Method: e.request.Method, Path: e.request.URL.Path,
		Parameters: values(e.request.URL.Query()), Form: values(e.form), Status: e.answer.status(),
	}
	if e.request.URL.Path == tokenPath {
		s.From = Site
		if user, _, basic := e.request.BasicAuth(); basic {
			s.Form = append([]Value{{"Authorization", "Basic: client " + user + " and its secret"}}, s.Form...)
		}
	}
	for _, c := range e.request.Cookies() {
		if !slices.Contains(s.Sent, c.Name) {
			s.Sent = append(s.Sent, c.Name)
		}
	}
	if to := e.location(); to.String() != "" {
		s.Carries = values(to.Query())
		to.RawQuery, to.Fragment = "", ""
		s.Location = to.String()
	}
	for _, line := range e.answer.Header().Values("Set-Cookie") {
		s.Set = append(s.Set, cookie(line))
	}
	return s
}

// location is where the answer sends the browser; empty if nowhere.
func (e exchange) location() *url.URL {
	to, err := url.Parse(e.answer.Header().Get("Location"))
	if err != nil {
		return &url.URL{}
	}
	return to
}

// cookie is a cookie's name and attributes, without what it holds.
func cookie(line string) Value {
	pair, attributes, _ := strings.Cut(line, ";")
	name, held, _ := strings.Cut(pair, "=")
	attributes = strings.TrimSpace(attributes)
	if strings.Trim(held, `"`) == "" {
		attributes = "removed; " + attributes
	}
	return Value{name, short(attributes)}
}

// hidden are parameters whose values are nobody's to read, not even here.
var hidden = []string{"password", "client_secret", "refresh_token", "_csrf", "csrf"}

func values(from url.Values) (list []Value) {
	for name, all := range from {
		for _, value := range all {
			if slices.ContainsFunc(hidden, func(h string) bool { return strings.HasSuffix(strings.ToLower(name), h) }) {
				value = "(not shown)"
			}
			list = append(list, Value{short(name), short(value)})
		}
	}
	slices.SortFunc(list, func(a, b Value) int { return strings.Compare(a.Name, b.Name) })
	return list
}

func short(text string) string {
	if utf8.RuneCountInString(text) <= maximumValue {
		return text
	}
	return string([]rune(text)[:maximumValue]) + "..."
}

// readForm reads a form and puts it back for the handler. A longer one is left alone.
func readForm(r *http.Request) url.Values {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if r.Method != http.MethodPost || kind != "application/x-www-form-urlencoded" {
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maximumBody))
	r.Body = readCloser{io.MultiReader(bytes.NewReader(body), failing{err}, r.Body), r.Body}
	form, bad := url.ParseQuery(string(body))
	if err != nil || bad != nil || len(body) == maximumBody {
		return nil
	}
	return form
}

type readCloser struct {
	io.Reader
	io.Closer
}

// failing repeats the error that ended an early read, once.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}

// recordedResponse passes an answer on and keeps what is needed of it.
type recordedResponse struct {
	http.ResponseWriter
	code     int
	keepBody bool
	body     bytes.Buffer
}

// Unwrap is for http.ResponseController.
func (w *recordedResponse) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (w *recordedResponse) WriteHeader(code int) {
	if w.code == 0 {
		w.code = code
	}
	w.ResponseWriter.WriteHeader(code)
}

// Write implements http.ResponseWriter.
func (w *recordedResponse) Write(b []byte) (int, error) {
	if w.keepBody && w.body.Len()+len(b) <= maximumBody {
		w.body.Write(b)
	}
	return w.ResponseWriter.Write(b)
}

func (w *recordedResponse) status() int {
	if w.code == 0 {
		return http.StatusOK
	}
	return w.code
}
