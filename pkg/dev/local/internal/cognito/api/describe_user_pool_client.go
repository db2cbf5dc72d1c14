package api

import (
	"context"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type clientInput struct{ UserPoolId, ClientId string }

// describeUserPoolClient shows the settings of an app client.
func (a *API) describeUserPoolClient(_ context.Context, in clientInput) (any, error) {
	if err := a.checkPool(in.UserPoolId); err != nil {
		return nil, err
	}
	c, err := a.client(in.ClientId)
	if err != nil {
		return nil, err
	}
	validity, rotation := a.pool.Behaviour.Validity(), a.pool.Behaviour.Rotation()
	out := map[string]any{
		"UserPoolId": a.pool.ID(), "ClientId": c.ID, "ClientName": c.Name, "CallbackURLs": c.CallbackURLs, "LogoutURLs": c.LogoutURLs,
		"CreationDate": epochOf(a.pool.Created()), "LastModifiedDate": epochOf(a.pool.Created()),
		"AllowedOAuthFlows": []string{"code"}, "AllowedOAuthScopes": c.Scopes, "AllowedOAuthFlowsUserPoolClient": true,
		"SupportedIdentityProviders": []string{"COGNITO"}, "ExplicitAuthFlows": explicitFlows(rotation),
		"AccessTokenValidity": int(validity.Access.Seconds()), "IdTokenValidity": int(validity.ID.Seconds()), "RefreshTokenValidity": int(validity.Refresh.Seconds()),
		"TokenValidityUnits":         map[string]string{"AccessToken": "seconds", "IdToken": "seconds", "RefreshToken": "seconds"},
		"PreventUserExistenceErrors": "ENABLED", "EnableTokenRevocation": true, "EnablePropagateAdditionalUserContextData": false, "AuthSessionValidity": int(challengeValidity.Minutes()),
		"RefreshTokenRotation": rotationType(rotation),
	}
	if c.Secret != "" {
		out["ClientSecret"] = c.Secret
	}
	return map[string]any{"UserPoolClient": out}, nil
}

func explicitFlows(r pool.Rotation) []string {
	flows := []string{"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_PASSWORD_AUTH"}
	if r.Off {
		flows = append(flows, "ALLOW_REFRESH_TOKEN_AUTH")
	}
	return flows
}

func rotationType(r pool.Rotation) map[string]any {
	if r.Off {
		return map[string]any{"Feature": "DISABLED"}
	}
	return map[string]any{"Feature": "ENABLED", "RetryGracePeriodSeconds": int(r.Grace.Seconds())}
}
