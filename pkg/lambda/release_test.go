package lambda

import (
	"net/http"
	"strings"
	"testing"
)

// TestAnswersDoNotMix: buffers are reused, and nothing of a response gets into the next one.
func TestAnswersDoNotMix(t *testing.T) {
	for range 10 {
		invoke(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/elsewhere")
			w.Header().Set("Set-Cookie", "id=secret")
			w.WriteHeader(http.StatusSeeOther)
			_, _ = w.Write([]byte("page of one visitor"))
		})
		got := invoke(t, func(http.ResponseWriter, *http.Request) {})
		if got.StatusCode != http.StatusOK || len(got.Headers) != 0 || len(got.Cookies) != 0 || got.Body != "" {
			t.Fatalf("an empty answer after another: %+v", got)
		}
	}
}

// TestHugeAnswerIsNotKept: its buffer is not reused.
func TestHugeAnswerIsNotKept(t *testing.T) {
	const huge = 1 << 20
	invoke(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(strings.Repeat("x", huge))) })
	if next := newResponse(); next.body.Cap() >= huge {
		t.Errorf("the next answer gets a buffer of %d bytes", next.body.Cap())
	}
}
