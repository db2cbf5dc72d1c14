package doctor

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/config"
	"cognitossr/pkg/dev/deployment"
	"cognitossr/pkg/sensitive"
)

// keySet is one of RSA keys with these ids; the moduli only have the right length.
func keySet(ids ...string) string {
	document := map[string][]map[string]string{}
	for _, id := range ids {
		modulus := base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat(id, 256)[:256]))
		document["keys"] = append(document["keys"], map[string]string{"kid": id, "kty": "RSA", "alg": "RS256",
			"e": "AQAB", "n": modulus, "use": "sig"})
	}
	text, err := json.Marshal(document)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func healthyDeployment() deployment.Deployment {
	return deployment.Deployment{
		Source: "Terraform's outputs", SiteURL: "https://www.example.com", UserPoolID: "eu-west-1_TestPool1",
		ClientID:  "client1",
		HostedURL: "https://auth.example.com", IssuerType: config.IssuerOriginal,
		Issuer:                "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TestPool1",
		JWKSURL:               "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TestPool1/.well-known/jwks.json",
		JWKS:                  keySet("a", "b"),
		ClientSecretParameter: "/site/cognito/client-secret", SignOutTable: "site-ended-sessions",
		CallbackURLs: []string{"https://www.example.com/auth/callback"},
		LogoutURLs:   []string{"https://www.example.com/auth/signed-out"},
		Functions:    map[string]string{"profile": "site-profile"},
	}
}

// healthy is everything about a site with nothing wrong.
func healthy() Facts {
	ahead := 2 * time.Second
	d := healthyDeployment()
	return Facts{
		Deployment: d,
		Pool:       &Pool{Domains: []string{"site-prefix", "auth.example.com"}, Issuer: config.IssuerOriginal},
		Client: &Client{
			CallbackURLs: d.CallbackURLs, LogoutURLs: d.LogoutURLs, Flows: []string{"code"},
			Scopes: []string{"email", "openid"},
			Secret: sensitive.New("s3cret"), AccessValidity: 15 * time.Minute, IDValidity: 15 * time.Minute,
			RefreshValidity: 30 * 24 * time.Hour,
			Rotation:        true, Grace: time.Minute, Revocation: true,
		},
		Domain: &Domain{Status: "ACTIVE", CertificateARN: "arn:aws:acm:us-east-1:123456789012:certificate/1",
			Parent: "example.com", ParentResolves: true},
		Parameter: &Parameter{Value: sensitive.New("s3cret")},
		SignOut:   &SignOutTable{Status: "ACTIVE", Key: "id", Expiry: "expires_at"},
		KeySet:    &KeySet{JSON: []byte(keySet("a", "b"))},
		Site: &Site{
			Status: 200, LoginStatus: 303,
			LoginTo: "https://auth.example.com/oauth2/authorize?client_id=client1&redirect_uri=https%3A%2F%2Fwww.example.com%2Fauth%2Fcallback",
		},
		Clock: &ahead,
	}
}

