package config

import (
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

func deployed() map[string]string {
	return map[string]string{
		"BASE_URL":             "https://www.example.com",
		"COGNITO_USER_POOL_ID": "eu-west-1_AbCdEf123",
		"COGNITO_CLIENT_ID":    "5abcdefgh",
		"COGNITO_DOMAIN":       "https://auth.example.com",
		"ROUTE_AUTH":           "group:admin",
	}
}

func load(variables map[string]string, changes map[string]string) (Config, error) {
	for name, value := range changes {
		variables[name] = value
	}
	return Load(func(name string) string { return variables[name] })
}

func TestLoadDerivesWhatIsNotGiven(t *testing.T) {
	c, err := load(deployed(), nil)
	if err != nil {
		t.Fatal(err)
	}
	const issuer = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123"
	if c.Issuer != issuer || c.JWKSURL != issuer+"/.well-known/jwks.json" || c.Region() != "eu-west-1" {
		t.Errorf("issuer %q, key set %q, region %q", c.Issuer, c.JWKSURL, c.Region())
	}
	if c.Loopback() || c.JWKS != nil || c.LogLevel != slog.LevelInfo || c.Auth.Group() != "admin" {
		t.Errorf("got %+v", c)
	}
	if c.SessionMaxAge != 720*time.Hour || c.SessionIdleAge != 168*time.Hour {
		t.Errorf("session lives %v, idle %v", c.SessionMaxAge, c.SessionIdleAge)
	}
}

func TestLoadFailsClosed_SEC039_SEC127(t *testing.T) {
	tests := []struct{ name, variable, value string }{
		{"no base address", "BASE_URL", ""},
		{"closing slash", "BASE_URL", "https://www.example.com/"},
		{"path", "BASE_URL", "https://www.example.com/site"},
		{"query", "BASE_URL", "https://www.example.com?x"},
		{"empty query", "BASE_URL", "https://www.example.com?"},
		{"fragment", "BASE_URL", "https://www.example.com#"},
		{"user", "BASE_URL", "https://a@www.example.com"},
		{"plain http", "BASE_URL", "http://www.example.com"},
		{"host that starts like loopback", "BASE_URL", "http://localhost.example.com"},
		{"upper case", "BASE_URL", "https://WWW.example.com"},
		{"no pool", "COGNITO_USER_POOL_ID", ""},
		{"pool without region", "COGNITO_USER_POOL_ID", "AbCdEf123"},
		{"pool with a path", "COGNITO_USER_POOL_ID", "eu-west-1_A/../b"},
		{"no client", "COGNITO_CLIENT_ID", ""},
		{"client with a space", "COGNITO_CLIENT_ID", "a b"},
		{"no domain", "COGNITO_DOMAIN", ""},
		{"domain without scheme", "COGNITO_DOMAIN", "auth.example.com"},
		{"no access right", "ROUTE_AUTH", ""},
		{"unknown access right", "ROUTE_AUTH", "everybody"},
		{"empty group", "ROUTE_AUTH", "group:"},
		{"key set that is no JSON", "COGNITO_JWKS", "<html>"},
		{"plain http domain", "COGNITO_DOMAIN", "http://auth.example.com"},
		{"plain http key set", "COGNITO_JWKS_URL", "http://keys.example.com/jwks.json"},
		{"loopback key set of a deployed site", "COGNITO_JWKS_URL", "http://[::1]:9229/jwks.json"},
		{"http issuer", "COGNITO_ISSUER", "http://issuer.example.com/x"},
		{"loopback issuer of a deployed site", "COGNITO_ISSUER", "http://127.0.0.1:9229/x"},
		{"loopback domain of a deployed site", "COGNITO_DOMAIN", "http://127.0.0.1:9229"},
		{"issuer with a closing slash", "COGNITO_ISSUER", "https://issuer.example.com/x/"},
		{"unknown level", "LOG_LEVEL", "loud"},
		{"sign-up of another word", "COGNITO_SIGN_UP", "false"},
		{"provider with an underscore", "COGNITO_IDENTITY_PROVIDERS", "Okta My_Okta"},
		{"provider of two letters", "COGNITO_IDENTITY_PROVIDERS", "AB"},
		{"HSTS of another word", "HSTS_SUBDOMAINS", "true"},
		{"sessions of an unknown project", "MIGRATE_FROM", "auth.js"},
		{"old cookies of another domain", "MIGRATE_COOKIE_DOMAIN", "example.org"},
		{"old cookies of a top-level domain", "MIGRATE_COOKIE_DOMAIN", "com"},
		{"old cookies of half a label", "MIGRATE_COOKIE_DOMAIN", "xample.com"},
		{"contact that is only an address", "SECURITY_CONTACT", "security@example.com"},
		{"contact by plain http", "SECURITY_CONTACT", "http://example.com/security"},
		{"contact without a host", "SECURITY_CONTACT", "https:///security"},
		{"contact with a line break", "SECURITY_CONTACT", "mailto:a@example.com\nExpires: never"},
		{"session without unit", "SESSION_MAX_AGE", "12"},
		{"session too short", "SESSION_IDLE_AGE", "1s"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := load(deployed(), map[string]string{test.variable: test.value})
			if err == nil || !strings.Contains(err.Error(), test.variable+":") {
				t.Errorf("error %v does not name %s", err, test.variable)
			}
		})
	}
}

