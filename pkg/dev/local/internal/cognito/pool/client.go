package pool

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Client is an app client. One that the pool returned must not be written to; Pool.UpdateClient replaces it.
type Client struct {
	ClientSettings
	Secrets           []ClientSecret // none: a public client; two while one replaces the other
	Created, Modified time.Time
}

// ClientSettings have the names and the JSON form of the service model (UserPoolClientType).
type ClientSettings struct {
	ClientId                                 string
	ClientName                               string
	RefreshTokenValidity                     int `json:",omitempty"` // 0: 30 days
	AccessTokenValidity                      int `json:",omitempty"` // 0: 60 minutes
	IdTokenValidity                          int `json:",omitempty"` // 0: 60 minutes
	TokenValidityUnits                       TokenValidityUnits
	ReadAttributes                           []string `json:",omitempty"` // none: all
	WriteAttributes                          []string `json:",omitempty"` // none: all
	ExplicitAuthFlows                        []string `json:",omitempty"` // none: see Allows
	SupportedIdentityProviders               []string `json:",omitempty"` // COGNITO, Google, ...; none: COGNITO
	CallbackURLs                             []string `json:",omitempty"` // matched exactly
	LogoutURLs                               []string `json:",omitempty"` // matched exactly
	DefaultRedirectURI                       string   `json:",omitempty"`
	AllowedOAuthFlows                        []string `json:",omitempty"` // code, implicit, client_credentials
	AllowedOAuthScopes                       []string `json:",omitempty"`
	AllowedOAuthFlowsUserPoolClient          bool
	AnalyticsConfiguration                   json.RawMessage `json:",omitempty"`
	PreventUserExistenceErrors               string          `json:",omitempty"` // ENABLED; LEGACY or "": answers tell who exists
	EnableTokenRevocation                    bool
	EnablePropagateAdditionalUserContextData bool
	AuthSessionValidity                      int                   // minutes that a challenge stays open
	RefreshTokenRotation                     *RefreshTokenRotation `json:",omitempty"`
}

// TokenValidityUnits are seconds, minutes, hours or days; "" is hours, and days for the refresh token.
type TokenValidityUnits struct {
	AccessToken  string `json:",omitempty"`
	IdToken      string `json:",omitempty"`
	RefreshToken string `json:",omitempty"`
}

// RefreshTokenRotation says whether a refresh replaces the refresh token.
type RefreshTokenRotation struct {
	Feature                 string // ENABLED or DISABLED
	RetryGracePeriodSeconds int
}

// ClientSecret is one of a client's secrets.
type ClientSecret struct {
	ClientSecretId    string
	ClientSecretValue string
	Created           time.Time
}

// NewClient has the values of a client that was made with a name only.
func NewClient(id, name string) Client {
	return Client{ClientSettings: ClientSettings{ClientId: id, ClientName: name, RefreshTokenValidity: 30,
		EnableTokenRevocation: true, AuthSessionValidity: 3}}
}

// Public says that the client has no secret.
func (c Client) Public() bool { return len(c.Secrets) == 0 }

// HasSecret says whether a text is the client's secret, one of two, or "" for a public client.
func (c Client) HasSecret(text string) bool {
	if c.Public() {
		return text == ""
	}
	found := 0
	for _, s := range c.Secrets {
		found |= subtle.ConstantTimeCompare([]byte(text), []byte(s.ClientSecretValue))
	}
	return found == 1
}

// HasSecretHash says whether a text is the SECRET_HASH of a user name: the base64 of HMAC-SHA256(secret, user name +
// client id), made with any of the client's secrets.
func (c Client) HasSecretHash(username, hash string) bool {
	found := 0
	for _, s := range c.Secrets {
		mac := hmac.New(sha256.New, []byte(s.ClientSecretValue))
		mac.Write([]byte(username + c.ClientId))
		found |= subtle.ConstantTimeCompare([]byte(base64.StdEncoding.EncodeToString(mac.Sum(nil))), []byte(hash))
	}
	return found == 1
}

// defaultFlows are those of a client that names none (API reference, CreateUserPoolClient).
var defaultFlows = []string{"ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"}