// brokenFixtures break one thing each.
var brokenFixtures = []struct {
	name   string
	code   Code
	damage func(f *Facts)
	says   string // part of the sentence
}{
	{"no client id", CodeSettingMissing, func(f *Facts) { f.Deployment.ClientID, f.Site = "", nil }, "user_pool_client_id"},
	{"address with a path", CodeSiteURL, func(f *Facts) {
		f.Deployment.HostedURL, f.Pool, f.Site, f.Domain = "https://auth.example.com/", nil, nil, nil
	}, "more than scheme"},
	{"address of http", CodeSiteURL, func(f *Facts) {
		f.Deployment.HostedURL, f.Pool, f.Site, f.Domain = "http://auth.example.com", nil, nil, nil
	}, "does not use https"},
	{"host in upper case", CodeSiteURL, func(f *Facts) {
		f.Deployment.HostedURL, f.Pool, f.Site, f.Domain = "https://Auth.example.com", nil, nil, nil
	}, "upper-case"},
	{"id of no pool", CodePoolID, func(f *Facts) { f.Deployment.UserPoolID = "TestPool1" }, `"TestPool1"`},
	{"issuer of the custom domain", CodeIssuer, func(f *Facts) { f.Deployment.Issuer = "https://auth.example.com" },
		"auth.example.com"},
	{"no secret", CodeSecretSetting, func(f *Facts) { f.Deployment.ClientSecretParameter, f.Parameter = "", nil }, "neither"},
	{"key set that is none", CodeSeedBroken, func(f *Facts) { f.Deployment.JWKS = "{" }, "not JSON"},
	{"key set without keys", CodeSeedBroken, func(f *Facts) { f.Deployment.JWKS = `{"keys":[]}` }, "no keys"},
	{"one key of two was shipped", CodeSeedStale, func(f *Facts) { f.Deployment.JWKS = keySet("a") },
		"that the deployment's key set lacks"},
	{"key set with short keys", CodeSeedBroken, func(f *Facts) {
		f.Deployment.JWKS = `{"keys":[{"kid":"a","kty":"RSA","alg":"RS256","n":"AQAB"},{"kid":"b","kty":"RSA","alg":"RS256","n":"AQAB"}]}`
	}, "none of its 2 keys"},
	{"no key set shipped", CodeSeedMissing, func(f *Facts) { f.Deployment.JWKS = "" }, "No key set"},
	{"keys have changed", CodeSeedStale, func(f *Facts) { f.KeySet.JSON = []byte(keySet("a", "c")) },
		"that the deployment's key set lacks"},
	{"keys out of reach", CodeKeysUnreachable, func(f *Facts) { f.KeySet = &KeySet{Unreachable: "timeout"} }, "timeout"},
	{"keys of something else", CodeKeysBroken, func(f *Facts) { f.KeySet.JSON = []byte(`{"keys":[]}`) }, "no keys"},
	{"callback with a slash", CodeCallbackMissing,
		func(f *Facts) { f.Client.CallbackURLs = []string{"https://www.example.com/auth/callback/"} },
		"(https://www.example.com/auth/callback/ is, which is not the same)"},
	{"callback without www", CodeCallbackMissing, func(f *Facts) { f.Client.CallbackURLs = []string{"https://example.com/auth/callback"} }, "which is not the same"},
	{"another callback", CodeCallbackMissing, func(f *Facts) { f.Client.CallbackURLs = []string{"https://other.example/auth/callback"} }, "https://www.example.com/auth/callback"},
	{"callback in Terraform", CodeCallbackMissing,
		func(f *Facts) { f.Client, f.Deployment.CallbackURLs = nil, []string{} }, "Terraform's outputs"},
	{"callback on this machine", CodeCallbackLoopback, func(f *Facts) {
		f.Client.CallbackURLs = append([]string{"http://localhost:3000/auth/callback"}, f.Client.CallbackURLs...)
	}, "localhost:3000"},
	{"sign-out address", CodeLogoutMissing, func(f *Facts) { f.Client.LogoutURLs = []string{"https://www.example.com"} }, "https://www.example.com/auth/signed-out"},
	{"sign-out address in Terraform", CodeLogoutMissing,
		func(f *Facts) { f.Client, f.Deployment.LogoutURLs = nil, nil }, "Terraform's outputs"},
	{"user names of their own (N-48)", CodeUserNames, func(f *Facts) { f.Pool.OwnUserNames = true },
		"user names of their own"},
	{"case-sensitive (N-48)", CodeUserNames, func(f *Facts) { f.Pool.CaseSensitive = true }, "for two people"},
	{"device tracking (R-39)", CodeDeviceTracking, func(f *Facts) { f.Pool.DeviceTracking = true }, "tracks devices"},
	{"implicit grant", CodeClientFlow, func(f *Facts) { f.Client.Flows = []string{"code", "implicit"} }, "implicit"},
	{"scope", CodeClientScopes, func(f *Facts) { f.Client.Scopes = []string{"openid"} }, "email"},
	{"client without a secret", CodeClientSecretless, func(f *Facts) { f.Client.Secret = sensitive.New("") }, "no secret"},
	{"no parameter", CodeParameterMissing, func(f *Facts) { f.Parameter = &Parameter{Missing: true} },
		"/site/cognito/client-secret"},
	{"another secret", CodeParameterDiffers, func(f *Facts) { f.Parameter.Value = sensitive.New("0ther") },
		"does not hold the app client's secret"},
	{"access tokens too long", CodeAccessValidity,
		func(f *Facts) { f.Client.AccessValidity, f.Client.IDValidity = 24*time.Hour, 24*time.Hour }, "24h"},
	{"lives differ", CodeValiditiesDiffer, func(f *Facts) { f.Client.IDValidity = time.Hour }, "1h"},
	{"refresh tokens too short", CodeRefreshValidity, func(f *Facts) { f.Client.RefreshValidity = 24 * time.Hour }, "24h"},
	{"cookies too long", CodeRefreshValidity, func(f *Facts) { f.Deployment.SessionMaxAge = "1000h" }, "1000h"},
	{"no revocation", CodeRevocation, func(f *Facts) { f.Client.Revocation = false }, "revoked"},
	{"no rotation", CodeRotation, func(f *Facts) { f.Client.Rotation, f.Client.Grace = false, 0 }, "not rotate"},
	{"no grace", CodeGrace, func(f *Facts) { f.Client.Grace = 0 }, "0s"},
	{"no domain", CodeDomainMissing, func(f *Facts) { f.Pool.Domains, f.Domain = nil, nil }, "no domain"},
	{"another domain", CodeDomainOther, func(f *Facts) { f.Pool.Domains, f.Domain = []string{"site-prefix"}, nil },
		"site-prefix.auth.eu-west-1.amazoncognito.com"},
	{"domain under way", CodeDomainInactive, func(f *Facts) { f.Domain.Status = "CREATING" }, "CREATING"},
	{"parent without an address", CodeDomainParent, func(f *Facts) { f.Domain.ParentResolves = false }, "example.com"},
	{"certificate of another region", CodeDomainCertificate, func(f *Facts) {
		f.Domain.CertificateARN = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
	}, "eu-west-1"},
	{"pages without a style (F-32)", CodeStyleMissing,
		func(f *Facts) { f.Unstyled = []string{"account client (client2)"} }, "account client (client2) has no style"},
	{"clock ahead", CodeClock, func(f *Facts) { ahead := 90 * time.Second; f.Clock = &ahead }, "1m30s ahead of"},
	{"clock behind", CodeClock, func(f *Facts) { ahead := -time.Hour; f.Clock = &ahead }, "1h0m0s behind"},
	{"site out of reach", CodeSiteUnreachable, func(f *Facts) { f.Site = &Site{Unreachable: "connection"} }, "connection"},
	{"site is broken", CodeSiteStatus, func(f *Facts) { f.Site.Status = 500 }, "500"},
	{"site is broken, with a log", CodeSiteStatus, func(f *Facts) {
		f.Site.Status, f.Deployment.Functions = 500, map[string]string{"home": "site-home"}
	}, "/aws/lambda/site-home"},
	{"sign-in is broken", CodeLoginStatus, func(f *Facts) { f.Site.LoginStatus = 503 }, "503"},
	{"no table of ended sessions", CodeSignOutTableMissing, func(f *Facts) { f.SignOut = &SignOutTable{Missing: true} },
		"site-ended-sessions"},
	{"a table with another key", CodeSignOutTableKey, func(f *Facts) { f.SignOut.Key = "sub" }, "id (S)"},
	{"a table that is being made", CodeSignOutTableStatus, func(f *Facts) { f.SignOut.Status = "CREATING" }, "CREATING"},
	{"entries that stay", CodeSignOutTableExpiry, func(f *Facts) { f.SignOut.Expiry = "" }, "expires_at"},
	{"a table that anybody deletes", CodeSignOutUnprotected, func(f *Facts) { f.SignOut.Unprotected = true },
		"not protected"},
	{"a function that cannot ask", CodeSignOutRights,
		func(f *Facts) { f.MissingRights = []string{"site-home may not dynamodb:GetItem"} }, "site-home may not"},
	{"a function that may do more", CodeSignOutSpareRights,
		func(f *Facts) { f.SpareRights = []string{"site-home may dynamodb:Scan"} }, "dynamodb:Scan"},
	{"too small a quota (N-47)", CodeQuota, func(f *Facts) {
		f.Visitors = 1_000_000
		f.Quotas = map[string]float64{quotaSignIn: 120, quotaFederation: 100, quotaCreation: 50, quotaConcurrency: 1000}
	}, "1000000 visitors a day need 250.0 sign-ins with a password and refreshes a second, and the account has 120"},
	{"a quota that nobody knows (N-47)", CodeQuotaUnknown, func(f *Facts) {
		f.Visitors = 100
		f.Quotas = map[string]float64{quotaSignIn: 120, quotaFederation: 25, quotaCreation: 50}
	}, "(concurrent executions) is unknown"},
	{"no function", CodeFunctionMissing, func(f *Facts) { f.MissingFunctions = []string{"site-login"} }, "site-login"},
	{"issuer of another Region", CodeIssuer, func(f *Facts) {
		f.Deployment.Issuer = strings.Replace(f.Deployment.Issuer, "eu-west-1.", "eu-west-2.", 1)
	}, "eu-west-2"},
	{"the other issuer, and the pool has it not", CodeIssuer, func(f *Facts) {
		f.Deployment.Issuer = strings.Replace(f.Deployment.Issuer, "cognito", "issuer-cognito", 1)
	}, "issuer-cognito"},
	{"the pool's issuer is updated, the site's is not", CodeIssuerType,
		func(f *Facts) { f.Pool.Issuer = config.IssuerUpdated }, "UPDATED"},
	{"no replica", CodeReplicaMissing, func(f *Facts) { f.Deployment.SecondRegion, f.Replica = "eu-central-1", &Replica{} }, "eu-central-1"},
	{"a replica that is not active", CodeReplicaInactive,
		func(f *Facts) { f.Deployment.SecondRegion, f.Replica = "eu-central-1", &Replica{"INACTIVE"} }, "INACTIVE"},
	{"a failover that goes on", CodeFailover, func(f *Facts) { f.Deployment.SecondRegion, f.Deployment.Failover = "eu-central-1", true }, "eu-central-1"},
	{"sign-in at another pool", CodeLoginElsewhere, func(f *Facts) {
		f.Site.LoginTo = strings.Replace(f.Site.LoginTo, "auth.example.com", "old.example.com", 1)
	}, "old.example.com"},
	{"sign-in with another client", CodeLoginElsewhere,
		func(f *Facts) { f.Site.LoginTo = strings.Replace(f.Site.LoginTo, "client1", "client0", 1) }, "client0"},
	{"sign-in with another callback", CodeLoginElsewhere,
		func(f *Facts) { f.Site.LoginTo = strings.Replace(f.Site.LoginTo, "www.example", "old.example", 1) }, "old.example"},
}

