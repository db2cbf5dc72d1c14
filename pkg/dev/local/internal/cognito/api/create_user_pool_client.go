package api

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// createUserPoolClient makes an app client with what the input says and AWS's defaults for the rest.
func (a *API) createUserPoolClient(in json.RawMessage) (any, error) {
	client := pool.NewClient(cmp.Or(a.id, a.account.NewClientID()), "")
	var own struct {
		GenerateSecret bool
		ClientSecret   string
	}
	if json.Unmarshal(in, &client.ClientSettings) != nil || json.Unmarshal(in, &own) != nil {
		return nil, errNotThisInput
	}
	if own.ClientSecret == "" && own.GenerateSecret {
		own.ClientSecret = newSecret()
	}
	if own.ClientSecret != "" {
		client.Secrets = []pool.ClientSecret{{ClientSecretId: secretID(client.ClientId), ClientSecretValue: own.ClientSecret}}
	}
	if err := a.checkClient(client); err != nil {
		return nil, err
	}
	shown, err := a.clientType(a.pool.AddClient(client))
	return map[string]any{"UserPoolClient": shown}, err
}

// newSecret has the length of Cognito's, 52 characters.
func newSecret() string { return strings.ToLower(rand.Text() + rand.Text()) }

func secretID(clientID string) string { return clientID + "--" + strings.ToLower(rand.Text()) }

// checkClient refuses what does not fit together, or does not fit the pool.
func (a *API) checkClient(c pool.Client) error {
	for _, check := range []func(pool.Client) error{a.checkOAuth, a.checkAddresses, a.checkScopes, a.checkProviders, a.checkClientAttributes, checkValidity} {
		if err := check(c); err != nil {
			return err
		}
	}
	return nil
}

func (a *API) checkOAuth(c pool.Client) error {
	machine := slices.Contains(c.AllowedOAuthFlows, "client_credentials")
	rotates := c.RefreshTokenRotation != nil && c.RefreshTokenRotation.Feature == "ENABLED"
	switch {
	case machine && len(c.AllowedOAuthFlows) > 1:
		return pool.Refuse("InvalidOAuthFlowException",
			"client_credentials flow can not be selected along with code flow or implicit flow.")
	case machine && c.Public():
		return pool.Refuse("InvalidOAuthFlowException",
			"client_credentials flow can not be selected if client does not have a client secret.")
	case c.AllowedOAuthFlowsUserPoolClient && (len(c.AllowedOAuthFlows) == 0 || len(c.AllowedOAuthScopes) == 0):
		return pool.Refuse("InvalidOAuthFlowException",
			"AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.")
	case rotates && slices.Contains(c.ExplicitAuthFlows, "ALLOW_REFRESH_TOKEN_AUTH"):
		return pool.Refuse(pool.InvalidParameter, "ALLOW_REFRESH_TOKEN_AUTH cannot be enabled when refresh token rotation is enabled.")
	}
	former := func(flow string) bool { return !strings.HasPrefix(flow, "ALLOW_") }
	if slices.ContainsFunc(c.ExplicitAuthFlows, former) &&
		slices.ContainsFunc(c.ExplicitAuthFlows, func(f string) bool { return !former(f) }) {
		return pool.Refuse(pool.InvalidParameter, "Explicit auth flows with and without the prefix ALLOW_ cannot be combined.")
	}
	return nil
}

// checkAddresses wants absolute addresses without fragment, and https unless it is this machine or an app's own scheme.
func (a *API) checkAddresses(c pool.Client) error {
	for _, address := range append(slices.Clone(c.CallbackURLs), c.LogoutURLs...) {
		u, err := url.Parse(address)
		switch {
		case err != nil || u.Scheme == "" || u.Fragment != "":
			return pool.Refuse(pool.InvalidParameter, "%s is not a valid URI.", address)
		case u.Scheme == "http" && !slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, u.Hostname()):
			return pool.Refuse(pool.InvalidParameter, "%s cannot use the HTTP protocol.", address)
		}
	}
	if c.DefaultRedirectURI != "" && !slices.Contains(c.CallbackURLs, c.DefaultRedirectURI) {
		return pool.Refuse(pool.InvalidParameter, "The default redirect URI must be in the list of callback URLs.")
	}
	return nil
}

func (a *API) checkScopes(c pool.Client) error {
	for _, scope := range c.AllowedOAuthScopes {
		if !slices.Contains([]string{"phone", "email", "openid", "profile", pool.AdminScope}, scope) &&
			!a.pool.Kept.HasScope(scope) {
			return pool.Refuse(pool.ScopeDoesNotExist, "Invalid scope requested: %s", scope)
		}
	}
	return nil
}

func (a *API) checkProviders(c pool.Client) error {
	for _, name := range c.SupportedIdentityProviders {
		if _, ok := a.pool.Kept.IdentityProviders.Find(name); !ok && name != "COGNITO" {
			return pool.Refuse(pool.InvalidParameter, "The provider %s does not exist for User Pool %s.", name, a.pool.ID())
		}
	}
	return nil
}

func (a *API) checkClientAttributes(c pool.Client) error {
	schema := a.pool.Configuration()
	for what, names := range map[string][]string{"read": c.ReadAttributes, "write": c.WriteAttributes} {
		for _, name := range names {
			if _, ok := schema.Attribute(name); !ok {
				return pool.Refuse(pool.InvalidParameter, "Invalid %s attributes specified while creating a client", what)
			}
		}
	}
	return nil
}

func checkValidity(c pool.Client) error {
	v := c.Validity()
	day, years := 24*time.Hour, 3650*24*time.Hour
	if v.Access < 5*time.Minute || v.Access > day || v.ID < 5*time.Minute || v.ID > day || v.Refresh < time.Hour ||
		v.Refresh > years {
		return pool.Refuse(pool.InvalidParameter, "Invalid range for token validity.")
	}
	return nil
}
