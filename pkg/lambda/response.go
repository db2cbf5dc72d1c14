package lambda

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// ErrResponse is the class of errors of a response that cannot or must not be sent.
var ErrResponse = errors.New("response cannot be sent")

// MaxResponse is the size in bytes of the largest response, as JSON, that Lambda accepts from a function.
//
// Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const MaxResponse = 6 * 1024 * 1024

// response collects a response. Nothing is sent before it is complete, so that an error page can still replace it.
type response struct {
	header http.Header
	status int
	body   *bytes.Buffer
}

// responses keeps maps and buffers for the next response: they are a fifth of what a request allocates.
var responses = sync.Pool{New: func() any { return &response{header: make(http.Header, 16), body: new(bytes.Buffer)} }}

func newResponse() *response { return responses.Get().(*response) }

// release returns the response to the pool. As in net/http, it must not be used after its handler has returned.
func (w *response) release() {
	const worthKeeping = 256 << 10
	if w.body.Cap() <= worthKeeping {
		w.Reset()
		responses.Put(w)
	}
}

// Header implements http.ResponseWriter.
func (w *response) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter. As in net/http, the first call counts.
func (w *response) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

// Write implements http.ResponseWriter.
func (w *response) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

// Reset discards everything that was written, headers included: nothing of a handler that failed half-way may be sent.
func (w *response) Reset() {
	clear(w.header)
	w.status = 0
	w.body.Reset()
}

// encode returns the response in payload format 2.0: one element of "cookies" per cookie, never a joined header.
func (w *response) encode() ([]byte, error) {
	w.WriteHeader(http.StatusOK)
	if err := w.check(); err != nil {
		return nil, err
	}
	out := make([]byte, 0, w.body.Len()+w.body.Len()/8+1024)
	out = append(out, `{"statusCode":`...)
	out = strconv.AppendInt(out, int64(w.status), 10)
	out = append(out, `,"headers":{`...)
	out = w.appendHeaders(out)
	out = append(out, '}')
	if cookies := w.header["Set-Cookie"]; len(cookies) > 0 {
		out = append(out, `,"cookies":[`...)
		for i, cookie := range cookies {
			out = appendComma(out, i)
			out = appendString(out, cookie)
		}
		out = append(out, ']')
	}
	out = w.appendBody(out)
	out = append(out, '}')
	if len(out) > MaxResponse {
		return nil, fmt.Errorf("encoding the response: %w: %d bytes are more than %d", ErrResponse, len(out), MaxResponse)
	}
	return out, nil
}

func (w *response) appendHeaders(out []byte) []byte {
	names := make([]string, 0, len(w.header))
	for name := range w.header {
		if name != "Set-Cookie" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for i, name := range names {
		out = appendComma(out, i)
		out = appendName(out, name)
		out = appendString(out, strings.Join(w.header[name], ", "))
	}
	return out
}

// appendName appends a header's name in lower case and a colon. Names have been checked: none has a character that JSON
// escapes.
func appendName(out []byte, name string) []byte {
	out = append(out, '"')
	for i := range len(name) {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		out = append(out, c)
	}
	return append(out, '"', ':')
}

func (w *response) appendBody(out []byte) []byte {
	body := w.body.Bytes()
	if isText(w.header.Get("Content-Type")) && utf8.Valid(body) {
		out = append(out, `,"isBase64Encoded":false,"body":`...)
		return appendString(out, body)
	}
	out = append(out, `,"isBase64Encoded":true,"body":"`...)
	out = base64.StdEncoding.AppendEncode(out, body)
	return append(out, '"')
}

func isText(contentType string) bool {
	media, _, _ := strings.Cut(contentType, ";")
	return media == "" || strings.HasPrefix(media, "text/") || media == "application/json" || media == "image/svg+xml"
}

// check refuses bytes by which a value could become another header or cookie. net/http's server replaces them; nothing
// else between here and the browser does.
func (w *response) check() error {
	if w.status < 200 || w.status > 599 {
		return fmt.Errorf("checking the response: %w: status %d", ErrResponse, w.status)
	}
	for name, values := range w.header {
		if strings.ContainsFunc(name, notTokenByte) || name == "" {
			return fmt.Errorf("checking the response: %w: a header's name has a forbidden character", ErrResponse)
		}
		for _, value := range values {
			if strings.ContainsAny(value, "\r\n\x00") {
				return fmt.Errorf("checking the response: %w: header %s has a line break in its value",
					ErrResponse, name)
			}
		}
	}
	return nil
}

// notTokenByte reports what a header's name must not contain (RFC 9110 section 5.6.2).
func notTokenByte(c rune) bool {
	isAlphanumeric := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
	return !isAlphanumeric && !strings.ContainsRune("!#$%&'*+-.^_`|~", c)
}

func appendComma(out []byte, index int) []byte {
	if index > 0 {
		out = append(out, ',')
	}
	return out
}

const hexDigits = "0123456789abcdef"

// appendString appends a JSON string (RFC 8259 section 7). Invalid UTF-8 becomes U+FFFD.
func appendString[T string | []byte](out []byte, text T) []byte {
	out = append(out, '"')
	start := 0
	for i := 0; i < len(text); {
		c := text[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(string(text[i:min(i+utf8.UTFMax, len(text))]))
			if r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
		}
		out = append(out, text[start:i]...)
		out = appendEscape(out, c)
		i++
		start = i
	}
	out = append(out, text[start:]...)
	return append(out, '"')
}

func appendEscape(out []byte, c byte) []byte {
	switch {
	case c == '"' || c == '\\':
		return append(out, '\\', c)
	case c == '\n':
		return append(out, '\\', 'n')
	case c >= utf8.RuneSelf:
		return append(out, `\ufffd`...)
	}
	return append(out, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}
