package api

import (
	"context"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type factorSetting struct{ Enabled, PreferredMfa bool }

// factorSettings are the members of which each changes one factor. Passkeys are none of the local factors.
type factorSettings struct {
	SMSMfaSettings, SoftwareTokenMfaSettings, EmailMfaSettings *factorSetting
	WebAuthnMfaSettings                                        *struct{ Enabled bool }
}

func (s factorSettings) settings() (map[pool.Factor]pool.FactorSetting, error) {
	settings := map[pool.Factor]pool.FactorSetting{}
	for f, given := range map[pool.Factor]*factorSetting{
		pool.TextMessage: s.SMSMfaSettings, pool.SoftwareToken: s.SoftwareTokenMfaSettings,
		pool.EmailMessage: s.EmailMfaSettings,
	} {
		if given != nil {
			settings[f] = pool.FactorSetting{Enabled: given.Enabled, Preferred: given.PreferredMfa}
		}
	}
	if w := s.WebAuthnMfaSettings; w != nil && w.Enabled {
		return nil, pool.Refuse(pool.InvalidParameter, "The local Cognito does not take passkeys for a second factor.")
	}
	return settings, nil
}

// setUserMFAPreference changes the second factors of the token's user.
func (a *API) setUserMFAPreference(_ context.Context, access pool.Access, in factorSettings) (any, error) {
	settings, err := in.settings()
	if err != nil {
		return nil, err
	}
	return nil, a.pool.SetFactors(access.User.Username, settings)
}
