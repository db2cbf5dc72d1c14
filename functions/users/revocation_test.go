package main

import (
	"slices"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/revocation"
	"cognitossr/pkg/revocation/revocationtest"
	"cognitossr/pkg/web"
)

// instantSignOut is the same function of a deployment with instant sign-out on.
func (s *site) instantSignOut(table *revocationtest.Table) {
	s.t.Helper()
	s.deps.Revocations = revocation.NewList(table, revocationtest.Name, 0, s.deps.Now)
	handler, err := users{Deps: s.deps, pool: s.directory, sessions: s.directory}.handler()
	if err != nil {
		s.t.Fatal(err)
	}
	s.adapter = web.NewAdapter(s.deps, access.KindPage, handler)
}

// ending are the actions after which no token of the user is good.
var ending = []string{"reset-password", "sign-out", "add-admin", "remove-admin", "add-to-group", "remove-from-group",
	"disable", "delete"}

// TestActionsEndSessionsAtOnce_N40 where instant sign-out is on, and the others do not.
func TestActionsEndSessionsAtOnce_N40(t *testing.T) {
	for _, a := range actions {
		t.Run(a.name, func(t *testing.T) {
			s, table := prepared(t, a.name)
			if s.confirm(other, a.name).StatusCode != 303 || !slices.Contains(s.results(), web.ResultDone) {
				t.Fatalf("results %q", s.results())
			}
			item := table.Item("user#" + other)
			if ends := slices.Contains(ending, a.name); ends != (item["not_before"]["N"] != "") {
				t.Errorf("entry %v, want one: %v", item, ends)
			}
			kept := slices.Contains([]string{"reset-password", "add-admin", "add-to-group"}, a.name) // by Cognito
			if kept && !slices.Contains(s.directory.changes(), "SignOut Google_42") {
				t.Errorf("a refresh brings the sessions back: %q", s.directory.changes())
			}
		})
	}
}

// prepared is a site and a user for whom an action changes something.
func prepared(t *testing.T, action string) (*site, *revocationtest.Table) {
	t.Helper()
	s, table := newSite(t), &revocationtest.Table{}
	s.instantSignOut(table)
	user := s.directory.users[other]
	switch action {
	case "invite":
		user.Status = "FORCE_CHANGE_PASSWORD"
	case "enable":
		user.Enabled = false
	case "remove-admin":
		s.directory.groups["Google_42"] = []string{"admin"}
	}
	s.directory.users[other] = user
	return s, table
}

// TestActionWithoutItsEntry is not reported as done: it is undone where that is possible, and otherwise incomplete
// until it is tried again.
func TestActionWithoutItsEntry_N40(t *testing.T) {
	for _, name := range ending {
		t.Run(name, func(t *testing.T) {
			s, table := prepared(t, name)
			before := s.directory.users[other]
			table.SetFail(revocationtest.WritesDown)
			a := s.confirm(other, name)
			results := s.results()
			if slices.Contains(results, web.ResultDone) {
				t.Errorf("results %q", results)
			}
			if undone := slices.Contains([]string{"remove-admin", "remove-from-group", "disable", "delete"}, name); undone {
				if a.StatusCode != 503 || !slices.Contains(results, web.ResultFailed) || s.directory.users[other] != before {
					t.Errorf("%d, results %q, user %v", a.StatusCode, results, s.directory.users[other])
				}
			} else if a.StatusCode != 303 || !slices.Contains(results, web.ResultPartial) {
				t.Errorf("%d, results %q", a.StatusCode, results)
			}
			table.SetFail(nil)
			if name == "reset-password" { // which Cognito does not repeat
				name = "sign-out"
			}
			if s.confirm(other, name); !slices.Contains(s.results(), web.ResultDone) || table.Item("user#"+other) == nil {
				t.Errorf("afterwards: results %q", s.results())
			}
		})
	}
}
