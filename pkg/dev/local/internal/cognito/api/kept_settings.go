package api

import (
	"cmp"
	"context"
	"encoding/json"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// Two configurations that the pool keeps and nothing follows from: adaptive authentication and the export of logs.

// setRiskConfiguration keeps it for a client, or for all.
func (a *API) setRiskConfiguration(ctx context.Context, in json.RawMessage) (any, error) {
	var own clientInput
	if json.Unmarshal(in, &own) != nil {
		return nil, errNotThisInput
	}
	a.pool.Kept.SetRisk(own.ClientId, in)
	return a.describeRiskConfiguration(ctx, own)
}

// describeRiskConfiguration shows it.
func (a *API) describeRiskConfiguration(_ context.Context, in clientInput) (any, error) {
	kept, ok := a.pool.Kept.Risk(in.ClientId)
	if !ok {
		kept = json.RawMessage(`{"UserPoolId":"` + a.pool.ID() + `"}`)
	}
	return map[string]any{"RiskConfiguration": kept}, nil
}

type logDeliveryInput struct {
	UserPoolId        string
	LogConfigurations json.RawMessage
}

// setLogDeliveryConfiguration keeps where logs would go.
func (a *API) setLogDeliveryConfiguration(ctx context.Context, in logDeliveryInput) (any, error) {
	a.pool.Kept.Settings.Set("logs", in.LogConfigurations)
	return a.getLogDeliveryConfiguration(ctx, poolInput{})
}

// getLogDeliveryConfiguration shows it.
func (a *API) getLogDeliveryConfiguration(context.Context, poolInput) (any, error) {
	kept, ok := a.pool.Kept.Settings.Find("logs")
	if !ok {
		kept = json.RawMessage(`[]`)
	}
	return map[string]any{"LogDeliveryConfiguration": map[string]any{"UserPoolId": a.pool.ID(), "LogConfigurations": kept}}, nil
}

// getCSVHeader names the columns of a file of users for this pool. Import jobs are not offered.
func (a *API) getCSVHeader(context.Context, poolInput) (any, error) {
	header := []string{}
	for _, attribute := range a.pool.Configuration().SchemaAttributes {
		if attribute.Name != "sub" && attribute.Name != "identities" {
			header = append(header, attribute.Name)
		}
	}
	return map[string]any{"UserPoolId": a.pool.ID(), "CSVHeader": append(header, "cognito:mfa_enabled", "cognito:username")}, nil
}

// listDevices lists no device: the pool remembers none.
func (a *API) listDevices(_ context.Context, in struct{ AccessToken, PaginationToken string }) (any, error) {
	_, err := a.access(in.AccessToken)
	return map[string]any{"Devices": []any{}}, err
}

// adminListDevices lists no device, either.
func (a *API) adminListDevices(_ context.Context, in userInput) (any, error) {
	_, err := a.pool.User(in.Username)
	return map[string]any{"Devices": []any{}}, err
}

// errNoDevice refuses a device, which cannot be known.
func errNoDevice(key string) error {
	return pool.Refuse(pool.ResourceNotFound, "Device %s does not exist.", shortened(cmp.Or(key, "null")))
}

type deviceInput struct{ AccessToken, DeviceKey string }

// ownDevice is GetDevice and ForgetDevice: there is no device to get or forget.
func (a *API) ownDevice(_ context.Context, in deviceInput) (any, error) {
	if _, err := a.access(in.AccessToken); err != nil {
		return nil, err
	}
	return nil, errNoDevice(in.DeviceKey)
}

// adminDevice is AdminGetDevice and AdminForgetDevice.
func (a *API) adminDevice(_ context.Context, in struct{ Username, DeviceKey string }) (any, error) {
	if _, err := a.pool.User(in.Username); err != nil {
		return nil, err
	}
	return nil, errNoDevice(in.DeviceKey)
}
