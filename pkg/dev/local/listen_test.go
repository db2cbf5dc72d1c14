package local

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/dev/local/internal/gateway"
	"cognitossr/pkg/routes"
)

// TestBodyThatNeverEndsIsCutOff sends a part of a form and then nothing: the request must not be held for ever.
func TestBodyThatNeverEndsIsCutOff(t *testing.T) {
	table, err := routes.Parse([]byte(`{"form": {"routes": ["POST /form"], "auth": "public"}}`))
	if err != nil {
		t.Fatal(err)
	}
	handler := gateway.New(gateway.Options{Table: func() (routes.Table, error) { return table, nil }})
	server := httptest.NewServer(limitBody(handler, 50*time.Millisecond))
	t.Cleanup(server.Close)
	connection, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	_, err = fmt.Fprintf(connection, "POST /form HTTP/1.1\r\nHost: %s\r\nContent-Length: 100\r\n\r\na=1",
		server.Listener.Addr())
	if err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(connection) // ends because the connection is closed
	if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 408 ") {
		t.Errorf("answer %q (%v)", answer, err)
	}
}

// TestWaitingForAnAnswerHasNoLimit: once the body is there, a request may wait for as long as its function is being
// built.
func TestWaitingForAnAnswerHasNoLimit(t *testing.T) {
	limit := 20 * time.Millisecond
	server := httptest.NewServer(limitBody(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			t.Error(err)
		}
		select {
		case <-r.Context().Done():
			t.Error("the request was ended")
		case <-time.After(5 * limit):
		}
	}), limit))
	t.Cleanup(server.Close)
	for range 2 { // the second one by the same connection
		answer, err := server.Client().Post(server.URL, "text/plain", strings.NewReader("hello"))
		if err != nil || errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
	}
}
