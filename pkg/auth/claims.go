package auth

import "cognitossr/pkg/appuser"

// claims are the members of a payload that this package reads, each of the type that Cognito gives it.
type claims struct {
	validity
	issuer, subject, tokenUse            string
	clientID, username, scope, originJTI string
	audience, authorizedParty            string
	email, nonce, atHash, appUserID      string
	groups                               []string
	notBefore                            int64
	hasAudience, hasAuthorizedParty      bool
	emailVerified                        bool
}

// pairs reports whether two tokens are of the same user and the same issuer.
func (c *claims) pairs(other *claims) bool {
	return c.subject == other.subject && c.issuer == other.issuer
}

// readClaims reads a payload. Names are compared exactly, with their escapes resolved.
func readClaims(text string, rules disabledRules) (*claims, reasonCode) {
	var r reader
	c := new(claims)
	r.begin(text, rules)
	o := r.Object()
	for name, ok := r.Member(&o); ok; name, ok = r.Member(&o) {
		c.read(&r, name)
	}
	return c, r.end()
}

// read reads the value of one claim.
func (c *claims) read(r *reader, name string) {
	switch name {
	case "iss":
		c.issuer = r.stringOr(reasonIssuer)
	case "sub":
		c.subject = r.stringOr(reasonSubject)
	case "token_use":
		c.tokenUse = r.stringOr(reasonTokenUse)
	case "client_id":
		c.clientID = r.stringOr(reasonClientID)
	case "aud":
		c.audience, c.hasAudience = r.audience(), true
	case "azp":
		c.authorizedParty, c.hasAuthorizedParty = r.stringOr(reasonAuthorizedParty), true
	case "exp":
		c.expires = r.secondsOr(reasonExpiryFormat)
	case "iat":
		c.issued = r.secondsOr(reasonIssuedFormat)
	case "nbf":
		c.notBefore = r.secondsOr(reasonNotBeforeFormat)
	case "auth_time":
		c.authTime = r.secondsOr(reasonAuthTimeFormat)
	case "cognito:groups":
		c.groups = r.groups()
	default:
		c.readProfile(r, name)
	}
}

// readProfile reads the value of a claim that no rule is about and that the tokens return.
func (c *claims) readProfile(r *reader, name string) {
	switch name {
	case "username":
		c.username = r.stringOr(reasonUsername)
	case "email":
		c.email = r.stringOr(reasonClaimType)
	case "email_verified":
		c.emailVerified = r.boolOrText()
	case "nonce":
		c.nonce = r.stringOr(reasonClaimType)
	case "at_hash":
		c.atHash = r.stringOr(reasonClaimType)
	case "scope":
		c.scope = r.stringOr(reasonClaimType)
	case "origin_jti":
		c.originJTI = r.stringOr(reasonClaimType)
	case appuser.Claim: // a site may have one of its own by that name
		if r.Peek() != '"' {
			r.Skip()
			return
		}
		c.appUserID = r.Text()
	default:
		r.Skip()
	}
}

// audience reads "aud": a string, or an array of exactly one (RFC 7519 section 4.1.3).
func (r *reader) audience() (audience string) {
	if r.Peek() != '[' {
		return r.stringOr(reasonAudience)
	}
	r.Array()
	count := 0
	for ; r.Element(count > 0); count++ {
		audience = r.stringOr(reasonAudience)
	}
	if count != 1 {
		r.refuse(reasonAudience)
	}
	return audience
}

// groups reads "cognito:groups": an array of strings.
func (r *reader) groups() (groups []string) {
	if r.Peek() != '[' {
		r.refuse(reasonGroups)
		r.Skip()
		return nil
	}
	r.Array()
	for r.Element(groups != nil) {
		if groups == nil {
			groups = make([]string, 0, 4)
		}
		groups = append(groups, r.stringOr(reasonGroups))
	}
	return groups
}

// boolOrText reads "email_verified": Cognito writes a boolean, or the strings "true" and "false" when the attribute was
// mapped from another provider.
func (r *reader) boolOrText() bool {
	switch r.Peek() {
	case '"':
		value := r.Text()
		if value != "true" && value != "false" {
			r.refuse(reasonClaimType)
		}
		return value == "true"
	case 't':
		r.Literal("true")
		return true
	case 'f':
		r.Literal("false")
		return false
	}
	r.refuse(reasonClaimType)
	r.Skip()
	return false
}
