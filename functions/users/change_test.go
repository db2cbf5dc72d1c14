package main

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/useradmin"
)

func invited(f *fakeDirectory) {
	f.update(f.users[other], func(u *useradmin.User) { u.Status = useradmin.ForceChangePassword })
}

func TestActionsDoWhatTheySay(t *testing.T) {
	tests := []struct {
		action  string
		prepare func(*fakeDirectory)
		want    []string
		notice  string
	}{
		{"invite", invited, []string{"InviteAgain Google_42 en"}, "Another invitation was sent"},
		{"enable", nil, []string{"Enable Google_42"}, "can sign in again"},
		{"sign-out", nil, []string{"SignOut Google_42"}, "signed out on all devices"},
		{"reset-password", nil, []string{"ResetPassword Google_42"}, "a code was sent"},
		{"add-admin", nil, []string{"AddToGroup Google_42 admin"}, "is an administrator now"},
		{"disable", nil, []string{"Disable Google_42"}, "was disabled and signed out"},
		{"remove-admin", func(f *fakeDirectory) { f.groups["Google_42"] = []string{"admin"} },
			[]string{"RemoveFromGroup Google_42 admin"}, "no longer an administrator"},
		{"remove-admin", nil, nil, "no longer an administrator"},
		{"add-to-group", nil, []string{"AddToGroup Google_42 readers"}, "is in the group now"},
		{"remove-from-group", nil, []string{"RemoveFromGroup Google_42 readers"}, "no longer in the group"},
		{"delete", nil, []string{"Delete Google_42"}, "was deleted"},
	}
	for _, tt := range tests {
		t.Run(tt.action, func(t *testing.T) {
			s := newSite(t)
			if tt.prepare != nil {
				tt.prepare(s.directory)
			}
			got := s.confirm(other, tt.action)
			if got.StatusCode != http.StatusSeeOther {
				t.Fatalf("status %d: %s", got.StatusCode, got.Body)
			}
			if !slices.Equal(s.directory.changes(), tt.want) {
				t.Errorf("calls = %q, want %q", s.directory.changes(), tt.want)
			}
			path, query, _ := strings.Cut(got.location(), "?")
			after := s.list("?" + query)
			if want := "/admin/users/" + other; tt.action != "delete" {
				if path != want {
					t.Errorf("Location %q, want %q", path, want)
				}
				after = s.show(other, "?"+query)
			} else if path != "/admin/users" {
				t.Errorf("Location %q, want the list", path)
			}
			if !strings.Contains(after.Body, tt.notice) {
				t.Errorf("the next page does not say %q", tt.notice)
			}
			if got := s.results(); !slices.Equal(got, []string{"started", "done"}) {
				t.Errorf("audit log: %q", got)
			}
		})
	}
}

func TestDestructiveActionsAskFirst_SEC095(t *testing.T) {
	for _, action := range actions {
		name := action.name
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			got := s.post(other, name, s.form())
			if !action.destructive {
				if got.StatusCode != http.StatusSeeOther || len(s.directory.changes()) != 1 {
					t.Errorf("status %d, calls %q; want it done", got.StatusCode, s.directory.changes())
				}
				return
			}
			if got.StatusCode != http.StatusOK || !strings.Contains(got.Body, `name="confirmed" value="yes"`) ||
				!strings.Contains(got.Body, `action="/admin/users/`+other+"/"+name+`"`) {
				t.Errorf("status %d, want a page that asks for this user and action", got.StatusCode)
			}
			if changes := s.directory.changes(); len(changes) != 0 || len(s.entries()) != 0 {
				t.Errorf("asking made calls %q and %d lines of the audit log", changes, len(s.entries()))
			}
		})
	}
}

func TestConfirmationBelongsToTheSession_SEC095(t *testing.T) {
	for _, form := range []url.Values{
		{"confirmed": {"yes"}},
		{"confirmed": {"yes"}, "form_token": {""}},
		{"confirmed": {"yes"}, "form_token": {"AAAAAAAAAAAAAAAAAAAAAAAA"}},
	} {
		s := newSite(t)
		if got := s.post(other, "delete", form); got.StatusCode != http.StatusOK || len(s.directory.changes()) != 0 {
			t.Errorf("form %v: status %d, calls %q; want it asked again", form, got.StatusCode, s.directory.changes())
		}
		if got := s.post(other, "enable", form); got.StatusCode != http.StatusOK || len(s.directory.changes()) != 0 {
			t.Errorf("form %v: status %d, calls %q; want it asked again", form, got.StatusCode, s.directory.changes())
		}
	}
}

func TestSubmittingTwiceDoesItOnce_SEC095(t *testing.T) {
	s := newSite(t)
	form := s.form()
	form.Set("confirmed", "yes")
	for range 2 {
		if got := s.post(other, "reset-password", form); got.StatusCode != http.StatusSeeOther {
			t.Errorf("status %d", got.StatusCode)
		}
	}
	if got := s.directory.changes(); !slices.Equal(got, []string{"ResetPassword Google_42"}) {
		t.Errorf("calls = %q", got)
	}
	first, second := s.post(other, "delete", form), s.post(other, "delete", form)
	if first.StatusCode != http.StatusSeeOther || second.StatusCode != http.StatusNotFound {
		t.Errorf("deleting twice: %d, %d", first.StatusCode, second.StatusCode)
	}
}

