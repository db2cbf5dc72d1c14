package lambda

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

// countedConn counts the system calls that a client's writes make.
type countedConn struct {
	net.Conn
	writes *atomic.Int64
}

func (c countedConn) Write(p []byte) (int, error) {
	c.writes.Add(1)
	return c.Conn.Write(p)
}

// TestEachEventHasAConnection: a process with several events at a time would otherwise connect anew for most.
func TestEachEventHasAConnection(t *testing.T) {
	want := lambdacontext.MaxConcurrency() + 1
	if got := runtimeTransport(); got.MaxIdleConnsPerHost != want || got.MaxIdleConns != want || want < 2 {
		t.Errorf("keeps %d connections, %d of a host, want %d", got.MaxIdleConns, got.MaxIdleConnsPerHost, want)
	}
}

// TestAnAnswerIsNotSplit: the client that aws-lambda-go makes of http.DefaultTransport writes headers, answer and end,
// and so often net/http writes at least for a body of unknown length; a page in pieces would be more.
func TestAnAnswerIsNotSplit(t *testing.T) {
	before := http.DefaultTransport
	t.Cleanup(func() { http.DefaultTransport = before })
	tuneRuntime()
	transport := http.DefaultTransport.(*http.Transport).Clone() // as aws-lambda-go does
	t.Cleanup(transport.CloseIdleConnections)
	var writes atomic.Int64
	dial := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		connection, err := dial(ctx, network, address)
		return countedConn{connection, &writes}, err
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 1 || r.Header.Get("Accept-Encoding") != "" {
			t.Errorf("%s, accepts %q", r.Proto, r.Header.Get("Accept-Encoding"))
		}
		body, _ := io.ReadAll(r.Body) // what is missing shows in the answer
		_, _ = w.Write(body)
	}))
	t.Cleanup(server.Close)
	const size = 16 << 10
	answer := struct{ io.Reader }{strings.NewReader(strings.Repeat("a", size))} // of unknown length, as aws-lambda-go sends it
	response, err := (&http.Client{Transport: transport}).Post(server.URL, "application/json", answer)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || len(body) != size || writes.Load() != 3 {
		t.Errorf("%d bytes came back after %d writes (%v)", len(body), writes.Load(), err)
	}
}
