package config

import "strings"

// IssuerType is which of its two issuers a user pool names in its tokens: IssuerConfigurationType of the API.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html
type IssuerType string

// The values of COGNITO_ISSUER_TYPE. IssuerBoth is none of the API's: it is for the time in which a pool changes from one
// to the other, so that nobody is signed out by that.
const (
	IssuerOriginal IssuerType = "ORIGINAL" // the default of a pool: served from the pool's own Region only
	IssuerUpdated  IssuerType = "UPDATED"  // the same key set from several Regions; multi-Region replication needs it
	IssuerBoth     IssuerType = "BOTH"
)

// keySetPath is where the key set of an issuer is, below it.
const keySetPath = "/.well-known/jwks.json"

// IssuerOf returns the issuer of a pool, byte for byte as in "iss". Its Region is the pool's first one, whichever signs.
func IssuerOf(poolID string, t IssuerType) string {
	region, _, _ := strings.Cut(poolID, "_")
	host := "cognito-idp."
	if t == IssuerUpdated {
		host = "issuer-cognito-idp."
	}
	return "https://" + host + region + ".amazonaws.com/" + poolID
}

// IsIssuer reports whether a text is an issuer whose tokens are accepted.
func (c Config) IsIssuer(text string) bool {
	return text != "" && (text == c.Issuer || text == c.OtherIssuer)
}

// OtherJWKSURL is where the key set of OtherIssuer is, "" where there is none.
func (c Config) OtherJWKSURL() string {
	if c.OtherIssuer == "" {
		return ""
	}
	return c.OtherIssuer + keySetPath
}

// issuers sets whose tokens are accepted, and where their keys are.
func (l *loader) issuers(c *Config) {
	kind := IssuerType(l.getenv("COGNITO_ISSUER_TYPE"))
	switch kind {
	case "":
		kind = IssuerOriginal
	case IssuerOriginal, IssuerUpdated, IssuerBoth:
		if l.getenv("COGNITO_ISSUER") != "" || l.getenv("COGNITO_JWKS_URL") != "" {
			l.problem("COGNITO_ISSUER_TYPE", "the issuer follows from it: leave out COGNITO_ISSUER and COGNITO_JWKS_URL")
		}
	default:
		l.problem("COGNITO_ISSUER_TYPE", "%q is not ORIGINAL, UPDATED or BOTH", kind)
	}
	c.Issuer = l.address("COGNITO_ISSUER", IssuerOf(c.UserPoolID, kind))
	c.JWKSURL = l.address("COGNITO_JWKS_URL", c.Issuer+keySetPath)
	if kind == IssuerBoth {
		c.OtherIssuer = IssuerOf(c.UserPoolID, IssuerUpdated)
	}
	l.replica(c)
}

// replica reads which Region's copy of the pool is called. Where that is not the pool's first Region, keys must not come
// from there alone.
func (l *loader) replica(c *Config) {
	c.CallRegion = l.getenv("COGNITO_REGION")
	switch {
	case c.CallRegion == "":
		return
	case !isRegion(c.CallRegion):
		l.problem("COGNITO_REGION", "%q is not a Region, as in eu-central-1", c.CallRegion)
	case c.Failover() && c.Issuer == IssuerOf(c.UserPoolID, IssuerOriginal):
		l.problem("COGNITO_REGION", "a pool that is served from a second Region needs COGNITO_ISSUER_TYPE=UPDATED")
	}
}

// Region returns the Region whose copy of the user pool is called.
func (c Config) Region() string {
	if c.CallRegion != "" {
		return c.CallRegion
	}
	return c.homeRegion()
}

// Failover reports whether the pool is served from its second Region, where nobody can register, reset a password, change
// an account or use an authenticator app.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html
func (c Config) Failover() bool { return c.CallRegion != "" && c.CallRegion != c.homeRegion() }

// homeRegion is the Region that the pool was made in.
func (c Config) homeRegion() string {
	region, _, _ := strings.Cut(c.UserPoolID, "_")
	return region
}
