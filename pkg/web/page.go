// This file turns a component into a response that is complete or not there at all: it is rendered into memory first.
// It must not touch cookies, caching or security headers, nor choose what a failure looks like; package web does.
package web

import (
	"bytes"
	"fmt"
	"net/http"
	"sync"

	"github.com/a-h/templ"
)

// maxKept is the largest buffer, in bytes, that is kept for the next page: one huge page must not occupy an
// instance's memory forever.
const maxKept = 64 << 10

// usualPage has room for most pages, in bytes: a buffer that grows to that size is allocated eight times and copied.
const usualPage = 8 << 10

var buffers = sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, usualPage)) }}

// WritePage renders the component and sends it as HTML with the status of HTTP. When rendering fails nothing has been
// written and the error is "rendering page: ..."; the caller may still answer. An error of sending reads "sending
// page: ...": then it is too late.
func WritePage(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	buffer := buffers.Get().(*bytes.Buffer)
	defer keep(buffer)
	if err := c.Render(r.Context(), buffer); err != nil {
		return fmt.Errorf("rendering page: %w", err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	sayLanguage(w, r, status)
	w.WriteHeader(status)
	if _, err := w.Write(buffer.Bytes()); err != nil {
		return fmt.Errorf("sending page: %w", err)
	}
	return nil
}

func keep(buffer *bytes.Buffer) {
	if buffer.Cap() > maxKept {
		return
	}
	buffer.Reset()
	buffers.Put(buffer)
}
