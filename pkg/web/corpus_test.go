package web_test

import (
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/web/webtest"
)

// withoutAuthTime is the one token that the verifier takes and pages do not: of a sign-in without a time nobody knows
// whether it is too old.
const withoutAuthTime = "C-16"

// lastSecond is the token that is good for one second more: a page that is opened has it refreshed first.
const lastSecond = "T-76"

// TestCorpusAsCookie presents every token of the attack corpus as a page's session, next to a good one of the other
// kind.
func TestCorpusAsCookie_SEC024(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	page, admin := site.Function(access.KindPage, access.User, entered),
		site.Function(access.KindPage, "group:admin", entered)
	id, access := site.Pool.ID(nil), site.Pool.Access(nil)
	tried := map[authtest.Want]int{}
	for _, c := range authtest.Corpus(site.Pool) {
		if strings.TrimRight(c.Token, " ") != c.Token || strings.HasPrefix(c.Token, `"`) {
			continue // blanks before a semicolon, and quotes, are the Cookie header's and no part of the value
		}
		if c.Beside != "" {
			c.Want = c.Beside
		}
		if c.ID == withoutAuthTime {
			c.Want = authtest.Invalid
		}
		cookies := []string{"__Host-Http-id=" + id, "__Host-Http-access=" + c.Token}
		if c.Kind == authtest.AsID {
			cookies = []string{"__Host-Http-id=" + c.Token, "__Host-Http-access=" + access}
		}
		before := site.Pool.Fetches()
		a, b := page.Do(webtest.Navigate("/profile", cookies...)), admin.Do(webtest.Navigate("/admin/users", cookies...))
		status, location, adminStatus := 303, "/auth/login?return_to=%2Fprofile", 303
		switch c.Want {
		case authtest.Accepted:
			status, location, adminStatus = 200, "", 403
			if c.Admin {
				adminStatus = 200
			}
			if c.ID == lastSecond {
				status, location, adminStatus = 303, "/auth/refresh?return_to=%2Fprofile&private=1", 303
			}
		case authtest.Expired, authtest.Unknown:
			location = "/auth/refresh?return_to=%2Fprofile&private=1"
		case authtest.NotYet:
			status, location, adminStatus = 503, "", 503
		}
		if a.Status != status || a.Location() != location || b.Status != adminStatus {
			t.Errorf("%s %s: %d to %q, and %d for an administrator's page", c.ID, c.Name, a.Status, a.Location(), b.Status)
		}
		if line := a.Event("token.invalid"); (c.Want != authtest.Accepted &&
			c.Want != authtest.Expired) != (line != nil) || line != nil &&
			(line["reason"] == "" || line["reason"] == "unknown") {
			t.Errorf("%s %s: events %v (SEC-112)", c.ID, c.Name, a.Events)
		}
		if cleared := len(a.Lines) > 0; cleared != (c.Want == authtest.Invalid) {
			t.Errorf("%s %s: %d cookies were set", c.ID, c.Name, len(a.Lines))
		}
		if n := site.Pool.Fetches() - before; n > c.Fetches {
			t.Errorf("%s %s: %d fetches of the key set", c.ID, c.Name, n)
		}
		tried[c.Want]++
	}
	if tried[authtest.Accepted] < 15 || tried[authtest.Expired] < 1 || tried[authtest.Unknown] < 5 ||
		tried[authtest.NotYet] < 5 || tried[authtest.Invalid] < 100 {
		t.Errorf("the corpus has %v cases", tried)
	}
}

// TestCorpusAsBearer presents every token to an API.
func TestCorpusAsBearer_SEC107(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	api, admin := site.Function(access.KindAPI, access.User, entered), site.Function(access.KindAPI, "group:admin", entered)
	for _, c := range authtest.Corpus(site.Pool) {
		if c.Kind == authtest.AsID {
			continue // an ID token is no credential, as TestBearer shows (T-88)
		}
		before := site.Pool.Fetches()
		a, b := api.Do(webtest.Get("/api/me").Bearer(c.Token)), admin.Do(webtest.Get("/api/me").Bearer(c.Token))
		good := a.Status == 200 && a.Header["www-authenticate"] == "" &&
			(b.Status == 200 && c.Admin || b.Status == 403 && !c.Admin)
		// What is not even one token is a malformed request: a blank or a comma in it, or nothing at all.
		malformed := c.Token == "" || strings.ContainsAny(c.Token, " ,")
		refused := a.Status == 401 && a.Header["www-authenticate"] == invalidToken && b.Status == 401 ||
			malformed && a.Status == 400 && a.Header["www-authenticate"] == invalidRequest && b.Status == 400
		if c.Want == authtest.NotYet {
			refused = a.Status == 503 && a.Code() == "AUTH-CLOCK-BEHIND" && b.Status == 503
		}
		if c.Want == authtest.Accepted && !good || c.Want != authtest.Accepted && !refused {
			t.Errorf("%s %s: %d with %q, %d for administrators", c.ID, c.Name, a.Status,
				a.Header["www-authenticate"], b.Status)
		}
		if a.Event("token.invalid") == nil && c.Want != authtest.Accepted {
			t.Errorf("%s %s: events %v (SEC-112)", c.ID, c.Name, a.Events)
		}
		if n := site.Pool.Fetches() - before; n > c.Fetches {
			t.Errorf("%s %s: %d fetches of the key set", c.ID, c.Name, n)
		}
	}
}
