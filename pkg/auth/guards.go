package auth

// guard is one rule that refuses tokens, keys or key sets. Each can be switched off alone by this package's tests, which prove in that way that the
// attack corpus notices the loss of any of them.
type guard uint8

const (
	guardNone guard = iota
	// Form of the token.
	guardSize
	guardForm
	guardBase64
	guardBase64Bits
	// JSON of header and claims.
	guardJSON
	guardUTF8
	guardTrailing
	guardDuplicate
	guardDepth
	guardMembers
	// Header.
	guardAlg
	guardKid
	guardTyp
	guardHeader
	// Signature.
	guardSignature
	// Claims.
	guardIssuer
	guardTokenUse
	guardClientID
	guardAudience
	guardAuthorizedParty
	guardSubject
	guardUsername
	guardGroups
	guardClaimType
	guardExpiryFormat
	guardIssuedFormat
	guardNotBeforeFormat
	guardAuthTimeFormat
	guardIssuedAt
	guardNotBefore
	guardAuthTime
	guardLifetime
	guardExpiry
	guardPair
	// Keys.
	guardKeyType
	guardKeyAlg
	guardKeyUse
	guardKeyOps
	guardKeyID
	guardKeyPrivate
	guardKeySize
	guardKeyExponent
	guardKeyDuplicate
	// The answer of the key set's server.
	guardFetchRedirect
	guardFetchStatus
	guardFetchEncoding
	guardFetchSize
	guardFetchPause
	guardCount
)

// guardNames are the reason codes that Reason reports. They are stable: log searches and alarms rely on them.
var guardNames = [guardCount]string{
	guardSize: "size", guardForm: "form", guardBase64: "base64", guardBase64Bits: "base64_bits",
	guardJSON: "json", guardUTF8: "utf8", guardTrailing: "trailing", guardDuplicate: "duplicate", guardDepth: "depth", guardMembers: "members",
	guardAlg: "alg", guardKid: "kid", guardTyp: "typ", guardHeader: "header",
	guardSignature: "signature",
	guardIssuer:    "iss", guardTokenUse: "token_use", guardClientID: "client_id", guardAudience: "aud", guardAuthorizedParty: "azp",
	guardSubject: "sub", guardUsername: "username", guardGroups: "groups", guardClaimType: "claim_type",
	guardExpiryFormat: "exp_format", guardIssuedFormat: "iat_format", guardNotBeforeFormat: "nbf_format", guardAuthTimeFormat: "auth_time_format",
	guardIssuedAt: "iat", guardNotBefore: "nbf", guardAuthTime: "auth_time", guardLifetime: "lifetime", guardExpiry: "exp",
	guardPair:    "pair",
	guardKeyType: "key_type", guardKeyAlg: "key_alg", guardKeyUse: "key_use", guardKeyOps: "key_ops", guardKeyID: "key_id",
	guardKeyPrivate: "key_private", guardKeySize: "key_size", guardKeyExponent: "key_exponent", guardKeyDuplicate: "key_duplicate",
	guardFetchRedirect: "jwks_redirect", guardFetchStatus: "jwks_status", guardFetchEncoding: "jwks_encoding", guardFetchSize: "jwks_size",
	guardFetchPause: "jwks_pause",
}

// guardSet is a set of switched-off guards. Its zero value, which is all that anything outside the tests can have, switches none off.
type guardSet uint64

// on reports whether a guard is in force.
func (off guardSet) on(g guard) bool { return off&(1<<g) == 0 }
