package main

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/invitation"
	"cognitossr/pkg/useradmin"
	"cognitossr/pkg/web"
)

func (s *site) inviteForm() answer {
	s.t.Helper()
	return s.send(http.MethodGet, "GET /admin/invite", "/admin/invite", nil, nil, nil)
}

func (s *site) invite(form url.Values) answer {
	s.t.Helper()
	return s.send(http.MethodPost, "POST /admin/invite", "/admin/invite", nil, form, nil)
}

// invitation is a form that is filled in well.
func (s *site) invitation() url.Values {
	s.t.Helper()
	return url.Values{
		web.FormField: {s.formToken(s.inviteForm().Body)}, "email": {" new@example.org "}, "language": {"de"},
		"message": {" Welcome!\r\nAda "},
		"group":   {"editors", "readers"},
	}
}

// TestInvitation: one call makes the user, with what the words of the mail need, one more each membership,
// and the log has them all without an address.
func TestInvitation_U37_SEC103(t *testing.T) {
	s := newSite(t)
	got := s.invite(s.invitation())
	want := []string{"Create new@example.org de Welcome!\nAda", "AddToGroup " + invitedSubject + " editors",
		"AddToGroup " + invitedSubject + " readers"}
	if got.StatusCode != http.StatusSeeOther || !slices.Equal(s.directory.changes(), want) {
		t.Errorf("%d after %q: %s", got.StatusCode, s.directory.changes(), got.Body)
	}
	if path, query, _ := strings.Cut(got.location(), "?"); path != "/admin/users" ||
		!strings.Contains(s.list("?"+query).Body, "The invitation was sent.") {
		t.Errorf("it leads to %q", got.location())
	}
	var entries []string
	for _, e := range s.entries() {
		group, _ := e["group"].(string)
		entries = append(entries, strings.TrimSpace(strings.Join([]string{e["action"].(string), e["result"].(string),
			e["target"].(string), group}, " ")))
	}
	if want := []string{
		"create started", "create done " + invitedSubject,
		"add-to-group started " + invitedSubject + " editors", "add-to-group done " + invitedSubject + " editors",
		"add-to-group started " + invitedSubject + " readers", "add-to-group done " + invitedSubject + " readers",
	}; !slices.Equal(entries, want) {
		t.Errorf("audit log %q", entries)
	}
	if strings.Contains(s.log.String(), "@") || strings.Contains(s.log.String(), "Welcome") {
		t.Errorf("the log has an address or the message: %s", s.log.String())
	}
}

// TestInvitationMistakes: they are told beside the field with what was typed, and nobody is created.
func TestInvitationMistakes_U37_SEC097(t *testing.T) {
	for name, tt := range map[string]struct {
		field  string
		values []string
		says   string
	}{
		"no address":       {"email", nil, "Enter an e-mail address"},
		"a name beside it": {"email", []string{"Ada <ada@example.org>, eve@example.org"}, "Enter an e-mail address"},
		"a hidden sign":    {"email", []string{"ada\u0000@example.org"}, "Enter an e-mail address"},
		"another group":    {"group", []string{"owners"}, "Choose a group"},
		"administrators":   {"group", []string{"editors", "admin"}, "Choose a group"},
		"another language": {"language", []string{"tlh"}, "Choose a language from the list."},
		"no language":      {"language", nil, "Choose a language from the list."},
		"too long": {"message", []string{strings.Repeat("ä", invitation.MaxMessage+1)},
			"longer than 1000 characters"},
		"a control sign":    {"message", []string{"a\x1bb"}, "longer than 1000 characters"},
		"not even UTF-8":    {"message", []string{"a\xffb"}, "longer than 1000 characters"},
		"an address of 129": {"email", []string{strings.Repeat("a", 117) + "@example.org"}, "Enter an e-mail address"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			form := s.invitation()
			form[tt.field] = tt.values
			got := s.invite(form)
			if got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.Body, tt.says) ||
				len(s.directory.changes()) != 0 {
				t.Errorf("%d after %q: %s", got.StatusCode, s.directory.changes(), got.Body)
			}
			if tt.field != "email" && !strings.Contains(got.Body, `value="new@example.org"`) {
				t.Error("what was typed is lost")
			}
			if tt.field != "message" && !strings.Contains(got.Body, ">Welcome!\nAda</textarea>") {
				t.Errorf("the message is lost: %s", got.Body)
			}
		})
	}
}

