package sitetest

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/web"
)

// visit is a generated sequence of what visitors do, with what may be under way in other tabs.
type visit struct {
	b      *browser
	random *rand.Rand
	flows  []string // addresses of the user pool, in tabs that wait for the visitor
	done   []string
}

// steps are what a visitor, or time, can do.
var steps = []struct {
	name string
	do   func(v *visit)
}{
	{"sign in", func(v *visit) { v.b.open("/auth/login?return_to=/profile") }},
	{"open a page", func(v *visit) { v.b.open("/profile") }},
	{"open the home page", func(v *visit) { v.b.open("/") }},
	{"begin to sign in in a tab", func(v *visit) {
		a := v.b.send("GET", at("/auth/login"), "")
		v.flows = append(v.flows, a.Headers["location"])
	}},
	{"finish in one of the tabs", func(v *visit) {
		if len(v.flows) > 0 {
			i := v.random.IntN(len(v.flows))
			v.b.open(v.flows[i])
			v.flows = append(v.flows[:i], v.flows[i+1:]...)
		}
	}},
	{"time passes", func(v *visit) { v.b.expire() }},
	{"the session grows or shrinks", func(v *visit) {
		v.b.site.pool.sizes([]int{0, 5, 25}[v.random.IntN(3)], []int{0, 2600}[v.random.IntN(2)])
	}},
	{"the user gets too many groups", func(v *visit) { v.b.site.pool.sizes(200, 0) }},
	{"the token endpoint fails once", func(v *visit) { v.b.site.pool.change(func(p *userPool) { p.trouble = 1 }) }},
	{"a cookie is lost", func(v *visit) {
		names := []string{"id", "access", "id-1"}
		v.b.store([]string{names[v.random.IntN(len(names))] + "=; Path=/; Max-Age=0"})
	}},
	{"a cookie is garbled", func(v *visit) { v.b.store([]string{"access=2~x; Path=/", "id-2=left-behind; Path=/"}) }},
}

// newVisit makes up a sequence. It always begins with a sign-in, so that there is something to end.
func newVisit(b *browser, seed uint64) *visit {
	b.site.pool.change(func(p *userPool) { p.trouble, p.signedIn = 0, false })
	b.site.pool.sizes([]int{0, 10}[seed%2], []int{0, 2600}[seed/2%2])
	v := &visit{b: b, random: rand.New(rand.NewPCG(seed, 4))}
	v.do(0)
	for range 2 + v.random.IntN(9) {
		v.do(v.random.IntN(len(steps)))
	}
	return v
}

func (v *visit) do(step int) {
	v.done = append(v.done, steps[step].name)
	steps[step].do(v)
}

// TestSigningOutSignsOut is the proof (N-04): after whatever happened before, no cookie is left, every refresh token is
// revoked, the user pool's own session is ended, and private pages lead to sign in.
func TestSigningOutSignsOut_N04(t *testing.T) {
	s := newSite(t, 1)
	signedInBefore := 0
	for seed := range uint64(40) {
		b := newBrowser(t, s)
		v := newVisit(b, seed)
		before := b.cookies()
		if before["access"] != "" {
			signedInBefore++
		}
		path, a := b.signOut()
		if path != "/auth/signed-out" || a.StatusCode != http.StatusOK {
			t.Errorf("after %v signing out ends with %d at %q", v.done, a.StatusCode, path)
		}
		if found := b.stillSignedIn(before); len(found) > 0 {
			t.Errorf("after %v and signing out there is still %s", v.done, strings.Join(found, ", "))
		}
		if _, again := b.open("/auth/login?return_to=/profile"); again.StatusCode != http.StatusOK &&
			again.StatusCode != 431 && again.StatusCode != 503 {
			t.Errorf("after %v and signing out nobody can sign in: %d", v.done, again.StatusCode)
		}
		b.signOut()
	}
	if signedInBefore < 20 {
		t.Errorf("only %d of the sequences ended signed in", signedInBefore)
	}
}

