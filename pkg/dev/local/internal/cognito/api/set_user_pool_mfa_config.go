package api

import (
	"cmp"
	"slices"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// setUserPoolMfaConfig replaces all that the pool has of second factors: what is left out is off.
func (a *API) setUserPoolMfaConfig(in pool.MfaConfig) (any, error) {
	in.MfaConfiguration = cmp.Or(in.MfaConfiguration, "OFF")
	err := a.pool.Configure(func(c *pool.Configuration) error {
		if err := checkFactors(in, c); err != nil {
			return err
		}
		c.MfaConfig = in
		return nil
	})
	if err != nil {
		return nil, err
	}
	return a.getUserPoolMfaConfig(struct{}{})
}

// checkFactors refuses what AWS refuses, in its words.
func checkFactors(m pool.MfaConfig, c *pool.Configuration) error {
	refuse := func(text string) error { return pool.Refuse(pool.InvalidParameter, "%s", text) }
	token := m.SoftwareTokenMfaConfiguration
	given := m.SmsMfaConfiguration != nil || token != nil || m.EmailMfaConfiguration != nil
	usable := m.SmsMfaConfiguration != nil || token != nil && token.Enabled || m.EmailMfaConfiguration != nil
	switch {
	case m.MfaConfiguration == "OFF" && given:
		return refuse("Invalid MFA configuration given, can't turn off MFA and configure an MFA together")
	case m.MfaConfiguration != "OFF" && !usable:
		return refuse("Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.")
	case m.EmailMfaConfiguration != nil && c.EmailConfiguration.EmailSendingAccount != "DEVELOPER":
		return refuse("Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT")
	}
	return checkFirstFactors(m, c.Policies.SignInPolicy.AllowedFirstAuthFactors)
}

// checkFirstFactors keeps apart what may not stand together with required MFA (F-162, F-202).
func checkFirstFactors(m pool.MfaConfig, first []string) error {
	if m.MfaConfiguration != "ON" {
		return nil
	}
	if slices.Contains(first, "EMAIL_OTP") || slices.Contains(first, "SMS_OTP") {
		return pool.Refuse(pool.InvalidParameter, "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled")
	}
	both := m.WebAuthnConfiguration != nil && m.WebAuthnConfiguration.FactorConfiguration == "MULTI_FACTOR_WITH_USER_VERIFICATION"
	if slices.Contains(first, "WEB_AUTHN") && !both {
		return pool.Refuse(pool.InvalidParameter, "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is an allowed first auth factor")
	}
	return nil
}
