package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

// mfaConfig is what SetUserPoolMfaConfig sets and GetUserPoolMfaConfig shows.
type mfaConfig struct {
	SmsMfaConfiguration           *pool.SmsMfaConfiguration           `json:",omitempty"`
	SoftwareTokenMfaConfiguration *pool.SoftwareTokenMfaConfiguration `json:",omitempty"`
	EmailMfaConfiguration         *pool.EmailMfaConfiguration         `json:",omitempty"`
	MfaConfiguration              string
	WebAuthnConfiguration         *pool.WebAuthnConfiguration `json:",omitempty"`
}

// getUserPoolMfaConfig shows the second factors of the pool. A pool that requires MFA has a WebAuthnConfiguration even
// when nobody set one (F-154). That of a pool with optional MFA was not recorded; Terraform's provider would take one
// for a change, and sees none at AWS.
func (a *API) getUserPoolMfaConfig(struct{}) (any, error) {
	c := a.pool.Configuration()
	shown := mfaConfig{c.SmsMfaConfiguration, c.SoftwareTokenMfaConfiguration, c.EmailMfaConfiguration,
		c.MfaConfiguration, c.WebAuthnConfiguration}
	if shown.MfaConfiguration == "" {
		shown.MfaConfiguration = "OFF"
	}
	if shown.WebAuthnConfiguration == nil && shown.MfaConfiguration == "ON" {
		shown.WebAuthnConfiguration = &pool.WebAuthnConfiguration{FactorConfiguration: "SINGLE_FACTOR"}
	}
	return shown, nil
}
