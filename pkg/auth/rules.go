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

// timeRules hold at some times and not at others: what breaks them is no fault of the token.
var timeRules = []rule{
	{reasonIssuedAt, func(c *claims, _ *policy, now int64) bool { return c.issued > now+leeway }},
	{reasonNotBefore, func(c *claims, _ *policy, now int64) bool { return c.notBefore > now+leeway }},
	{reasonAuthTime, func(c *claims, _ *policy, now int64) bool { return c.authTime > now+leeway }},
	{reasonExpiry, func(c *claims, _ *policy, now int64) bool { return now >= c.expires }},
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

// check returns the first rule of the sets that the claims break.
func (p *policy) check(c *claims, now int64, disabled disabledRules, sets ...[]rule) reasonCode {
	for _, set := range sets {
		for _, r := range set {
			if r.broken(c, p, now) && disabled.enforced(r.reason) {
				return r.reason
			}
		}
	}
	return reasonNone
}
