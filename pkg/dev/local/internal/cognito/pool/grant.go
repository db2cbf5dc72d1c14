package pool

import "time"

// CodeLife is how long an authorization code works. It works once.
const CodeLife = 5 * time.Minute

// Grant is what an authorization code stands for.
type Grant struct {
	SignIn
	RedirectURI string
	Challenge   string // S256 code challenge, "" when none was sent
	expires     time.Time
}

// GrantCode makes an authorization code.
func (p *Pool) GrantCode(g Grant) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	if len(p.grants)%sweepEvery == sweepEvery-1 {
		for code, g := range p.grants {
			if !now.Before(g.expires) {
				delete(p.grants, code)
			}
		}
	}
	g.expires = now.Add(CodeLife)
	code := p.newUUID()
	p.grants[code] = &g
	return code
}

// TakeGrant finds a code's grant and takes the code away, whatever happens next: a second use finds nothing.
// A client that did not get the code takes nothing away.
func (p *Pool) TakeGrant(code, clientID string) (Grant, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	g, ok := p.grants[code]
	if !ok || g.ClientID != clientID {
		return Grant{}, false
	}
	delete(p.grants, code)
	return *g, p.clock.Now().Before(g.expires)
}
