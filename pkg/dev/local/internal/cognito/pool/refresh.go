package pool

import (
	"context"
	"time"
)

var (
	errInvalidRefresh = Refuse(NotAuthorized, "Invalid Refresh Token")
	errExpiredRefresh = Refuse(NotAuthorized, "Refresh Token has expired")
	errDeletedRefresh = Refuse(NotAuthorized, "The user has been deleted for the associated refresh token")
	errRevokedRefresh = Refuse(NotAuthorized, "Refresh Token has been revoked")
	errReusedRefresh  = Refuse(RefreshTokenReuse, "Refresh token has been invalidated because it was already used")
)

// Refresh returns a new pair for a refresh token of that client. With rotation it also returns a new refresh token,
// with the validity that the old one had left; the old one then works until the grace period is over. It is replaced
// last, so that it stays in use when the pool's function before tokens fails.
func (p *Pool) Refresh(ctx context.Context, by By, token string) (Tokens, error) {
	p.mu.Lock()
	_, u, f, err := p.refreshing(by, token)
	if err != nil {
		p.mu.Unlock()
		return Tokens{}, err
	}
	job := p.renew(u, f)
	p.mu.Unlock()
	tokens, err := p.issue(ctx, by, job)
	if err != nil {
		return Tokens{}, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	r, _, f, err := p.refreshing(by, token) // once more: the function took its time
	if err != nil {
		return Tokens{}, err
	}
	tokens.Refresh = p.rotate(r, f)
	return tokens, nil
}

// refreshing finds a refresh token that may be used, its user and its family. One of a confirmed device wants its key
// (F-178). The caller holds mu.
func (p *Pool) refreshing(by By, token string) (*refreshToken, *user, *family, error) {
	now := p.clock.Now()
	r, ok := p.refresh[refreshDigest(token)]
	if !ok {
		return nil, nil, nil, errInvalidRefresh
	}
	f, ok := p.families[r.OriginJTI]
	client, known := p.Client(by.ClientID)
	if !ok || !known || f.ClientID != by.ClientID {
		return nil, nil, nil, errInvalidRefresh
	}
	u, err := p.refreshable(f, now)
	if err == nil && by.DeviceKey != f.Device {
		if _, unknown := u.device(f.Device); unknown == nil {
			err = errInvalidRefresh
		}
	}
	rotation := p.Behaviour.Rotation(client)
	if err == nil && !rotation.Off && !r.Replaced.IsZero() && now.Sub(r.Replaced) >= rotation.Grace {
		f.Revoked = f.Revoked || p.Behaviour.Variant().ReuseRevokes
		err = errReusedRefresh
	}
	return r, u, f, err
}

// rotate replaces a refresh token, "" where the client has no rotation. The caller holds mu.
func (p *Pool) rotate(r *refreshToken, f *family) string {
	if client, _ := p.Client(f.ClientID); p.Behaviour.Rotation(client).Off {
		return ""
	}
	if r.Replaced.IsZero() {
		r.Replaced = p.clock.Now()
	}
	return p.issueRefresh(f)
}

func (p *Pool) renew(u *user, f *family) signingJob {
	job := p.prepare(u, f, p.Behaviour.takeFault())
	job.renewed = true
	return job
}

func (p *Pool) refreshable(f *family, now time.Time) (*user, error) {
	u, ok := p.users[f.Username]
	switch {
	case !ok: // deleting and disabling revoke as well, but Cognito names the user's state
		return nil, errDeletedRefresh
	case !u.Enabled:
		return nil, errUserDisabled
	case f.Revoked:
		return nil, errRevokedRefresh
	case !now.Before(f.Expires):
		return nil, errExpiredRefresh
	}
	return u, nil
}

// RefreshTokenUser is the name of a refresh token's user, or "".
func (p *Pool) RefreshTokenUser(token string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	r, ok := p.refresh[refreshDigest(token)]
	if !ok {
		return ""
	}
	f, ok := p.families[r.OriginJTI]
	if !ok {
		return ""
	}
	return f.Username
}

// Revoke ends the family of a refresh token. A token that is unknown or already revoked is no error; one that
// belongs to another client is left alone and refused with the name that RevokeToken has for that.
func (p *Pool) Revoke(clientID, token string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	r, ok := p.refresh[refreshDigest(token)]
	if !ok {
		return nil
	}
	f, ok := p.families[r.OriginJTI]
	if !ok {
		return nil
	}
	if f.ClientID != clientID {
		return Refuse(Unauthorized, "Invalid Refresh Token")
	}
	f.Revoked = true
	p.changed()
	return nil
}

// SignOutEverywhere ends every family of the user: no refresh works any more, and no access token does where
// Cognito itself is asked. Tokens still verify by signature until they expire.
func (p *Pool) SignOutEverywhere(name string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	u, ok := p.find(name)
	if !ok {
		return errUserNotFound
	}
	p.revokeUser(u.Username)
	return nil
}
