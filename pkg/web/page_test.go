package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/a-h/templ"
)

// textPage writes the text as it is.
type textPage string

func (p textPage) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, string(p))
	return err
}

// brokenPage fails after it has written something.
type brokenPage struct{ cause error }

func (p brokenPage) Render(_ context.Context, w io.Writer) error {
	_, _ = io.WriteString(w, "<p>half a page")
	return p.cause
}

// closedWriter is a connection that is gone.
type closedWriter struct {
	*httptest.ResponseRecorder
	cause error
}

func (w closedWriter) Write([]byte) (int, error) { return 0, w.cause }

func request() *http.Request { return httptest.NewRequest(http.MethodGet, "/", nil) }

func TestWrite(t *testing.T) {
	tests := []struct {
		name   string
		status int
		page   string
	}{
		{"page", http.StatusOK, "<p>Żółć</p>"},
		{"error page", http.StatusNotFound, "<p>no such page</p>"},
		{"empty page", http.StatusOK, ""},
		{"page larger than what is kept", http.StatusOK, strings.Repeat("x", maxKept+1)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			if err := WritePage(w, request(), tt.status, textPage(tt.page)); err != nil {
				t.Fatal(err)
			}
			if w.Code != tt.status || w.Body.String() != tt.page {
				t.Errorf("%d with %d bytes, want %d with %d", w.Code, w.Body.Len(), tt.status, len(tt.page))
			}
			if got := w.Header(); len(got) != 2 || got.Get("Content-Type") != "text/html; charset=utf-8" ||
				got.Get("Content-Language") != "en" {
				t.Errorf("headers %v, want the content's type and language alone", got)
			}
		})
	}
}

// TestFailingRenderWritesNothing: the caller can then still answer with an error page.
func TestFailingRenderWritesNothing(t *testing.T) {
	cause := errors.New("no such thing")
	w := httptest.NewRecorder()
	err := WritePage(w, request(), http.StatusOK, brokenPage{cause})
	if !errors.Is(err, cause) || err.Error() != "rendering page: no such thing" {
		t.Errorf("err = %v", err)
	}
	if w.Body.Len() != 0 || len(w.Header()) != 0 {
		t.Errorf("wrote %q with %v", w.Body, w.Header())
	}
	if err := WritePage(w, request(), http.StatusInternalServerError, textPage("whole")); err != nil || w.Code != 500 ||
		w.Body.String() != "whole" {
		t.Errorf("the answer afterwards is %d %q (%v): the half page came along", w.Code, w.Body, err)
	}
}

func TestVisitorWhoIsGone(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	component := templ.ComponentFunc(func(ctx context.Context, _ io.Writer) error { return ctx.Err() })
	if err := WritePage(httptest.NewRecorder(), request().WithContext(ctx), http.StatusOK, component); !errors.Is(err,
		context.Canceled) {
		t.Errorf("err = %v: the component does not get the request's context", err)
	}
	w := closedWriter{httptest.NewRecorder(), io.ErrClosedPipe}
	if err := WritePage(w, request(), http.StatusOK, textPage("x")); !errors.Is(err, io.ErrClosedPipe) ||
		!strings.HasPrefix(err.Error(), "sending page: ") {
		t.Errorf("err = %v", err)
	}
}

// TestPagesDoNotMix renders different pages at the same time.
func TestPagesDoNotMix(t *testing.T) {
	var group sync.WaitGroup
	for _, letter := range []string{"a", "b", "c", "d"} {
		group.Go(func() {
			want := strings.Repeat(letter, 5000)
			for range 200 {
				w := httptest.NewRecorder()
				if err := WritePage(w, request(), http.StatusOK, textPage(want)); err != nil || w.Body.String() != want {
					t.Errorf("a page of %q came out otherwise (%v)", letter, err)
					return
				}
			}
		})
	}
	group.Wait()
}

// TestHugePageIsNotKept: its memory is given back.
func TestHugePageIsNotKept(t *testing.T) {
	if err := WritePage(httptest.NewRecorder(), request(), http.StatusOK,
		textPage(strings.Repeat("x", maxKept+1))); err != nil {
		t.Fatal(err)
	}
	if next := buffers.Get().(*bytes.Buffer); next.Cap() > maxKept {
		t.Errorf("the next page gets a buffer of %d bytes", next.Cap())
	}
}

// discard is a response of which only the headers are kept.
type discard struct{ header http.Header }

func (w discard) Header() http.Header         { return w.header }
func (w discard) WriteHeader(int)             {}
func (w discard) Write(p []byte) (int, error) { return len(p), nil }

func BenchmarkWrite(b *testing.B) {
	var component templ.Component = textPage(strings.Repeat("x", 4096))
	w, r := discard{http.Header{}}, request()
	b.ReportAllocs()
	for b.Loop() {
		if err := WritePage(w, r, http.StatusOK, component); err != nil {
			b.Fatal(err)
		}
	}
}
