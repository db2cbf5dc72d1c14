package pool

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Advance moves the pool's clock, also backwards: all that the pool holds is older then. Codes, the browser
// session, tokens and locks run out by it. New tokens are stamped with the machine's time, which the site goes
// by, and an auth_time as long ago as the sign-in now is.
func (p *Pool) Advance(d time.Duration) { p.clock.advance(d) }

// ResetClock sets the pool's clock right again.
func (p *Pool) ResetClock() { p.clock.reset() }

// ClockOffset is how far the pool's clock is from the machine's.
func (p *Pool) ClockOffset() time.Duration { return p.clock.Offset() }

// RotateKeys makes two new keys. The old ones stay published, as in a proper rotation, unless forget is set.
func (p *Pool) RotateKeys(forget bool) {
	p.keys.rotate()
	if forget {
		p.keys.forget()
	}
}

// eachFamily runs a change on the families of a user, or on all when the name is empty, and counts them.
func (p *Pool) eachFamily(name string, do func(*family)) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := slices.Collect(maps.Values(p.families))
	if name != "" {
		u, ok := p.find(name)
		if !ok {
			return 0, errUserNotFound
		}
		list = p.ofUser[u.Username]
	}
	for _, f := range list {
		do(f)
	}
	p.changed()
	return len(list), nil
}

// ExpireAccess lets the access tokens that are out count as expired where Cognito is asked. What a site holds
// still verifies by its own exp; ExpiredTwin makes tokens for that.
func (p *Pool) ExpireAccess(name string) (int, error) {
	return p.eachFamily(name, (*family).expireAccess)
}

// ExpireRefresh lets refresh tokens run out now.
func (p *Pool) ExpireRefresh(name string) (int, error) {
	now := p.clock.Now()
	return p.eachFamily(name, func(f *family) { f.Expires = now })
}

// RevokeAll ends families.
func (p *Pool) RevokeAll(name string) (int, error) {
	return p.eachFamily(name, func(f *family) { f.Revoked = true })
}

// ExpiredTwin signs the pair of a user's newest live family once more with an exp in the past, to be put where
// a site keeps its tokens. It returns false when the user has no live family.
func (p *Pool) ExpiredTwin(name string) (Tokens, bool, error) {
	p.mu.Lock()
	u, ok := p.find(name)
	if !ok {
		p.mu.Unlock()
		return Tokens{}, false, errUserNotFound
	}
	newest := p.newestFamily(u.Username)
	if newest == nil {
		p.mu.Unlock()
		return Tokens{}, false, nil
	}
	job := p.prepare(u, newest, ExpiredTokens)
	p.mu.Unlock()
	tokens, err := p.sign(job, tokenChanges{})
	return tokens, err == nil, err
}

// newestFamily is the last sign-in of a user that is not revoked. The caller holds mu.
func (p *Pool) newestFamily(username string) *family {
	var newest *family
	for _, f := range p.ofUser[username] {
		if !f.Revoked && (newest == nil || f.AuthTime.After(newest.AuthTime)) {
			newest = f
		}
	}
	return newest
}

// SetGroups puts a user into exactly these groups, which are made as needed.
func (p *Pool) SetGroups(name string, groups []string) error {
	for _, g := range groups {
		if err := checkGroupName(g); err != nil {
			return err
		}
	}
	return p.change(name, func(u *user) error {
		u.Groups = slices.Compact(slices.Sorted(slices.Values(groups)))
		for _, g := range u.Groups {
			p.ensureGroup(g, "")
		}
		return nil
	})
}

// Reset empties the pool and sets clock, lifetimes and fault back. The keys stay.
func (p *Pool) Reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clock.reset()
	p.clear()
	p.changed()
}

// SessionState is a family as the control page shows it.
type SessionState struct {
	OriginJTI string    `json:"origin_jti"`
	Email     string    `json:"email"`
	ClientID  string    `json:"client_id"`
	Scopes    []string  `json:"scopes"`
	AuthTime  time.Time `json:"auth_time"`
	Expires   time.Time `json:"refresh_expires"`
	Revoked   bool      `json:"revoked"`
}

// Sessions lists families, the newest sign-in first, at most limit.
func (p *Pool) Sessions(limit int) []SessionState {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := make([]SessionState, 0, len(p.families))
	for _, f := range p.families {
		email := ""
		if u, ok := p.users[f.Username]; ok {
			email = u.Email()
		}
		list = append(list, SessionState{f.OriginJTI, email, f.ClientID, f.Scopes, f.AuthTime.UTC(),
			f.Expires.UTC(), f.Revoked})
	}
	slices.SortFunc(list, func(a, b SessionState) int {
		if c := b.AuthTime.Compare(a.AuthTime); c != 0 {
			return c
		}
		return strings.Compare(a.OriginJTI, b.OriginJTI)
	})
	return list[:min(len(list), limit)]
}

// KeyIDs are the published kids: ID key, access key, then retired ones.
func (p *Pool) KeyIDs() []string {
	var kids []string
	for _, k := range p.keys.published() {
		kids = append(kids, k.kid)
	}
	return kids
}
