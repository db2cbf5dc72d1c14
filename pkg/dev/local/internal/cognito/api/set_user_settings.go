package api

import (
	"context"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// The operations from before SetUserMFAPreference, which can turn codes by text message on and off, and no more.

type mfaOption struct{ DeliveryMedium, AttributeName string }

type userSettingsInput struct {
	userInput
	MFAOptions []mfaOption
}

func (a *API) setUserSettings(_ context.Context, access pool.Access, in userSettingsInput) (any, error) {
	return a.setOptions(access.User.Username, in.MFAOptions)
}

func (a *API) adminSetUserSettings(_ context.Context, in userSettingsInput) (any, error) {
	return a.setOptions(in.Username, in.MFAOptions)
}

func (a *API) setOptions(username string, options []mfaOption) (any, error) {
	for _, o := range options {
		if o.DeliveryMedium != "SMS" || o.AttributeName != "phone_number" {
			return nil, pool.Refuse(pool.InvalidParameter, "Only codes by text message to phone_number can be set.")
		}
	}
	return nil, a.pool.SetFactors(username, map[pool.Factor]pool.FactorSetting{pool.TextMessage: {Enabled: len(options) > 0}})
}

// adminListUserAuthEvents has none to list: threat protection, which notes them, is not offered.
func (a *API) adminListUserAuthEvents(_ context.Context, in userInput) (any, error) {
	if _, err := a.pool.User(in.Username); err != nil {
		return nil, err
	}
	return nil, pool.Refuse("UserPoolAddOnNotEnabledException",
		"The local Cognito has no threat protection, which notes such events.")
}