func TestHealthySiteHasNoFindings(t *testing.T) {
	if got := Examine(healthy()); len(got) != 0 {
		t.Errorf("Examine() = %v", got)
	}
	oneKey := healthy() // as a pool may publish it, and deploy ships it
	oneKey.Deployment.JWKS, oneKey.KeySet.JSON = keySet("a"), []byte(keySet("a"))
	if got := Examine(oneKey); len(got) != 0 {
		t.Errorf("Examine() with one key (U-23) = %v", got)
	}
	updated := healthy()
	updated.Deployment.Issuer = "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TestPool1"
	updated.Deployment.IssuerType, updated.Pool.Issuer = config.IssuerUpdated, config.IssuerUpdated
	updated.Deployment.SecondRegion, updated.Replica = "eu-central-1", &Replica{Status: "ACTIVE"}
	if got := Examine(updated); len(got) != 0 {
		t.Errorf("Examine() with the updated issuer = %v", got)
	}
	both := healthy() // while the pool changes from one to the other
	both.Deployment.IssuerType, both.Pool.Issuer = config.IssuerBoth, config.IssuerUpdated
	if got := Examine(both); len(got) != 0 {
		t.Errorf("Examine() with both issuers = %v", got)
	}
	offline := Facts{Deployment: healthyDeployment()}
	offline.Deployment.JWKS = ""
	if got := Examine(offline); len(got) != 0 {
		t.Errorf("Examine() offline = %v", got)
	}
	local := Facts{Deployment: deployment.Deployment{
		Source: "the environment", SiteURL: "http://localhost:3000", UserPoolID: "eu-west-1_Local", ClientID: "c",
		HostedURL: "http://127.0.0.1:9229",
		Issuer:    "http://127.0.0.1:9229/eu-west-1_Local", IssuerType: config.IssuerOriginal, HasClientSecret: true,
	}}
	if got := Examine(local); len(got) != 0 {
		t.Errorf("Examine() of the local site = %v", got)
	}
}

