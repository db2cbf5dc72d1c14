package pool

import "time"

// BrowserSessionValidity is how long the cookie "cognito" skips the sign-in form, from the last time that somebody
// typed a password. It does not slide.
const BrowserSessionValidity = time.Hour

// BrowserSession is what the cookie stands for.
type BrowserSession struct {
	Username string
	AuthTime time.Time
	Provider string // where the user signed in; "": here
	Second   bool   // a second factor was proved, too
}

// BrowserSessions are the sessions of browsers at the domain.
type BrowserSessions struct {
	expiring[BrowserSession]
	random source
}

// Open begins a browser session now and returns its handle, the cookie's value. The provider is where the user signed
// in, "" for here; second says that it took a second factor.
func (b *BrowserSessions) Open(username, provider string, second bool) (string, BrowserSession) {
	b.mu.Lock()
	defer b.mu.Unlock()
	handle, s := b.random.sessionHandle(), BrowserSession{username, b.clock.Now(), provider, second}
	b.keep(handle, s, BrowserSessionValidity)
	return handle, s
}

// find returns a session that has not run out.
func (b *BrowserSessions) find(handle string) (BrowserSession, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, ok := b.things[handle]
	if !ok || !b.live(s) {
		return BrowserSession{}, false
	}
	return s.thing, true
}

// Close ends a session.
func (b *BrowserSessions) Close(handle string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.things, handle)
}

// forget ends the sessions of a user who is deleted.
func (b *BrowserSessions) forget(username string) {
	b.forgetIf(func(s BrowserSession) bool { return s.Username == username })
}

// Browser finds a session that has not run out and whose user may still sign in. One that took no second factor is over
// once the pool requires it.
func (p *Pool) Browser(handle string) (BrowserSession, bool) {
	s, ok := p.Browsers.find(handle)
	if !ok {
		return BrowserSession{}, false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	u, known := p.users[s.Username]
	switch {
	case !known || !u.Enabled:
		return s, false
	case s.Provider != "":
		return s, true
	}
	return s, u.Status == Confirmed && (s.Second || p.Configuration().MfaConfiguration != mfaOn)
}
