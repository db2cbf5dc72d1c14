package pool

// Authenticate checks a password. It returns the same for an unknown user and a wrong password. A sign-up that was
// not confirmed is refused with UserNotConfirmed before the password is looked at, as AWS does; the user comes with
// that error only when the password is right. PasswordResetRequired, too, comes with any password, because resetting
// put the old one out of use. A user in ForceChangePassword comes without an error; the caller must ask for the new
// password.
func (p *Pool) Authenticate(name, password string) (User, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.attempt(name, func(u *user) bool { return p.hasPassword(u, password) })
}

// attempt decides about a sign-in for which proved says whether the password was right. The caller holds mu.
func (p *Pool) attempt(name string, proved func(*user) bool) (User, error) {
	now := p.clock.Now()
	u, found := p.find(name)
	tried := p.attemptsOf(u, found, name)
	if tried.locked(now) {
		return User{}, errLocked
	}
	if found && u.Enabled && u.Status == ResetRequired {
		return u.copy(), Refuse(PasswordResetRequired, "Password reset required for the user")
	}
	right := found && proved(u)
	if found && u.Enabled && u.Status == Unconfirmed && !right {
		return User{}, errNotConfirmed
	}
	if !right {
		tried.fail(now)
		return User{}, errBadCredentials
	}
	tried.succeed()
	switch {
	case !u.Enabled:
		return User{}, errUserDisabled
	case u.Status == Unconfirmed:
		return u.copy(), errNotConfirmed
	case !u.TempExpires.IsZero() && !now.Before(u.TempExpires):
		return User{}, Refuse(NotAuthorized, "Temporary password has expired and must be reset by an administrator.")
	}
	return u.copy(), nil
}

// maximumUnknownUsers bounds the memory that made-up names can fill.
const maximumUnknownUsers = 10_000

// attemptsOf keeps failures of unknown names as well, so that locking does not tell who exists. The caller
// holds mu.
func (d *directory) attemptsOf(u *user, found bool, name string) *attempts {
	if found {
		return &u.tried
	}
	name = foldEmail(name)
	name = name[:min(len(name), 128)]
	if len(d.unknownUserFailures) >= maximumUnknownUsers {
		clear(d.unknownUserFailures)
	}
	if d.unknownUserFailures[name] == nil {
		d.unknownUserFailures[name] = &attempts{}
	}
	return d.unknownUserFailures[name]
}

// CompleteNewPassword sets the password that a ForceChangePassword user chose.
func (p *Pool) CompleteNewPassword(username, password string, attributes map[string]string) (User, error) {
	if err := p.checkPassword(password); err != nil {
		return User{}, err
	}
	if err := p.checkAttributes(attributes, false); err != nil {
		return User{}, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	u, ok := p.users[username]
	if !ok || !u.Enabled {
		return User{}, errUserDisabled
	}
	if u.Status != ForceChangePassword {
		return User{}, ErrInvalidSession
	}
	if err := p.changeAttributes(u, attributes); err != nil {
		return User{}, err
	}
	p.setPassword(u, password)
	u.Status = Confirmed
	p.touch(u)
	return u.copy(), nil
}
