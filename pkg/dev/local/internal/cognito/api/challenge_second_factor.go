package api

import (
	"encoding/json"
	"fmt"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// secondFactorChallenge asks for what a sign-in needs besides its first factor, or ends the sign-in. A challenge right
// after the password also names the user; one that follows another challenge does not.
func (a *API) secondFactorChallenge(by pool.By, username string, afterPassword bool) (any, error) {
	if asked, err := a.pool.AsksDevice(username, by); err != nil || asked && a.pool.DeviceIsFactor() {
		return a.deviceChallenge(by, username, err)
	}
	step, needed, err := a.pool.SecondFactor(a.ctx, pool.By{ClientID: by.ClientID}, username)
	if err != nil {
		return nil, err
	}
	if !needed {
		return a.tokens(by, username)
	}
	return a.askForFactor(step, afterPassword)
}

func (a *API) askForFactor(step pool.ChallengeSession, afterPassword bool) (any, error) {
	parameters, err := factorParameters(step)
	if err != nil {
		return nil, err
	}
	if afterPassword {
		parameters["USER_ID_FOR_SRP"] = step.Name
	}
	return a.challenge(string(step.Challenge), step, parameters), nil
}

func factorParameters(step pool.ChallengeSession) (map[string]string, error) {
	switch step.Challenge {
	case pool.AwaitsFactor(pool.SoftwareToken):
		return map[string]string{"FRIENDLY_DEVICE_NAME": step.Delivery.Destination}, nil
	case pool.AwaitsFactor(pool.TextMessage):
		return map[string]string{"CODE_DELIVERY_DELIVERY_MEDIUM": "SMS",
			"CODE_DELIVERY_DESTINATION": step.Delivery.Destination}, nil
	case pool.AwaitsFactor(pool.EmailMessage):
		return map[string]string{"CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
			"CODE_DELIVERY_DESTINATION": step.Delivery.Destination}, nil
	}
	name := "MFAS_CAN_CHOOSE"
	if step.Challenge == pool.AwaitsFactorSetup {
		name = "MFAS_CAN_SETUP"
	}
	list, err := json.Marshal(step.Choices)
	if err != nil {
		return nil, fmt.Errorf("writing the challenge: %w", err)
	}
	return map[string]string{name: string(list)}, nil
}
