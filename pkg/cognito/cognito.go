// Package cognito is the client of the user pool's domain: the URLs a browser is sent to, and the calls to the token
// and revocation endpoints. It must not verify tokens, set cookies or read the environment, and it follows no redirect:
// the secret is sent to the configured host only.
//
// golang.org/x/oauth2 is not used: it retries with the secret in another place, does not bound what it reads, and hides
// the status that distinguishes an ended session from a failing endpoint.
package cognito

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"time"

	"cognitossr/pkg/config"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/sensitive"
)

// Scopes are the fewest that the site needs. Without aws.cognito.signin.user.admin a stolen access token cannot change
// its user's attributes.
const Scopes = "openid email"

// AccountScopes are those of the account client: with ScopeOwnUser its access token authorizes the operations of the
// user pool's API that read and change the token's own user.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
const (
	ScopeOwnUser  = "aws.cognito.signin.user.admin"
	AccountScopes = "openid " + ScopeOwnUser
)

// Client is a confidential client (RFC 6749 section 2.1): one app client of one user pool, with a secret.
type Client struct {
	Domain  string // origin of the hosted pages and OAuth endpoints
	ID      string // the app client's id
	BaseURL string // the site's origin
	Scopes  string // what it asks for, separated by spaces
	// CallbackPath is the path of the site to which Cognito returns with a code.
	CallbackPath string
	// Secret is for the calls to the endpoints; nil where none is made.
	Secret Secret
	// HTTP makes the calls.
	HTTP *http.Client
}

// Secret returns the app client's secret. After the token endpoint has refused one, as it does when that was replaced, it
// is called with the refused one and returns the secret of now, which may be the same. refused is empty otherwise.
type Secret func(ctx context.Context, refused sensitive.Text) (sensitive.Text, error)

// New returns the client of a configured site. The secret is read at the first call, not here.
func New(c config.Config, secret Secret) *Client {
	return &Client{
		Domain: c.Domain, ID: c.ClientID, BaseURL: c.BaseURL, Scopes: Scopes, CallbackPath: paths.Callback,
		Secret: secret, HTTP: newHTTPClient(),
	}
}

// NewAccount returns the account client of a site: another app client of the same user pool, configured by
// config.Config.Account. Its tokens are accepted by no page, and those of the site's own client not by the account
// function.
func NewAccount(c config.Config, secret Secret) *Client {
	client := New(c, secret)
	client.Scopes, client.CallbackPath = AccountScopes, paths.AccountAuthorized
	return client
}

// AuthorizationRequest holds the parameters of a sign-in or sign-up (OpenID Connect Core section 3.1.2.1). The optional
// ones are passed on unchanged: check them first.
type AuthorizationRequest struct {
	State, Nonce, Verifier sensitive.Text

	Language  string // lang: the language of the hosted pages
	LoginHint string // login_hint: a user name to fill in
	Provider  string // identity_provider: skips the choice of one
	Prompt    string // prompt: "login" makes managed login ask for the password even when Cognito has a session
}

// AuthorizeURL returns where a browser signs in.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
func (c *Client) AuthorizeURL(a AuthorizationRequest) string {
	return c.startURL("/oauth2/authorize", a)
}

// SignUpURL returns where a browser signs up; it has the parameters of AuthorizeURL.
func (c *Client) SignUpURL(a AuthorizationRequest) string { return c.startURL("/signup", a) }

// ForgotPasswordURL returns where a browser requests a code and sets a new password, before it signs in; it has the
// parameters of AuthorizeURL.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html
func (c *Client) ForgotPasswordURL(a AuthorizationRequest) string {
	return c.startURL("/forgotPassword", a)
}

// ConfirmUserURL returns where a browser confirms a sign-up with the mailed code. The page there has no way back to
// the site.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html
func (c *Client) ConfirmUserURL(username, code sensitive.Text) string {
	query := url.Values{"client_id": {c.ID}, "user_name": {username.Reveal()}, "confirmation_code": {code.Reveal()}}
	return c.Domain + "/confirmUser?" + query.Encode()
}

func (c *Client) startURL(path string, a AuthorizationRequest) string {
	query := url.Values{
		"response_type":         {"code"},
		"client_id":             {c.ID},
		"redirect_uri":          {c.redirectURI()},
		"scope":                 {c.Scopes},
		"state":                 {a.State.Reveal()},
		"nonce":                 {a.Nonce.Reveal()},
		"code_challenge":        {challenge(a.Verifier)},
		"code_challenge_method": {"S256"},
	}
	optional := map[string]string{
		"lang": a.Language, "login_hint": a.LoginHint, "identity_provider": a.Provider, "prompt": a.Prompt,
	}
	for name, value := range optional {
		if value != "" {
			query.Set(name, value)
		}
	}
	return c.Domain + path + "?" + query.Encode()
}

// challenge is the S256 transformation of a code verifier (RFC 7636, section 4.2).
func challenge(verifier sensitive.Text) string {
	sum := sha256.Sum256([]byte(verifier.Reveal()))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// SignOutURL returns where a browser ends Cognito's own session, before it comes back to paths.SignedOut. Cognito's
// parameters are not those of OpenID Connect.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
func (c *Client) SignOutURL() string {
	query := url.Values{"client_id": {c.ID}, "logout_uri": {c.BaseURL + paths.SignedOut}}
	return c.Domain + "/logout?" + query.Encode()
}

// AddPasskeyURL returns where managed login lets the user of its own session add a passkey, before it returns to a path
// of the site, which must be one of the client's callback URLs. The classic pages have no such page.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes-passkeys.html
func (c *Client) AddPasskeyURL(returnTo string) string {
	query := url.Values{"client_id": {c.ID}, "redirect_uri": {c.BaseURL + returnTo}}
	return c.Domain + "/passkeys/add?" + query.Encode()
}

func (c *Client) redirectURI() string { return c.BaseURL + c.CallbackPath }

// Limits of the calls. A visitor waits for each of them.
const (
	tokenTimeout  = 5 * time.Second
	revokeTimeout = 2 * time.Second
	maxAnswer     = 64 << 10 // bytes
)

// newHTTPClient follows no redirect, and opens a new connection for each call: connections die while a function is
// frozen, and a code that was sent into a dead connection must not be sent again.
func newHTTPClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableKeepAlives = true
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
