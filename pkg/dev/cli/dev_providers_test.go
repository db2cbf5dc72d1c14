package main

import (
	"reflect"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local"
)

func TestProvidersOfTheCommandLine(t *testing.T) {
	got, err := parseProviders([]string{"Google", "Okta,issuer=http://127.0.0.1:9000/x,client_id=site,client_secret=s=1", "Company,type=SAML"})
	want := []local.Provider{{Name: "Google"}, {Name: "Okta", Issuer: "http://127.0.0.1:9000/x", ClientID: "site",
		ClientSecret: "s=1"}, {Name: "Company", Type: "SAML"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	for value, want := range map[string]string{
		"Okta,isuer=x":                      `"isuer": want type, issuer, client_id and client_secret`,
		"Okta,issuer=https://okta.com/x":    "not on this machine",
		"Okta,issuer=http://localhost@evil": "not on this machine",
	} {
		if _, err := parseProviders([]string{value}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", value, err)
		}
	}
}
