package auth

// claims are the members of a payload that this package knows, each of the type that Cognito gives it.
type claims struct {
	life
	issuer, subject, tokenUse            string
	clientID, username, scope, originJTI string
	audience, authorizedParty            string
	email, nonce, atHash                 string
	groups                               []string
	notBefore                            int64
	hasAudience, hasAuthorizedParty      bool
	emailVerified                        bool
}

// readClaims reads a payload. Names are compared exactly, after their escapes are resolved.
func readClaims(text string, off guardSet) (*claims, guard) {
	var s scanner
	c := new(claims)
	s.begin(text, off)
	m := s.object()
	for name, ok := s.member(&m); ok; name, ok = s.member(&m) {
		c.read(&s, name)
	}
	return c, s.end()
}

// read takes the value of one claim.
func (c *claims) read(s *scanner, name string) {
	switch name {
	case "iss":
		c.issuer = s.stringOr(guardIssuer)
	case "sub":
		c.subject = s.stringOr(guardSubject)
	case "token_use":
		c.tokenUse = s.stringOr(guardTokenUse)
	case "client_id":
		c.clientID = s.stringOr(guardClientID)
	case "aud":
		c.audience, c.hasAudience = s.audience(), true
	case "azp":
		c.authorizedParty, c.hasAuthorizedParty = s.stringOr(guardAuthorizedParty), true
	case "exp":
		c.expires = s.secondsOr(guardExpiryFormat)
	case "iat":
		c.issued = s.secondsOr(guardIssuedFormat)
	case "nbf":
		c.notBefore = s.secondsOr(guardNotBeforeFormat)
	case "auth_time":
		c.authTime = s.secondsOr(guardAuthTimeFormat)
	case "cognito:groups":
		c.groups = s.groups()
	default:
		c.readProfile(s, name)
	}
}

// readProfile takes the value of a claim that no rule is about but that the tokens hand out.
func (c *claims) readProfile(s *scanner, name string) {
	switch name {
	case "username":
		c.username = s.stringOr(guardUsername)
	case "email":
		c.email = s.stringOr(guardClaimType)
	case "email_verified":
		c.emailVerified = s.truth()
	case "nonce":
		c.nonce = s.stringOr(guardClaimType)
	case "at_hash":
		c.atHash = s.stringOr(guardClaimType)
	case "scope":
		c.scope = s.stringOr(guardClaimType)
	case "origin_jti":
		c.originJTI = s.stringOr(guardClaimType)
	default:
		s.skip()
	}
}

// audience reads "aud": a string, or an array of exactly one (RFC 7519 section 4.1.3).
func (s *scanner) audience() (audience string) {
	if s.peek() != '[' {
		return s.stringOr(guardAudience)
	}
	s.array()
	count := 0
	for ; s.element(count > 0); count++ {
		audience = s.stringOr(guardAudience)
	}
	if count != 1 {
		s.refuse(guardAudience)
	}
	return audience
}

// groups reads "cognito:groups": an array of strings.
func (s *scanner) groups() (groups []string) {
	if s.peek() != '[' {
		s.refuse(guardGroups)
		s.skip()
		return nil
	}
	s.array()
	for s.element(groups != nil) {
		if groups == nil {
			groups = make([]string, 0, 4)
		}
		groups = append(groups, s.stringOr(guardGroups))
	}
	return groups
}

// truth reads "email_verified": Cognito writes a boolean, or the strings "true" and "false" when the attribute was mapped from another provider.
func (s *scanner) truth() bool {
	switch s.peek() {
	case '"':
		value := s.str()
		if value != "true" && value != "false" {
			s.refuse(guardClaimType)
		}
		return value == "true"
	case 't':
		s.literal("true")
		return true
	case 'f':
		s.literal("false")
		return false
	}
	s.refuse(guardClaimType)
	s.skip()
	return false
}
