package auth

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"
)

// timeOf converts seconds since 1970; 0, an absent claim, becomes the zero time.
func timeOf(seconds int64) time.Time {
	if seconds == 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

// validity is when a token was issued and when it expires, in seconds since 1970, 0 when absent.
type validity struct{ issued, expires, authTime int64 }

// IssuedAt is when Cognito made the token.
func (v validity) IssuedAt() time.Time { return timeOf(v.issued) }

// ExpiresAt is when the token expires.
func (v validity) ExpiresAt() time.Time { return timeOf(v.expires) }

// AuthTime is when the user signed in; it survives refreshes. It is the zero time when the token does not say.
func (v validity) AuthTime() time.Time { return timeOf(v.authTime) }

// IDToken is a verified ID token. Only a Verifier makes one that has claims.
type IDToken claims

// Subject is the stable id of the user within the user pool.
func (t *IDToken) Subject() string { return t.subject }

// Email is for display. It proves nothing unless EmailVerified is true.
func (t *IDToken) Email() string { return t.email }

// EmailVerified reports whether the user has confirmed the address.
func (t *IDToken) EmailVerified() bool { return t.emailVerified }

// Nonce is the one of the authorization request, "" if it had none.
func (t *IDToken) Nonce() string { return t.nonce }

// AtHash is the hash of the access token that was issued together with this one, "" if absent.
func (t *IDToken) AtHash() string { return t.atHash }

// IssuedWith reports whether at_hash is absent or that of the access token, OpenID Connect Core section 3.1.3.8.
func (t *IDToken) IssuedWith(accessToken string) bool {
	sum := sha256.Sum256([]byte(accessToken))
	return t.atHash == "" || t.atHash == base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2])
}

// AccessToken is a verified access token. Only a Verifier makes one that has claims.
type AccessToken claims

// Subject is the stable id of the user within the user pool.
func (t *AccessToken) Subject() string { return t.subject }

// Username is the user's name for Cognito's API. It is for display.
func (t *AccessToken) Username() string { return t.username }

// Groups is a copy of the user's groups.
func (t *AccessToken) Groups() []string { return slices.Clone(t.groups) }

// InGroup reports membership; names are compared byte for byte.
func (t *AccessToken) InGroup(name string) bool { return slices.Contains(t.groups, name) }

// HasScope reports whether the token carries a scope. "scope" separates them by spaces, RFC 8693 section 4.2.
func (t *AccessToken) HasScope(name string) bool {
	for scope := range strings.SplitSeq(t.scope, " ") {
		if scope == name && name != "" {
			return true
		}
	}
	return false
}

// AppUserID is the application's own id of the user, "" where the pool puts none into its tokens.
func (t *AccessToken) AppUserID() string { return t.appUserID }

// OriginJTI is the id of the sign-in; it survives refreshes.
func (t *AccessToken) OriginJTI() string { return t.originJTI }

// Identity is a user whose ID and access token are both verified and have the same subject.
// The caller of an API with a bearer token has an access token only: ID is then nil, and the e-mail address unknown.
type Identity struct {
	ID     *IDToken
	Access *AccessToken
}

// Subject is the stable id of the user within the user pool.
func (i *Identity) Subject() string { return i.Access.Subject() }

// Email is for display; "" where there is no ID token.
func (i *Identity) Email() string {
	if i.ID == nil {
		return ""
	}
	return i.ID.Email()
}

// Groups is a copy of the user's groups, which the access token alone decides.
func (i *Identity) Groups() []string { return i.Access.Groups() }

// AppUserID is the application's own id of the user, "" where the pool puts none into its tokens.
func (i *Identity) AppUserID() string { return i.Access.AppUserID() }

// InGroup reports membership by the access token.
func (i *Identity) InGroup(name string) bool { return i.Access.InGroup(name) }

// AuthTime is when the user signed in.
func (i *Identity) AuthTime() time.Time { return i.Access.AuthTime() }

// ExpiresAt is when the first of the two tokens expires.
func (i *Identity) ExpiresAt() time.Time {
	if i.ID == nil {
		return i.Access.ExpiresAt()
	}
	return timeOf(min(i.ID.expires, i.Access.expires))
}
