package local

import (
	"errors"
	"fmt"
	"io"
	"sync"

	"cognitossr/pkg/dev/build"
)

// shared lets many processes print to one place.
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

// notice tells a developer at the terminal what is wrong, once, until it is mended: a page asks for several things, and all fail alike.
// The page itself says it only in a browser; a program gets the gateway's bare answer.
type notice struct {
	mu   sync.Mutex
	told string
}

func (n *notice) tell(out io.Writer, err error) {
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
