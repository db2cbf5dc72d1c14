package pool

import "time"

// PendingKind says what a half-done step waits for.
type PendingKind string

// The steps that take two requests.
const (
	AwaitsCode        PendingKind = "confirm"      // a sign-up, or a sign-in of somebody unconfirmed
	AwaitsReset       PendingKind = "reset"        // a forgotten password
	AwaitsNewPassword PendingKind = "new-password" // a temporary password was right
)

// Pending remembers who a half-done step is for. Its handle goes through the browser, or is the Session of the
// API's challenges.
type Pending struct {
	Kind     PendingKind
	Name     string // what was typed: for a reset this user need not exist
	ClientID string
	Proven   bool // the password was right, so that finishing the step signs in
	Delivery Delivery
	expires  time.Time
	used     bool
}

// Await keeps a step for the given time and answers its handle.
func (p *Pool) Await(step Pending, life time.Duration) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	if len(p.pendings)%sweepEvery == sweepEvery-1 {
		for handle, s := range p.pendings {
			if !now.Before(s.expires) {
				delete(p.pendings, handle)
			}
		}
	}
	step.expires = now.Add(life)
	handle := p.newHandle()
	p.pendings[handle] = &step
	return handle
}

// Awaited finds a step of that kind that has not run out.
func (p *Pool) Awaited(handle string, kind PendingKind) (Pending, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	step, ok := p.pendings[handle]
	if !ok || step.used || step.Kind != kind || !p.clock.Now().Before(step.expires) {
		return Pending{}, false
	}
	return *step, true
}

// WhyNotAwaited words the refusal of a step that Awaited did not find.
func (p *Pool) WhyNotAwaited(handle string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	step, ok := p.pendings[handle]
	switch {
	case ok && step.used:
		return Refuse(NotAuthorized, "Invalid session for the user, session can only be used once.")
	case ok && !p.clock.Now().Before(step.expires):
		return Refuse(NotAuthorized, "Invalid session for the user, session is expired.")
	}
	return errInvalidSession
}

// Done ends a step. It is remembered until it would have run out, to say why it no longer works.
func (p *Pool) Done(handle string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if step, ok := p.pendings[handle]; ok {
		step.used = true
	}
}
