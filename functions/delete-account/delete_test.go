package main

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/awsjson"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

const signInAgain = "/auth/login?fresh=1&amp;return_to=%2Faccount%2Fdelete"

// TestPageAsks: what it offers depends on who asks, and on how long ago they signed in.
func TestPageAsks_N16_N17(t *testing.T) {
	tests := []struct {
		name        string
		prepare     func(f *fixture)
		says, lacks []string
	}{
		{"just signed in", func(*fixture) {}, []string{"cannot be undone", authtest.Subject,
			`action="` + paths.DeleteAccount + `"`, "Registering with the same address"},
			[]string{signInAgain, "You can register"}},
		{"five minutes ago", func(f *fixture) { f.Clock.Advance(freshFor) },
			[]string{`action="` + paths.DeleteAccount + `"`}, []string{signInAgain}},
		{"longer ago", func(f *fixture) { f.Clock.Advance(freshFor + time.Second) },
			[]string{"cannot be undone", `href="` + signInAgain + `"`}, []string{paths.DeleteAccount}},
		{"an administrator", func(f *fixture) { f.signIn("readers", access.Administrators) },
			[]string{"Another administrator has to delete your account."}, []string{paths.DeleteAccount, signInAgain}},
		{"nobody registers", func(f *fixture) {
			f.Config.SignUpOff = true
			f.start(f.Deps(access.User))
		}, []string{`action="` + paths.DeleteAccount + `"`}, []string{"register"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			tt.prepare(f)
			a := f.function.Do(webtest.Navigate(paths.ConfirmDeletion, f.cookies...))
			if a.Status != 200 || len(a.Lines) != 0 || len(f.pool.calls) != 0 {
				t.Errorf("%d, cookies %q, calls %q", a.Status, a.Lines, f.pool.calls)
			}
			for _, want := range tt.says {
				if !strings.Contains(a.Body, want) {
					t.Errorf("%q is missing in %s", want, a.Body)
				}
			}
			for _, unwanted := range tt.lacks {
				if strings.Contains(a.Body, unwanted) {
					t.Errorf("%q is in %s", unwanted, a.Body)
				}
			}
		})
	}
}

// TestPageIsComeBackTo: signing in and refreshing lead back to it, which they do to no page below /auth.
func TestPageIsComeBackTo_SEC023(t *testing.T) {
	if web.SafeReturn(paths.ConfirmDeletion) != paths.ConfirmDeletion {
		t.Error("a sign-in does not lead back")
	}
	f := newFixture(t)
	if a := f.function.Do(webtest.Navigate(paths.ConfirmDeletion)); a.Location() != "/auth/login?return_to=%2Faccount%2Fdelete" {
		t.Errorf("anonymous: %d to %q", a.Status, a.Location())
	}
	if a := f.function.Do(webtest.Navigate(paths.ConfirmDeletion,
		f.Cookies(f.Expired(nil))...)); a.Location() != "/auth/refresh?return_to=%2Faccount%2Fdelete&private=1" {
		t.Errorf("expired: %d to %q", a.Status, a.Location())
	}
}

func TestDeletesTheVisitorsAccount_N17_R08_SEC103(t *testing.T) {
	f := newFixture(t)
	f.Clock.Advance(freshFor)
	f.cookies = append(f.cookies, "__Host-Http-flow-abcdefgh=1.2.3", "__Host-Http-id-1=left-behind",
		"__Secure-refresh-1=left-behind", "__Secure-refresh-lost=x")
	f.pool.groups = [][]string{{"readers", "Admin", "admins"}, {"administrators"}}
	a := f.submitted(t)
	f.checkLeft(t, a)
	want := slices.Insert(slices.Clone(wholeWay), 1, wholeWay[1])
	if !slices.Equal(f.pool.calls, want) {
		t.Errorf("calls %q", f.pool.calls)
	}
	if got := results(t, a); !slices.Equal(got, []string{"account.deletion started", "account.deleted done"}) {
		t.Errorf("audit log %q", got)
	}
	if a.Header["clear-site-data"] != `"cache"` {
		t.Errorf("Clear-Site-Data %q", a.Header["clear-site-data"])
	}
}

// TestDeletedIsToldAgain: a mark of an earlier deletion that nobody was told of, because the pool's sign-out did not
// answer, does not cost this one its own.
func TestDeletedIsToldAgain_R08(t *testing.T) {
	f := newFixture(t)
	f.cookies = append(f.cookies, "__Host-Http-account-deleted=1", "__Host-Http-sign-in-afresh=?return_to=%2F")
	f.checkLeft(t, f.submitted(t))
}

