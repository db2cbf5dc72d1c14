package control

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/hosted"
)

// maximumBody is the size in bytes that is read of a call at most.
const maximumBody = 64 << 10

// handle answers a JSON call, or the form of a button on the control page, which is sent back there. Other sites' pages
// cannot press the buttons.
func handle[In any](do func(r *http.Request, in In) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if hosted.FromElsewhere(r) {
			writeJSON(w, http.StatusForbidden, failure{"this call was sent from another site"})
			return
		}
		var in In
		isForm, err := read(w, r, &in)
		var out any
		if err == nil {
			out, err = do(r, in)
		}
		switch {
		case err != nil:
			writeJSON(w, http.StatusBadRequest, failure{err.Error()})
		case isForm:
			http.Redirect(w, r, "/_local/", http.StatusSeeOther)
		default:
			writeJSON(w, http.StatusOK, out)
		}
	}
}

type failure struct {
	Error string `json:"error"`
}

// read takes a JSON object or a form; an empty body is an empty object. Unknown members are refused, so that
// a misspelt switch does not silently do nothing.
func read(w http.ResponseWriter, r *http.Request, in any) (isForm bool, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, maximumBody)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return false, fmt.Errorf("reading the call: %w", err)
	}
	if kind == "application/x-www-form-urlencoded" && !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		isForm = true
		if body, err = formAsJSON(string(body)); err != nil {
			return isForm, err
		}
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return isForm, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(in); err != nil {
		return isForm, fmt.Errorf("reading the call: %w", err)
	}
	return isForm, nil
}

func formAsJSON(body string) ([]byte, error) {
	req := http.Request{Method: http.MethodPost, Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, Body: io.NopCloser(strings.NewReader(body))}
	if err := req.ParseForm(); err != nil {
		return nil, fmt.Errorf("reading the form: %w", err)
	}
	object := map[string]string{}
	for name := range req.PostForm {
		object[name] = req.PostForm.Get(name)
	}
	return json.Marshal(object)
}

// flag is a yes or no: true in JSON, "on" or "true" in a form.
type flag bool

func (f *flag) UnmarshalJSON(raw []byte) error {
	switch string(raw) {
	case "true", `"true"`, `"on"`:
		*f = true
	case "false", `"false"`, `""`, "null":
		*f = false
	default:
		return fmt.Errorf("%s is neither true nor false", raw)
	}
	return nil
}

// names is a list: an array in JSON, separated by commas in a form.
type names []string

func (n *names) UnmarshalJSON(raw []byte) error {
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		*n = list
		return nil
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return fmt.Errorf("%s is no list of names", raw)
	}
	for _, name := range strings.Split(text, ",") {
		if name = strings.TrimSpace(name); name != "" {
			*n = append(*n, name)
		}
	}
	return nil
}
