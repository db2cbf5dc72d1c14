package terraform_test

import (
	"regexp"
	"testing"
)

// checkOutputs compares the outputs of a stack named demo, without own domains, with what the command line tool and the
// README promise.
func checkOutputs(t *testing.T, out outputs) {
	patterns := map[string]string{
		"name":                            `demo`,
		"site_url":                        `https://[a-z0-9]+\.execute-api\.eu-west-1\.amazonaws\.com`,
		"user_pool_id":                    `eu-west-1_[A-Za-z0-9]+`,
		"user_pool_arn":                   `arn:aws:cognito-idp:eu-west-1:\d{12}:userpool/eu-west-1_[A-Za-z0-9]+`,
		"user_pool_client_id":             `[a-z0-9]+`,
		"hosted_ui_url":                   `https://demo-[0-9a-f]{8}\.auth\.eu-west-1\.amazoncognito\.com`,
		"issuer":                          `https://cognito-idp\.eu-west-1\.amazonaws\.com/eu-west-1_[A-Za-z0-9]+`,
		"jwks_url":                        `https://cognito-idp\.eu-west-1\.amazonaws\.com/eu-west-1_[A-Za-z0-9]+/\.well-known/jwks\.json`,
		"issuer_type":                     `ORIGINAL`,
		"client_secret_parameter":         `/demo/cognito/client-secret`,
		"identity_provider_redirect_uri":  `https://demo-[0-9a-f]{8}\.auth\.eu-west-1\.amazoncognito\.com/oauth2/idpresponse`,
		"saml_acs_url":                    `https://demo-[0-9a-f]{8}\.auth\.eu-west-1\.amazoncognito\.com/saml2/idpresponse`,
		"saml_entity_id":                  `urn:amazon:cognito:sp:eu-west-1_[0-9A-Za-z]+`,
		"account_client_id":               `[a-z0-9]+`,
		"google_redirect_uri":             `https://demo-[0-9a-f]{8}\.auth\.eu-west-1\.amazoncognito\.com/oauth2/idpresponse`,
		"account_client_secret_parameter": `/demo/cognito/account-client-secret`,
		"region":                          `eu-west-1`,
	}
	for name, pattern := range patterns {
		if value := out.Text(t, name); !regexp.MustCompile("^" + pattern + "$").MatchString(value) {
			t.Errorf("output %s is %q, want %s", name, value, pattern)
		}
	}
	site := out.Text(t, "site_url")
	for name, path := range map[string]string{"callback_urls": "/auth/callback", "logout_urls": "/auth/signed-out"} {
		if urls := decode[[]string](t, out, name); len(urls) != 1 || urls[0] != site+path {
			t.Errorf("output %s is %q, want only %s", name, urls, site+path)
		}
	}
	functions := decode[map[string]string](t, out, "function_names")
	for _, function := range always(t) {
		if functions[function.Name] != "demo-"+function.Name {
			t.Errorf("function_names has %q for %s", functions[function.Name], function.Name)
		}
	}
}
