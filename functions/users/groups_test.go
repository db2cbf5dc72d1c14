package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/useradmin"
)

func TestUserPageOffersTheGroupsOfThePool_U28(t *testing.T) {
	s := newSite(t)
	page := s.show(other, "").Body
	path := `action="/admin/users/` + other + "/"
	for _, want := range []string{path + `add-to-group"`, `<option value="editors">editors</option>`,
		path + `remove-from-group"`, `name="group" value="readers"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, unwanted := range []string{`<option value="readers">`, `<option value="admin">`, "more groups than"} {
		if strings.Contains(page, unwanted) {
			t.Errorf("the page has %s", unwanted)
		}
	}
	s.directory.all = useradmin.GroupNames{Names: []string{"admin", "readers"}, Unlisted: true}
	if page := s.show(other, "").Body; strings.Contains(page, path+`add-to-group"`) ||
		!strings.Contains(page, "more groups than") {
		t.Error("a form without a choice, or nothing about the groups that are not listed")
	}
}

// TestQuestionNamesTheGroup_U28_SEC095, for which it was asked, and the answer is about the same one.
func TestQuestionNamesTheGroup_U28_SEC095(t *testing.T) {
	s := newSite(t)
	form := s.form()
	form.Set("group", "editors")
	asked := s.post(other, "add-to-group", form)
	if asked.StatusCode != http.StatusOK || !strings.Contains(asked.Body, `<bdi>editors</bdi>`) ||
		!strings.Contains(asked.Body, `name="group" value="editors"`) {
		t.Errorf("status %d: %s", asked.StatusCode, asked.Body)
	}
	if got := s.confirmGroup(other, "add-to-group", "editors"); got.StatusCode != http.StatusSeeOther ||
		!slices.Equal(s.directory.changes(), []string{"AddToGroup Google_42 editors"}) {
		t.Errorf("status %d, calls %q", got.StatusCode, s.directory.changes())
	}
	for _, entry := range s.entries() {
		if entry["group"] != "editors" || entry["action"] != "add-to-group" {
			t.Errorf("audit log: %v", entry)
		}
	}
}

// TestOnlyGroupsOfThePoolAreTaken_U28: the list shows the field's message, and the log does not hold what was typed.
func TestOnlyGroupsOfThePoolAreTaken_U28(t *testing.T) {
	for _, group := range []string{"", "nobody@example.com", "Editors", "editors readers", strings.Repeat("g", 200),
		"\u202eeditors"} {
		for _, action := range []string{"add-to-group", "remove-from-group"} {
			for _, confirmed := range []string{"", "yes"} {
				s := newSite(t)
				form := s.form()
				form.Set("group", group)
				form.Set("confirmed", confirmed)
				got := s.post(other, action, form)
				if got.StatusCode != http.StatusUnprocessableEntity ||
					!strings.Contains(got.Body, `aria-describedby="group-problem"`) ||
					!strings.Contains(got.Body, "Choose a group from the list.") {
					t.Errorf("%s %q: status %d, want 422 with the field's message", action, group, got.StatusCode)
				}
				if len(s.directory.changes()) != 0 || len(s.entries()) != 0 {
					t.Errorf("%s %q: calls %q, audit log %v", action, group, s.directory.changes(), s.entries())
				}
			}
		}
	}
}

// TestAdministratorsHaveTheirOwnGuards_SEC096_U28, whatever the form calls them.
func TestAdministratorsHaveTheirOwnGuards_SEC096_U28(t *testing.T) {
	for _, confirmed := range []string{"", "yes"} {
		s := newSite(t)
		form := s.form()
		form.Set("group", " admin ")
		form.Set("confirmed", confirmed)
		if got := s.post(self, "remove-from-group", form); got.StatusCode != http.StatusConflict ||
			len(s.directory.changes()) != 0 {
			t.Errorf("status %d, calls %q; want 409 and none", got.StatusCode, s.directory.changes())
		}
		if entries := s.entries(); len(entries) != 1 || entries[0]["reason"] != "self" ||
			entries[0]["action"] != "remove-admin" {
			t.Errorf("audit log: %v", entries)
		}
	}
	s := newSite(t)
	form := s.form()
	form.Set("group", "admin")
	asked := s.post(other, "add-to-group", form)
	if !strings.Contains(asked.Body, "Make administrator?") ||
		!strings.Contains(asked.Body, `action="/admin/users/`+other+`/add-admin"`) {
		t.Errorf("the question is another: %s", asked.Body)
	}
}

// TestFormerAdministratorsChangeNoGroup_SEC101_U28: the tokens still say that they are.
func TestFormerAdministratorsChangeNoGroup_SEC101_U28(t *testing.T) {
	for _, tt := range []struct {
		name    string
		prepare func(*fakeDirectory)
		status  int
		result  string
	}{
		{"removed", func(f *fakeDirectory) { f.groups[self] = nil }, http.StatusForbidden, "denied"},
		{"no answer", func(f *fakeDirectory) { f.fail["IsEnabledMember"] = useradmin.ErrUnavailable },
			http.StatusServiceUnavailable, "failed"},
		{"no list of groups", func(f *fakeDirectory) { f.fail["AllGroups"] = useradmin.ErrDenied },
			http.StatusServiceUnavailable, "failed"},
	} {
		for _, action := range []string{"add-to-group", "remove-from-group"} {
			t.Run(tt.name+" "+action, func(t *testing.T) {
				s := newSite(t)
				form := s.form()
				form.Set("confirmed", "yes")
				tt.prepare(s.directory)
				got := s.post(other, action, form)
				if got.StatusCode != tt.status || len(s.directory.changes()) != 0 ||
					!slices.Contains(s.results(), tt.result) {
					t.Errorf("status %d, calls %q, audit log %q", got.StatusCode, s.directory.changes(), s.results())
				}
			})
		}
	}
}

// TestGroupsWantAFreshSignIn_SEC101_U28 before anything is asked of the pool.
func TestGroupsWantAFreshSignIn_SEC101_U28(t *testing.T) {
	s := newSite(t)
	form := s.form()
	s.admin = authtest.Claims{"cognito:groups": []string{"admin"}, "auth_time": s.tokens.Now().Add(-16 * time.Minute).Unix()}
	s.directory.calls = nil
	if got := s.post(other, "add-to-group", form); got.StatusCode != http.StatusForbidden || len(s.directory.calls) != 0 {
		t.Errorf("status %d after %q", got.StatusCode, s.directory.calls)
	}
}
