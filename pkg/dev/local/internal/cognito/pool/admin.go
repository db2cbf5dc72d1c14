package pool

import (
	"context"
)

// change runs an administrator's change of one user.
func (p *Pool) change(name string, do func(*user) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	u, ok := p.find(name)
	if !ok {
		return errUserNotFound
	}
	if err := do(u); err != nil {
		return err
	}
	p.touch(u)
	return nil
}

// Confirm confirms a sign-up without its code. The address stays unverified, as with AWS.
func (p *Pool) Confirm(ctx context.Context, name string, metadata map[string]string) error {
	var confirmed User
	err := p.change(name, func(u *user) error {
		if u.Status != Unconfirmed {
			return Refuse(NotAuthorized, "User cannot be confirmed. Current status is %s", u.Status)
		}
		u.Status = Confirmed
		delete(u.codes, forSignUp)
		confirmed = u.copy()
		return nil
	})
	if err != nil {
		return err
	}
	return p.postConfirmation(ctx, "PostConfirmation_ConfirmSignUp", nil, confirmed, metadata)
}

// SetPassword sets a permanent password, which confirms the user, or a temporary one.
func (p *Pool) SetPassword(name, password string, permanent bool) error {
	if err := p.checkPassword(password); err != nil {
		return err
	}
	return p.change(name, func(u *user) error {
		p.setPassword(u, password)
		u.Status = Confirmed
		if !permanent {
			u.Status = ForceChangePassword
			u.TempExpires = p.clock.Now().Add(p.temporaryPasswordValidity())
		}
		u.tried.succeed()
		return nil
	})
}

// ResetPassword mails a code; until it is used the user cannot sign in.
func (p *Pool) ResetPassword(ctx context.Context, by By, name string) error {
	var code *message
	err := p.change(name, func(u *user) error {
		to, reachable := p.recoveryRecipient(u)
		switch {
		case !u.Enabled:
			return Refuse(NotAuthorized, "User is disabled") // in AWS's words, which have no full stop here
		case u.Status != Confirmed && u.Status != ResetRequired:
			return errCannotReset
		case !reachable:
			return errNothingVerified
		}
		u.Status = ResetRequired
		_, code = p.newCode(u, forPassword, messageForgot, to)
		return nil
	})
	if err != nil {
		return err
	}
	return p.send(ctx, by, code)
}

// UpdateAttributes changes attributes as an administrator, who may also say that an address is verified.
func (p *Pool) UpdateAttributes(ctx context.Context, by By, name string, attributes map[string]string) error {
	if err := p.checkAttributes(attributes, true); err != nil {
		return err
	}
	var codes []*message
	err := p.change(name, func(u *user) error {
		attributes, waiting, err := p.hold(u, attributes)
		if err == nil {
			err = p.claimAliases(u, attributes, false)
		}
		if err == nil {
			err = p.changeAttributes(u, attributes)
		}
		if err != nil {
			return err
		}
		for _, to := range waiting {
			_, code := p.newCode(u, attributeCode(to.attribute), messageUpdate, to)
			codes = append(codes, code)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return p.sendAll(ctx, by, codes)
}

// Disable refuses the user everywhere from now on and ends all families. Enabling does not bring them back.
func (p *Pool) Disable(name string) error {
	return p.change(name, func(u *user) error {
		u.Enabled = false
		p.revokeUser(u.Username)
		return nil
	})
}

// Enable lets the user sign in again.
func (p *Pool) Enable(name string) error {
	return p.change(name, func(u *user) error {
		u.Enabled = true
		return nil
	})
}

// Delete removes the user and everything that belongs to them: whoever takes the name afterwards is somebody else.
func (p *Pool) Delete(name string) error {
	return p.change(name, func(u *user) error {
		p.revokeUser(u.Username)
		p.Challenges.forget(append(u.names, u.Username)...)
		p.Browsers.forget(u.Username)
		p.Codes.forget(u.Username)
		p.unindex(u)
		delete(p.users, u.Username)
		return nil
	})
}
