// Package config reads the environment of a function into a checked Config and reports everything that is wrong with it
// at once. It must not read anything else, use the network, or have a default that is less safe than the setting.
package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"cognitossr/pkg/access"
	"cognitossr/pkg/sensitive"
)

// Config is the configuration of a function that serves HTTP requests. Every address is an origin or a URL without a
// trailing slash; http is used on loopback hosts only.
type Config struct {
	BaseURL               string         // BASE_URL: the site's public origin, as in https://www.example.com
	UserPoolID            string         // COGNITO_USER_POOL_ID
	ClientID              string         // COGNITO_CLIENT_ID
	Domain                string         // COGNITO_DOMAIN: origin of the hosted pages and OAuth endpoints
	Issuer                string         // COGNITO_ISSUER, or the pool's own of COGNITO_ISSUER_TYPE
	OtherIssuer           string         // the pool's other issuer, whose tokens are accepted too; "": none
	JWKSURL               string         // COGNITO_JWKS_URL, or the issuer's own
	CallRegion            string         // COGNITO_REGION: the Region whose copy of the pool is called; "": the pool's own
	JWKS                  []byte         // COGNITO_JWKS: the key set shipped with the deployment; may be nil
	ClientSecret          sensitive.Text // COGNITO_CLIENT_SECRET: local use
	ClientSecretParameter string         // COGNITO_CLIENT_SECRET_PARAMETER: name of the SSM parameter that holds it
	Auth                  access.Right   // ROUTE_AUTH: who may enter this function
	LogLevel              slog.Level     // LOG_LEVEL: debug, info, warn or error
	IdentityProviders     []string       // COGNITO_IDENTITY_PROVIDERS: names of the pool's other providers; nil = those that Cognito itself names
	SignUpOff             bool           // COGNITO_SIGN_UP=off: only administrators create users
	SessionMaxAge         time.Duration  // SESSION_MAX_AGE: the absolute timeout of a session
	SessionIdleAge        time.Duration  // SESSION_IDLE_AGE: the idle timeout of a session
	HSTSSubdomains        bool           // HSTS_SUBDOMAINS=on: browsers use https for every host below the site's, too
	SignOutTable          string         // INSTANT_SIGN_OUT_TABLE: the table of ended sessions; "": instant sign-out is off
	SignOutRemember       time.Duration  // INSTANT_SIGN_OUT_REMEMBER: how long its answers are remembered
	SignOutUnavailable    []string       // INSTANT_SIGN_OUT_UNAVAILABLE: the access rights that wait for its answer
	MigrateFrom           string         // MIGRATE_FROM: the project whose sessions are taken over; "": none
	MigrateCookieDomain   string         // MIGRATE_COOKIE_DOMAIN: the Domain attribute of its cookies, if not the site's host
	SecurityContact       string         // SECURITY_CONTACT: where to report a vulnerability, as a URL; may be ""

	account clientSettings // of the function that looks after a visitor's account
}

// clientSettings are those of another app client of the same user pool.
type clientSettings struct {
	id              string         // COGNITO_ACCOUNT_CLIENT_ID
	secret          sensitive.Text // COGNITO_ACCOUNT_CLIENT_SECRET: local use
	secretParameter string         // COGNITO_ACCOUNT_CLIENT_SECRET_PARAMETER: name of the SSM parameter that holds it
}

// Account returns the configuration with the account client in place of the site's own. It reports false for a function
// that is not told of that client.
func (c Config) Account() (account Config, ok bool) {
	account = c
	account.ClientID, account.ClientSecret, account.ClientSecretParameter = c.account.id, c.account.secret,
		c.account.secretParameter
	return account, c.account.id != ""
}

// WithAccount returns the configuration with these settings of the account client, as Load reads them.
func (c Config) WithAccount(id string, secret sensitive.Text) Config {
	c.account = clientSettings{id: id, secret: secret}
	return c
}

// Default timeouts of a session. The refresh tokens of a deployment are valid for 30 days by default: a longer session
// could not be refreshed.
const (
	DefaultSessionMaxAge  = 30 * 24 * time.Hour
	DefaultSessionIdleAge = 7 * 24 * time.Hour
)

// Loopback reports whether the site runs on this machine, without TLS.
func (c Config) Loopback() bool { return strings.HasPrefix(c.BaseURL, "http://") }

