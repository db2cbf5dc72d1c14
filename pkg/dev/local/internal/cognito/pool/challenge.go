package pool

import (
	"slices"
	"time"
)

// Challenge says what a sign-in that is not complete waits for.
type Challenge string

// The steps that take two requests.
const (
	AwaitsCode        Challenge = "confirm"      // a sign-up, or a sign-in of somebody unconfirmed
	AwaitsReset       Challenge = "reset"        // a forgotten password
	AwaitsNewPassword Challenge = "new-password" // a temporary password was right

	AwaitsFirstSignIn   Challenge = "signed-up"      // the sign-in right after a sign-up; Proven once that is confirmed
	AwaitsPasswordProof Challenge = "password-proof" // of SRP; its handle is the secret block

	AwaitsProvider Challenge = "provider"      // the way back from an identity provider; its handle is the state
	AwaitsExchange Challenge = "provider-code" // what the stand-in of a provider answers; its handle is the code
)

// ChallengeSession remembers who a challenge is for. Its handle goes through the browser, or is the Session of
// the API's challenges.
type ChallengeSession struct {
	Challenge Challenge
	Name      string // what was typed: for a reset this user need not exist
	ClientID  string
	Typed     string // the name as it was typed, in a sign-in that does not tell who exists
	Hosted    bool   // opened by a page, which alone goes on with it
	Proven    bool   // the password was right, so that finishing the step signs in
	Delivery  Delivery
	Choices   []Factor // that may be chosen, or set up
	Enrolled  bool     // an app was set up
	Device    string   // key of the device that is to be proved
	Options   []string // challenges of USER_AUTH that may be answered
	Custom    *CustomAuth
	Provider  *ProviderSignIn
	srp       *srpStep
	passkey   []byte // challenge of a ceremony
	secret    string // of the app that is being set up; the block of a device's proof
	digits    string // the code that was sent
	sentTo    string // where it was sent
	failures  int
	validity  time.Duration
	used      bool
}

// ChallengeSessions are the open challenges.
type ChallengeSessions struct {
	expiring[ChallengeSession]
	random source
}

// Open keeps a step for the given time and returns its handle.
func (c *ChallengeSessions) Open(step ChallengeSession, validity time.Duration) string {
	handle := c.random.handle()
	c.openAs(handle, step, validity)
	return handle
}

// openAs keeps a step under a handle that was made for it.
func (c *ChallengeSessions) openAs(handle string, step ChallengeSession, validity time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	step.validity = validity
	c.keep(handle, step, validity)
}

// Find returns a step of that kind that has not run out.
func (c *ChallengeSessions) Find(handle string, challenge Challenge) (step ChallengeSession, ok bool) {
	ok = c.change(handle, challenge, func(found *ChallengeSession) { step = *found })
	return step, ok
}

// OfDevice is the handle of the newest open step of a client that is about a device's proof: the one with that secret
// block, or one that has none yet. It is "" where there is no such step.
func (c *ChallengeSessions) OfDevice(clientID, device, secretBlock string) (handle string) {
	kind := AwaitsDevice
	if secretBlock != "" {
		kind = AwaitsDeviceProof
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var newest time.Time
	for h, s := range c.things {
		of := s.thing
		if of.Challenge == kind && of.ClientID == clientID && of.Device == device && of.secret == secretBlock &&
			!of.used && c.live(s) && s.until.After(newest) {
			handle, newest = h, s.until
		}
	}
	return handle
}

// Has says whether a step was opened here, however it went on.
func (c *ChallengeSessions) Has(handle string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, ok := c.things[handle]
	return ok
}

// Refusal says why Find found nothing.
func (c *ChallengeSessions) Refusal(handle string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	step, ok := c.things[handle]
	switch {
	case ok && step.thing.used:
		return Refuse(NotAuthorized, "Invalid session for the user, session can only be used once.")
	case ok && !c.live(step):
		return Refuse(NotAuthorized, "Invalid session for the user, session is expired.")
	}
	return ErrInvalidSession
}

// Close ends a step. It is remembered until it would have run out, to say why it no longer works.
func (c *ChallengeSessions) Close(handle string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if step, ok := c.things[handle]; ok {
		step.thing.used = true
	}
}

// Take is Find and Close in one: of two answers at once, one finds the step.
func (c *ChallengeSessions) Take(handle string, challenge Challenge) (step ChallengeSession, ok bool) {
	ok = c.change(handle, challenge, func(found *ChallengeSession) {
		step = *found
		found.used = true
	})
	return step, ok
}

// Renew hands an open step on under a new handle, for as long again; the old one is used up.
func (c *ChallengeSessions) Renew(handle string, challenge Challenge) (string, error) {
	next := c.random.handle()
	if !c.change(handle, challenge, func(step *ChallengeSession) {
		c.keep(next, *step, step.validity)
		step.used = true
	}) {
		return "", c.Refusal(handle)
	}
	return next, nil
}

// change changes an open step of that kind.
func (c *ChallengeSessions) change(handle string, challenge Challenge, do func(*ChallengeSession)) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	step, ok := c.things[handle]
	if !ok || step.thing.used || step.thing.Challenge != challenge || !c.live(step) {
		return false
	}
	do(&step.thing)
	return true
}

// wrong counts a wrong answer and closes the step at the last one that is allowed.
func (c *ChallengeSessions) wrong(handle string, allowed int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if step, ok := c.things[handle]; ok {
		step.thing.failures++
		step.thing.used = step.thing.used || step.thing.failures >= allowed
	}
}

// forget drops the steps of a user who is deleted, by all names.
func (c *ChallengeSessions) forget(names ...string) {
	c.forgetIf(func(s ChallengeSession) bool { return slices.Contains(names, s.Name) })
}
