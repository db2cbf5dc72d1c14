package main

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// TestAClockThatIsBehindSignsNobodyOut_R53: what Cognito has just issued is of the future then. The tokens are
// stored, the page says why it cannot show itself, and shows itself as soon as the clock is right; nothing is
// revoked, and nobody goes in circles.
func TestAClockThatIsBehindSignsNobodyOut_R53(t *testing.T) {
	f := newFixture(t)
	const behind = 45 * time.Second
	issued := f.Clock.Now().Add(behind)
	f.hands(200, webtest.Grant(f.renewed(authtest.Claims{"iat": issued.Unix(),
		"exp": issued.Add(15 * time.Minute).Unix()})), nil)
	cookies := f.Cookies(f.Expired(nil))
	a := f.refresh.Do(hop(cookies))
	after := a.Cookies(cookies)
	if a.Status != 303 || a.Location() != "/profile" || !strings.HasSuffix(value(after, "__Secure-refresh"),
		"~"+next) || len(f.endpoints.Revoked()) != 0 {
		t.Fatalf("%d to %q, revoked %q, the browser holds %q", a.Status, a.Location(), f.endpoints.Revoked(), after)
	}
	if line := a.Event("refresh.failed"); line == nil || line["reason"] != "iat" {
		t.Errorf("events %v", a.Events)
	}
	if page := f.page.Do(webtest.Navigate("/profile", after...)); page.Status != 503 ||
		page.Code() != string(web.CodeClockBehind) || len(page.Lines) != 0 ||
		!strings.Contains(page.Body, "You are not signed out.") {
		t.Errorf("the page answers %d with %q: %s", page.Status, page.Code(), page.Body)
	}
	f.Clock.Advance(behind)
	if page := f.page.Do(webtest.Navigate("/profile", after...)); page.Status != 200 || len(page.Lines) != 0 {
		t.Errorf("with the clock set right the page answers %d to %q", page.Status, page.Location())
	}
}

// TestAKeyThatThePoolHasDropped_SEC045: tokens that name it lead to a refresh, and the session goes on with new ones;
// one that Cognito does not know ends.
func TestAKeyThatThePoolHasDropped_SEC045(t *testing.T) {
	dropped := authtest.NewPool(t)
	for known, status := range map[bool]int{true: 200, false: 303} {
		f := newFixture(t)
		dropped.Now, dropped.Issuer, dropped.ClientID = f.Clock.Now, f.Pool.Issuer, f.Pool.ClientID
		f.hands(400, webtest.Refusal("invalid_grant"), nil)
		if known {
			f.hands(200, webtest.Grant(f.renewed(nil)), nil)
		}
		cookies := f.Cookies(webtest.Session{ID: dropped.ID(nil), Access: dropped.Access(nil), Refresh: webtest.RefreshToken})
		address := "/profile"
		var a webtest.Answer
		for hops := 0; hops < 5 && !strings.HasPrefix(address, "/auth/login") &&
			!strings.HasPrefix(address, webtest.Domain) && address != ""; hops++ {
			function := f.page
			if strings.HasPrefix(address, "/auth/refresh") {
				function = f.refresh
			}
			a = function.Do(webtest.Navigate(address, cookies...))
			cookies, address = a.Cookies(cookies), a.Location()
		}
		if a.Status != status || known && len(cookies) != 3 || !known && value(cookies, "__Host-Http-access") != "" ||
			len(f.endpoints.Revoked()) != 0 {
			t.Errorf("known %v: it ends with %d at %q, cookies %q, revoked %q", known, a.Status, address, cookies,
				f.endpoints.Revoked())
		}
	}
}

func TestWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		wait(t.Context(), secondLook)
		if passed := time.Since(began); passed != secondLook {
			t.Errorf("it waited %v", passed)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		began = time.Now()
		wait(ctx, time.Hour)
		if passed := time.Since(began); passed != 0 {
			t.Errorf("it waited %v for a visitor who was gone", passed)
		}
	})
}