// Load reads the variables with getenv (os.Getenv). The error names every variable that is missing or invalid, one per
// line, and what it should be.
func Load(getenv func(string) string) (Config, error) {
	l := loader{getenv: getenv}
	c := Config{
		BaseURL:               l.origin("BASE_URL", "the site's public origin, as in https://www.example.com"),
		UserPoolID:            l.matching("COGNITO_USER_POOL_ID", IsPoolID, "the user pool's id, as in eu-west-1_AbCdEf123"),
		ClientID:              l.matching("COGNITO_CLIENT_ID", isClientID, "the app client's id"),
		Domain:                l.origin("COGNITO_DOMAIN", "the origin of the hosted pages, as in https://auth.example.com"),
		JWKS:                  l.keySet("COGNITO_JWKS"),
		ClientSecret:          sensitive.New(getenv("COGNITO_CLIENT_SECRET")),
		ClientSecretParameter: getenv("COGNITO_CLIENT_SECRET_PARAMETER"),
		Auth:                  l.auth("ROUTE_AUTH"),
		LogLevel:              l.level("LOG_LEVEL"),
		IdentityProviders:     l.providers("COGNITO_IDENTITY_PROVIDERS"),
		SignUpOff:             l.onOff("COGNITO_SIGN_UP") == "off",
		HSTSSubdomains:        l.onOff("HSTS_SUBDOMAINS") == "on",
		MigrateFrom:           l.migration("MIGRATE_FROM"),
		SecurityContact:       l.contact("SECURITY_CONTACT"),
		SessionMaxAge:         l.duration("SESSION_MAX_AGE", DefaultSessionMaxAge),
		SessionIdleAge:        l.duration("SESSION_IDLE_AGE", DefaultSessionIdleAge),
		SignOutTable:          l.table("INSTANT_SIGN_OUT_TABLE"),
		SignOutRemember:       l.remember("INSTANT_SIGN_OUT_REMEMBER"),
		SignOutUnavailable:    l.unavailable("INSTANT_SIGN_OUT_UNAVAILABLE"),
	}
	l.issuers(&c)
	c.MigrateCookieDomain = l.parentDomain("MIGRATE_COOKIE_DOMAIN", c.BaseURL)
	if id := getenv("COGNITO_ACCOUNT_CLIENT_ID"); id != "" {
		c.account = clientSettings{
			id:              l.matching("COGNITO_ACCOUNT_CLIENT_ID", isClientID, "an app client's id"),
			secret:          sensitive.New(getenv("COGNITO_ACCOUNT_CLIENT_SECRET")),
			secretParameter: getenv("COGNITO_ACCOUNT_CLIENT_SECRET_PARAMETER"),
		}
	}
	if c.account.id != "" && c.account.id == c.ClientID {
		l.problem("COGNITO_ACCOUNT_CLIENT_ID", "it is the site's own app client; the account function has one of its own")
	}
	l.refuseMixture(c)
	l.refuseLocalOnLambda(c)
	if err := errors.Join(l.problems...); err != nil {
		return Config{}, fmt.Errorf("reading the environment:\n%w", err)
	}
	return c, nil
}

// where says in each error where the variables come from.
const where = "on AWS terraform/ sets it, locally ./build.sh dev does"

type loader struct {
	getenv   func(string) string
	problems []error
}

func (l *loader) problem(name, format string, args ...any) {
	l.problems = append(l.problems, fmt.Errorf("%s: %s (%s)", name, fmt.Sprintf(format, args...), where))
}

func (l *loader) matching(name string, matches func(string) bool, want string) string {
	value := l.getenv(name)
	if !matches(value) {
		l.problem(name, "%q is not %s", value, want)
		return ""
	}
	return value
}

func (l *loader) origin(name, want string) string {
	value := l.getenv(name)
	u, err := parseAddress(value)
	if err != nil {
		l.problem(name, "%q is not %s: %v", value, want, err)
		return ""
	}
	if u.Path != "" {
		l.problem(name, "%q is not %s: remove the path and the trailing slash", value, want)
		return ""
	}
	return value
}

func (l *loader) address(name, otherwise string) string {
	value := l.getenv(name)
	if value == "" {
		return otherwise
	}
	if _, err := parseAddress(value); err != nil || strings.HasSuffix(value, "/") {
		l.problem(name, "%q is not an https URL without a trailing slash", value)
		return ""
	}
	return value
}