// formerFlows are the names that flows had before they began with ALLOW_.
var formerFlows = map[string]string{
	"ALLOW_ADMIN_USER_PASSWORD_AUTH": "ADMIN_NO_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH": "USER_PASSWORD_AUTH",
	"ALLOW_CUSTOM_AUTH": "CUSTOM_AUTH_FLOW_ONLY",
}

// Allows says whether the client takes a flow of InitiateAuth, such as ALLOW_USER_SRP_AUTH.
func (c Client) Allows(flow string) bool {
	switch {
	case len(c.ExplicitAuthFlows) == 0:
		return slices.Contains(defaultFlows, flow)
	case slices.Contains(c.ExplicitAuthFlows, flow):
		return true
	case strings.HasPrefix(c.ExplicitAuthFlows[0], "ALLOW_"):
		return false
	}
	// A client with former names has those it names, and refresh and SRP unless it is for custom challenges only.
	custom := slices.Contains(c.ExplicitAuthFlows, "CUSTOM_AUTH_FLOW_ONLY")
	return slices.Contains(c.ExplicitAuthFlows, formerFlows[flow]) || flow == "ALLOW_REFRESH_TOKEN_AUTH" ||
		flow == "ALLOW_USER_SRP_AUTH" && !custom
}

// Readable keeps the attributes that the client may read; the sub is one of them.
func (c Client) Readable(attributes map[string]string) map[string]string {
	if len(c.ReadAttributes) == 0 {
		return attributes
	}
	shown := map[string]string{}
	for name, value := range attributes {
		if name == "sub" || slices.Contains(c.ReadAttributes, name) {
			shown[name] = value
		}
	}
	return shown
}

// CheckWritable refuses an attribute that the client may not write.
func (c Client) CheckWritable(attributes map[string]string) error {
	for name := range attributes {
		if len(c.WriteAttributes) > 0 && !slices.Contains(c.WriteAttributes, name) {
			return Refuse(NotAuthorized, "A client attempted to write unauthorized attribute")
		}
	}
	return nil
}

// HidesUsers says that answers do not tell who exists.
func (c Client) HidesUsers() bool { return c.PreventUserExistenceErrors == "ENABLED" }

// ChallengeValidity is how long a challenge of the API stays open.
func (c Client) ChallengeValidity() time.Duration {
	return time.Duration(max(c.AuthSessionValidity, 3)) * time.Minute
}

// Validity is how long tokens of the client live.
func (c Client) Validity() Validity {
	return Validity{
		Access:  validity(c.AccessTokenValidity, c.TokenValidityUnits.AccessToken, "hours", time.Hour),
		ID:      validity(c.IdTokenValidity, c.TokenValidityUnits.IdToken, "hours", time.Hour),
		Refresh: validity(c.RefreshTokenValidity, c.TokenValidityUnits.RefreshToken, "days", 30*24*time.Hour),
	}
}

func validity(n int, unit, otherwise string, none time.Duration) time.Duration {
	if n == 0 {
		return none
	}
	units := map[string]time.Duration{"seconds": time.Second, "minutes": time.Minute, "hours": time.Hour,
		"days": 24 * time.Hour}
	return time.Duration(n) * units[cmp.Or(unit, otherwise)]
}

// SetValidity writes validities in seconds; one of zero stays as it is.
func (c *Client) SetValidity(v Validity) {
	set := func(n *int, unit *string, d time.Duration) {
		if d > 0 {
			*n, *unit = int(d/time.Second), "seconds"
		}
	}
	set(&c.AccessTokenValidity, &c.TokenValidityUnits.AccessToken, v.Access)
	set(&c.IdTokenValidity, &c.TokenValidityUnits.IdToken, v.ID)
	set(&c.RefreshTokenValidity, &c.TokenValidityUnits.RefreshToken, v.Refresh)
}

// Rotation says what a refresh does with the refresh token. A client has none unless it says so.
func (c Client) Rotation() Rotation {
	r := c.RefreshTokenRotation
	if r == nil || r.Feature != "ENABLED" {
		return Rotation{Off: true}
	}
	return Rotation{Grace: time.Duration(r.RetryGracePeriodSeconds) * time.Second}
}
