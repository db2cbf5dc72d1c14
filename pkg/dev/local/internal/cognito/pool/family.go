package pool

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"
)

// family is everything that descends from one sign-in: AWS calls its name origin_jti. Revoking it ends all of
// its tokens at once.
type family struct {
	OriginJTI string    `json:"origin_jti"`
	Username  string    `json:"username"`
	ClientID  string    `json:"client_id"`
	Scopes    []string  `json:"scopes"`
	Nonce     string    `json:"nonce,omitempty"`
	Hosted    bool      `json:"hosted"` // from the pages, not from the API
	AuthTime  time.Time `json:"auth_time"`
	Device    string    `json:"device,omitempty"` // key of the device, known or new
	Expires   time.Time `json:"expires"`          // of the refresh token: rotation does not move it
	Revoked   bool      `json:"revoked,omitempty"`

	access []accessNote // the newest access tokens
}

// accessNote remembers when an access token runs out on the pool's clock, which the control API moves and the
// claims of the token do not follow.
type accessNote struct {
	jti     string
	expires time.Time
}

// keptNotes bounds the access tokens that a family remembers.
const keptNotes = 20

// remember notes a new access token.
func (f *family) remember(jti string, expires time.Time) {
	if len(f.access) >= keptNotes {
		f.access = f.access[1:]
	}
	f.access = append(f.access, accessNote{jti, expires})
}

// expireAccess lets all access tokens so far run out.
func (f *family) expireAccess() {
	for i := range f.access {
		f.access[i].expires = time.Time{}
	}
}

// accessExpires is when an access token runs out on the pool's clock; an old one that is no longer remembered
// does so by its claim.
func (f *family) accessExpires(claims tokenClaims) time.Time {
	for _, note := range f.access {
		if note.jti == claims.JTI {
			return note.expires
		}
	}
	return time.Unix(claims.Expires, 0)
}

// refreshToken is kept by the digest of its text, so that a data file holds nothing usable.
type refreshToken struct {
	OriginJTI string    `json:"origin_jti"`
	Replaced  time.Time `json:"replaced,omitzero"` // when rotation gave out a newer one
}

func refreshDigest(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// newRefreshToken has the five parts, the header and the size of Cognito's encrypted tokens, and nothing
// inside: a program that tries to read one fails here as it does there.
func (p *Pool) newRefreshToken() string {
	parts := []string{
		base64.RawURLEncoding.EncodeToString([]byte(`{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}`)),
	}
	for _, size := range []int{256, 12, 1040, 16} {
		parts = append(parts, base64.RawURLEncoding.EncodeToString(p.random.bytes(size)))
	}
	return strings.Join(parts, ".")
}

// issueRefresh makes a refresh token of a family. The caller holds mu.
func (p *Pool) issueRefresh(f *family) string {
	token := p.newRefreshToken()
	p.refresh[refreshDigest(token)] = &refreshToken{OriginJTI: f.OriginJTI}
	p.changed()
	return token
}

// keep adds a family. The caller holds the pool's mu.
func (s *sessions) keep(f *family) {
	s.families[f.OriginJTI] = f
	s.ofUser[f.Username] = append(s.ofUser[f.Username], f)
}

// revokeUser ends every family of a user. The caller holds mu.
func (p *Pool) revokeUser(username string) {
	for _, f := range p.ofUser[username] {
		f.Revoked = true
	}
	p.changed()
}

// sweep forgets families whose refresh token ran out a day ago. The caller holds mu.
func (p *Pool) sweep() {
	limit := p.clock.Now().Add(-24 * time.Hour)
	for digest, r := range p.refresh {
		if f, ok := p.families[r.OriginJTI]; !ok || f.Expires.Before(limit) {
			delete(p.refresh, digest)
		}
	}
	all := p.families
	p.families, p.ofUser = map[string]*family{}, map[string][]*family{}
	for _, f := range all {
		if !f.Expires.Before(limit) {
			p.keep(f)
		}
	}
}
