package auth

// reasonCode names the rule that refused a token, a key or a key set. Tests disable one rule at a time, which proves
// that the attack corpus notices the loss of any of them.
type reasonCode uint8

const (
	reasonNone reasonCode = iota
	// Form of the token.
	reasonSize
	reasonForm
	reasonBase64
	reasonBase64Bits
	// JSON of header and claims.
	reasonJSON
	reasonUTF8
	reasonTrailing
	reasonDuplicate
	reasonDepth
	reasonMembers
	// Header.
	reasonAlg
	reasonKid
	reasonTyp
	reasonHeader
	// Signature.
	reasonSignature
	// Claims.
	reasonIssuer
	reasonTokenUse
	reasonClientID
	reasonAudience
	reasonAuthorizedParty
	reasonSubject
	reasonUsername
	reasonGroups
	reasonClaimType
	reasonExpiryFormat
	reasonIssuedFormat
	reasonNotBeforeFormat
	reasonAuthTimeFormat
	reasonIssuedAt
	reasonNotBefore
	reasonAuthTime
	reasonLifetime
	reasonExpiry
	reasonPair
	// Keys.
	reasonKeyType
	reasonKeyAlg
	reasonKeyUse
	reasonKeyOps
	reasonKeyID
	reasonKeyPrivate
	reasonKeySize
	reasonKeyExponent
	reasonKeyDuplicate
	// The answer of the key set's server.
	reasonFetchRedirect
	reasonFetchStatus
	reasonFetchEncoding
	reasonFetchSize
	reasonFetchPause
	// Why the keys are unavailable.
	reasonKeys
	reasonDeadline
	reasonCount
)

// reasonNames are what Reason reports. They are stable: log searches and alarms rely on them.
var reasonNames = [reasonCount]string{
	reasonSize:            "size",
	reasonForm:            "form",
	reasonBase64:          "base64",
	reasonBase64Bits:      "base64_bits",
	reasonJSON:            "json",
	reasonUTF8:            "utf8",
	reasonTrailing:        "trailing",
	reasonDuplicate:       "duplicate",
	reasonDepth:           "depth",
	reasonMembers:         "members",
	reasonAlg:             "alg",
	reasonKid:             "kid",
	reasonTyp:             "typ",
	reasonHeader:          "header",
	reasonSignature:       "signature",
	reasonIssuer:          "iss",
	reasonTokenUse:        "token_use",
	reasonClientID:        "client_id",
	reasonAudience:        "aud",
	reasonAuthorizedParty: "azp",
	reasonSubject:         "sub",
	reasonUsername:        "username",
	reasonGroups:          "groups",
	reasonClaimType:       "claim_type",
	reasonExpiryFormat:    "exp_format",
	reasonIssuedFormat:    "iat_format",
	reasonNotBeforeFormat: "nbf_format",
	reasonAuthTimeFormat:  "auth_time_format",
	reasonIssuedAt:        "iat",
	reasonNotBefore:       "nbf",
	reasonAuthTime:        "auth_time",
	reasonLifetime:        "lifetime",
	reasonExpiry:          "exp",
	reasonPair:            "pair",
	reasonKeyType:         "key_type",
	reasonKeyAlg:          "key_alg",
	reasonKeyUse:          "key_use",
	reasonKeyOps:          "key_ops",
	reasonKeyID:           "key_id",
	reasonKeyPrivate:      "key_private",
	reasonKeySize:         "key_size",
	reasonKeyExponent:     "key_exponent",
	reasonKeyDuplicate:    "key_duplicate",
	reasonFetchRedirect:   "jwks_redirect",
	reasonFetchStatus:     "jwks_status",
	reasonFetchEncoding:   "jwks_encoding",
	reasonFetchSize:       "jwks_size",
	reasonFetchPause:      "jwks_pause",
	reasonKeys:            "jwks",
	reasonDeadline:        "deadline",
}

func (r reasonCode) String() string { return reasonNames[r] }

// disabledRules is the set of rules that are switched off. It is empty outside this package's tests.
type disabledRules uint64

// enforced reports whether a rule is in force.
func (d disabledRules) enforced(reason reasonCode) bool { return d&(1<<reason) == 0 }
