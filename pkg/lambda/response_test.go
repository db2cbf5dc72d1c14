package lambda

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// answer is the response as the gateway reads it.
type answer struct {
	StatusCode      int               `json:"statusCode"`
	Headers         map[string]string `json:"headers"`
	Cookies         []string          `json:"cookies"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
}

func invoke(t testing.TB, handler http.HandlerFunc) answer {
	t.Helper()
	adapter := &Adapter{Handler: handler, OnUnsendable: func(w http.ResponseWriter, _ *http.Request, err error) {
		if !errors.Is(err, ErrResponse) {
			t.Errorf("an error of another class: %v", err)
		}
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = io.WriteString(w, "broken")
	}}
	out, err := adapter.Invoke(t.Context(), eventWith(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	var a answer
	if err := json.Unmarshal(out, &a); err != nil {
		t.Fatalf("%v in %.200s", err, out)
	}
	return a
}

func TestAnswers(t *testing.T) {
	tests := []struct {
		name    string
		handler http.HandlerFunc
		want    answer
	}{
		{"nothing written", func(http.ResponseWriter, *http.Request) {}, answer{StatusCode: 200}},
		{"a page", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(404)
			w.WriteHeader(200)
			_, _ = io.WriteString(w, "<p>\"ä\"\n\t\\</p>")
		}, answer{StatusCode: 404, Headers: map[string]string{"content-type": "text/html; charset=utf-8"},
			Body: "<p>\"ä\"\n\t\\</p>"}},
		{"JSON and pictures as text", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "image/svg+xml")
			_, _ = io.WriteString(w, "<svg/>")
		}, answer{StatusCode: 200, Headers: map[string]string{"content-type": "image/svg+xml"}, Body: "<svg/>"}},
		{"bytes", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "font/woff2")
			_, _ = w.Write([]byte{0, 255})
		}, answer{StatusCode: 200, Headers: map[string]string{"content-type": "font/woff2"}, Body: "AP8=",
			IsBase64Encoded: true}},
		{"text that is no UTF-8 goes as bytes", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			_, _ = w.Write([]byte("a\xffb"))
		}, answer{StatusCode: 200, Headers: map[string]string{"content-type": "text/plain"},
			Body: base64.StdEncoding.EncodeToString([]byte("a\xffb")), IsBase64Encoded: true}},
		{"each cookie is an element of its own (SEC-058, R-66)", func(w http.ResponseWriter, _ *http.Request) {
			for i := range 3 {
				http.SetCookie(w, &http.Cookie{Name: fmt.Sprint("c", i), Value: "1"})
			}
			w.Header().Add("Vary", "Cookie")
			w.Header().Add("Vary", "Origin")
			w.WriteHeader(303)
		}, answer{StatusCode: 303, Headers: map[string]string{"vary": "Cookie, Origin"},
			Cookies: []string{"c0=1", "c1=1", "c2=1"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := invoke(t, tt.handler)
			if got.StatusCode != tt.want.StatusCode || got.Body != tt.want.Body ||
				got.IsBase64Encoded != tt.want.IsBase64Encoded ||
				!slices.Equal(got.Cookies, tt.want.Cookies) || fmt.Sprint(got.Headers) != fmt.Sprint(tt.want.Headers) &&
				len(got.Headers)+len(tt.want.Headers) > 0 {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

// TestAnswersThatAreNotSent: they would let a value become another header or cookie, or cause an error of the gateway.
func TestAnswersThatAreNotSent_SEC083(t *testing.T) {
	header := func(name, value string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.Header()[name] = []string{"good", value} }
	}
	tests := []struct {
		name    string
		handler http.HandlerFunc
	}{
		{"CR LF", header("Location", "/a\r\nSet-Cookie: x=y")},
		{"CR", header("X-A", "a\rb")},
		{"LF", header("X-A", "a\nb")},
		{"NUL", header("X-A", "a\x00b")},
		{"LF in a cookie", header("Set-Cookie", "a=b\nc=d")},
		{"a blank in a name", header("X A", "a")},
		{"a colon in a name", header("X:", "a")},
		{"LF in a name", header("X\n", "a")},
		{"a letter outside of ASCII in a name", header("X-Ä", "a")},
		{"an empty name", header("", "a")},
		{"status 0", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(42) }},
		{"an informational status", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(101) }},
		{"a status beyond 599", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(600) }},
		{
			"more than Lambda takes",
			func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, MaxResponse)) },
		},
		{"more than Lambda takes once it is escaped", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, strings.Repeat(`"`, MaxResponse/2))
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := invoke(t, tt.handler)
			if got.StatusCode != 500 || got.Body != "broken" || len(got.Cookies) != 0 || len(got.Headers) != 0 {
				t.Errorf("status %d, headers %v, cookies %v, body %.20q",
					got.StatusCode, got.Headers, got.Cookies, got.Body)
			}
		})
	}
}

