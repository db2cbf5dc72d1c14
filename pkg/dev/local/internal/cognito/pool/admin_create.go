package pool

import (
	"context"
	"maps"
)

// NewUser is a user that an administrator makes.
type NewUser struct {
	SignUp
	Suppress bool // no welcome mail
	Resend   bool // the user exists: a new temporary password
	Force    bool // takes aliases that other users have
}

// CreateUser makes a user with a temporary password and mails it. An empty password is made up; where a code can stand for
// it, the user needs none, and can sign in at once.
func (p *Pool) CreateUser(ctx context.Context, n NewUser) (User, error) {
	withoutPassword := n.Password == "" && !n.Resend && p.Configuration().Passwordless()
	if n.Password == "" {
		n.Password = p.temporaryPassword()
	}
	by := Administrator(n.ClientMetadata)
	if n.Resend {
		return sending(ctx, p, by, func() (User, *message, error) { return p.resendInvitation(n) })
	}
	attributes := map[string]string{}
	maps.Copy(attributes, n.Attributes)
	if err := p.checkNewUser(n, attributes); err != nil {
		return User{}, err
	}
	username, sub := p.newUsername(n.Name)
	if _, err := p.preSignUp(ctx, "PreSignUp_AdminCreateUser", username, n.SignUp, attributes); err != nil {
		return User{}, err
	}
	return sending(ctx, p, by, func() (User, *message, error) {
		return p.insertNew(n, username, sub, attributes, withoutPassword)
	})
}

// insertNew is called under mu.
func (p *Pool) insertNew(n NewUser, username, sub string, attributes map[string]string,
	withoutPassword bool) (User, *message, error) {
	u, err := p.admit(newcomer{name: n.Name, username: username, sub: sub, attributes: attributes,
		status: ForceChangePassword, force: n.Force})
	if err != nil {
		return User{}, nil, err
	}
	if withoutPassword {
		u.Status = Confirmed
		return u.copy(), nil, nil
	}
	invitation := p.invite(u, n)
	return u.copy(), invitation, nil
}

// temporaryPassword is made up in the length and with the classes that any policy may ask for.
func (p *Pool) temporaryPassword() string {
	password := "Tmp-" + p.random.digits() + "-aA1"
	for len(password) < p.Configuration().Policies.PasswordPolicy.MinimumLength {
		password += p.random.digits()
	}
	return password
}

func (p *Pool) checkNewUser(n NewUser, attributes map[string]string) error {
	if err := p.Configuration().checkName(n.Name, attributes); err != nil {
		return err
	}
	if err := p.checkAttributes(attributes, true); err != nil {
		return err
	}
	if err := p.checkPasswordFor(n.Password, "password policy"); err != nil {
		return err
	}
	return p.free(n.Name)
}

// resendInvitation is called under mu.
func (p *Pool) resendInvitation(n NewUser) (User, *message, error) {
	if err := p.checkPasswordFor(n.Password, "password policy"); err != nil {
		return User{}, nil, err
	}
	u, ok := p.find(n.Name)
	if !ok {
		return User{}, nil, errUserNotFound
	}
	if u.Status != ForceChangePassword {
		return User{}, nil, Refuse(UnsupportedUserState,
			"Resend not possible. %s status is not FORCE_CHANGE_PASSWORD", u.Username)
	}
	invitation := p.invite(u, n)
	return u.copy(), invitation, nil
}

// invite sets the temporary password and makes the message with it. The caller holds mu.
func (p *Pool) invite(u *user, n NewUser) *message {
	p.setPassword(u, n.Password)
	u.TempExpires = p.clock.Now().Add(p.temporaryPasswordValidity())
	p.touch(u)
	if n.Suppress {
		return nil
	}
	return p.invitation(u, n.Password)
}