func TestNobodyLocksItselfOut_SEC096_Q65(t *testing.T) {
	for _, action := range actions {
		name := action.name
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			got := s.confirm(self, name)
			if !action.locksOut {
				if got.StatusCode != http.StatusSeeOther {
					t.Errorf("status %d, want it done", got.StatusCode)
				}
				return
			}
			if got.StatusCode != http.StatusConflict || len(s.directory.changes()) != 0 {
				t.Errorf("status %d, calls %q; want 409 and none", got.StatusCode, s.directory.changes())
			}
			if entries := s.entries(); len(entries) != 1 || entries[0]["result"] != "denied" ||
				entries[0]["reason"] != "self" {
				t.Errorf("audit log: %v", entries)
			}
		})
	}
}

func TestOneselfByAnotherNameIsNobody_SEC096_Q65(t *testing.T) {
	const username = "ada-of-google"
	for _, action := range []string{"disable", "delete", "remove-admin"} {
		for _, name := range []string{strings.ToUpper(self), username, strings.ToUpper(username), authtest.Email,
			strings.ToUpper(authtest.Email), self + "%20", " " + self, "Google_42"} {
			s := newSite(t)
			s.directory.update(s.directory.users[self], func(u *useradmin.User) { u.Username = username })
			s.directory.groups[username] = []string{"admin"}
			s.admin["username"], s.admin["cognito:username"] = username, username
			form := s.form()
			form.Set("confirmed", "yes")
			if got := s.post(name, action, form); got.StatusCode != http.StatusNotFound || len(s.directory.changes()) != 0 {
				t.Errorf("%s %q: status %d, calls %q", action, name, got.StatusCode, s.directory.changes())
			}
		}
	}
}

// Two administrators act on each other at the same time: both are let in by the live check before either changes
// anything.
func TestTwoWhoRemoveEachOther_SEC096(t *testing.T) {
	for _, action := range []string{"disable", "remove-admin", "delete"} {
		t.Run(action, func(t *testing.T) {
			directory := newDirectory()
			directory.users[other] = useradmin.User{Subject: other, Username: other, Enabled: true}
			directory.groups[other] = []string{"admin"}
			first, second := newSiteWith(t, directory, &bytes.Buffer{}, &bytes.Buffer{}),
				newSiteWith(t, directory, &bytes.Buffer{}, &bytes.Buffer{})
			second.admin = authtest.Claims{"cognito:groups": []string{"admin"}, "sub": other, "username": other,
				"cognito:username": other}
			forms := []url.Values{first.form(), second.form()}
			var ready sync.WaitGroup
			ready.Add(2)
			meet := func() { ready.Done(); ready.Wait() }
			directory.before["Disable"], directory.before["RemoveFromGroup"], directory.before["Delete"] = meet, meet, meet
			var both sync.WaitGroup
			for i, act := range []func(url.Values) answer{
				func(form url.Values) answer { return first.post(other, action, form) },
				func(form url.Values) answer { return second.post(self, action, form) },
			} {
				forms[i].Set("confirmed", "yes")
				both.Go(func() { act(forms[i]) })
			}
			both.Wait()
			left := 0
			for _, subject := range []string{self, other} {
				if is, err := directory.IsEnabledMember(t.Context(), subject, "admin"); err == nil && is {
					left++
				}
			}
			if left == 0 {
				t.Error("no administrator is left")
			}
		})
	}
}

func TestChangesAskThePoolFirst_SEC101_Q67_Q68(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(*fakeDirectory)
		status  int
		results []string
		reason  string
	}{
		{"not a member any more (Q-67)", func(f *fakeDirectory) { f.groups[self] = nil }, http.StatusForbidden,
			[]string{"started", "denied"}, "no-longer-admin"},
		{"disabled", func(f *fakeDirectory) { f.update(f.users[self], func(u *useradmin.User) { u.Enabled = false }) },
			http.StatusForbidden, []string{"started", "denied"}, "no-longer-admin"},
		{"pool is down (Q-68)", func(f *fakeDirectory) { f.fail["IsEnabledMember"] = useradmin.ErrUnavailable },
			http.StatusServiceUnavailable, []string{"started", "failed"}, "unavailable"},
		{"throttled", func(f *fakeDirectory) { f.fail["IsEnabledMember"] = useradmin.ErrThrottled },
			http.StatusServiceUnavailable, []string{"started", "failed"}, "throttled"},
		{"right is missing", func(f *fakeDirectory) { f.fail["IsEnabledMember"] = useradmin.ErrDenied },
			http.StatusServiceUnavailable, []string{"started", "failed"}, "denied-by-aws"},
	}
	for _, tt := range tests {
		for _, action := range []string{"enable", "delete"} {
			t.Run(tt.name+" "+action, func(t *testing.T) {
				s := newSite(t)
				form := s.form()
				form.Set("confirmed", "yes")
				tt.prepare(s.directory)
				got := s.post(other, action, form)
				if got.StatusCode != tt.status || len(s.directory.changes()) != 0 {
					t.Errorf("status %d, calls %q; want %d and none", got.StatusCode, s.directory.changes(), tt.status)
				}
				if tt.status == http.StatusServiceUnavailable && got.Headers["retry-after"] == "" {
					t.Error("503 without Retry-After")
				}
				if got := s.results(); !slices.Equal(got, tt.results) {
					t.Fatalf("audit log: %q, want %q", got, tt.results)
				}
				if reason := s.entries()[1]["reason"]; reason != tt.reason {
					t.Errorf("reason %q, want %q", reason, tt.reason)
				}
			})
		}
	}
}

