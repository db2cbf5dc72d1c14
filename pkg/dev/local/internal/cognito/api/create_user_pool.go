package api

import (
	"cmp"
	"encoding/json"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// createUserPool makes a pool with what the input says and AWS's defaults for the rest.
func (a *API) createUserPool(in json.RawMessage) (any, error) {
	configuration := pool.NewConfiguration("")
	if err := configure(&configuration, in); err != nil {
		return nil, err
	}
	if err := addSchema(&configuration, in); err != nil {
		return nil, err
	}
	if len(configuration.AliasAttributes) > 0 && len(configuration.UsernameAttributes) > 0 {
		return nil, pool.Refuse(pool.InvalidParameter,
			"Only one of the aliasAttributes or usernameAttributes can be set in a user pool.")
	}
	if configuration.MfaConfiguration != "OFF" && configuration.SmsConfiguration == nil { // F-160
		return nil, pool.Refuse(pool.InvalidParameter,
			"SMS configuration and Auto verification for phone_number are required when MFA is required/optional")
	}
	p, err := a.account.Create(a.region, a.id, configuration)
	if err != nil {
		return nil, err
	}
	shown, err := (&API{account: a.account, pool: p, log: a.log}).userPool()
	return map[string]any{"UserPool": shown}, err
}

// configure reads the members of an input into a configuration. What the input leaves out stays, except that a
// password policy is read as a whole.
func configure(c *pool.Configuration, in json.RawMessage) error {
	var own struct {
		PoolName              *string
		Policies              struct{ PasswordPolicy *json.RawMessage }
		AdminCreateUserConfig struct{ UnusedAccountValidityDays *int }
	}
	if err := json.Unmarshal(in, &own); err != nil {
		return errNotThisInput
	}
	if own.Policies.PasswordPolicy != nil {
		c.Policies.PasswordPolicy = pool.PasswordPolicy{MinimumLength: 8, TemporaryPasswordValidityDays: 7}
		if days := own.AdminCreateUserConfig.UnusedAccountValidityDays; days != nil {
			var policy struct{ TemporaryPasswordValidityDays *int }
			if err := json.Unmarshal(*own.Policies.PasswordPolicy, &policy); err != nil {
				return errNotThisInput
			}
			if policy.TemporaryPasswordValidityDays != nil && *policy.TemporaryPasswordValidityDays != *days { // F-261
				return pool.Refuse(pool.InvalidParameter,
					"Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays")
			}
		}
	}
	if err := json.Unmarshal(in, c); err != nil {
		return errNotThisInput
	}
	if own.PoolName != nil {
		c.Name = *own.PoolName
	}
	if days := own.AdminCreateUserConfig.UnusedAccountValidityDays; days != nil && own.Policies.PasswordPolicy == nil {
		c.Policies.PasswordPolicy.TemporaryPasswordValidityDays = *days
	}
	c.AdminCreateUserConfig.UnusedAccountValidityDays = c.Policies.PasswordPolicy.TemporaryPasswordValidityDays
	if err := checkLambda(c); err != nil {
		return err
	}
	template := &c.VerificationMessageTemplate
	sameText(&c.EmailVerificationMessage, &template.EmailMessage)
	sameText(&c.EmailVerificationSubject, &template.EmailSubject)
	sameText(&c.SmsVerificationMessage, &template.SmsMessage)
	return nil
}

// sameText lets the two members that mean the same say the same.
func sameText(one, other *string) {
	*one = cmp.Or(*other, *one)
	*other = *one
}
