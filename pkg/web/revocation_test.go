package web_test

import (
	"net/url"
	"testing"
	"time"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/revocation/revocationtest"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// ending are the ways in which a session ends elsewhere.
var ending = map[string]func(t *testing.T, d web.Deps, session authtest.Claims){
	"the session": func(t *testing.T, d web.Deps, session authtest.Claims) {
		if err := d.EndSession(t.Context(), session["origin_jti"].(string), time.Hour); err != nil {
			t.Fatal(err)
		}
	},
	"all of the user's": func(t *testing.T, d web.Deps, _ authtest.Claims) {
		if err := d.Revocations.EndUser(t.Context(), authtest.Subject, time.Hour); err != nil {
			t.Fatal(err)
		}
	},
}

// TestEndedElsewhere: a session that another process has ended opens nothing at the next request, in every form.
func TestEndedElsewhere_N40(t *testing.T) {
	claims := authtest.Claims{"origin_jti": "of-the-laptop", "cognito:groups": []string{"admin"}}
	for name, end := range ending {
		t.Run(name, func(t *testing.T) {
			site, table := webtest.New(t, webtest.ErrorPage), &revocationtest.Table{}
			site.InstantSignOut(table, 0)
			page := site.Function(access.KindPage, access.User, entered)
			group := site.Function(access.KindPage, "group:admin", entered)
			greets := site.Function(access.KindPage, access.Optional, entered)
			api := site.Function(access.KindAPI, access.User, subject)
			session := site.Session(claims)
			cookies := site.Cookies(session)
			requests := map[string]struct {
				function *webtest.Function
				request  webtest.Request
				ended    int
			}{
				"a page":              {page, webtest.Navigate("/x", cookies...), 303},
				"a page of a group":   {group, webtest.Navigate("/x", cookies...), 303},
				"a page that greets":  {greets, webtest.Navigate("/x", cookies...), 200},
				"a form":              {page, webtest.Submit("/x", url.Values{"a": {"b"}}, cookies...), 401},
				"an API with cookies": {api, webtest.Get("/api/me", cookies...), 401},
				"an API with a token": {api, webtest.Get("/api/me").Bearer(session.Access), 401},
			}
			for what, r := range requests {
				if a := r.function.Do(r.request); a.Status != 200 {
					t.Errorf("before: %s gets %d", what, a.Status)
				}
			}
			site.InstantSignOut(table, 0) // another process
			end(t, site.Deps(access.User), claims)
			for what, r := range requests {
				a := r.function.Do(r.request)
				line := a.Event("token.invalid")
				if a.Status != r.ended || line == nil || line["reason"] != "revoked" {
					t.Errorf("afterwards: %s gets %d, events %v", what, a.Status, a.Events)
				}
				if left := a.Left(cookies); r.function != api && len(left) != 0 {
					t.Errorf("afterwards: %s leaves %d cookies", what, len(left))
				}
			}
		})
	}
}

// TestTableDown: while the table does not answer, routes of groups wait for it and the others go on, unless the
// deployment says otherwise. Nothing is cleared.
func TestTableDown_N40(t *testing.T) {
	tests := []struct {
		name        string
		unavailable []string
		status      map[access.Right]int
	}{
		{"by default", []string{"group"}, map[access.Right]int{"group:admin": 503, access.User: 200, access.Optional: 200}},
		{"users wait, too", []string{"group", "user"}, map[access.Right]int{"group:admin": 503, access.User: 503,
			access.Optional: 200}},
		{"nobody waits", nil, map[access.Right]int{"group:admin": 200, access.User: 200, access.Optional: 200}},
		{"all wait", []string{"group", "user", "optional"}, map[access.Right]int{"group:admin": 503, access.User: 503,
			access.Optional: 200}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			site, table := webtest.New(t, webtest.ErrorPage), &revocationtest.Table{}
			site.InstantSignOut(table, 0)
			site.Config.SignOutUnavailable = tt.unavailable
			table.SetFail(revocationtest.Down("ThrottlingException", 400))
			cookies := site.SignedIn("admin")
			for right, want := range tt.status {
				a := site.Function(access.KindPage, right, entered).Do(webtest.Navigate("/x", cookies...))
				if a.Status != want || len(a.Lines) != 0 || want == 503 &&
					(a.Code() != string(web.CodeSessionUnchecked) || a.Header["retry-after"] == "") {
					t.Errorf("%s: %d %s, cookies %q", right, a.Status, a.Code(), a.Lines)
				}
				if line := a.Event("failure"); line == nil || line["reason"] != "sign-out-table" {
					t.Errorf("%s: events %v", right, a.Events)
				}
			}
			bearer := webtest.Get("/api/me").Bearer(site.Session(nil).Access)
			if a := site.Function(access.KindAPI, access.User, subject).Do(bearer); a.Status != tt.status[access.User] {
				t.Errorf("an API with a token: %d, want %d", a.Status, tt.status[access.User])
			}
		})
	}
}

// TestNothingIsAsked of the table before the tokens have verified, nor where nobody is identified, nor with the switch
// off.
func TestNothingIsAsked_N40(t *testing.T) {
	site, table := webtest.New(t, webtest.ErrorPage), &revocationtest.Table{}
	off := site.Function(access.KindPage, access.User, entered)
	site.InstantSignOut(table, 0)
	page, public := site.Function(access.KindPage, access.User, entered),
		site.Function(access.KindPage, access.Public, entered)
	page.Do(webtest.Navigate("/x", cookiesFor(site, stateInvalid, "")...))
	page.Do(webtest.Navigate("/x", cookiesFor(site, stateExpired, "")...))
	page.Do(webtest.Navigate("/x", cookiesFor(site, stateMixed, "")...))
	page.Do(webtest.Navigate("/x", cookiesFor(site, stateHalf, "")...))
	page.Do(webtest.Navigate("/x"))
	public.Do(webtest.Navigate("/x", site.SignedIn()...))
	off.Do(webtest.Navigate("/x", site.SignedIn()...))
	if reads, writes := table.Calls(); reads+writes != 0 {
		t.Errorf("%d reads and %d writes", reads, writes)
	}
	for range 10 {
		page.Do(webtest.Navigate("/x", site.SignedIn()...))
	}
	if reads, _ := table.Calls(); reads != 10 {
		t.Errorf("%d reads for 10 pages, want 10", reads)
	}
}

// TestPagesOfOneSession_N40 make one read in a second, whatever there is of them.
func TestPagesOfOneSession_N40_N20(t *testing.T) {
	site, table := webtest.New(t, webtest.ErrorPage), &revocationtest.Table{}
	site.InstantSignOut(table, time.Second)
	page, cookies := site.Function(access.KindPage, access.User, entered), site.SignedIn()
	for i := range 100 {
		if i == 50 {
			site.Clock.Advance(time.Second)
		}
		if a := page.Do(webtest.Navigate("/x", cookies...)); a.Status != 200 {
			t.Fatal(a.Status)
		}
	}
	if reads, _ := table.Calls(); reads != 2 {
		t.Errorf("%d reads for 100 pages in two seconds, want 2", reads)
	}
}
