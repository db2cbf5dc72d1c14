package auth

import "time"

const (
	// leeway is how far "iat", "nbf" and "auth_time" may lie ahead, for clocks that differ. "exp" has none.
	leeway = 30
	// maxLifetime is the longest life that Cognito gives an ID or access token.
	maxLifetime = int64(24 * time.Hour / time.Second)
	// maxSubject bounds "sub", OpenID Connect Core section 2.
	maxSubject = 255
)

// policy is what the claims are measured against. now is seconds since 1970.
type policy struct {
	issuer, clientID string
	now              int64
}

// rule refuses the claims of which broken is true.
type rule struct {
	guard  guard
	broken func(c *claims, p *policy) bool
}

// commonRules hold for both kinds of token, SEC-030 to SEC-033.
var commonRules = []rule{
	{guardIssuer, func(c *claims, p *policy) bool { return c.issuer != p.issuer }},
	{guardAuthorizedParty, func(c *claims, p *policy) bool { return c.hasAuthorizedParty && c.authorizedParty != p.clientID }},
	{guardSubject, func(c *claims, _ *policy) bool { return c.subject == "" || len(c.subject) > maxSubject }},
	{guardExpiryFormat, func(c *claims, _ *policy) bool { return c.expires == 0 }},
	{guardIssuedFormat, func(c *claims, _ *policy) bool { return c.issued == 0 }},
	{guardIssuedAt, func(c *claims, p *policy) bool { return c.issued > p.now+leeway }},
	{guardNotBefore, func(c *claims, p *policy) bool { return c.notBefore > p.now+leeway }},
	{guardAuthTime, func(c *claims, p *policy) bool { return c.authTime > p.now+leeway }},
	{guardLifetime, func(c *claims, _ *policy) bool { return c.expires-c.issued > maxLifetime }},
}

// idRules hold for ID tokens: the audience is the app client.
var idRules = []rule{
	{guardTokenUse, func(c *claims, _ *policy) bool { return c.tokenUse != "id" }},
	{guardAudience, func(c *claims, p *policy) bool { return c.audience != p.clientID }},
}

// accessRules hold for access tokens: Cognito names the app client in client_id and has no audience. Without a username the token is an app's own
// (client_credentials), which is nobody's session.
var accessRules = []rule{
	{guardTokenUse, func(c *claims, _ *policy) bool { return c.tokenUse != "access" }},
	{guardClientID, func(c *claims, p *policy) bool { return c.clientID != p.clientID }},
	{guardAudience, func(c *claims, _ *policy) bool { return c.hasAudience }},
	{guardUsername, func(c *claims, _ *policy) bool { return c.username == "" }},
}

// check gives the first rule that the claims break, expiry aside.
func (p *policy) check(c *claims, kind []rule, off guardSet) guard {
	for _, rules := range [...][]rule{kind, commonRules} {
		for _, r := range rules {
			if r.broken(c, p) && off.on(r.guard) {
				return r.guard
			}
		}
	}
	return guardNone
}

// expired reports whether the claims are too old: a token is good while now < exp.
func (p *policy) expired(c *claims, off guardSet) bool {
	return p.now >= c.expires && off.on(guardExpiry)
}
