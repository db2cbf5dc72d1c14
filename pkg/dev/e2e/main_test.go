package e2e

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"cognitossr/pkg/dev/local"
	"cognitossr/pkg/routes"
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
	table, err := routes.Load(routes.Path("../../.."))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	stack, err := local.Start(context.Background(), local.Options{
		Root: "../../..", Getenv: local.SampleEnvironment(table), Addr: "localhost:0", CognitoAddr: "127.0.0.1:0",
		Output: &site.logs, Env: []string{"LOG_LEVEL=debug"}, NoRebuild: true, MFA: "OPTIONAL",
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "starting the site:", err)
		return 1
	}
	site.url, site.stack = stack.SiteURL, stack
	status := m.Run()
	_ = stack.Close()
	if leaks := leaksIn(site.logs.String()); len(leaks) > 0 {
		fmt.Fprintln(os.Stderr, "FAIL: the functions' logs hold what must not be logged (SEC-110, R-82):",
			strings.Join(leaks, "\n"))
		return 1
	}
	return status
}

// secretive is what no log line may hold, at any level: tokens, passwords, mail addresses, codes and states of an
// address, cookies.
var secretive = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{16,}|@example\.com|[Pp]assword-[0-9]|Local-(user|admin)-1|[?&](code|state)=|(id|access|refresh|flow-[^ ]{8})=[^ ]|Bearer [A-Za-z0-9]`)

func leaksIn(logs string) []string {
	var leaks []string
	for line := range strings.Lines(logs) {
		if secretive.MatchString(line) {
			leaks = append(leaks, line)
		}
	}
	return leaks
}

// localOnly is for tests that register users, read mails or make the user pool misbehave. Against a deployed site
// there is nothing for them to test.
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

func TestLeaksAreFound_SEC110(t *testing.T) {
	for _, line := range []string{
		`{"token":"eyJhbGciOiJSUzI1NiIsImtpZCI6"}`, `to user@example.com`, `?code=abc`, `cookie: access=abc`,
		`refresh=1~x`, `Authorization: Bearer abc`, newPassword,
	} {
		if len(leaksIn(line)) != 1 {
			t.Errorf("%s is not found", line)
		}
	}
	if leaks := leaksIn(`{"event":"signin.failed","reason":"AUTH-CODE-REFUSED","cause":"redeeming the code: status 400, invalid_grant"}`); len(leaks) != 0 {
		t.Errorf("found %v", leaks)
	}
}
