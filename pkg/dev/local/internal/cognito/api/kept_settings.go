package api

import "encoding/json"

// Two configurations that the pool keeps and nothing follows from: adaptive authentication and the export of logs.

// setRiskConfiguration keeps it for a client, or for all.
func (a *API) setRiskConfiguration(in json.RawMessage) (any, error) {
	var own clientInput
	if json.Unmarshal(in, &own) != nil {
		return nil, errNotThisInput
	}
	a.pool.Kept.SetRisk(own.ClientId, in)
	return a.describeRiskConfiguration(own)
}

// describeRiskConfiguration shows it.
func (a *API) describeRiskConfiguration(in clientInput) (any, error) {
	kept, ok := a.pool.Kept.Risk(in.ClientId)
	if !ok {
		kept = json.RawMessage(`{"UserPoolId":"` + a.pool.ID() + `"}`)
	}
	return map[string]any{"RiskConfiguration": kept}, nil
}

// setLogDeliveryConfiguration keeps where logs would go.
func (a *API) setLogDeliveryConfiguration(in struct{ LogConfigurations json.RawMessage }) (any, error) {
	a.pool.Kept.Settings.Set("logs", in.LogConfigurations)
	return a.getLogDeliveryConfiguration(struct{}{})
}

// getLogDeliveryConfiguration shows it.
func (a *API) getLogDeliveryConfiguration(struct{}) (any, error) {
	kept, ok := a.pool.Kept.Settings.Find("logs")
	if !ok {
		kept = json.RawMessage(`[]`)
	}
	return map[string]any{"LogDeliveryConfiguration": map[string]any{"UserPoolId": a.pool.ID(),
		"LogConfigurations": kept}}, nil
}

// getCSVHeader names the columns of a file of users for this pool. Import jobs are not offered.
func (a *API) getCSVHeader(struct{}) (any, error) {
	header := []string{}
	for _, attribute := range a.pool.Configuration().SchemaAttributes {
		if attribute.Name != "sub" && attribute.Name != "identities" {
			header = append(header, attribute.Name)
		}
	}
	return map[string]any{"UserPoolId": a.pool.ID(), "CSVHeader": append(header, "cognito:mfa_enabled",
		"cognito:username")}, nil
}
