package e2e

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"cognitossr/pkg/local"
)

// site is what the tests run against.
var site struct {
	url   string
	stack *local.Stack // nil for a deployed site
	logs  lockedBuffer // what the local functions wrote
}

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	if site.url = strings.TrimSuffix(os.Getenv("E2E_URL"), "/"); site.url != "" {
		return m.Run()
	}
	stack, err := local.Start(context.Background(), local.Options{
		Root: "../..", Addr: "localhost:0", CognitoAddr: "127.0.0.1:0", Output: &site.logs, Env: []string{"LOG_LEVEL=debug"}, NoRebuild: true, KeepGoing: true,
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "starting the site:", err)
		return 1
	}
	defer stack.Close()
	site.url, site.stack = stack.SiteURL, stack
	return m.Run()
}

// localOnly is for tests that register users, read mails or make the user pool misbehave. Against a deployed site there is nothing for them to test.
func localOnly(t *testing.T) *local.Stack {
	t.Helper()
	if site.stack == nil {
		t.Skip("needs the local Cognito: run without E2E_URL")
	}
	return site.stack
}

// lockedBuffer collects what several processes write.
type lockedBuffer struct {
	mu  sync.Mutex
	out bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.out.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.out.String()
}

// hostilePage serves a page on another site's origin and returns its address.
func hostilePage(t *testing.T, body string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, "<!doctype html><title>prizes</title>"+body)
	}))
	t.Cleanup(server.Close)
	return server.URL
}
