package pool

import (
	"context"
	"maps"
)

// SignUp is a registration. Name must be an e-mail address.
type SignUp struct {
	ClientID, Name, Password string
	Attributes               map[string]string
	ValidationData           map[string]string
	ClientMetadata           map[string]string
}

// SignedUp is what came of it.
type SignedUp struct {
	User     User
	Delivery Delivery // empty when a trigger confirmed the user
}

// Register makes an unconfirmed user and mails the code. The pre-sign-up trigger may refuse, confirm or verify; it is
// not asked where nobody may register.
func (p *Pool) Register(ctx context.Context, s SignUp) (SignedUp, error) {
	if p.SignUpOff() {
		return SignedUp{}, errSignUpOff
	}
	attributes, err := p.signUpAttributes(s)
	if err != nil {
		return SignedUp{}, err
	}
	if err := p.free(s.Name); err != nil {
		return SignedUp{}, err
	}
	username, sub := p.newUsername(s.Name) // the trigger gets it already
	verdict, err := p.preSignUp(ctx, "PreSignUp_SignUp", username, s, attributes)
	if err != nil {
		return SignedUp{}, err
	}
	done, code, err := p.register(username, sub, s, attributes, verdict)
	switch {
	case err != nil:
		return done, err
	case done.User.Status == Confirmed:
		return done, p.postConfirmation(ctx, "PostConfirmation_ConfirmSignUp", &s.ClientID, done.User, s.ClientMetadata)
	}
	return done, p.send(ctx, By{ClientID: s.ClientID, Metadata: s.ClientMetadata}, code)
}

func (p *Pool) signUpAttributes(s SignUp) (map[string]string, error) {
	if s.Password != "" || !p.Configuration().Passwordless() {
		if err := p.checkPassword(s.Password); err != nil {
			return nil, err
		}
	}
	attributes := maps.Clone(s.Attributes)
	if attributes == nil {
		attributes = map[string]string{}
	}
	configuration := p.Configuration()
	if err := configuration.checkName(s.Name, attributes); err != nil {
		return nil, err
	}
	if err := p.checkAttributes(attributes, false); err != nil {
		return nil, err
	}
	return attributes, configuration.checkRequired(attributes)
}

// free refuses a name that somebody has.
func (p *Pool) free(name string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.freeLocked(name)
}

func (p *Pool) freeLocked(name string) error {
	if _, taken := p.find(name); taken {
		return p.Configuration().nameTaken(name)
	}
	return nil
}

func (p *Pool) register(username, sub string, s SignUp, attributes map[string]string, v signUpVerdict) (done SignedUp,
	code *message, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for name, verified := range map[string]bool{"email": v.AutoVerifyEmail, "phone_number": v.AutoVerifyPhone} {
		if verified && attributes[name] != "" {
			attributes[name+"_verified"] = "true"
		}
	}
	n := newcomer{s.Name, username, sub, attributes, Unconfirmed, s.Password, true} // what a function has verified moves
	if v.AutoConfirmUser {
		n.status = Confirmed
	}
	u, err := p.admit(n)
	if err != nil {
		return SignedUp{}, nil, err
	}
	done.User = u.copy()
	if to, sends := p.signUpRecipient(u); sends && n.status == Unconfirmed {
		done.Delivery, code = p.newCode(u, forSignUp, messageSignUp, to)
	}
	return done, code, nil
}

// ConfirmSignUp takes the code of a registration. An unknown or disabled user gets the answer of an expired code. force
// takes an alias that another user has; otherwise that is refused, and the code still works.
func (p *Pool) ConfirmSignUp(ctx context.Context, by By, name, digits string, force bool) error {
	confirmed, err := p.confirm(name, digits, force)
	if err != nil {
		return err
	}
	return p.postConfirmation(ctx, "PostConfirmation_ConfirmSignUp", &by.ClientID, confirmed, by.Metadata)
}

func (p *Pool) confirm(name, digits string, force bool) (User, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	u, ok := p.find(name)
	switch {
	case !ok || !u.Enabled:
		return User{}, errExpiredCode
	case u.Status != Unconfirmed:
		return User{}, Refuse(NotAuthorized, "User cannot be confirmed. Current status is %s", u.Status)
	case !p.within(u, "confirm", confirmsAnHour):
		return User{}, Refuse(TooManyFailedAttempts, "Too many failed attempts.")
	}
	sentTo, err := p.sentTo(u, forSignUp, digits)
	if err == nil && u.Attributes[sentTo.attribute] == sentTo.to {
		err = p.claimAlias(u, sentTo.attribute, sentTo.to, force)
	}
	if err != nil {
		return User{}, err
	}
	delete(u.codes, forSignUp)
	u.Status = Confirmed
	p.arrived(u, sentTo.attribute, sentTo.to)
	p.touch(u)
	return u.copy(), nil
}

// ResendCode mails a new sign-up code. For an unknown or disabled user it only pretends.
func (p *Pool) ResendCode(ctx context.Context, by By, name string) (Delivery, error) {
	return sending(ctx, p, by, func() (Delivery, *message, error) { return p.anotherCode(name) })
}

// anotherCode is called under mu.
func (p *Pool) anotherCode(name string) (Delivery, *message, error) {
	u, ok := p.find(name)
	switch {
	case !ok || !u.Enabled:
		return Delivery{Destination: p.maskEmail(name)}, nil, nil
	case u.Status != Unconfirmed:
		return Delivery{}, nil, Refuse(InvalidParameter, "User is already confirmed.")
	case !p.within(u, "resend", resendsAnHour):
		return Delivery{}, nil, errTooManyTries
	}
	to, sends := p.signUpRecipient(u)
	if !sends {
		return Delivery{}, nil, Refuse(InvalidParameter, "Auto verification not turned on.")
	}
	sent, code := p.newCode(u, forSignUp, messageResend, to)
	return sent, code, nil
}

// EnsureCode mails a sign-up code when the user has none that still works, and says where it went.
func (p *Pool) EnsureCode(ctx context.Context, by By, name string) (Delivery, error) {
	return sending(ctx, p, by, func() (Delivery, *message, error) { return p.missingCode(name) })
}

// missingCode is called under mu.
func (p *Pool) missingCode(name string) (Delivery, *message, error) {
	u, ok := p.find(name)
	if !ok {
		return Delivery{Destination: p.maskEmail(name)}, nil, nil
	}
	if c, has := u.codes[forSignUp]; has && p.clock.Now().Before(c.expires) {
		return p.deliveryTo(c.sentTo), nil, nil
	}
	to, sends := p.signUpRecipient(u)
	if !sends {
		return Delivery{}, nil, nil
	}
	sent, code := p.newCode(u, forSignUp, messageResend, to)
	return sent, code, nil
}
