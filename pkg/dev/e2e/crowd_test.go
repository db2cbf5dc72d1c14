package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local"
)

// TestListOfTenThousandUsers: a list of this size is searched, filtered and followed as a short one. The function's own
// time for a page, with its calls of the user pool on this machine, is logged; docs/reference/measured.md has figures.
func TestListOfTenThousandUsers_N20(t *testing.T) {
	localOnly(t)
	const users, times = 10_000, 15
	crowd := local.DefaultUsers()
	for i := range users {
		crowd = append(crowd, local.User{Email: fmt.Sprintf("user%05d@example.com", i), Password: userPassword})
	}
	var log lockedBuffer
	stack, err := local.Start(t.Context(), local.Options{
		Root: "../../..", Addr: "localhost:0", CognitoAddr: "127.0.0.1:0", NoRebuild: true, Output: &log,
		Env: []string{"LOG_LEVEL=debug"}, Users: crowd,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stack.Close() })
	chief := newVisitor(t)
	chief.submit(chief.get(stack.SiteURL+"/auth/login"),
		map[string]string{"username": adminEmail, "password": adminPassword}).wants(http.StatusOK, "Hello")
	list := stack.SiteURL + "/admin/users"
	next := chief.follow(chief.get(list).wants(http.StatusOK, "Approximately 1000"),
		"Next page").wants(http.StatusOK).url.String()
	tests := map[string]struct {
		address string
		rows    int
	}{
		"first page": {list, 20}, "next page": {next, 20}, "beginning": {list + "?q=user0999", 10},
		"status": {list + "?status=CONFIRMED", 20}, "address and status": {list + "?q=user09&status=CONFIRMED", 20},
		"nobody": {list + "?q=user0&status=RESET_REQUIRED", 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			page := chief.get(tt.address).wants(http.StatusOK)
			if rows := strings.Count(page.body, `href="/admin/users/`); rows != tt.rows {
				t.Errorf("%d users, want %d", rows, tt.rows)
			}
			already := len(log.String())
			for range times {
				chief.get(tt.address).wants(http.StatusOK)
			}
			took := durations(t, log.String()[already:], "GET /admin/users")
			if len(took) != times {
				t.Fatalf("%d of %d lines", len(took), times)
			}
			slices.Sort(took)
			t.Logf("median %.1f ms, slowest %.1f ms", took[times/2], took[times-1])
		})
	}
}

// durations are the function's own times of a route, in milliseconds.
func durations(t *testing.T, log, route string) (took []float64) {
	t.Helper()
	for line := range strings.Lines(log) {
		var entry struct {
			Message  string  `json:"message"`
			Route    string  `json:"route"`
			Duration float64 `json:"duration_ms"`
		}
		if _, object, found := strings.Cut(line, "{"); found && json.Unmarshal([]byte("{"+object), &entry) == nil &&
			entry.Message == "request" && entry.Route == route {
			took = append(took, entry.Duration)
		}
	}
	return took
}
