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

// policy is what the claims are measured against.
type policy struct{ issuer, clientID string }

// rule refuses the claims of which broken is true. now is seconds since 1970.
type rule struct {
	guard  guard
	broken func(c *claims, p *policy, now int64) bool
}

// commonRules hold for both kinds of token, SEC-030 to SEC-033.
var commonRules = []rule{
	{guardIssuer, func(c *claims, p *policy, _ int64) bool { return c.issuer != p.issuer }},
	{guardAuthorizedParty, func(c *claims, p *policy, _ int64) bool {
		return c.hasAuthorizedParty && c.authorizedParty != p.clientID
	}},
	{guardSubject, func(c *claims, _ *policy, _ int64) bool { return c.subject == "" || len(c.subject) > maxSubject }},
	{guardExpiryFormat, func(c *claims, _ *policy, _ int64) bool { return c.expires == 0 }},
	{guardIssuedFormat, func(c *claims, _ *policy, _ int64) bool { return c.issued == 0 }},
	{guardIssuedAt, func(c *claims, _ *policy, now int64) bool { return c.issued > now+leeway }},
	{guardNotBefore, func(c *claims, _ *policy, now int64) bool { return c.notBefore > now+leeway }},
	{guardAuthTime, func(c *claims, _ *policy, now int64) bool { return c.authTime > now+leeway }},
	{guardLifetime, func(c *claims, _ *policy, _ int64) bool { return c.expires-c.issued > maxLifetime }},
}

// idRules hold for ID tokens: the audience is the app client.
var idRules = []rule{
	{guardTokenUse, func(c *claims, _ *policy, _ int64) bool { return c.tokenUse != "id" }},
	{guardAudience, func(c *claims, p *policy, _ int64) bool { return c.audience != p.clientID }},
}

// accessRules hold for access tokens: Cognito names the app client in client_id and has no audience. Without a username the token is an app's own
// (client_credentials), which is nobody's session.
var accessRules = []rule{
	{guardTokenUse, func(c *claims, _ *policy, _ int64) bool { return c.tokenUse != "access" }},
	{guardClientID, func(c *claims, p *policy, _ int64) bool { return c.clientID != p.clientID }},
	{guardAudience, func(c *claims, _ *policy, _ int64) bool { return c.hasAudience }},
	{guardUsername, func(c *claims, _ *policy, _ int64) bool { return c.username == "" }},
}

// check gives the first rule that the claims break, expiry aside.
func (p *policy) check(c *claims, kind []rule, now int64, off guardSet) guard {
	for _, rules := range [...][]rule{kind, commonRules} {
		for _, r := range rules {
			if r.broken(c, p, now) && off.on(r.guard) {
				return r.guard
			}
		}
	}
	return guardNone
}

// expired reports whether the claims are too old: a token is good while now < exp.
func (c *claims) expired(now int64, off guardSet) bool {
	return now >= c.expires && off.on(guardExpiry)
}
