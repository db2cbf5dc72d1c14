package pool

import (
	"context"
	"crypto/subtle"
	"slices"
	"strings"
)

// The steps of a sign-in that ask for a second factor have the names that the API gives them.
const (
	AwaitsFactorChoice Challenge = "SELECT_MFA_TYPE"
	AwaitsFactorSetup  Challenge = "MFA_SETUP"
)

// AwaitsFactor is the step that asks for a code of that factor.
func AwaitsFactor(f Factor) Challenge { return Challenge(f) }

// factorTries is how many wrong codes in a row lock a user's second factors, as five wrong passwords lock the first.
const factorTries = 10

var (
	errFactorThere = Refuse(NotAuthorized, "Invalid session for the user.") // set up since: that one has to be proved
	errSentCode    = Refuse(CodeMismatch, "Invalid code or auth state for the user.")
)

// SecondFactor says what a sign-in whose first factor was right still needs: a step to open, its code on the way, or
// nothing.
func (p *Pool) SecondFactor(ctx context.Context, by By, username string) (step ChallengeSession, needed bool, err error) {
	step, err = sending(ctx, p, by, func() (ChallengeSession, *message, error) {
		return p.neededFactor(username, by.ClientID)
	})
	return step, step.Challenge != "", err
}

// neededFactor is a step without a challenge where nothing is needed. The caller holds mu.
func (p *Pool) neededFactor(username, clientID string) (step ChallengeSession, code *message, err error) {
	u, ok := p.users[username]
	switch {
	case !ok || !u.Enabled:
		return step, nil, errUserDisabled
	case u.Second.tried.locked(p.clock.Now()):
		return step, nil, errLocked
	}
	c := p.Configuration()
	step = ChallengeSession{Name: u.Username, ClientID: clientID, Proven: true}
	switch usable := u.usable(c); {
	case len(usable) == 1:
		step, code = p.askFactor(u, step, usable[0])
	case len(usable) > 1:
		step.Challenge, step.Choices = AwaitsFactorChoice, usable
	case c.MfaConfiguration == mfaOn:
		step.Challenge, step.Choices = AwaitsFactorSetup, c.Factors()
	}
	return step, code, nil
}

// askFactor makes the step that asks for a code, and the message with it where the user has no app. The caller holds mu.
func (p *Pool) askFactor(u *user, step ChallengeSession, f Factor) (ChallengeSession, *message) {
	step.Challenge, step.Choices = AwaitsFactor(f), nil
	if f == SoftwareToken {
		step.Delivery.Destination = unnamedToken
		if u.Second.Token != nil && u.Second.Token.Name != "" {
			step.Delivery.Destination = u.Second.Token.Name
		}
		return step, nil
	}
	to := recipientOf(u, f.attribute())
	step.digits, step.sentTo = p.random.digits(), to.to
	step.Delivery.Destination = p.deliveryTo(to).Destination
	return step, p.factorMessage(u, f, step.digits)
}

// maskNumber shows the plus sign and the last four digits: +*******0839.
func maskNumber(number string) string {
	if len(number) < 6 {
		return number
	}
	return number[:1] + strings.Repeat("*", len(number)-5) + number[len(number)-4:]
}

// AnswerFactor takes the code that an open step asks for. A right one closes the step; after many wrong ones in a row
// the user has to wait.
func (p *Pool) AnswerFactor(handle string, f Factor, code string) (User, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	step, u, err := p.atStep(handle, AwaitsFactor(f))
	now := p.clock.Now()
	switch {
	case err != nil:
		return User{}, err
	case u.Second.tried.locked(now):
		return User{}, errLocked
	}
	if err := p.checkCode(u, step, f, code); err != nil {
		u.Second.tried.failAfter(now, factorTries)
		return User{}, err
	}
	u.Second.tried.succeed()
	p.Challenges.Close(handle)
	return u.copy(), nil
}

// atStep finds an open step and its user. The caller holds mu.
func (p *Pool) atStep(handle string, challenge Challenge) (ChallengeSession, *user, error) {
	step, open := p.Challenges.Find(handle, challenge)
	if !open {
		return step, nil, p.Challenges.Refusal(handle)
	}
	u, known := p.users[step.Name]
	if !known || !u.Enabled {
		return step, nil, errUserDisabled
	}
	return step, u, nil
}

// checkCode compares. A code that arrived proves the address it was sent to.
func (p *Pool) checkCode(u *user, step ChallengeSession, f Factor, code string) error {
	if f == SoftwareToken {
		return p.useToken(u, code)
	}
	if !step.sent(code) {
		return errSentCode
	}
	p.arrived(u, f.attribute(), step.sentTo)
	return nil
}

// sent says whether a code is the one that was sent for the step.
func (s ChallengeSession) sent(code string) bool {
	return s.digits != "" && subtle.ConstantTimeCompare([]byte(s.digits), []byte(strings.TrimSpace(code))) == 1
}

// ChooseFactor goes on from the step that offers several factors to that of one of them.
func (p *Pool) ChooseFactor(ctx context.Context, by By, handle string, f Factor) (ChallengeSession, error) {
	return sending(ctx, p, by, func() (ChallengeSession, *message, error) { return p.chosenFactor(handle, f) })
}

// chosenFactor is called under mu.
func (p *Pool) chosenFactor(handle string, f Factor) (ChallengeSession, *message, error) {
	step, u, err := p.atStep(handle, AwaitsFactorChoice)
	switch {
	case err != nil:
		return step, nil, err
	case !slices.Contains(step.Choices, f) || !u.ready(f, p.Configuration()):
		return step, nil, Refuse(InvalidParameter, "Invalid MFA type %q.", string(f))
	}
	p.Challenges.Close(handle)
	step, code := p.askFactor(u, step, f)
	return step, code, nil
}

// SetUpAddress goes on from the step that wants a factor set up by storing the telephone number or e-mail address that
// the user gives, and sends the code there.
func (p *Pool) SetUpAddress(ctx context.Context, by By, handle string, f Factor, address string) (ChallengeSession, error) {
	return sending(ctx, p, by, func() (ChallengeSession, *message, error) { return p.storeAddress(handle, f, address) })
}

// storeAddress is called under mu.
func (p *Pool) storeAddress(handle string, f Factor, address string) (ChallengeSession, *message, error) {
	change := map[string]string{f.attribute(): address}
	if err := p.checkAttributes(change, false); err != nil {
		return ChallengeSession{}, nil, err
	}
	step, u, err := p.atStep(handle, AwaitsFactorSetup)
	c := p.Configuration()
	switch {
	case err != nil:
		return step, nil, err
	case len(u.usable(c)) > 0:
		return step, nil, errFactorThere
	case address == "" || !slices.Contains(c.Factors(), f):
		return step, nil, Refuse(InvalidParameter, "Invalid MFA type %q.", string(f))
	}
	if err := p.changeAttributes(u, change); err != nil {
		return step, nil, err
	}
	p.touch(u)
	p.Challenges.Close(handle)
	step, code := p.askFactor(u, step, f)
	return step, code, nil
}