// parseAddress accepts an absolute https URL, or an http URL of a loopback host, with host, port and path only.
func parseAddress(value string) (*url.URL, error) {
	u, err := url.Parse(value)
	switch {
	case err != nil:
		return nil, errors.New("it is not a URL")
	case u.Host == "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || strings.Contains(value, "#"):
		return nil, errors.New("give only scheme, host and port")
	case u.Host != strings.ToLower(u.Host):
		return nil, errors.New("write the host in lower case")
	case u.Scheme == "https", u.Scheme == "http" && IsLoopback(u.Hostname()):
		return u, nil
	}
	return nil, errors.New("use https; http is for loopback hosts only")
}

// IsLoopback reports whether a host, a name or an address without a port, is always this machine.
func IsLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

func (l *loader) keySet(name string) []byte {
	value := l.getenv(name)
	if value == "" {
		return nil
	}
	if !json.Valid([]byte(value)) {
		l.problem(name, "it is not JSON; leave it out to have the keys fetched")
		return nil
	}
	return []byte(value)
}

func (l *loader) auth(name string) access.Right {
	auth, err := access.Parse(l.getenv(name))
	if err != nil {
		l.problem(name, "%v", err)
	}
	return auth
}

func (l *loader) level(name string) slog.Level {
	var level slog.Level
	value := l.getenv(name)
	if value == "" {
		return slog.LevelInfo
	}
	if err := level.UnmarshalText([]byte(value)); err != nil {
		l.problem(name, "%q is not debug, info, warn or error", value)
	}
	return level
}

// providers reads names of identity providers, separated by spaces. The form is that of Terraform's identity_providers.
func (l *loader) providers(name string) []string {
	names := strings.Fields(l.getenv(name))
	for _, provider := range names {
		if !isProvider(provider) {
			l.problem(name, "%q is not the name of an identity provider, as in Okta", provider)
		}
	}
	return names
}

// onOff returns "on", "off" or "".
func (l *loader) onOff(name string) string {
	value := l.getenv(name)
	if value != "" && value != "on" && value != "off" {
		l.problem(name, "%q is neither on nor off", value)
	}
	return value
}

// contact accepts the URLs that a security.txt may name (RFC 9116 section 2.5.3). It becomes a line of that file.
func (l *loader) contact(name string) string {
	value := l.getenv(name)
	u, err := url.Parse(value)
	bad := err != nil || strings.ContainsFunc(value, func(c rune) bool { return c <= ' ' || c > '~' })
	bad = bad || !slices.Contains([]string{"https", "mailto", "tel"}, u.Scheme) || u.Host+u.Opaque == ""
	if value != "" && bad {
		l.problem(name, "%q is not a contact, as in mailto:security@example.com or https://example.com/security", value)
	}
	return value
}

func (l *loader) duration(name string, otherwise time.Duration) time.Duration {
	value := l.getenv(name)
	if value == "" {
		return otherwise
	}
	duration, err := time.ParseDuration(value)
	if err != nil || duration < time.Minute {
		l.problem(name, "%q is not a duration of a minute or more, as in 12h", value)
	}
	return duration
}

// refuseMixture keeps a deployed site from trusting a service on a loopback host.
func (l *loader) refuseMixture(c Config) {
	if c.BaseURL == "" || c.Loopback() {
		return
	}
	addresses := [][2]string{{"COGNITO_DOMAIN", c.Domain}, {"COGNITO_ISSUER", c.Issuer}, {"COGNITO_JWKS_URL", c.JWKSURL}}
	for _, entry := range addresses {
		if strings.HasPrefix(entry[1], "http://") {
			l.problem(entry[0], "%q is a loopback address, and BASE_URL is not", entry[1])
		}
	}
}

// refuseLocalOnLambda keeps a local configuration from being deployed: its addresses would lead nowhere, or to another
// process beside the function, and its cookies are not Secure. AWS sets LAMBDA_TASK_ROOT, which nobody else can set;
// sam local sets it too, and AWS_SAM_LOCAL with it.
func (l *loader) refuseLocalOnLambda(c Config) {
	onLambda := l.getenv("LAMBDA_TASK_ROOT") == lambdaTaskRoot && l.getenv("AWS_SAM_LOCAL") == ""
	if c.BaseURL != "" && c.Loopback() && onLambda {
		l.problem("BASE_URL", "%q is a loopback address, and the function runs on AWS Lambda", c.BaseURL)
	}
}

// lambdaTaskRoot is where Lambda puts a function's program, for every runtime.
//
// Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
const lambdaTaskRoot = "/var/task"
