package pool

import "time"

// CodeValidity is how long an authorization code works. It works once.
const CodeValidity = 5 * time.Minute

// AuthorizationCode is what an authorization code stands for.
type AuthorizationCode struct {
	SignIn
	RedirectURI string
	Challenge   string // S256 code challenge, "" when none was sent
}

// AuthorizationCodes are the codes that are out.
type AuthorizationCodes struct {
	expiring[AuthorizationCode]
	random source
}

// Issue makes a code.
func (a *AuthorizationCodes) Issue(code AuthorizationCode) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	text := a.random.uuid()
	a.keep(text, code, CodeValidity)
	return text
}

// Redeem finds what a code stands for and takes the code away, whatever happens next: a second use finds nothing.
// A client that did not get the code takes nothing away.
func (a *AuthorizationCodes) Redeem(text, clientID string) (AuthorizationCode, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	code, ok := a.things[text]
	if !ok || code.thing.ClientID != clientID {
		return AuthorizationCode{}, false
	}
	delete(a.things, text)
	return code.thing, a.live(code)
}

// forget takes the codes away of a user who is deleted.
func (a *AuthorizationCodes) forget(username string) {
	a.forgetIf(func(c AuthorizationCode) bool { return c.Username == username })
}
