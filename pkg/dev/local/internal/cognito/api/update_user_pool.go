package api

import (
	"encoding/json"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// updateUserPool changes a pool. What the input leaves out gets its default, except the policies, the MFA
// configuration and what cannot be changed, which stay (F-284).
func (a *API) updateUserPool(in json.RawMessage) (any, error) {
	return nil, a.pool.Configure(func(c *pool.Configuration) error {
		old := *c
		reset(c)
		if err := configure(c, in); err != nil {
			return err
		}
		if c.MfaConfiguration == "ON" && old.MfaConfiguration == "OFF" && !hasFactor(c) { // F-159
			return pool.Refuse(pool.InvalidParameter, "Cannot turn MFA functionality ON, once the user pool has been created")
		}
		return nil
	})
}

func reset(c *pool.Configuration) {
	fresh := pool.NewConfiguration(c.Name)
	c.AutoVerifiedAttributes, c.LambdaConfig, c.DeviceConfiguration = nil, pool.LambdaConfig{}, nil
	c.VerificationMessageTemplate, c.EmailConfiguration = fresh.VerificationMessageTemplate, fresh.EmailConfiguration
	c.SmsVerificationMessage, c.EmailVerificationMessage, c.EmailVerificationSubject, c.SmsAuthenticationMessage = "", "", "", ""
	c.SmsConfiguration, c.UserPoolAddOns = nil, nil
	c.UserAttributeUpdateSettings, c.AccountRecoverySetting = fresh.UserAttributeUpdateSettings, fresh.AccountRecoverySetting
	c.AdminCreateUserConfig = fresh.AdminCreateUserConfig
}

func hasFactor(c *pool.Configuration) bool {
	return c.SmsMfaConfiguration != nil || c.EmailMfaConfiguration != nil || c.SoftwareTokenMfaConfiguration != nil &&
		c.SoftwareTokenMfaConfiguration.Enabled
}