// TestPoolThatDoesNotAnswer: the administrator is told after two seconds, and nothing was changed.
func TestPoolThatDoesNotAnswer_SEC101_Q68(t *testing.T) {
	s := newSite(t)
	form := s.form()
	form.Set("confirmed", "yes")
	s.directory.hangs = true
	got := s.post(other, "delete", form)
	if s.directory.patient <= 0 || s.directory.patient > 2*time.Second {
		t.Errorf("the pool has %v to answer, want at most two seconds", s.directory.patient)
	}
	if got.StatusCode != http.StatusServiceUnavailable || got.Headers["retry-after"] == "" {
		t.Errorf("status %d with Retry-After %q, want 503 with one", got.StatusCode, got.Headers["retry-after"])
	}
	if changes, results := s.directory.changes(), s.results(); len(changes) != 0 ||
		!slices.Equal(results, []string{"started", "failed"}) {
		t.Errorf("calls %q, audit log %q; want none, and what failed", changes, results)
	}
}

func TestDestructiveActionsWantAFreshSignIn_SEC101(t *testing.T) {
	tests := []struct {
		name  string
		age   time.Duration
		fresh bool
	}{
		{"just now", time.Minute, true},
		{"a while ago", 16 * time.Minute, false},
		{"yesterday", 24 * time.Hour, false},
	}
	for _, tt := range tests {
		for _, action := range actions {
			name := action.name
			t.Run(tt.name+" "+name, func(t *testing.T) {
				s := newSite(t)
				s.admin["auth_time"] = s.tokens.Now().Add(-tt.age).Unix()
				got := s.confirm(other, name)
				if tt.fresh || !action.destructive {
					if got.StatusCode != http.StatusSeeOther {
						t.Errorf("status %d, want it done", got.StatusCode)
					}
					return
				}
				if got.StatusCode != http.StatusForbidden || len(s.directory.changes()) != 0 {
					t.Errorf("status %d, calls %q; want 403 and none", got.StatusCode, s.directory.changes())
				}
				if want := `href="/auth/login?fresh=1&amp;return_to=%2Fadmin%2Fusers%2F` + other +
					`"`; !strings.Contains(got.Body, want) {
					t.Errorf("the page has no link %s: %s", want, got.Body)
				}
				if entries := s.entries(); len(entries) != 1 || entries[0]["result"] != "denied" ||
					entries[0]["reason"] != "auth_time" {
					t.Errorf("audit log: %v", entries)
				}
			})
		}
	}
}

func TestWhatCognitoDoesNotDo_SEC102(t *testing.T) {
	tests := []struct {
		name   string
		err    error
		status int
		result string
		shown  string
	}{
		{"gone", useradmin.ErrNotFound, http.StatusNotFound, "failed", ""},
		{"throttled", useradmin.ErrThrottled, http.StatusServiceUnavailable, "failed", ""},
		{"denied", useradmin.ErrDenied, http.StatusServiceUnavailable, "failed", ""},
		{"unavailable", useradmin.ErrUnavailable, http.StatusServiceUnavailable, "failed", ""},
		{"unknown", errBroken, http.StatusServiceUnavailable, "failed", ""},
		{"wrong state", useradmin.ErrRefused, http.StatusSeeOther, "refused", "in its present state"},
		{"in part", useradmin.ErrHalfDone, http.StatusSeeOther, "partial", "The change is incomplete"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t)
			s.directory.fail["Disable"] = tt.err
			got := s.confirm(other, "disable")
			if got.StatusCode != tt.status {
				t.Errorf("status %d, want %d", got.StatusCode, tt.status)
			}
			if strings.Contains(got.Body, tt.err.Error()) {
				t.Error("the page shows the error")
			}
			if results := s.results(); !slices.Equal(results, []string{"started", tt.result}) {
				t.Errorf("audit log: %q", results)
			}
			if _, query, found := strings.Cut(got.location(), "?"); found &&
				!strings.Contains(s.show(other, "?"+query).Body, tt.shown) {
				t.Errorf("the next page does not say %q", tt.shown)
			}
		})
	}
}
