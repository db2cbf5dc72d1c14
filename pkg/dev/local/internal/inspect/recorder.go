// Package inspect records what happens in a sign-in, so that a developer can see it on the control page: each request
// between browser, application and Cognito, its parameters, and the claims of the tokens that come of it.
//
// It watches HTTP from outside, through wrapped handlers, and changes nothing. It keeps a few sign-ins, in memory
// only; passwords, client secrets and usable tokens are never in them.
package inspect

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Party is who sends or answers a request.
type Party string

// The parties of a sign-in.
const (
	Browser Party = "browser"
	Site    Party = "site"
	Cognito Party = "Cognito"
)

// Bounds of what is kept.
const (
	maximumSignIns = 10
	maximumSteps   = 40
	maximumValue   = 400      // characters of a parameter
	maximumBody    = 32 << 10 // bytes of a form or of the token endpoint's answer
)

// Recorder keeps the last sign-ins. It is safe for use by several goroutines.
type Recorder struct {
	now func() time.Time

	mu      sync.Mutex
	signIns []*SignIn // oldest first
}

// New makes a recorder; nil is time.Now.
func New(now func() time.Time) *Recorder {
	if now == nil {
		now = time.Now
	}
	return &Recorder{now: now}
}

// SignIns returns the sign-ins, newest first, with their steps in the order in which they began: the site redeems a code
// while it answers the callback. They are copies.
func (rec *Recorder) SignIns() []SignIn {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	list := make([]SignIn, 0, len(rec.signIns))
	for _, s := range slices.Backward(rec.signIns) {
		c := *s
		c.Steps = slices.SortedStableFunc(slices.Values(s.Steps), func(a, b Step) int { return a.At.Compare(b.At) })
		c.Checks = s.check()
		list = append(list, c)
	}
	return list
}

// Reset forgets all sign-ins.
func (rec *Recorder) Reset() {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.signIns = nil
}

// Watch wraps the handler of a party.
func (rec *Recorder) Watch(party Party, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !rec.belongs(party, r) {
			next.ServeHTTP(w, r)
			return
		}
		e := exchange{party: party, request: r, form: readForm(r), at: rec.now()}
		answer := &recordedResponse{ResponseWriter: w, keepBody: r.URL.Path == tokenPath}
		next.ServeHTTP(answer, r)
		e.answer = answer
		rec.add(e)
	})
}

const tokenPath = "/oauth2/token"

// Paths at which the site begins and ends a sign-in.
var beginnings = []string{"/auth/login", "/auth/signup", "/auth/password"}

const callbackPath = "/auth/callback"

// belongs reports whether a request is part of a sign-in, before it is answered: nothing else is looked at.
func (rec *Recorder) belongs(party Party, r *http.Request) bool {
	switch {
	case party == Site && (slices.Contains(beginnings, r.URL.Path) || r.URL.Path == callbackPath):
		return true
	case party == Site:
		return r.Method == http.MethodGet && rec.lands(r.URL.Path)
	default:
		return r.URL.Path == tokenPath || strings.Contains(r.URL.RawQuery, "state=")
	}
}

// lands reports whether a page is the one to which a sign-in has just sent the browser.
func (rec *Recorder) lands(path string) bool {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return rec.landing(path) != nil
}

func (rec *Recorder) landing(path string) *SignIn {
	for _, s := range slices.Backward(rec.signIns) {
		if s.landing == path {
			return s
		}
	}
	return nil
}

// add puts an exchange into the sign-in that it belongs to.
func (rec *Recorder) add(e exchange) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	s := rec.of(e)
	if s == nil || len(s.Steps) == maximumSteps {
		return
	}
	s.learn(e)
	s.Steps = append(s.Steps, e.step())
}

// of finds the sign-in of an exchange: by state, by the code that the token endpoint gets, or by the page that a
// sign-in ends on. A new state begins a sign-in.
func (rec *Recorder) of(e exchange) *SignIn {
	query := e.request.URL.Query()
	switch {
	case e.party == Cognito && e.request.URL.Path == tokenPath:
		return rec.find(func(s *SignIn) bool { return s.code != "" && s.code == e.form.Get("code") })
	case e.party == Site && slices.Contains(beginnings, e.request.URL.Path):
		return rec.byState(e.location().Query().Get("state"))
	case query.Get("state") != "":
		return rec.byState(query.Get("state"))
	}
	return rec.landing(e.request.URL.Path)
}

func (rec *Recorder) find(is func(*SignIn) bool) *SignIn {
	for _, s := range slices.Backward(rec.signIns) {
		if is(s) {
			return s
		}
	}
	return nil
}

func (rec *Recorder) byState(state string) *SignIn {
	if state == "" {
		return nil
	}
	if s := rec.find(func(s *SignIn) bool { return s.state == state }); s != nil {
		return s
	}
	s := &SignIn{Began: rec.now(), state: state}
	rec.signIns = append(rec.signIns, s)
	if len(rec.signIns) > maximumSignIns {
		rec.signIns = slices.Delete(rec.signIns, 0, 1)
	}
	return s
}