// TestInvitationWithoutATrigger: nobody is asked for words that nobody would read, and none are passed on.
func TestInvitationWithoutATrigger_U37(t *testing.T) {
	s := newSite(t)
	form := s.invitation()
	invited(s.directory)
	s.use(users{Deps: s.deps, pool: s.directory, sessions: s.directory})
	for _, page := range []string{s.inviteForm().Body, s.show(other, "").Body} {
		if strings.Contains(page, `name="language"`) || strings.Contains(page, `name="message"`) {
			t.Errorf("it asks for words: %s", page)
		}
	}
	form["message"], form["group"] = []string{"a\x1bb"}, nil
	if got := s.invite(form); got.StatusCode != http.StatusSeeOther ||
		!slices.Equal(s.directory.changes(), []string{"Create new@example.org  "}) {
		t.Errorf("%d after %q: %s", got.StatusCode, s.directory.changes(), got.Body)
	}
}

// TestInvitingAgainInALanguage: the one of the form, which begins with the administrator's own.
func TestInvitingAgainInALanguage_U37(t *testing.T) {
	s := newSite(t)
	invited(s.directory)
	if page := s.show(other, "?lang=de").Body; !strings.Contains(page, `<option value="de" lang="de" selected>`) {
		t.Errorf("the form does not begin with the language of the page: %s", page)
	}
	form := s.form()
	form.Set("language", "de")
	if got := s.post(other, "invite", form); got.StatusCode != http.StatusSeeOther ||
		!slices.Equal(s.directory.changes(), []string{"InviteAgain Google_42 de"}) {
		t.Errorf("%d after %q", got.StatusCode, s.directory.changes())
	}
}

// TestInvitingAgainMistakes: they are told on the user's page, beside the field, and no mail goes out.
func TestInvitingAgainMistakes_U37_SEC097(t *testing.T) {
	for name, tt := range map[string]struct {
		field, value, says string
		keeps              string
	}{
		"another language": {"language", "tlh", "Choose a language from the list.", ""},
		"no language":      {"language", "", "Choose a language from the list.", ""},
		"too long": {"message", strings.Repeat("ä", invitation.MaxMessage+1), "longer than 1000 characters",
			`<option value="de" lang="de" selected>`},
		"a control sign": {"message", "a\x1bb", "characters that are no text", `<option value="de" lang="de" selected>`},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			invited(s.directory)
			form := s.form()
			form.Set("language", "de")
			form.Set(tt.field, tt.value)
			got := s.post(other, "invite", form)
			if got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.Body, tt.says) ||
				!strings.Contains(got.Body, tt.keeps) || len(s.directory.changes()) != 0 || len(s.entries()) != 0 {
				t.Errorf("%d after %q: %s", got.StatusCode, s.directory.changes(), got.Body)
			}
			if got := s.post(other, "enable", form); got.StatusCode != http.StatusSeeOther {
				t.Errorf("another action: %d", got.StatusCode)
			}
		})
	}
}