func TestTheLargestAnswerIsSent(t *testing.T) {
	room := MaxResponse - len(`{"statusCode":200,"headers":{},"isBase64Encoded":false,"body":""}`)
	for _, tt := range []struct {
		name, want string
		size       int
	}{{"just fits", "", room}, {"one byte more", "broken", room + 1}} {
		t.Run(tt.name, func(t *testing.T) {
			got := invoke(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, strings.Repeat("a", tt.size)) })
			if tt.want == "" && len(got.Body) != tt.size || tt.want != "" && got.Body != tt.want {
				t.Errorf("status %d with %d bytes", got.StatusCode, len(got.Body))
			}
		})
	}
}

// TestBuffersDoNotMix: a response that was replaced, or large, leaves nothing in the next one.
func TestBuffersDoNotMix(t *testing.T) {
	for _, body := range []string{
		strings.Repeat("a", 300<<10), "short", strings.Repeat("\x00", MaxResponse), "after the broken one",
	} {
		got := invoke(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
		if got.Body != body && got.Body != "broken" {
			t.Errorf("wrote %.20q, got %.20q of %d bytes", body, got.Body, len(got.Body))
		}
	}
}

// TestAnswerCanBeTakenBack: a handler that fails late can start again.
func TestAnswerCanBeTakenBack(t *testing.T) {
	got := invoke(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "/x")
		w.WriteHeader(303)
		_, _ = io.WriteString(w, "half a page")
		w.(interface{ Reset() }).Reset()
		w.WriteHeader(500)
		_, _ = io.WriteString(w, "whole")
	})
	if got.StatusCode != 500 || got.Body != "whole" || len(got.Headers) != 0 {
		t.Errorf("got %+v", got)
	}
}

// TestPanicsReachLambda: the process must not go on in an unknown state.
func TestPanicsReachLambda(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("the panic was swallowed")
		}
	}()
	invoke(t, func(http.ResponseWriter, *http.Request) { panic("x") })
}

func FuzzAppendString(f *testing.F) {
	for _, text := range []string{
		"", "a", `"\/`, "\x00\x1f\x7f", "ä€😀", "\xff\xc3", "a\xe2\x82", "\u2028\ufffd", "</script>", "\xed\xa0\x80",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := appendString([]byte("["), text)
		if string(got) != string(appendString([]byte("["), []byte(text))) {
			t.Fatalf("string and bytes differ: %q", got)
		}
		var read string
		if err := json.Unmarshal(got[1:], &read); err != nil || !utf8.Valid(got) {
			t.Fatalf("%q: %v", got, err)
		}
		standard, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		var want string
		if err := json.Unmarshal(standard, &want); err != nil || read != want {
			t.Errorf("%q reads as %q, encoding/json as %q", text, read, want)
		}
	})
}

// FuzzAnswer: any response is either read as it was written, or replaced.
func FuzzAnswer(f *testing.F) {
	f.Add("Location", "/", "a=b", "text/html", []byte("body"))
	f.Add("X-\xff", "\r\n", "\x7f", "font/woff2", []byte{0xff})
	f.Add("set-cookie", "x=y", "", "text/plain;", []byte("\\u0000"))
	f.Fuzz(func(t *testing.T, name, value, cookie, contentType string, body []byte) {
		got := invoke(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header()[name] = []string{value}
			w.Header()["Set-Cookie"] = []string{cookie}
			w.Header()["Content-Type"] = []string{contentType}
			_, _ = w.Write(body)
		})
		if got.Body == "broken" && got.StatusCode == 500 {
			return
		}
		read := []byte(got.Body)
		if got.IsBase64Encoded {
			read, _ = base64.StdEncoding.DecodeString(got.Body)
		}
		if string(read) != string(body) || len(got.Cookies) != 1 ||
			strings.ContainsAny(fmt.Sprint(got.Headers, got.Cookies), "\r\n\x00") {
			t.Errorf("got %+v of body %q", got, body)
		}
	})
}
