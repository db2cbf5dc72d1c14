package cognito

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// Issuers that tokens can name: the server's own address, and the two forms that AWS has.
const (
	IssuerLocal   = "local"
	IssuerAWS     = "aws"
	IssuerUpdated = "aws-updated"
)

// Options say what pool the server pretends to be. The zero value works.
type Options struct {
	PoolID       string // "": made from the Region
	ClientID     string // "": localclient...
	ClientSecret string // "": made up at each start
	Region       string // "": eu-west-1

	CallbackURLs, LogoutURLs []string // matched exactly; http only for loopback
	Scopes                   []string // nil: openid email profile
	OtherClients             []Client // besides the site's own
	Providers                []Provider

	Users    []User   // seed
	Groups   []string // seed, besides the groups of the users and those of Deployed
	DataFile string   // keeps users, groups and refresh tokens, and all of other pools; "": memory
	CSSFile  string   // what Terraform uploads for the hosted pages
	LogoFile string

	ManagedLogin bool  // the pages are managed login, not the classic hosted UI
	Style        Style // of managed login, for every client

	// Trigger runs a Lambda trigger of the site's own pool, by its name in Terraform's lambda_config ("pre_sign_up"), with
	// an event in AWS's shape. It returns the event that the function returned, and nil, nil when there is no such
	// trigger; its error is the function's error message. nil: no triggers.
	Trigger func(ctx context.Context, trigger string, event []byte) ([]byte, error)

	// Lambda runs a function that a pool's LambdaConfig names, by its ARN. Its error is the function's error message, or
	// NotInvoked. nil: no such function is found.
	Lambda func(ctx context.Context, arn string, event []byte) ([]byte, error)

	Now func() time.Time // nil: time.Now
	Log *slog.Logger     // nil: discard

	AccessTokenValidity, IDTokenValidity time.Duration // 0: 15 minutes
	RefreshTokenValidity                 time.Duration // 0: 30 days
	RotationGrace                        time.Duration // 0: 60 seconds; negative: none
	RotationOff                          bool          // refresh tokens stay as they are

	FirstFactors []string // of USER_AUTH: PASSWORD, EMAIL_OTP, SMS_OTP, WEB_AUTHN; nil: PASSWORD
	MFA          string   // OFF, OPTIONAL or ON; "": OFF
	MFAFactors   []string // of totp, sms and email; nil: totp, as in a deployment

	Hosts        []string // names besides loopback by which other machines and containers may ask; none: nobody else may
	Issuer       string   // which one tokens name: IssuerLocal ("" too), IssuerAWS or IssuerUpdated
	SignOutTable string   // name of a table that answers at the same address as DynamoDB would; "": none

	Deployed  Deployed
	SignUpOff bool // only administrators make users
	KeepEmail bool // a user's address stays until the new one is verified (attributes_require_verification_before_update)
}

// NotInvoked is the error of a function that could not be called, by the name of Lambda's error.
type NotInvoked = pool.NotInvoked

// User is a seeded user. Status "" means CONFIRMED; groups are made as needed.
type User struct {
	Email    string   `json:"email"`
	Password string   `json:"password"`
	Groups   []string `json:"groups"`
	Status   string   `json:"status"`
	TOTP     string   `json:"totp"` // secret of an authenticator app, in base32; "": none
}

// Client is another app client of the pool; without a secret it is a public one.
type Client struct {
	ID, Name, Secret         string
	CallbackURLs, LogoutURLs []string
	AuthFlows                []string // ExplicitAuthFlows; nil: those of the site's own client
	Scopes                   []string // nil: those of the site's own
}

// Provider is an identity provider that all clients offer. A page stands in for it, unless it has the type OIDC and an
// issuer on this machine.
type Provider struct {
	Name                           string
	Type                           string // OIDC, SAML, Google, Facebook, LoginWithAmazon or SignInWithApple; "": Name if that is one of them, otherwise OIDC
	Issuer, ClientID, ClientSecret string
	Scopes                         []string          // nil: openid email
	AttributeMapping               map[string]string // attribute of the pool -> the provider's, besides the usual ones
	Identifiers                    []string          // that idp_identifier may name it by
}

const (
	defaultRegion = "eu-west-1"
	defaultClient = "localclient0000000000000001"
	defaultGrace  = time.Minute
)

// appUserID is the custom attribute that every deployment has.
const appUserID = "custom:app_user_id"

