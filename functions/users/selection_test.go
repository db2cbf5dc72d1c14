package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/useradmin"
)

func TestListSelects_U29(t *testing.T) {
	email := useradmin.Query{Attribute: useradmin.ByEmail, Operator: useradmin.BeginsWith, Limit: pageSize}
	byName, byUsername, bySub := email, email, useradmin.Query{Attribute: useradmin.BySubject, Operator: useradmin.Is,
		Text: other, Limit: pageSize}
	byName.Attribute, byName.Text, byUsername.Attribute, byUsername.Text = useradmin.ByName, "Bo", useradmin.ByUsername, "Goo"
	tests := []struct {
		name, query string
		want        useradmin.Selection
	}{
		{"empty fields", "?q=&by=&status=&group=", useradmin.Selection{Query: email}},
		{"name", "?q=+Bo&by=name", useradmin.Selection{Query: byName}},
		{"user name", "?q=Goo&by=username", useradmin.Selection{Query: byUsername}},
		{"sub, whatever is searched in", "?q=" + other + "&by=name", useradmin.Selection{Query: bySub}},
		{"status", "?status=UNCONFIRMED", useradmin.Selection{Query: email, Status: useradmin.Unconfirmed}},
		{"group and disabled", "?status=DISABLED&group=readers",
			useradmin.Selection{Query: email, Status: useradmin.Disabled, Group: "readers"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t)
			s.directory.next = "token-of-cognito"
			got := s.list(tt.query)
			if got.StatusCode != http.StatusOK || !slices.Equal(s.directory.queries, []useradmin.Selection{tt.want}) {
				t.Fatalf("status %d after %+v, want %+v", got.StatusCode, s.directory.queries, tt.want)
			}
			for _, chosen := range []string{tt.want.Status, tt.want.Group} {
				if chosen != "" && !strings.Contains(got.Body, `<option value="`+chosen+`" selected>`) {
					t.Errorf("the form does not show %s", chosen)
				}
			}
			if next := s.list(tt.query + "&page=" + s.nextPage(got.Body)); next.StatusCode != http.StatusOK ||
				s.directory.queries[1].Group != tt.want.Group {
				t.Errorf("the next page: status %d", next.StatusCode)
			}
		})
	}
}

func TestListOfAGroupThatIsGone_U29(t *testing.T) {
	s := newSite(t)
	s.directory.fail["Select"] = useradmin.ErrNoGroup
	got := s.list("?group=gone")
	if got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.Body, "There is no such group.") ||
		strings.Contains(got.Body, "bob@example.com") {
		t.Errorf("status %d: %s", got.StatusCode, got.Body)
	}
}

// TestListSaysThatTheNumberIsAnEstimate_U29, and does without it.
func TestListSaysThatTheNumberIsAnEstimate_U29(t *testing.T) {
	s := newSite(t)
	if page := s.list("").Body; !strings.Contains(page, "Approximately 10000 users") {
		t.Error("the number is missing")
	}
	for _, query := range []string{"?q=bob", "?status=CONFIRMED", "?group=readers"} {
		if page := s.list(query).Body; strings.Contains(page, "Approximately") {
			t.Errorf("%s: the number is not of the selection", query)
		}
	}
	s.directory.fail["EstimatedSize"] = useradmin.ErrDenied
	if got := s.list(""); got.StatusCode != http.StatusOK || strings.Contains(got.Body, "Approximately") ||
		!strings.Contains(s.log.String(), "pool-size") {
		t.Errorf("without a number: status %d", got.StatusCode)
	}
}

// TestListMakesFewCalls_U29: each is one call of the pool's API, but for the live check, which is two.
func TestListMakesFewCalls_U29(t *testing.T) {
	live := "IsEnabledMember " + self + " admin"
	for query, want := range map[string][]string{
		"":                                   {"AllGroups", "EstimatedSize", live, "Select"},
		"?q=bob":                             {"AllGroups", live, "Select"},
		"?q=bob&status=DISABLED&group=admin": {"AllGroups", live, "Select"},
	} {
		s := newSite(t)
		s.list(query)
		if calls := slices.Sorted(slices.Values(s.directory.calls)); !slices.Equal(calls, want) {
			t.Errorf("%q: calls %q, want %q", query, calls, want)
		}
	}
}