// TestInvitationIsGuarded: by a recent sign-in, the pool's word about the caller, and the form's token.
func TestInvitationIsGuarded_SEC095_SEC101(t *testing.T) {
	t.Run("stale", func(t *testing.T) {
		s := newSite(t)
		form := s.invitation()
		s.admin["auth_time"] = time.Now().Add(-freshFor - time.Minute).Unix()
		for name, got := range map[string]answer{"form": s.inviteForm(), "sent": s.invite(form)} {
			if got.StatusCode != http.StatusForbidden ||
				!strings.Contains(got.Body, "fresh=1&amp;return_to=%2Fadmin%2Finvite") || len(s.directory.changes()) != 0 {
				t.Errorf("%s: %d: %s", name, got.StatusCode, got.Body)
			}
		}
		if sent := s.invite(form); !strings.Contains(sent.Body, `name="email" value=" new@example.org "`) ||
			!strings.Contains(sent.Body, `target="_blank"`) {
			t.Errorf("what was filled in is lost: %s", sent.Body)
		}
	})
	t.Run("form of an earlier sign-in", func(t *testing.T) {
		s := newSite(t)
		form := s.invitation()
		form.Set(web.FormField, authtest.Altered(form.Get(web.FormField)))
		if got := s.invite(form); got.StatusCode != http.StatusOK || !strings.Contains(got.Body, "new@example.org") ||
			len(s.directory.changes()) != 0 {
			t.Errorf("%d after %q: %s", got.StatusCode, s.directory.changes(), got.Body)
		}
	})
	t.Run("no administrator any more", func(t *testing.T) {
		s := newSite(t)
		form := s.invitation()
		s.directory.groups[self] = nil
		for name, got := range map[string]answer{"form": s.inviteForm(), "sent": s.invite(form)} {
			if got.StatusCode != http.StatusForbidden || len(s.directory.changes()) != 0 {
				t.Errorf("%s: %d after %q", name, got.StatusCode, s.directory.changes())
			}
		}
	})
	t.Run("no administrator since the groups were read", func(t *testing.T) {
		s := newSite(t)
		form := s.invitation()
		var checks atomic.Int32 // the first beside the groups, the second before the change
		s.directory.before["IsEnabledMember"] = func() {
			if checks.Add(1) == 2 {
				s.directory.mutex.Lock()
				defer s.directory.mutex.Unlock()
				s.directory.groups[self] = nil
			}
		}
		if got := s.invite(form); got.StatusCode != http.StatusForbidden || checks.Load() != 2 ||
			len(s.directory.changes()) != 0 {
			t.Errorf("%d after %d checks and %q", got.StatusCode, checks.Load(), s.directory.changes())
		}
	})
	t.Run("another site", func(t *testing.T) {
		s := newSite(t)
		form := s.invitation()
		got := s.send(http.MethodPost, "POST /admin/invite", "/admin/invite", nil, form,
			map[string]string{"sec-fetch-site": "cross-site", "origin": "https://evil.example"})
		if got.StatusCode != http.StatusForbidden || len(s.directory.changes()) != 0 {
			t.Errorf("%d after %q", got.StatusCode, s.directory.changes())
		}
	})
}

// TestInvitationThatFails: the page says what is known, and the log has it.
func TestInvitationThatFails_SEC102(t *testing.T) {
	for name, tt := range map[string]struct {
		call   string
		err    error
		status int
		says   string
		last   string
	}{
		"the address is taken": {"Create", useradmin.ErrExists, http.StatusConflict,
			"There is a user with this address already", "create refused exists"},
		"Cognito refuses it": {"Create", useradmin.ErrRefused, http.StatusConflict, "Cognito refuses this address",
			"create refused refused-by-cognito"},
		"Cognito is busy": {"Create", useradmin.ErrThrottled, http.StatusServiceUnavailable, "",
			"create failed throttled"},
		"a group is gone by then": {"AddToGroup", useradmin.ErrNoGroup, http.StatusSeeOther, "",
			"add-to-group failed no-group"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			form := s.invitation()
			s.directory.fail[tt.call] = tt.err
			got := s.invite(form)
			if got.StatusCode != tt.status || !strings.Contains(got.Body, tt.says) {
				t.Errorf("%d: %s", got.StatusCode, got.Body)
			}
			entries := s.entries()
			last := entries[len(entries)-1]
			if said := last["action"].(string) + " " + last["result"].(string) + " " +
				last["reason"].(string); said != tt.last {
				t.Errorf("audit log ends with %q", said)
			}
			if _, query, found := strings.Cut(got.location(), "?"); found &&
				!strings.Contains(s.list("?"+query).Body, "The change is incomplete.") {
				t.Error("the list does not say that something is missing")
			}
		})
	}
	s := newSiteWith(t, newDirectory(), &bytes.Buffer{}, &brokenWriter{})
	if got := s.invite(s.invitation()); got.StatusCode != http.StatusInternalServerError || len(s.directory.changes()) != 0 {
		t.Errorf("without a log: %d after %q", got.StatusCode, s.directory.changes())
	}
}
