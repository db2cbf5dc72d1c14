package api

import "cmp"

// getUserPoolMfaConfig shows the second factors of the pool. A pool that requires MFA was recorded with a
// WebAuthnConfiguration (F-154), which somebody may have set: Terraform's provider, whose tests run at AWS, would take
// one that nobody set for a change, and sees none.
func (a *API) getUserPoolMfaConfig(struct{}) (any, error) {
	shown := a.pool.Configuration().MfaConfig
	shown.MfaConfiguration = cmp.Or(shown.MfaConfiguration, "OFF")
	return shown, nil
}