// TestNothingOfARequestNamesTheUser: who is deleted is whom the tokens are of.
func TestNothingOfARequestNamesTheUser_SEC097(t *testing.T) {
	f := newFixture(t)
	form := f.asked(t)
	for _, name := range []string{"username", "user", "sub", "email", "Username", "target"} {
		form.Set(name, "somebody-else")
	}
	f.checkLeft(t, f.function.Do(webtest.Submit(paths.DeleteAccount+"?username=somebody-else&sub=somebody-else", form,
		f.cookies...)))
	if !slices.Equal(f.pool.calls, wholeWay) {
		t.Errorf("calls %q", f.pool.calls)
	}
}

// TestOnlyTheConfirmedFormDeletes: whatever else is sent there deletes nobody.
func TestOnlyTheConfirmedFormDeletes_SEC095(t *testing.T) {
	const other = "another-token-another-to"
	tests := []struct {
		name   string
		change func(form url.Values)
		with   map[string]string
		method string
		status int
		to     string
	}{
		{"not confirmed", func(form url.Values) { form.Del("confirmed") }, nil, "POST", 303, paths.ConfirmDeletion},
		{"confirmed by another word", func(form url.Values) { form.Set("confirmed", "no") }, nil, "POST", 303,
			paths.ConfirmDeletion},
		{"no form token", func(form url.Values) { form.Del(web.FormField) }, nil, "POST", 303, paths.ConfirmDeletion},
		{"another session's form token", func(form url.Values) { form.Set(web.FormField, other) }, nil, "POST", 303,
			paths.ConfirmDeletion},
		{"a form of another site", nil, map[string]string{"sec-fetch-site": "cross-site",
			"origin": "https://evil.example"}, "POST", 403, ""},
		{"a form of a sibling", nil, map[string]string{"sec-fetch-site": "same-site",
			"origin": "https://other.example.com"}, "POST", 403, ""},
		{"a form that says nothing, with another token", func(form url.Values) { form.Set(web.FormField, other) },
			map[string]string{"sec-fetch-site": "", "origin": ""}, "POST", 403, ""},
		{"a link", nil, nil, "GET", 405, ""},
		{"another method", nil, nil, "DELETE", 405, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			form := f.asked(t)
			if tt.change != nil {
				tt.change(form)
			}
			r := webtest.Submit(paths.DeleteAccount, form, f.cookies...).WithMethod(tt.method)
			for name, value := range tt.with {
				r = r.With(name, value)
			}
			a := f.function.Do(r)
			f.checkStays(t, a)
			if a.Status != tt.status || a.Location() != tt.to || len(f.pool.calls) != 0 {
				t.Errorf("%d to %q, calls %q", a.Status, a.Location(), f.pool.calls)
			}
		})
	}
	t.Run("a form to the page that asks", func(t *testing.T) {
		f := newFixture(t)
		if a := f.function.Do(webtest.Submit(paths.ConfirmDeletion, f.asked(t), f.cookies...)); a.Status != 405 ||
			a.Header["allow"] != "GET, HEAD" || len(f.pool.calls) != 0 {
			t.Errorf("%d, Allow %q, calls %q", a.Status, a.Header["allow"], f.pool.calls)
		}
	})
}

// TestDeletionIsRefused where the rules of the site forbid it, by the tokens and by what the pool says at this moment.
func TestDeletionIsRefused_N16_SEC096_SEC101(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(f *fixture) // after the page was opened
		code    web.Code
		status  int
		reason  string
	}{
		{"the sign-in has become too old", func(f *fixture) { f.Clock.Advance(freshFor + time.Second) },
			web.CodeReauthenticate, 403, "auth_time"},
		{"an administrator by the token", func(f *fixture) { f.signIn(access.Administrators) }, web.CodeDeletionRefused,
			403, "admin"},
		{"an administrator since", func(f *fixture) { f.pool.groups = [][]string{{"readers", access.Administrators}} },
			web.CodeDeletionRefused, 403, "admin"},
		{"an administrator on the second page", func(f *fixture) { f.pool.groups = [][]string{{"readers"}, {"z", access.Administrators}} }, web.CodeDeletionRefused, 403, "admin"},
		{"disabled since", func(f *fixture) { f.pool.disabled = true }, web.CodeDeletionRefused, 403, "disabled"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			form := f.asked(t)
			tt.prepare(f)
			a := f.function.Do(webtest.Submit(paths.DeleteAccount, form, f.cookies...))
			f.checkStays(t, a)
			if a.Status != tt.status || a.Code() != string(tt.code) || f.pool.deleted() {
				t.Errorf("%d %s, calls %q", a.Status, a.Code(), f.pool.calls)
			}
			if got := results(t, a); got[len(got)-1] != "account.deletion denied "+tt.reason {
				t.Errorf("audit log %q", got)
			}
			if again := strings.Contains(a.Body, `href="`+signInAgain+`"`); again != (tt.code == web.CodeReauthenticate) {
				t.Errorf("the way on: %s", a.Body)
			}
		})
	}
}

