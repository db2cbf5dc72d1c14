package api

import (
	"context"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// mfaConfig is what SetUserPoolMfaConfig sets and GetUserPoolMfaConfig shows.
type mfaConfig struct {
	SmsMfaConfiguration           *pool.SmsMfaConfiguration           `json:",omitempty"`
	SoftwareTokenMfaConfiguration *pool.SoftwareTokenMfaConfiguration `json:",omitempty"`
	EmailMfaConfiguration         *pool.EmailMfaConfiguration         `json:",omitempty"`
	MfaConfiguration              string
	WebAuthnConfiguration         *pool.WebAuthnConfiguration `json:",omitempty"`
}

// getUserPoolMfaConfig shows the second factors of the pool. A pool with MFA has a WebAuthnConfiguration even when
// nobody set one.
func (a *API) getUserPoolMfaConfig(_ context.Context, in poolInput) (any, error) {
	c := a.pool.Configuration()
	shown := mfaConfig{c.SmsMfaConfiguration, c.SoftwareTokenMfaConfiguration, c.EmailMfaConfiguration, c.MfaConfiguration, c.WebAuthnConfiguration}
	if shown.MfaConfiguration == "" {
		shown.MfaConfiguration = "OFF"
	}
	if shown.WebAuthnConfiguration == nil && shown.MfaConfiguration != "OFF" {
		shown.WebAuthnConfiguration = &pool.WebAuthnConfiguration{FactorConfiguration: "SINGLE_FACTOR"}
	}
	return shown, nil
}
