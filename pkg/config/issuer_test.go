package config

import (
	"strings"
	"testing"
)

func TestIssuerType_N50(t *testing.T) {
	const pool = "eu-west-1.amazonaws.com/eu-west-1_AbCdEf123"
	const original, updated = "https://cognito-idp." + pool, "https://issuer-cognito-idp." + pool
	for kind, want := range map[string][2]string{"": {original, ""}, "ORIGINAL": {original, ""},
		"UPDATED": {updated, ""}, "BOTH": {original, updated}} {
		c, err := load(deployed(), map[string]string{"COGNITO_ISSUER_TYPE": kind})
		if err != nil {
			t.Errorf("%q: %v", kind, err)
			continue
		}
		if got := [2]string{c.Issuer, c.OtherIssuer}; got != want || c.JWKSURL != want[0]+"/.well-known/jwks.json" {
			t.Errorf("%q: %q, key set %q", kind, got, c.JWKSURL)
		}
		if keys := c.OtherJWKSURL(); want[1] == "" && keys != "" || want[1] != "" &&
			keys != want[1]+"/.well-known/jwks.json" {
			t.Errorf("%q: other key set %q", kind, keys)
		}
	}
}

func TestSecondRegion_N50(t *testing.T) {
	c, err := load(deployed(), map[string]string{"COGNITO_ISSUER_TYPE": "UPDATED", "COGNITO_REGION": "eu-central-1"})
	if err != nil {
		t.Fatal(err)
	}
	if !c.Failover() || c.Region() != "eu-central-1" ||
		c.Issuer != "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123" {
		t.Errorf("failover %t, Region %q, issuer %q", c.Failover(), c.Region(), c.Issuer)
	}
	c, err = load(deployed(), map[string]string{"COGNITO_REGION": "eu-west-1"})
	if err != nil || c.Failover() || c.Region() != "eu-west-1" {
		t.Errorf("the pool's own Region: failover %t, %v", c.Failover(), err)
	}
}

func TestIssuersFailClosed_SEC039_N50(t *testing.T) {
	for name, variables := range map[string]map[string]string{
		"COGNITO_ISSUER_TYPE: another word": {"COGNITO_ISSUER_TYPE": "updated"},
		"COGNITO_ISSUER_TYPE: beside an issuer": {"COGNITO_ISSUER_TYPE": "UPDATED",
			"COGNITO_ISSUER": "https://issuer.example.com/x"},
		"COGNITO_ISSUER_TYPE: beside a key set": {"COGNITO_ISSUER_TYPE": "BOTH",
			"COGNITO_JWKS_URL": "https://issuer.example.com/x"},
		"COGNITO_REGION: no Region": {"COGNITO_ISSUER_TYPE": "UPDATED",
			"COGNITO_REGION": "evil.example.com/eu-west-1"},
		"COGNITO_REGION: keys of one Region":        {"COGNITO_REGION": "eu-central-1"},
		"COGNITO_REGION: keys of one Region, still": {"COGNITO_ISSUER_TYPE": "BOTH", "COGNITO_REGION": "eu-central-1"},
	} {
		variable, _, _ := strings.Cut(name, ":")
		if _, err := load(deployed(), variables); err == nil || !strings.Contains(err.Error(), variable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
