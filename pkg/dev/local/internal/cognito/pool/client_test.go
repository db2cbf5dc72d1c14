package pool

import (
	"testing"
	"time"
)

func TestFlowsOfAClient(t *testing.T) {
	for _, c := range []struct {
		name    string
		flows   []string
		allowed string
		refused string
	}{
		{"none named", nil, "ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH"},
		{"none named, refresh", nil, "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"},
		{"named", []string{"ALLOW_USER_PASSWORD_AUTH"}, "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"},
		{"former name", []string{"ADMIN_NO_SRP_AUTH"}, "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_PASSWORD_AUTH"},
		{"former name, refresh", []string{"ADMIN_NO_SRP_AUTH"}, "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_AUTH"},
		{"custom only", []string{"CUSTOM_AUTH_FLOW_ONLY"}, "ALLOW_CUSTOM_AUTH", "ALLOW_USER_SRP_AUTH"},
	} {
		t.Run(c.name, func(t *testing.T) {
			client := Client{ClientSettings: ClientSettings{ExplicitAuthFlows: c.flows}}
			if !client.Allows(c.allowed) || client.Allows(c.refused) {
				t.Errorf("%s %v, %s %v", c.allowed, client.Allows(c.allowed), c.refused, client.Allows(c.refused))
			}
		})
	}
}

func TestValidityOfAClientsTokens(t *testing.T) {
	for _, c := range []struct {
		name   string
		client ClientSettings
		want   Validity
	}{
		{"a new client's", NewClient("id", "name").ClientSettings, Validity{time.Hour, time.Hour, 30 * 24 * time.Hour}},
		{"without units", ClientSettings{AccessTokenValidity: 2, IdTokenValidity: 3, RefreshTokenValidity: 4},
			Validity{2 * time.Hour, 3 * time.Hour, 96 * time.Hour}},
		{"with units", ClientSettings{AccessTokenValidity: 5, IdTokenValidity: 1, RefreshTokenValidity: 90,
			TokenValidityUnits: TokenValidityUnits{"minutes", "days", "minutes"}},
			Validity{5 * time.Minute, 24 * time.Hour, 90 * time.Minute}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := (Client{ClientSettings: c.client}).Validity(); got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
}

func TestSecretsOfAClient(t *testing.T) {
	public := NewClient("id", "")
	both := Client{ClientSettings: ClientSettings{ClientId: "id"}, Secrets: []ClientSecret{{ClientSecretValue: "old"}, {ClientSecretValue: "new"}}}
	for _, c := range []struct {
		name   string
		client Client
		secret string
		want   bool
	}{
		{"public, none", public, "", true}, {"public, one", public, "old", false},
		{"first", both, "old", true}, {"second", both, "new", true}, {"neither", both, "other", false},
		{"none", both, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.client.HasSecret(c.secret); got != c.want {
				t.Errorf("%v", got)
			}
		})
	}
	// HMAC-SHA256 of "annid" with the key "new", made with openssl.
	if hash := "Is8sShc5HqkgV25RFk1M+2ktw8qrQAzkxRNWUgUDN1o="; !both.HasSecretHash("ann", hash) ||
		both.HasSecretHash("bob", hash) || public.HasSecretHash("ann", hash) {
		t.Error("the hash made with the second secret is not taken for its user alone")
	}
}