func (o Options) withDefaults() Options {
	o.Region = cmp.Or(o.Region, defaultRegion)
	o.PoolID = cmp.Or(o.PoolID, o.Region+"_LocalPool")
	o.ClientID = cmp.Or(o.ClientID, defaultClient)
	o.ClientSecret = cmp.Or(o.ClientSecret, rand.Text()+rand.Text())
	if o.Scopes == nil {
		o.Scopes = []string{"openid", "email", "profile"}
	}
	o.AccessTokenValidity = cmp.Or(o.AccessTokenValidity, 15*time.Minute)
	o.IDTokenValidity = cmp.Or(o.IDTokenValidity, 15*time.Minute)
	o.RefreshTokenValidity = cmp.Or(o.RefreshTokenValidity, 30*24*time.Hour)
	o.RotationGrace = max(cmp.Or(o.RotationGrace, defaultGrace), 0)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// check refuses what Cognito would refuse when the client is made.
func (o Options) check() error {
	if o.RotationGrace > time.Minute {
		return fmt.Errorf("rotation grace %s: Cognito takes at most 60s", o.RotationGrace)
	}
	for _, p := range o.Providers {
		if err := p.check(); err != nil {
			return err
		}
	}
	for _, c := range o.clients() {
		for _, address := range append(append([]string{}, c.CallbackURLs...), c.LogoutURLs...) {
			if err := checkAddress(address); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkAddress wants an absolute address without fragment, and https unless it is loopback.
func checkAddress(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" || u.Fragment != "" {
		return fmt.Errorf("address %q: must be absolute and without fragment", address)
	}
	if u.Scheme == "http" && !loopbackName(u.Hostname()) {
		return fmt.Errorf("address %q: http is for localhost, 127.0.0.1 and ::1 only", address)
	}
	return nil
}

// clients are the site's own and the others. They take the flows that this project's functions use; refreshing by
// InitiateAuth goes without rotation only.
func (o Options) clients() []pool.Client {
	all := append([]Client{{ID: o.ClientID, Name: "site", Secret: o.ClientSecret, CallbackURLs: o.CallbackURLs,
		LogoutURLs: o.LogoutURLs}}, o.OtherClients...)
	clients := make([]pool.Client, len(all))
	for i, c := range all {
		clients[i] = o.client(c)
	}
	o.Deployed.limit(&clients[0])
	return clients
}

func (o Options) client(c Client) pool.Client {
	if c.Scopes == nil {
		c.Scopes = o.Scopes
	}
	client := pool.NewClient(c.ID, cmp.Or(c.Name, c.ID))
	client.CallbackURLs, client.LogoutURLs = c.CallbackURLs, c.LogoutURLs
	client.AllowedOAuthFlowsUserPoolClient, client.AllowedOAuthFlows, client.AllowedOAuthScopes = true,
		[]string{"code"}, c.Scopes
	client.SupportedIdentityProviders, client.PreventUserExistenceErrors = o.providerNames(), "ENABLED"
	client.SetValidity(pool.Validity{Access: o.AccessTokenValidity, ID: o.IDTokenValidity, Refresh: o.RefreshTokenValidity})
	client.ExplicitAuthFlows = []string{"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_PASSWORD_AUTH"}
	if o.RotationOff {
		client.ExplicitAuthFlows = append(client.ExplicitAuthFlows, "ALLOW_REFRESH_TOKEN_AUTH")
	} else {
		client.RefreshTokenRotation = &pool.RefreshTokenRotation{Feature: "ENABLED",
			RetryGracePeriodSeconds: int(o.RotationGrace / time.Second)}
	}
	if len(o.FirstFactors) > 1 {
		client.ExplicitAuthFlows = append(client.ExplicitAuthFlows, "ALLOW_USER_AUTH")
	}
	if c.AuthFlows != nil {
		client.ExplicitAuthFlows = c.AuthFlows
	}
	if c.Secret != "" {
		client.Secrets = []pool.ClientSecret{{ClientSecretId: c.ID + "--1", ClientSecretValue: c.Secret}}
	}
	return client
}

func (o Options) configuration() (pool.Configuration, error) {
	c := pool.NewEmailConfiguration("local")
	c.AdminCreateUserConfig.AllowAdminCreateUserOnly = o.SignUpOff
	if o.KeepEmail {
		c.UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate = []string{"email"}
	}
	if o.FirstFactors != nil {
		c.Policies.SignInPolicy.AllowedFirstAuthFactors = o.FirstFactors
	}
	if err := o.secondFactors(&c); err != nil {
		return c, err
	}
	if err := c.AddCustomAttribute(pool.SchemaAttribute{Name: appUserID, Mutable: true}); err != nil {
		return c, fmt.Errorf("adding the attribute %q: %w", appUserID, err)
	}
	if err := o.Deployed.configure(&c); err != nil {
		return c, fmt.Errorf("setting up the pool as deployed: %w", err)
	}
	return c, nil
}

// MFAFactors are the names of second factors in Options.
func MFAFactors() []string { return []string{"totp", "sms", "email"} }

// secondFactors turns them on. Codes by mail want a sender of one's own, which the pool then says that it has.
func (o Options) secondFactors(c *pool.Configuration) error {
	switch o.MFA {
	case "", "OFF":
		return nil
	case "OPTIONAL", "ON":
		c.MfaConfiguration = o.MFA
	default:
		return fmt.Errorf("MFA %q: want OFF, OPTIONAL or ON", o.MFA)
	}
	factors := o.MFAFactors
	if len(factors) == 0 {
		factors = []string{"totp"}
	}
	for _, factor := range factors {
		switch factor {
		case "totp":
			c.SoftwareTokenMfaConfiguration = &pool.SoftwareTokenMfaConfiguration{Enabled: true}
		case "sms":
			c.SmsMfaConfiguration = &pool.SmsMfaConfiguration{}
		case "email":
			c.EmailMfaConfiguration, c.EmailConfiguration.EmailSendingAccount = &pool.EmailMfaConfiguration{}, "DEVELOPER"
		default:
			return fmt.Errorf("second factor %q: want one of %s", factor, strings.Join(MFAFactors(), ", "))
		}
	}
	return nil
}

func (o Options) settings(origin, issuer func() string) (pool.Settings, error) {
	configuration, err := o.configuration()
	return pool.Settings{
		ID: o.PoolID, Region: o.Region, Origin: origin, Issuer: issuer, Configuration: configuration,
		Clients: o.clients(),
		Trigger: o.Trigger, Lambda: o.Lambda, Now: o.Now, Log: o.Log,
	}, err
}
