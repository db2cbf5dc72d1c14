package pool

import (
	"context"
)

// ForgotPassword sends a code to what the pool recovers accounts by: a verified address or number. For a user who is
// unknown, disabled or without one it only pretends, so that the answer does not tell who exists (developer guide,
// "Managing error responses"); a client that does not hide users is told of the last. Somebody unknown may be migrated
// first.
func (p *Pool) ForgotPassword(ctx context.Context, by By, name string) (Delivery, error) {
	if p.Configuration().AdminRecovers() {
		return Delivery{}, Refuse(NotAuthorized, "Contact administrator to reset password.")
	}
	if err := p.migrateForgotten(ctx, by, name); err != nil {
		return Delivery{}, err
	}
	client, _ := p.Client(by.ClientID)
	return sending(ctx, p, by, func() (Delivery, *message, error) { return p.forgotten(name, client.HidesUsers()) })
}

// forgotten is called under mu.
func (p *Pool) forgotten(name string, hides bool) (Delivery, *message, error) {
	u, ok := p.find(name)
	var to recipient
	reachable := false
	if ok {
		to, reachable = p.recoveryRecipient(u)
	}
	switch {
	case ok && u.Enabled && !reachable && !hides: // F-84
		return Delivery{}, nil, errNothingVerified
	case !reachable || !u.Enabled:
		return Delivery{Destination: p.maskEmail(name)}, nil, nil
	case u.Status == ForceChangePassword && p.Behaviour.Variant().TemporaryPassword == "silent":
		return Delivery{Destination: p.maskEmail(name)}, nil, nil
	case u.Status == ForceChangePassword || u.Status == ExternalProvider:
		return Delivery{}, nil, errCannotReset
	case !p.within(u, "forgot", forgotsAnHour):
		return Delivery{}, nil, errTooManyTries
	}
	sent, code := p.newCode(u, forPassword, messageForgot, to)
	return sent, code, nil
}

// ConfirmForgotPassword sets the new password. Tokens that are out stay valid, as with AWS.
func (p *Pool) ConfirmForgotPassword(ctx context.Context, clientID, name, digits, password string,
	metadata map[string]string) error {
	if err := p.checkPassword(password); err != nil {
		return err
	}
	u, err := p.resetPassword(name, digits, password)
	if err != nil {
		return err
	}
	return p.postConfirmation(ctx, "PostConfirmation_ConfirmForgotPassword", &clientID, u, metadata)
}

func (p *Pool) resetPassword(name, digits, password string) (User, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	u, ok := p.find(name)
	if !ok || !u.Enabled {
		return User{}, errCodeMismatch
	}
	if !p.within(u, "forgot", forgotsAnHour) {
		return User{}, errTooManyTries
	}
	sentTo, err := p.sentTo(u, forPassword, digits)
	if err != nil {
		return User{}, err
	}
	delete(u.codes, forPassword)
	p.setPassword(u, password)
	u.Status = Confirmed
	p.arrived(u, sentTo.attribute, sentTo.to)
	u.tried.succeed()
	p.touch(u)
	return u.copy(), nil
}
