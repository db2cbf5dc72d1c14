package runtimeapi

import (
	"bytes"
	"io"
	"sync"
)

// tailSize is how many bytes of a process' output are kept for an error page.
const tailSize = 16 << 10

// tail passes on what a process prints, each line with the function's name before it, and keeps the end.
type tail struct {
	prefix []byte
	to     io.Writer

	mu   sync.Mutex
	kept []byte
	line []byte // not ended yet
}

func newTail(name string, to io.Writer) *tail {
	return &tail{prefix: []byte("[" + name + "] "), to: to}
}

// Write implements io.Writer. A line is passed on with one call, so that those of several processes do not mix.
func (t *tail) Write(data []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, data...)
	if len(t.kept) > tailSize {
		t.kept = append(t.kept[:0], t.kept[len(t.kept)-tailSize:]...)
	}
	t.line = append(t.line, data...)
	for {
		end := bytes.IndexByte(t.line, '\n')
		if end < 0 && len(t.line) < tailSize {
			return len(data), nil
		}
		if end < 0 {
			end = len(t.line) - 1
		}
		_, _ = t.to.Write(append(append([]byte{}, t.prefix...), t.line[:end+1]...)) // a closed terminal must not end the process
		t.line = append(t.line[:0], t.line[end+1:]...)
	}
}

// String is what has been kept.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.kept)
}

func (t *tail) reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = t.kept[:0]
}
