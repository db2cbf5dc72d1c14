package gateway

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// response is a function's answer, checked.
type response struct {
	status  int
	headers map[string]string
	cookies []string
	body    []byte
}

// readResponse reads payload format 2.0: an object with a statusCode, or any other JSON, which is then the body itself.
func readResponse(payload []byte) (*response, error) {
	if !json.Valid(payload) {
		return nil, errors.New("it is not JSON")
	}
	var format struct {
		StatusCode      *json.RawMessage           `json:"statusCode"`
		Headers         map[string]json.RawMessage `json:"headers"`
		Cookies         []string                   `json:"cookies"`
		Body            *string                    `json:"body"`
		IsBase64Encoded bool                       `json:"isBase64Encoded"`
	}
	err := json.Unmarshal(payload, &format)
	if format.StatusCode == nil {
		return inferred(payload), nil
	}
	if err != nil {
		return nil, fmt.Errorf("it does not have the members that it should: %w", err)
	}
	a := &response{headers: map[string]string{}, cookies: format.Cookies}
	if a.status, err = readStatus(*format.StatusCode); err != nil {
		return nil, err
	}
	for name, raw := range format.Headers {
		if a.headers[name], err = readHeader(name, raw); err != nil {
			return nil, err
		}
	}
	for _, cookie := range a.cookies {
		if strings.ContainsAny(cookie, "\r\n\x00") {
			return nil, errors.New("a cookie has a line break in it")
		}
	}
	if format.Body != nil {
		a.body, err = readBody(*format.Body, format.IsBase64Encoded)
	}
	return a, err
}

// inferred is the answer for JSON without a status.
func inferred(payload []byte) *response {
	return &response{status: http.StatusOK, headers: map[string]string{"content-type": "application/json"}, body: payload}
}

func readStatus(raw json.RawMessage) (int, error) {
	status, err := strconv.Atoi(string(bytes.Trim(raw, `"`)))
	if err != nil || status < 200 || status > 599 {
		return 0, fmt.Errorf("its statusCode is %s", raw)
	}
	return status, nil
}

func readHeader(name string, raw json.RawMessage) (string, error) {
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return "", fmt.Errorf("header %q: %w", name, err)
	}
	text := ""
	switch value := value.(type) {
	case string:
		text = value
	case bool, float64:
		text = string(raw)
	default:
		return "", fmt.Errorf("header %q has a value that is no text", name)
	}
	if strings.ContainsAny(text, "\r\n\x00") || strings.ContainsAny(name, " :\r\n\x00") || name == "" {
		return "", fmt.Errorf("header %q has a character that no header may have", name)
	}
	return text, nil
}

func readBody(body string, isBase64 bool) ([]byte, error) {
	if !isBase64 {
		return []byte(body), nil
	}
	decoded, err := base64.StdEncoding.DecodeString(body)
	if err != nil {
		return nil, fmt.Errorf("its body is said to be base64: %w", err)
	}
	return decoded, nil
}

func (a *response) write(w http.ResponseWriter) {
	header := w.Header()
	for name, value := range a.headers {
		switch strings.ToLower(name) {
		case "connection", "content-length", "keep-alive", "transfer-encoding", "upgrade", "trailer":
			// the gateway's own business
		default:
			header.Set(name, value)
		}
	}
	if header.Get("Content-Type") == "" && len(a.body) > 0 {
		header.Set("Content-Type", "text/plain; charset=utf-8")
	}
	for _, cookie := range a.cookies {
		header.Add("Set-Cookie", cookie)
	}
	if a.status != http.StatusNoContent && a.status != http.StatusNotModified {
		header.Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // a visitor who has left needs no answer
}

// writeMessage answers in API Gateway's own words.
func writeMessage(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"message":%q}`, message)
}
