package pool

import (
	"maps"
	"sync"
	"time"
)

// CodeValidity is how long an authorization code works. It works once.
const CodeValidity = 5 * time.Minute

// AuthorizationCode is what an authorization code stands for.
type AuthorizationCode struct {
	SignIn
	RedirectURI string
	Challenge   string // S256 code challenge, "" when none was sent
	expires     time.Time
}

// AuthorizationCodes are the codes that are out.
type AuthorizationCodes struct {
	clock  *clock
	random source

	mu    sync.Mutex
	codes map[string]*AuthorizationCode
}

// Issue makes a code.
func (a *AuthorizationCodes) Issue(code AuthorizationCode) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.clock.Now()
	if len(a.codes)%sweepEvery == sweepEvery-1 {
		for text, c := range a.codes {
			if !now.Before(c.expires) {
				delete(a.codes, text)
			}
		}
	}
	code.expires = now.Add(CodeValidity)
	text := a.random.uuid()
	a.codes[text] = &code
	return text
}

// Redeem finds what a code stands for and takes the code away, whatever happens next: a second use finds nothing.
// A client that did not get the code takes nothing away.
func (a *AuthorizationCodes) Redeem(text, clientID string) (AuthorizationCode, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	code, ok := a.codes[text]
	if !ok || code.ClientID != clientID {
		return AuthorizationCode{}, false
	}
	delete(a.codes, text)
	return *code, a.clock.Now().Before(code.expires)
}

// forget takes the codes away of a user who is deleted.
func (a *AuthorizationCodes) forget(username string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	maps.DeleteFunc(a.codes, func(_ string, c *AuthorizationCode) bool { return c.Username == username })
}

func (a *AuthorizationCodes) reset() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.codes = map[string]*AuthorizationCode{}
}
