package pool

import "time"

// BrowserSessionLife is how long the cookie "cognito" skips the sign-in form, from the last time that somebody
// typed a password. It does not slide.
const BrowserSessionLife = time.Hour

// BrowserSession is what the cookie stands for.
type BrowserSession struct {
	Username string
	AuthTime time.Time
}

// OpenBrowser begins a browser session now and answers its handle, the cookie's value.
func (p *Pool) OpenBrowser(username string) (string, BrowserSession) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	if len(p.browsers)%sweepEvery == sweepEvery-1 {
		for handle, s := range p.browsers {
			if now.Sub(s.AuthTime) >= BrowserSessionLife {
				delete(p.browsers, handle)
			}
		}
	}
	handle := p.newSessionHandle()
	s := &BrowserSession{Username: username, AuthTime: now}
	p.browsers[handle] = s
	return handle, *s
}

// Browser finds a session that still lives and whose user may still sign in.
func (p *Pool) Browser(handle string) (BrowserSession, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s, ok := p.browsers[handle]
	if !ok {
		return BrowserSession{}, false
	}
	u, known := p.users[s.Username]
	if !known || p.clock.Now().Sub(s.AuthTime) >= BrowserSessionLife {
		delete(p.browsers, handle)
		return BrowserSession{}, false
	}
	return *s, u.Enabled && u.Status == Confirmed
}

// CloseBrowser ends a session.
func (p *Pool) CloseBrowser(handle string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.browsers, handle)
}