// TestTheProofNotices: each way of not quite signing out is found by the same sequences.
func TestTheProofNotices_N04(t *testing.T) {
	drop := func(a *answer, prefix string) {
		var kept []string
		for _, line := range a.Cookies {
			if !strings.HasPrefix(line, prefix) {
				kept = append(kept, line)
			}
		}
		a.Cookies = kept
	}
	faults := []struct {
		name  string
		spoil func(a *answer)
		want  string
		deaf  bool
	}{
		{"the refresh cookie is cleared with another path", func(a *answer) {
			for i, line := range a.Cookies {
				a.Cookies[i] = strings.Replace(line, "Path=/auth; Max-Age=0", "Path=/; Max-Age=0", 1)
			}
		}, "the cookie refresh", false},
		{"the access cookie is cleared with another path", func(a *answer) {
			for i, line := range a.Cookies {
				if strings.HasPrefix(line, "access=") {
					a.Cookies[i] = strings.Replace(line, "Path=/;", "Path=/auth;", 1)
				}
			}
		}, "the cookie access", false},
		{"chunks are not cleared", func(a *answer) { drop(a, "id-1=") }, "the cookie id-1", false},
		{"flows are not cleared", func(a *answer) { drop(a, "flow-") }, "the cookie flow-", false},
		{"the user pool is not visited", func(a *answer) {
			if a.StatusCode == http.StatusSeeOther {
				a.Headers["location"] = "/auth/signed-out"
			}
		}, "the session of the user pool", false},
		{"nothing is revoked", func(*answer) {}, "the refresh token, which is not revoked", true},
	}
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			s := newSite(t, 1)
			s.spoil = func(function string, a *answer) {
				if function == "logout" {
					fault.spoil(a)
				}
			}
			s.pool.deaf = fault.deaf
			var all []string
			for seed := range uint64(20) {
				b := newBrowser(t, s)
				newVisit(b, seed)
				before := b.cookies()
				b.signOut()
				all = append(all, b.stillSignedIn(before)...)
				if strings.Contains(strings.Join(all, ", "), fault.want) {
					return
				}
			}
			t.Errorf("20 sequences found only %v, want %s", all, fault.want)
		})
	}
}

// TestSigningOutBeatsARefreshUnderWay: no late answer revives the session (SEC-067).
func TestSigningOutBeatsARefreshUnderWay_SEC067(t *testing.T) {
	s := newSite(t, 1)
	b := newBrowser(t, s)
	b.open("/auth/login?return_to=/profile")
	s.pool.change(func(p *userPool) { p.asks = true })
	b.expire()
	before := b.cookies()
	hold := make(chan struct{})
	s.pool.change(func(p *userPool) { p.hold, p.held = hold, make(chan struct{}, 1) })
	late := make(chan answer)
	go func() { late <- b.ask("GET", &url.URL{Path: "/auth/refresh", RawQuery: "return_to=/profile"}, "") }()
	<-s.pool.held
	s.pool.change(func(p *userPool) { p.hold = nil })
	if path, _ := b.signOut(); path != "/auth/signed-out" {
		t.Errorf("signing out ends at %q", path)
	}
	close(hold)
	a := <-late
	b.store(a.Cookies)
	if a.StatusCode == http.StatusSeeOther {
		b.open(a.Headers["location"])
	}
	b.expire() // what a late answer may have stored is good until then, and no longer
	b.open("/")
	if found := b.stillSignedIn(before); len(found) > 0 && !onlyAttempts(found) {
		t.Errorf("there is still %s", strings.Join(found, ", "))
	}
}

// onlyAttempts reports whether nothing is left but the beginning of another sign-in, and the session that the user pool
// has of it.
func onlyAttempts(found []string) bool {
	for _, what := range found {
		if !strings.HasPrefix(what, "the cookie flow-") && what != "the session of the user pool" {
			return false
		}
	}
	return true
}

// TestProcessesThatRefreshAtOnce: four instances of each function and twelve tabs, with each grace period (SEC-062,
// N-05).
func TestProcessesThatRefreshAtOnce_SEC062(t *testing.T) {
	s := newSite(t, 4)
	for _, seconds := range []int{60, 10, 0} {
		s.pool.change(func(p *userPool) { p.grace = time.Duration(seconds) * time.Second })
		b := newBrowser(t, s)
		b.open("/auth/login?return_to=/profile")
		b.expire()
		ends := make(chan string)
		const tabs = 12
		for range tabs {
			go func() {
				path, a := b.open("/profile")
				ends <- fmt.Sprint(a.StatusCode, " at ", path)
			}()
		}
		for range tabs {
			if end := <-ends; end != "200 at /profile" {
				t.Errorf("with a grace of %d s a tab ends with %s", seconds, end)
			}
		}
		if path, a := b.open("/profile"); a.StatusCode != http.StatusOK || path != "/profile" {
			t.Errorf("with a grace of %d s the session ends with %d at %q", seconds, a.StatusCode, path)
		}
	}
}

// TestReturnPathSurvivesTheJourney: deep links, in any tab, after any of the ways in (SEC-023).
func TestReturnPathSurvivesTheJourney_SEC023(t *testing.T) {
	s := newSite(t, 1)
	b := newBrowser(t, s)
	if path, a := b.open("/profile"); path != "/profile" || a.StatusCode != http.StatusOK {
		t.Errorf("a deep link without a session ends with %d at %q", a.StatusCode, path)
	}
	b.expire()
	if path, a := b.open("/profile"); path != "/profile" || a.StatusCode != http.StatusOK {
		t.Errorf("a deep link with an expired one ends with %d at %q", a.StatusCode, path)
	}
	for _, hostile := range []string{"//evil.example", "/\\evil.example", "https://evil.example/", "/auth/logout"} {
		if path, a := b.open("/auth/login?return_to=" + url.QueryEscape(hostile)); path != "/" ||
			a.StatusCode != http.StatusOK || web.SafeReturn(hostile) != "/" {
			t.Errorf("%q leads to %q with %d", hostile, path, a.StatusCode)
		}
	}
}
