package pool

import (
	"cmp"
	"slices"
)

// SeedUser is a user that the pool starts with.
type SeedUser struct {
	Email, Password, Status string
	Groups                  []string
	TokenSecret             string // of an authenticator app; "": none
}

// Seed adds a user without mail, trigger or password policy. Missing groups are made.
func (p *Pool) Seed(s SeedUser) error {
	s.Status = cmp.Or(s.Status, Confirmed)
	if !slices.Contains([]string{Confirmed, Unconfirmed, ResetRequired, ForceChangePassword}, s.Status) {
		return Refuse(InvalidParameter, "no such user status: %q", s.Status)
	}
	if !LooksLikeEmail(s.Email) {
		return Refuse(InvalidParameter, "Username should be an email.")
	}
	if s.TokenSecret != "" {
		if err := checkTokenSecret(s.TokenSecret); err != nil {
			return err
		}
	}
	for _, name := range s.Groups {
		if err := checkGroupName(name); err != nil {
			return err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.freeLocked(s.Email); err != nil {
		return err
	}
	verified := "true"
	if s.Status == Unconfirmed {
		verified = "false"
	}
	username, sub := p.newUsername(s.Email)
	u := p.insert(username, sub, map[string]string{"email": s.Email, "email_verified": verified}, s.Status)
	u.Second.giveToken(s.TokenSecret)
	p.setPassword(u, s.Password)
	u.Groups = slices.Compact(slices.Sorted(slices.Values(s.Groups)))
	for _, name := range u.Groups {
		p.ensureGroup(name, "")
	}
	p.changed()
	return nil
}
