package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/lambda"
	"cognitossr/pkg/useradmin"
	"cognitossr/pkg/web"
)

func (s *site) export(form url.Values) answer {
	s.t.Helper()
	return s.send(http.MethodPost, "POST /admin/export", "/admin/export", nil, form, nil)
}

// selection is the form of the list below the table.
func (s *site) selection(fields ...string) url.Values {
	s.t.Helper()
	form := url.Values{web.FormField: {s.formToken(s.list("").Body)}, "q": {""}, "by": {""}, "status": {""}, "group": {""}}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	s.directory.queries, s.directory.calls = nil, nil
	return form
}

// TestExport: the selection of the list as a file that no cache keeps, in which nothing is a formula.
func TestExport_U38_SEC100_SEC103(t *testing.T) {
	s := newSite(t)
	s.directory.users[other] = useradmin.User{
		Subject: other, Username: "Google_42", Email: "=1+1@example.com", Name: "@SUM(A1)", Status: "CONFIRMED",
		Created: time.Unix(1_790_000_000, 0),
	}
	got := s.export(s.selection("q", "bob", "status", "CONFIRMED"))
	if got.StatusCode != http.StatusOK || got.Headers["content-disposition"] != `attachment; filename="users.csv"` ||
		!strings.HasPrefix(got.Headers["content-type"], "text/csv;") || got.Headers["cache-control"] != "no-store" {
		t.Fatalf("%d with %v: %s", got.StatusCode, got.Headers, got.Body)
	}
	lines, err := csv.NewReader(strings.NewReader(got.Body)).ReadAll()
	if err != nil || len(lines) != 3 || !slices.Equal(lines[0], columns) {
		t.Fatalf("%v: %q", err, lines)
	}
	if want := []string{other, "Google_42", "'=1+1@example.com", "false", "'@SUM(A1)", "CONFIRMED", "false",
		"2026-09-21T14:13:20Z", "0001-01-01T00:00:00Z", ""}; !slices.Equal(lines[2], want) {
		t.Errorf("%q", lines[2])
	}
	want := useradmin.Selection{Query: useradmin.SearchBy(useradmin.ByEmail, "bob"), Status: "CONFIRMED"}
	want.Limit = useradmin.MaxLimit
	if len(s.directory.queries) != 1 || s.directory.queries[0] != want {
		t.Errorf("queries %+v", s.directory.queries)
	}
	if got := s.results(); !slices.Equal(got, []string{"started", "done"}) || strings.Contains(s.log.String(), "@") {
		t.Errorf("audit log %q: %s", got, s.log.String())
	}
}

// manyUsers makes the pool endless: each page has as many users as are asked for, or as it chooses.
type manyUsers struct {
	*fakeDirectory
	user  useradmin.User
	after func()
}

func (m manyUsers) Select(_ context.Context, s useradmin.Selection) (useradmin.Page, error) {
	m.queries = append(m.queries, s)
	if m.after != nil {
		m.after()
	}
	return useradmin.Page{Users: slices.Repeat([]useradmin.User{m.user}, int(s.Limit)),
		Next: fmt.Sprint("page ", len(m.queries))}, nil
}

// TestExportIsBounded: by calls, bytes and time; a file that is cut is offered as such first, and its name says so.
func TestExportIsBounded_U38_SEC113(t *testing.T) {
	for name, tt := range map[string]struct {
		user  useradmin.User
		each  time.Duration
		count int
		calls int
	}{
		"calls": {useradmin.User{Subject: other, Email: "bob@example.com"}, 0, maxExported, maxExported / useradmin.MaxLimit},
		"bytes": {useradmin.User{Subject: other, Name: strings.Repeat(`"`, 2048)}, 0, 249, 5},
		"time":  {useradmin.User{Subject: other, Email: "bob@example.com"}, 2 * time.Second, 180, 3},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			now := s.tokens.Now()
			d := s.deps
			d.Now = func() time.Time { return now }
			many := manyUsers{s.directory, tt.user, func() { now = now.Add(tt.each) }}
			form := s.selection()
			s.use(users{Deps: d, pool: many, sessions: s.directory})
			asked := s.export(form)
			if asked.StatusCode != http.StatusOK ||
				!strings.Contains(asked.Body, fmt.Sprintf("the first %d users", tt.count)) ||
				!strings.Contains(asked.Body, "./build.sh users export") {
				t.Fatalf("%d: %s", asked.StatusCode, asked.Body)
			}
			if len(s.directory.queries) != tt.calls || s.directory.queries[1].After != "page 1" {
				t.Errorf("%d calls, want %d", len(s.directory.queries), tt.calls)
			}
			form.Set("cut", "yes")
			got := s.export(form)
			if lines := strings.Count(got.Body, "\r\n"); lines != tt.count+1 ||
				got.Headers["content-disposition"] != fmt.Sprintf(`attachment; filename="users-first-%d.csv"`, tt.count) {
				t.Errorf("%d lines, %q", lines, got.Headers["content-disposition"])
			}
			if len(got.Body)*6 > lambda.MaxResponse {
				t.Errorf("%d bytes, of which Lambda may count each six times", len(got.Body))
			}
		})
	}
}

func TestExportIsGuarded_SEC095_SEC101(t *testing.T) {
	s := newSite(t)
	form := s.selection()
	without := url.Values{"q": {""}}
	if got := s.export(without); got.StatusCode != http.StatusSeeOther || len(s.directory.queries) != 0 {
		t.Errorf("without a token: %d", got.StatusCode)
	}
	for name, fields := range map[string][]string{"an attribute": {"by", "custom:role"}, "a status": {"status", "OTHER"}} {
		form := s.selection(fields...)
		s.directory.fail["Select"] = useradmin.ErrQuery
		if got := s.export(form); got.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d", name, got.StatusCode)
		}
		delete(s.directory.fail, "Select")
	}
	s.directory.fail["Select"] = useradmin.ErrThrottled
	if got := s.export(form); got.StatusCode != http.StatusServiceUnavailable || strings.Contains(got.Body, other) {
		t.Errorf("throttled: %d", got.StatusCode)
	}
	delete(s.directory.fail, "Select")
	s.directory.groups[self] = nil
	if got := s.export(form); got.StatusCode != http.StatusForbidden || strings.Contains(got.Body, other) {
		t.Errorf("no administrator any more: %d", got.StatusCode)
	}
	s.admin["auth_time"] = time.Now().Add(-freshFor - time.Minute).Unix()
	s.directory.queries = nil
	if got := s.export(form); got.StatusCode != http.StatusForbidden || !strings.Contains(got.Body, "fresh=1") ||
		len(s.directory.queries) != 0 {
		t.Errorf("stale: %d", got.StatusCode)
	}
}
