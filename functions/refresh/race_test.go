package main

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/web/webtest"
)

// rotation is a token endpoint that rotates refresh tokens as Cognito does: the one that was used stays good for the
// grace period, and no longer.
type rotation struct {
	f       *fixture
	grace   time.Duration
	current string
	retired map[string]time.Time
	issued  int
	refused int
}

func newRotation(f *fixture, grace time.Duration) *rotation {
	r := &rotation{f: f, grace: grace, current: webtest.RefreshToken, retired: map[string]time.Time{}}
	f.endpoints.Token = r.token
	return r
}

func (r *rotation) token(form url.Values) (int, string, error) {
	given := form.Get("refresh_token")
	retiredAt, retired := r.retired[given]
	if given != r.current && !(retired && r.grace > 0 && r.f.Clock.Now().Sub(retiredAt) < r.grace) {
		r.refused++
		return 400, webtest.Refusal("invalid_grant"), nil
	}
	if given == r.current {
		r.retired[given] = r.f.Clock.Now()
		r.issued++
		r.current = fmt.Sprintf("canary-rotated-%08d", r.issued)
	}
	session := r.f.Session(nil)
	session.Refresh = r.current
	return 200, webtest.Grant(session), nil
}

// tab is one tab of a browser: an address that it wants to open, or an answer on its way to it.
type tab struct {
	address string
	answer  *webtest.Answer
	sentAt  int // the number of the request, among all
	status  int // of the page that it ended on; 0: it is still under way
	hops    int
}

// browser has several tabs and one cookie jar. The refresh cookie goes to /auth alone.
type browser struct {
	f        *fixture
	cookies  []string
	tabs     []*tab
	requests int
}

func (b *browser) send(t *tab) {
	function, cookies := b.f.page, []string(nil)
	for _, cookie := range b.cookies {
		if strings.HasPrefix(t.address, "/auth/") || !strings.HasPrefix(cookie, "__Secure-") {
			cookies = append(cookies, cookie)
		}
	}
	if strings.HasPrefix(t.address, "/auth/refresh") {
		function = b.f.refresh
	}
	answer := function.Do(webtest.Navigate(t.address, cookies...))
	t.answer = &answer
	b.requests++
	t.sentAt = b.requests
}

// tooManyHops is a tab that goes in circles.
const tooManyHops = 8

// deliver lets an answer arrive, and the tab go on.
func (b *browser) deliver(t *tab) {
	answer := t.answer
	t.answer = nil
	b.cookies = answer.Cookies(b.cookies)
	t.hops++
	t.address = answer.Location()
	switch {
	case answer.Status != 303, strings.HasPrefix(t.address, "/auth/login"):
		t.status = answer.Status
	case t.hops > tooManyHops:
		t.status = 310 // as a browser gives up
	}
}

// mayArrive is what the second look relies on: an answer that was made a while before is in the browser by the time
// the loser of a race looks again.
func (b *browser) mayArrive(t *tab) bool {
	if !strings.HasPrefix(t.answer.Location(), "/auth/refresh") || !strings.HasPrefix(t.address, "/auth/refresh") {
		return true
	}
	for _, other := range b.tabs {
		if other.answer != nil && other.sentAt < t.sentAt {
			return false
		}
	}
	return true
}

// run opens the same page in all tabs and lets requests and answers cross in an order that the source of randomness
// chooses.
func (b *browser) run(random *rand.Rand) {
	for {
		var open []*tab
		for _, t := range b.tabs {
			if t.status == 0 && (t.answer == nil || b.mayArrive(t)) {
				open = append(open, t)
			}
		}
		if len(open) == 0 {
			return
		}
		if t := open[random.IntN(len(open))]; t.answer == nil {
			b.send(t)
		} else {
			b.deliver(t)
		}
	}
}

// TestTabsThatRefreshAtOnce: in any order of requests and answers, with any grace period, nobody is signed out and
// nobody goes in circles (Q-24, N-05). No function keeps anything in memory, so it does not matter how many instances
// of them there are.
func TestTabsThatRefreshAtOnce_SEC062(t *testing.T) {
	for _, grace := range []time.Duration{60 * time.Second, 10 * time.Second, 0} {
		t.Run(grace.String(), func(t *testing.T) {
			for seed := range uint64(60) {
				f := newFixture(t)
				endpoint := newRotation(f, grace)
				b := &browser{f: f, cookies: f.Cookies(f.Expired(nil))}
				for range 2 + seed%5 {
					b.tabs = append(b.tabs, &tab{address: "/profile"})
				}
				b.run(rand.New(rand.NewPCG(seed, 7)))
				for i, tab := range b.tabs {
					if tab.status != 200 {
						t.Errorf("with order %d tab %d of %d ends with %d after %d answers", seed, i, len(b.tabs),
							tab.status, tab.hops)
					}
				}
				if _, token, _ := strings.Cut(value(b.cookies, "__Secure-refresh"), "~"); token != endpoint.current {
					t.Errorf("with order %d the browser holds a refresh token that is not the latest", seed)
				}
				if grace > 0 && endpoint.refused > 0 {
					t.Errorf("with order %d %d refreshes were refused", seed, endpoint.refused)
				}
			}
		})
	}
}

// TestTwentyRequestsAtExpiry: all are sent before the first answer is there.
func TestTwentyRequestsAtExpiry_SEC062(t *testing.T) {
	for _, grace := range []time.Duration{60 * time.Second, 0} {
		f := newFixture(t)
		endpoint := newRotation(f, grace)
		b := &browser{f: f, cookies: f.Cookies(f.Expired(nil))}
		for range 20 {
			b.tabs = append(b.tabs, &tab{address: "/profile"})
		}
		for _, tab := range b.tabs {
			b.send(tab)
		}
		for _, tab := range b.tabs {
			b.deliver(tab)
			b.send(tab)
		}
		b.run(rand.New(rand.NewPCG(20, 20)))
		for i, tab := range b.tabs {
			if tab.status != 200 {
				t.Errorf("with grace %v request %d ends with %d", grace, i, tab.status)
			}
		}
		if endpoint.issued != 1 {
			t.Errorf("with grace %v the token was rotated %d times", grace, endpoint.issued)
		}
	}
}

// TestTheSecondLookMatters: the same schedule without the loser's wait signs somebody out, or the tests above prove
// nothing.
func TestTheSecondLookMatters(t *testing.T) {
	f := newFixture(t)
	newRotation(f, 0)
	b := &browser{f: f, cookies: f.Cookies(f.Expired(nil))}
	winner, loser := &tab{address: "/auth/refresh?return_to=/profile"}, &tab{address: "/auth/refresh?return_to=/profile"}
	b.tabs = []*tab{winner, loser}
	b.send(winner)
	for loser.status == 0 {
		b.send(loser)
		b.deliver(loser)
	}
	if loser.status != 303 {
		t.Errorf("a loser that does not wait ends with %d", loser.status)
	}
	b.deliver(winner)
	b.send(winner)
	b.deliver(winner)
	if winner.status != 200 {
		t.Errorf("the winner ends with %d: a loser must not clear the cookies of a winner that comes later", winner.status)
	}
}