// TestAnAccountThatIsGoneIsDone: another tab was faster, or the answer to an earlier attempt was lost.
func TestAnAccountThatIsGoneIsDone_R08(t *testing.T) {
	notFound := refusal(userNotFound)
	tests := []struct {
		name    string
		prepare func(f *fixture)
		deletes bool
	}{
		{"before", func(f *fixture) { f.pool.fail = map[string]error{"AdminGetUser": notFound} }, false},
		{"the name is somebody else's by now", func(f *fixture) { f.pool.subject = "another-sub" }, false},
		{"before its groups are asked for", func(f *fixture) { f.pool.fail = map[string]error{"AdminListGroupsForUser": notFound} }, false},
		{"at the last moment", func(f *fixture) { f.pool.fail = map[string]error{"AdminDeleteUser": notFound} }, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			tt.prepare(f)
			a := f.submitted(t)
			f.checkLeft(t, a)
			want := "account.deletion done not-found"
			if tt.deletes {
				want = "account.deleted done"
			}
			if got := results(t, a); got[len(got)-1] != want || f.pool.deleted() != tt.deletes {
				t.Errorf("audit log %q, calls %q", got, f.pool.calls)
			}
		})
	}
}

// TestSaysWhatIsKnownWhenThePoolDoesNotAnswer: that nothing was changed only where that is sure.
func TestSaysWhatIsKnownWhenThePoolDoesNotAnswer(t *testing.T) {
	for _, err := range []error{refusal("TooManyRequestsException"), refusal("AccessDeniedException"),
		refusal("InternalErrorException"), refusal(awsjson.CodeTimeout)} {
		for operation, code := range map[string]web.Code{
			"AdminGetUser": web.CodeBusy, "AdminListGroupsForUser": web.CodeBusy,
			"AdminDeleteUser": web.CodeDeletionUnconfirmed,
		} {
			t.Run(operation+" "+err.Error(), func(t *testing.T) {
				f := newFixture(t)
				f.pool.fail = map[string]error{operation: err}
				a := f.submitted(t)
				f.checkStays(t, a)
				if a.Status != 503 || a.Header["retry-after"] == "" || a.Code() != string(code) ||
					!strings.Contains(a.Body, `href="`+paths.ConfirmDeletion+`"`) {
					t.Errorf("%d %s: %s", a.Status, a.Code(), a.Body)
				}
				if strings.Contains(a.Body, "Nothing was changed") != (code == web.CodeBusy) ||
					strings.Contains(a.Body, "Exception") {
					t.Errorf("it says %s", a.Body)
				}
				if got := results(t, a); !strings.HasPrefix(got[len(got)-1], "account.deletion failed ") ||
					f.pool.deleted() != (code != web.CodeBusy) {
					t.Errorf("audit log %q, calls %q", got, f.pool.calls)
				}
				f.pool.fail = nil
				f.checkLeft(t, f.submitted(t)) // trying again is all it takes
			})
		}
	}
	for _, tt := range [][2]string{{"AdminGetUser", `[]`}, {"AdminGetUser", `{}`},
		{"AdminListGroupsForUser", `{"Groups":`}, {"AdminListGroupsForUser", `{}`}} {
		t.Run(tt[0]+" with the answer "+tt[1]+", which is none", func(t *testing.T) {
			f := newFixture(t)
			f.pool.answers = map[string]string{tt[0]: tt[1]}
			a := f.submitted(t)
			if got := results(t, a); a.Code() != string(web.CodeBusy) || f.pool.deleted() ||
				got[len(got)-1] != "account.deletion failed answer" {
				t.Errorf("%d %s, calls %q, audit log %q", a.Status, a.Code(), f.pool.calls, got)
			}
		})
	}
	t.Run("groups without end", func(t *testing.T) {
		f := newFixture(t)
		f.pool.groups = slices.Repeat([][]string{{"readers"}}, maxGroupPages+1)
		if a := f.submitted(t); a.Code() != string(web.CodeBusy) || f.pool.deleted() {
			t.Errorf("%d %s, calls %q", a.Status, a.Code(), f.pool.calls)
		}
	})
}

// failingLog takes no line.
type failingLog struct{ slog.Handler }

func (failingLog) Handle(context.Context, slog.Record) error { return errors.New("no room") }

func TestNothingIsDeletedThatCannotBeLogged_SEC103(t *testing.T) {
	f := newFixture(t)
	form := f.asked(t)
	d := f.Deps(access.User)
	d.Log = slog.New(failingLog{d.Log.Handler()})
	f.start(d)
	a := f.function.Do(webtest.Submit(paths.DeleteAccount, form, f.cookies...))
	f.checkStays(t, a)
	if a.Status != 500 || len(f.pool.calls) != 0 {
		t.Errorf("%d, calls %q", a.Status, f.pool.calls)
	}
}