func TestEachMistakeGivesItsFinding_N08(t *testing.T) {
	for _, tt := range brokenFixtures {
		t.Run(tt.name, func(t *testing.T) {
			f := healthy()
			tt.damage(&f)
			got := Examine(f)
			if len(got) != 1 || got[0].Code != tt.code {
				t.Fatalf("Examine() = %v, want %s alone", got, tt.code)
			}
			if !strings.Contains(got[0].Message, tt.says) || !strings.HasSuffix(got[0].Message, ".") {
				t.Errorf("message %q, want a sentence with %q", got[0].Message, tt.says)
			}
			if got[0].Fix == "" || got[0].Severity != Catalogue[tt.code].Severity {
				t.Errorf("finding %+v", got[0])
			}
		})
	}
}

func TestEveryCodeHasAFixture_N08(t *testing.T) {
	var covered []Code
	for _, fixture := range brokenFixtures {
		covered = append(covered, fixture.code)
	}
	for _, fixture := range brokenAccounts {
		covered = append(covered, fixture.code)
	}
	for code, entry := range Catalogue {
		if !slices.Contains(covered, code) {
			t.Errorf("%s has no fixture", code)
		}
		if entry.Fix == "" || entry.Severity != Error && entry.Severity != Warning {
			t.Errorf("%s: entry %+v", code, entry)
		}
	}
}

func TestFindingsShowNoSecret(t *testing.T) {
	for _, tt := range brokenFixtures {
		f := healthy()
		tt.damage(&f)
		text, err := json.Marshal(Examine(f))
		if err != nil || strings.Contains(string(text), "s3cret") || strings.Contains(string(text), "0ther") {
			t.Errorf("%s: %s, %v", tt.name, text, err)
		}
	}
}

func TestErrorsComeFirst(t *testing.T) {
	f := healthy()
	f.Client.Rotation, f.Client.Revocation = false, false
	got := Examine(f)
	if len(got) != 2 || got[0].Code != CodeRevocation || got[1].Code != CodeRotation {
		t.Errorf("Examine() = %v", got)
	}
}

// TestRotatedSecret: after a rotation Cognito's first secret, if it is told at all, is not the one that the site uses.
func TestRotatedSecret(t *testing.T) {
	for _, first := range []string{"s3cret", "0ther", ""} {
		f := healthy()
		f.Client.Secret, f.Parameter.Version = sensitive.New(first), 2
		if findings := checkSecret(f); len(findings) > 0 {
			t.Errorf("%q: %v", first, findings)
		}
	}
}
