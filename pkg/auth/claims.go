package auth

// claims are the members of a payload that this package reads, each of the type that Cognito gives it.
type claims struct {
	validity
	issuer, subject, tokenUse            string
	clientID, username, scope, originJTI string
	audience, authorizedParty            string
	email, nonce, atHash                 string
	groups                               []string
	notBefore                            int64
	hasAudience, hasAuthorizedParty      bool
	emailVerified                        bool
}

// readClaims reads a payload. Names are compared exactly, with their escapes resolved.
func readClaims(text string, rules disabledRules) (*claims, reasonCode) {
	var s scanner
	c := new(claims)
	s.begin(text, rules)
	m := s.object()
	for name, ok := s.member(&m); ok; name, ok = s.member(&m) {
		c.read(&s, name)
	}
	return c, s.end()
}

// read reads the value of one claim.
func (c *claims) read(s *scanner, name string) {
	switch name {
	case "iss":
		c.issuer = s.stringOr(reasonIssuer)
	case "sub":
		c.subject = s.stringOr(reasonSubject)
	case "token_use":
		c.tokenUse = s.stringOr(reasonTokenUse)
	case "client_id":
		c.clientID = s.stringOr(reasonClientID)
	case "aud":
		c.audience, c.hasAudience = s.audience(), true
	case "azp":
		c.authorizedParty, c.hasAuthorizedParty = s.stringOr(reasonAuthorizedParty), true
	case "exp":
		c.expires = s.secondsOr(reasonExpiryFormat)
	case "iat":
		c.issued = s.secondsOr(reasonIssuedFormat)
	case "nbf":
		c.notBefore = s.secondsOr(reasonNotBeforeFormat)
	case "auth_time":
		c.authTime = s.secondsOr(reasonAuthTimeFormat)
	case "cognito:groups":
		c.groups = s.groups()
	default:
		c.readProfile(s, name)
	}
}

// readProfile reads the value of a claim that no rule is about and that the tokens return.
func (c *claims) readProfile(s *scanner, name string) {
	switch name {
	case "username":
		c.username = s.stringOr(reasonUsername)
	case "email":
		c.email = s.stringOr(reasonClaimType)
	case "email_verified":
		c.emailVerified = s.boolOrText()
	case "nonce":
		c.nonce = s.stringOr(reasonClaimType)
	case "at_hash":
		c.atHash = s.stringOr(reasonClaimType)
	case "scope":
		c.scope = s.stringOr(reasonClaimType)
	case "origin_jti":
		c.originJTI = s.stringOr(reasonClaimType)
	default:
		s.skip()
	}
}

// audience reads "aud": a string, or an array of exactly one (RFC 7519 section 4.1.3).
func (s *scanner) audience() (audience string) {
	if s.peek() != '[' {
		return s.stringOr(reasonAudience)
	}
	s.array()
	count := 0
	for ; s.element(count > 0); count++ {
		audience = s.stringOr(reasonAudience)
	}
	if count != 1 {
		s.refuse(reasonAudience)
	}
	return audience
}

// groups reads "cognito:groups": an array of strings.
func (s *scanner) groups() (groups []string) {
	if s.peek() != '[' {
		s.refuse(reasonGroups)
		s.skip()
		return nil
	}
	s.array()
	for s.element(groups != nil) {
		if groups == nil {
			groups = make([]string, 0, 4)
		}
		groups = append(groups, s.stringOr(reasonGroups))
	}
	return groups
}

// boolOrText reads "email_verified": Cognito writes a boolean, or the strings "true" and "false" when the attribute was
// mapped from another provider.
func (s *scanner) boolOrText() bool {
	switch s.peek() {
	case '"':
		value := s.string()
		if value != "true" && value != "false" {
			s.refuse(reasonClaimType)
		}
		return value == "true"
	case 't':
		s.literal("true")
		return true
	case 'f':
		s.literal("false")
		return false
	}
	s.refuse(reasonClaimType)
	s.skip()
	return false
}
