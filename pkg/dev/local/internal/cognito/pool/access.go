package pool

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
)

// Access is what a live access token allows.
type Access struct {
	User      User
	ClientID  string
	OriginJTI string
	Scopes    []string
}

// HasScope says whether the token carries the scope.
func (a Access) HasScope(scope string) bool { return slices.Contains(a.Scopes, scope) }

// ErrInvalidAccess refuses what is no access token of a pool.
var ErrInvalidAccess = Refuse(NotAuthorized, "Invalid Access Token")

var (
	errInvalidAccess = ErrInvalidAccess
	errExpiredAccess = Refuse(NotAuthorized, "Access Token has expired")
	errRevokedAccess = Refuse(NotAuthorized, "Access Token has been revoked")
)

// CheckAccess is what Cognito does with an access token that is sent to it: signature, use and expiry, and that
// its family was not revoked and its user not disabled.
func (p *Pool) CheckAccess(token string) (Access, error) {
	claims, err := p.verify(token)
	if err != nil || claims.Use != "access" || claims.Issuer != p.Issuer() {
		return Access{}, errInvalidAccess
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	f, ok := p.families[claims.OriginJTI]
	if !ok {
		return Access{}, errInvalidAccess
	}
	if p.clock.base().Unix() >= claims.Expires || !p.clock.Now().Before(f.accessExpires(claims)) {
		return Access{}, errExpiredAccess
	}
	u, ok := p.users[f.Username]
	switch {
	case ok && u.Attributes["sub"] != claims.Subject:
		return Access{}, errInvalidAccess
	case !ok: // deleting and disabling revoke as well, but Cognito names the user's state
		return Access{}, errUserNotFound
	case !u.Enabled:
		return Access{}, errUserDisabled
	case f.Revoked:
		return Access{}, errRevokedAccess
	}
	return Access{User: u.copy(), ClientID: f.ClientID, OriginJTI: f.OriginJTI, Scopes: strings.Fields(claims.Scope)}, nil
}

type tokenClaims struct {
	Subject   string `json:"sub"`
	Issuer    string `json:"iss"`
	OriginJTI string `json:"origin_jti"`
	Use       string `json:"token_use"`
	Scope     string `json:"scope"`
	JTI       string `json:"jti"`
	Expires   int64  `json:"exp"`
}

// verify checks the signature of a compact JWS with the published keys.
func (p *Pool) verify(token string) (tokenClaims, error) {
	var claims tokenClaims
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return claims, errNotOurs
	}
	var head header
	if decodePart(parts[0], &head) != nil || head.Alg != "RS256" {
		return claims, errNotOurs
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		return claims, errNotOurs
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	for _, k := range p.keys.published() {
		if k.kid == head.Kid && rsa.VerifyPKCS1v15(&k.private.public, crypto.SHA256, digest[:], signature) == nil {
			return claims, decodePart(parts[1], &claims)
		}
	}
	return claims, errNotOurs
}

func decodePart(part string, into any) error {
	raw, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return errNotOurs
	}
	if json.Unmarshal(raw, into) != nil {
		return errNotOurs
	}
	return nil
}

// IsSigned says whether a text is an access or ID token of this pool, live or not.
func (p *Pool) IsSigned(token string) bool {
	_, err := p.verify(token)
	return err == nil
}
