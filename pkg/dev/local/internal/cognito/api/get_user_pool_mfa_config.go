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

// getUserPoolMfaConfig shows the second factors of the pool. A pool that requires MFA was recorded with a
// WebAuthnConfiguration (F-154), which somebody may have set: Terraform's provider, whose tests run at AWS, would take
// one that nobody set for a change, and sees none.
func (a *API) getUserPoolMfaConfig(struct{}) (any, error) {
	c := a.pool.Configuration()
	shown := mfaConfig{c.SmsMfaConfiguration, c.SoftwareTokenMfaConfiguration, c.EmailMfaConfiguration,
		c.MfaConfiguration, c.WebAuthnConfiguration}
	if shown.MfaConfiguration == "" {
		shown.MfaConfiguration = "OFF"
	}
	return shown, nil
}