func TestLoadReadsWhatBrowsersAndResearchersAreTold(t *testing.T) {
	for _, contact := range []string{
		"", "mailto:security@example.com", "https://example.com/security?x=y", "tel:+44-20-7946-0000",
	} {
		c, err := load(deployed(), map[string]string{"SECURITY_CONTACT": contact, "HSTS_SUBDOMAINS": "on"})
		if err != nil || c.SecurityContact != contact || !c.HSTSSubdomains {
			t.Errorf("%q becomes %q, subdomains %v (%v)", contact, c.SecurityContact, c.HSTSSubdomains, err)
		}
	}
	if c, err := load(deployed(), nil); err != nil || c.HSTSSubdomains {
		t.Errorf("without a setting, HSTS is for subdomains: %v (%v)", c.HSTSSubdomains, err)
	}
}

func TestLoadReadsIdentityProviders_R26(t *testing.T) {
	for value, want := range map[string][]string{"": nil, "Okta": {"Okta"},
		"Entra.id  Google My-Okta": {"Entra.id", "Google", "My-Okta"}} {
		c, err := load(deployed(), map[string]string{"COGNITO_IDENTITY_PROVIDERS": value})
		if err != nil || !slices.Equal(c.IdentityProviders, want) {
			t.Errorf("%q becomes %q (%v)", value, c.IdentityProviders, err)
		}
	}
}

func TestLoadReportsEverythingAtOnce(t *testing.T) {
	_, err := Load(func(string) string { return "" })
	for _, name := range []string{
		"BASE_URL", "COGNITO_USER_POOL_ID", "COGNITO_CLIENT_ID", "COGNITO_DOMAIN", "ROUTE_AUTH",
	} {
		if err == nil || !strings.Contains(err.Error(), "\n"+name+":") {
			t.Errorf("error %v does not name %s on a line of its own", err, name)
		}
	}
}

func TestLoadAcceptsThisMachine(t *testing.T) {
	c, err := load(deployed(), map[string]string{
		"BASE_URL": "http://localhost:3000", "COGNITO_DOMAIN": "http://127.0.0.1:9229",
		"COGNITO_ISSUER": "http://127.0.0.1:9229/eu-west-1_AbCdEf123", "COGNITO_CLIENT_SECRET": "canary",
		"LOG_LEVEL": "DEBUG",
	})
	if err != nil {
		t.Fatal(err)
	}
	if !c.Loopback() || c.ClientSecret.Reveal() != "canary" || c.LogLevel != slog.LevelDebug {
		t.Errorf("got %+v", c)
	}
}

// TestLoadRefusesThisMachineOnLambda: a local configuration does not start on Lambda. Nobody would read a warning.
func TestLoadRefusesThisMachineOnLambda_D11_SEC127(t *testing.T) {
	local := map[string]string{
		"BASE_URL": "http://localhost:3000", "COGNITO_DOMAIN": "http://127.0.0.1:9229",
		"COGNITO_ISSUER": "http://127.0.0.1:9229/eu-west-1_AbCdEf123",
	}
	tests := []struct {
		name     string
		settings map[string]string
		more     map[string]string
		refused  bool
	}{
		{"local settings on Lambda", local, map[string]string{"LAMBDA_TASK_ROOT": "/var/task"}, true},
		{
			"another loopback address on Lambda", map[string]string{"BASE_URL": "http://127.0.0.1:8080"},
			map[string]string{"LAMBDA_TASK_ROOT": "/var/task"}, true,
		},
		{
			"local settings beside the local gateway", local,
			map[string]string{"LAMBDA_TASK_ROOT": "/home/ada/site/dist/home"}, false,
		},
		{
			"local settings in sam local", local,
			map[string]string{"LAMBDA_TASK_ROOT": "/var/task", "AWS_SAM_LOCAL": "true"}, false,
		},
		{"a deployed site on Lambda", nil, map[string]string{"LAMBDA_TASK_ROOT": "/var/task"}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			variables := deployed()
			maps.Copy(variables, test.settings)
			_, err := load(variables, test.more)
			if refused := err != nil && strings.Contains(err.Error(), "BASE_URL:"); refused != test.refused ||
				(err != nil) != test.refused {
				t.Errorf("error %v, want refused %v", err, test.refused)
			}
		})
	}
}
