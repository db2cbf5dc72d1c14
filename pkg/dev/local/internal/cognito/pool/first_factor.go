package pool

import (
	"context"
	"fmt"
	"slices"
)

// The first factors that a SignInPolicy may allow.
const (
	FactorPassword = "PASSWORD"
	FactorEmailOTP = "EMAIL_OTP"
	FactorSMSOTP   = "SMS_OTP"
	FactorWebAuthn = "WEB_AUTHN"
)

// The challenges of USER_AUTH have the names of the first factors, and a second one for the password.
const challengeSRP = "PASSWORD_SRP"

// AwaitsFirstFactor is the step of USER_AUTH that waits for one of its Options, a challenge of that name. The choice
// between several waits as SELECT_CHALLENGE.
const AwaitsFirstFactor Challenge = "first-factor"

// AllowsFirst says whether the pool's SignInPolicy names a first factor.
func (c *Configuration) AllowsFirst(factor string) bool {
	return slices.Contains(c.Policies.SignInPolicy.AllowedFirstAuthFactors, factor)
}

// Passwordless says whether somebody without a password could sign in.
func (c *Configuration) Passwordless() bool {
	return c.AllowsFirst(FactorEmailOTP) || c.AllowsFirst(FactorSMSOTP)
}

// FirstFactors are the challenges that a user may sign in with by USER_AUTH. hidden says what somebody unknown gets: a
// user without a password where the pool allows a code by mail, else one with a password.
func (p *Pool) FirstFactors(name string, hidden bool) ([]string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.Configuration()
	u, ok := p.find(name)
	switch {
	case !ok && !hidden:
		return nil, errUserNotFound
	case !ok && c.AllowsFirst(FactorEmailOTP) && LooksLikeEmail(name):
		return []string{FactorEmailOTP}, nil
	case !ok:
		return []string{challengeSRP, FactorPassword}, nil
	case u.Status == Unconfirmed:
		return nil, errNotConfirmed
	}
	return p.firstFactors(u, c), nil
}

// firstFactors are those of a user. A password that is not the user's own, or a second factor, wants a password. The
// caller holds mu.
func (p *Pool) firstFactors(u *user, c *Configuration) []string {
	var list []string
	if c.AllowsFirst(FactorPassword) && u.Password.set() {
		list = append(list, challengeSRP, FactorPassword)
	}
	if u.Status != Confirmed {
		return list
	}
	single := c.MfaConfiguration != mfaOn && len(u.usable(c)) == 0
	if single && c.AllowsFirst(FactorEmailOTP) && u.Attributes["email"] != "" {
		list = append(list, FactorEmailOTP)
	}
	if single && c.AllowsFirst(FactorSMSOTP) && u.Attributes["phone_number"] != "" {
		list = append(list, FactorSMSOTP)
	}
	if (single || c.passkeysAreTwoFactors()) && c.AllowsFirst(FactorWebAuthn) && len(p.passkeysOf(u)) > 0 {
		list = append(list, FactorWebAuthn)
	}
	return list
}

// ConfiguredFactors are the first factors that a user has.
func (p *Pool) ConfiguredFactors(username string) ([]string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	u, ok := p.users[username]
	if !ok {
		return nil, errUserNotFound
	}
	return slices.DeleteFunc(p.firstFactors(u, p.Configuration()), func(f string) bool { return f == challengeSRP }), nil
}

// otpDigits is the length of a code that stands for a password; one that stands beside it is shorter.
const otpDigits = 8

// SendFirstCode mails or texts a code for the step, and says where it went. To somebody who may not have one it only
// pretends.
func (p *Pool) SendFirstCode(ctx context.Context, by By, name, factor string,
	step ChallengeSession) (ChallengeSession, error) {
	return sending(ctx, p, by, func() (ChallengeSession, *message, error) { return p.firstCode(name, factor, step) })
}

// firstCode is called under mu.
func (p *Pool) firstCode(name, factor string, step ChallengeSession) (ChallengeSession, *message, error) {
	step.Options, step.digits = []string{factor}, p.random.decimal(otpDigits)
	u, ok := p.find(name)
	if !ok || !u.Enabled || !slices.Contains(p.firstFactors(u, p.Configuration()), factor) {
		step.digits = ""
		step.Delivery = Delivery{Destination: p.maskEmail(name)}
		return step, nil, nil
	}
	code, mask := p.signInMessage(u, factor == FactorSMSOTP, step.digits), p.maskEmail
	if code.byText {
		mask = maskNumber
	}
	step.Delivery, step.sentTo = Delivery{Destination: mask(code.to)}, code.to
	return step, code, nil
}

// AnswerFirstCode takes that code. A right one closes the step and proves the address; a wrong one leaves it open, until
// it was tried too often. Wrong codes of all steps of a name count together, so that nobody guesses by asking anew.
func (p *Pool) AnswerFirstCode(handle, factor, code string) (User, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	step, open := p.Challenges.Find(handle, AwaitsFirstFactor)
	if !open || !slices.Contains(step.Options, factor) {
		return User{}, p.Challenges.Refusal(handle)
	}
	u, known := p.users[step.Name]
	tried, now := p.attemptsOf(u, known, step.Typed), p.clock.Now()
	if tried.locked(now) {
		return User{}, errLocked
	}
	if !step.sent(code) {
		tried.failAfter(now, factorTries)
		p.Challenges.wrong(handle, factorTries)
		return User{}, errSentCode
	}
	tried.succeed()
	p.Challenges.Close(handle)
	switch {
	case !known || !u.Enabled:
		return User{}, errUserDisabled
	case !slices.Contains(p.firstFactors(u, p.Configuration()), factor): // taken away since
		return User{}, errBadCredentials
	}
	attribute := "email"
	if factor == FactorSMSOTP {
		attribute = "phone_number"
	}
	p.arrived(u, attribute, step.sentTo)
	return u.copy(), nil
}

// decimal is a number of n digits, at most 9.
func (s source) decimal(n int) string {
	b := s.bytes(8)
	value := uint64(0)
	for _, x := range b {
		value = value<<8 | uint64(x)
	}
	limit := uint64(1)
	for range n {
		limit *= 10
	}
	return fmt.Sprintf("%0*d", n, value%limit)
}
