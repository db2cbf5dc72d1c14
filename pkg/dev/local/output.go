package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"cognitossr/pkg/dev/build"
)

// shared lets several processes write to one output.
type shared struct {
	mu sync.Mutex
	to io.Writer
}

// Write implements io.Writer.
func (s *shared) Write(data []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.to.Write(data)
}

// notice prints a problem at the terminal once, until it is fixed: a page makes several requests, and all fail alike.
// Only a browser shows the problem as a page; a program gets the gateway's bare response.
type notice struct {
	mu   sync.Mutex
	told string
}

func (n *notice) tell(out io.Writer, err error) {
	if errors.Is(err, context.Canceled) {
		return // the stack is being closed: a build that was stopped is no problem
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if err == nil {
		n.told = ""
		return
	}
	cause := err.Error()
	if compile := new(build.Error); errors.As(err, &compile) {
		cause = compile.Output // the same mistake in a shared package breaks many functions
	}
	if cause != n.told {
		n.told = cause
		fmt.Fprintf(out, "\n%v\n\n", err)
	}
}
