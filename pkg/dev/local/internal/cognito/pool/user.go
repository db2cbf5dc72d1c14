package pool

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"cognitossr/pkg/dev/local/internal/cognito/passkey"
)

// The states that a user passes through (AWS: UserStatusType).
const (
	Unconfirmed         = "UNCONFIRMED"
	Confirmed           = "CONFIRMED"
	ResetRequired       = "RESET_REQUIRED"
	ForceChangePassword = "FORCE_CHANGE_PASSWORD"
	ExternalProvider    = "EXTERNAL_PROVIDER"
)

// User is a copy of what the pool knows about one user. The user name is the sub: this pool takes e-mail
// addresses as user names, and AWS then makes the real user name up. Only users of an identity provider have
// another one, made of the provider's name and the person's id there.
type User struct {
	Username   string            `json:"username"`
	Attributes map[string]string `json:"attributes"`
	Status     string            `json:"status"`
	Enabled    bool              `json:"enabled"`
	Created    time.Time         `json:"created"`
	Modified   time.Time         `json:"modified"`
	Groups     []string          `json:"groups,omitempty"`

	Factors         []Factor `json:"-"` // second factors that the user has enabled
	PreferredFactor Factor   `json:"-"`
}

// Email is the address that the user signs in with.
func (u User) Email() string { return u.Attributes["email"] }

// Sub identifies the user in tokens.
func (u User) Sub() string { return u.Attributes["sub"] }

// OfProvider says that the user was made by a sign-in with an identity provider. Such a user does not sign in by the
// address, which may be another user's, too.
func (u User) OfProvider() bool {
	return u.Status == ExternalProvider || slices.ContainsFunc(u.Identities(), func(i Identity) bool { return i.Primary })
}

// Shown is what a page calls the user: the address, or the user name of somebody without one.
func (u User) Shown() string {
	return cmp.Or(u.Email(), u.Username)
}

// user is the pool's own record; it is read and written under the pool's lock.
type user struct {
	keptUser
	names   []string // other than the user name, under which it is found
	values  []attributeValue
	codes   map[codePurpose]*code
	tried   attempts
	hourly  map[string]*hourCount
	offered []NewDevice // that may be confirmed
}

// keptUser is what a restart keeps of a user.
type keptUser struct {
	User
	Password    passwordHash      `json:"password"`
	TempExpires time.Time         `json:"temporary_until,omitzero"` // end of a temporary password, zero for a permanent one
	Second      secondFactors     `json:"second_factors,omitzero"`
	Passkeys    []passkey.Passkey `json:"passkeys,omitempty"`
	Devices     []Device          `json:"devices,omitempty"`
}

func (u *user) copy() User {
	c := u.User
	c.Attributes = maps.Clone(u.Attributes)
	c.Groups = slices.Clone(u.Groups)
	c.Factors, c.PreferredFactor = slices.Clone(u.Second.Enabled), u.Second.Preferred
	return c
}

// find looks a user up by user name, sub or e-mail address in any case; one of a provider by the user name only. The caller holds mu.
func (d *directory) find(name string) (*user, bool) {
	if u, ok := d.users[name]; ok {
		return u, true
	}
	u, ok := d.users[d.byName[foldEmail(name)]]
	return u, ok
}

func foldEmail(address string) string { return strings.ToLower(strings.TrimSpace(address)) }

// LooksLikeEmail says whether the pool takes the text as an address: one @ with something on both sides, and
// nothing that could end a mail header or an HTML attribute.
func LooksLikeEmail(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	return ok && local != "" && domain != "" && len(s) <= 128 &&
		!strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f || strings.ContainsRune(`<>()[]\,;:"`, r) }) &&
		!strings.Contains(domain, "@") && !strings.HasPrefix(domain, ".") && !strings.HasSuffix(domain, ".")
}

// InName says whether AWS takes the character in a user name or in the name of a group: letters, marks, symbols,
// numbers and punctuation, so no space.
func InName(r rune) bool {
	return r != utf8.RuneError && unicode.In(r, unicode.L, unicode.M, unicode.S, unicode.N, unicode.P)
}

// insert makes a user under that sub. The caller holds mu and has checked that the address is free.
func (p *Pool) insert(username, sub string, attributes map[string]string, status string) *user {
	now := p.clock.Now()
	all := maps.Clone(attributes)
	if all == nil {
		all = map[string]string{}
	}
	all["sub"] = sub
	u := &user{
		keptUser: keptUser{User: User{Username: username, Attributes: all, Status: status, Enabled: true, Created: now,
			Modified: now}},
		codes: map[codePurpose]*code{}, hourly: map[string]*hourCount{},
	}
	p.users[username] = u
	p.index(u)
	p.changed()
	return u
}

// index lets the user be found by other names than the user name. The caller holds mu.
func (p *Pool) index(u *user) {
	u.names = p.Configuration().namesOf(u)
	for _, name := range u.names {
		if _, taken := p.byName[name]; !taken { // an alias that somebody else has verified stays theirs
			p.byName[name] = u.Username
		}
	}
	u.values = valuesOf(u)
	for _, v := range u.values {
		p.byValue[v] = append(p.byValue[v], u)
	}
}

func (p *Pool) unindex(u *user) {
	for _, name := range u.names {
		if p.byName[name] == u.Username {
			delete(p.byName, name)
		}
	}
	for _, v := range u.values {
		others := slices.DeleteFunc(p.byValue[v], func(other *user) bool { return other == u })
		if p.byValue[v] = others; len(others) == 0 {
			delete(p.byValue, v)
		}
	}
}

// touch notes a change of the user. The caller holds mu.
func (p *Pool) touch(u *user) {
	if p.users[u.Username] == u {
		p.unindex(u)
		p.index(u)
	}
	u.Modified = p.clock.Now()
	p.changed()
}

// User finds a user by user name or e-mail address.
func (p *Pool) User(name string) (User, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	u, ok := p.find(name)
	if !ok {
		return User{}, errUserNotFound
	}
	return u.copy(), nil
}
