package auth

import "time"

const (
	// leeway is how many seconds "iat", "nbf" and "auth_time" may lie in the future, for clocks that differ. "exp" has
	// none.
	leeway = 30
	// maxValidity is the longest validity that Cognito gives an ID or access token, in seconds.
	maxValidity = int64(24 * time.Hour / time.Second)
	// maxSubject bounds "sub", OpenID Connect Core section 2.
	maxSubject = 255
)

// policy is what the claims are measured against.
type policy struct{ issuer, clientID string }

// rule refuses claims for which broken returns true. now is in seconds since 1970.
type rule struct {
	reason reasonCode
	broken func(c *claims, p *policy, now int64) bool
}

// commonRules hold for both kinds of token, SEC-030 to SEC-033.
var commonRules = []rule{
	{reasonIssuer, func(c *claims, p *policy, _ int64) bool { return c.issuer != p.issuer }},
	{reasonAuthorizedParty, func(c *claims, p *policy, _ int64) bool {
		return c.hasAuthorizedParty && c.authorizedParty != p.clientID
	}},
	{reasonSubject, func(c *claims, _ *policy, _ int64) bool { return c.subject == "" || len(c.subject) > maxSubject }},
	{reasonExpiryFormat, func(c *claims, _ *policy, _ int64) bool { return c.expires == 0 }},
	{reasonIssuedFormat, func(c *claims, _ *policy, _ int64) bool { return c.issued == 0 }},
	{reasonIssuedAt, func(c *claims, _ *policy, now int64) bool { return c.issued > now+leeway }},
	{reasonNotBefore, func(c *claims, _ *policy, now int64) bool { return c.notBefore > now+leeway }},
	{reasonAuthTime, func(c *claims, _ *policy, now int64) bool { return c.authTime > now+leeway }},
	{reasonLifetime, func(c *claims, _ *policy, _ int64) bool { return c.expires-c.issued > maxValidity }},
}

// idRules hold for ID tokens, whose audience is the app client.
var idRules = []rule{
	{reasonTokenUse, func(c *claims, _ *policy, _ int64) bool { return c.tokenUse != "id" }},
	{reasonAudience, func(c *claims, p *policy, _ int64) bool { return c.audience != p.clientID }},
}

// accessRules hold for access tokens: Cognito names the app client in client_id and has no audience. Without a username
// the token is an app's own (client_credentials), which is nobody's session.
var accessRules = []rule{
	{reasonTokenUse, func(c *claims, _ *policy, _ int64) bool { return c.tokenUse != "access" }},
	{reasonClientID, func(c *claims, p *policy, _ int64) bool { return c.clientID != p.clientID }},
	{reasonAudience, func(c *claims, _ *policy, _ int64) bool { return c.hasAudience }},
	{reasonUsername, func(c *claims, _ *policy, _ int64) bool { return c.username == "" }},
}

// check returns the first rule that the claims break, expiry aside.
func (p *policy) check(c *claims, kind []rule, now int64, rules disabledRules) reasonCode {
	for _, set := range [...][]rule{kind, commonRules} {
		for _, r := range set {
			if r.broken(c, p, now) && rules.enforced(r.reason) {
				return r.reason
			}
		}
	}
	return reasonNone
}

// expired reports whether the claims are too old: a token is good while now < exp.
func (c *claims) expired(now int64, rules disabledRules) bool {
	return now >= c.expires && rules.enforced(reasonExpiry)
}
