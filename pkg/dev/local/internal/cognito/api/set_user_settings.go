package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

// The operations from before SetUserMFAPreference, which can turn codes by text message on and off, and no more.

type userSettingsInput struct {
	MFAOptions []struct{ DeliveryMedium, AttributeName string }
}

func (a *API) setUserSettings(username string, in userSettingsInput) (any, error) {
	for _, o := range in.MFAOptions {
		if o.DeliveryMedium != "SMS" || o.AttributeName != "phone_number" {
			return nil, pool.Refuse(pool.InvalidParameter, "Only codes by text message to phone_number can be set.")
		}
	}
	enabled := len(in.MFAOptions) > 0
	return nil, a.pool.SetFactors(username, map[pool.Factor]pool.FactorSetting{pool.TextMessage: {Enabled: enabled}})
}

// adminListUserAuthEvents has none to list: threat protection, which notes them, is not offered.
func (a *API) adminListUserAuthEvents(username string, _ struct{}) (any, error) {
	if _, err := a.pool.User(username); err != nil {
		return nil, err
	}
	return nil, pool.Refuse("UserPoolAddOnNotEnabledException",
		"The local Cognito has no threat protection, which notes such events.")
}
