package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

type factorSetting struct{ Enabled, PreferredMfa bool }

// factorSettings are the members of which each changes one factor. Passkeys are none of the local factors.
type factorSettings struct {
	SMSMfaSettings, SoftwareTokenMfaSettings, EmailMfaSettings *factorSetting
	WebAuthnMfaSettings                                        struct{ Enabled bool }
}

// setMFAPreference changes the second factors of a user.
func (a *API) setMFAPreference(username string, in factorSettings) (any, error) {
	settings := map[pool.Factor]pool.FactorSetting{}
	for f, given := range map[pool.Factor]*factorSetting{
		pool.TextMessage: in.SMSMfaSettings, pool.SoftwareToken: in.SoftwareTokenMfaSettings,
		pool.EmailMessage: in.EmailMfaSettings,
	} {
		if given != nil {
			settings[f] = pool.FactorSetting{Enabled: given.Enabled, Preferred: given.PreferredMfa}
		}
	}
	if in.WebAuthnMfaSettings.Enabled {
		return nil, pool.Refuse(pool.InvalidParameter, "The local Cognito does not take passkeys for a second factor.")
	}
	return nil, a.pool.SetFactors(username, settings)
}
