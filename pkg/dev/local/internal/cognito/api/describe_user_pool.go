package api

import (
	"encoding/json"
	"fmt"
)

// describeUserPool shows the pool's configuration.
func (a *API) describeUserPool(in struct{}) (any, error) {
	shown, err := a.userPool()
	return map[string]any{"UserPool": shown}, err
}

// userPool is the configuration with what the pool adds to it.
func (a *API) userPool() (map[string]any, error) {
	shown, err := membersOf(a.pool.Configuration())
	if err != nil {
		return nil, err
	}
	for _, member := range []string{"SmsMfaConfiguration", "SoftwareTokenMfaConfiguration", "EmailMfaConfiguration",
		"WebAuthnConfiguration"} {
		delete(shown, member) // GetUserPoolMfaConfig shows them
	}
	shown["Id"], shown["Arn"] = a.pool.ID(), a.account.ARN(a.pool.ID())
	shown["CreationDate"], shown["LastModifiedDate"] = epochOf(a.pool.Created()), epochOf(a.pool.Modified())
	prefix, custom := a.account.DomainsOf(a.pool.ID())
	for member, name := range map[string]string{"Domain": prefix, "CustomDomain": custom} {
		if name != "" {
			shown[member] = name
		}
	}
	shown["EstimatedNumberOfUsers"] = a.pool.Count()
	shown["IssuerConfiguration"] = map[string]string{"Type": "ORIGINAL"}
	shown["KeyConfiguration"] = map[string]string{"KeyType": "AWS_OWNED_KEY"}
	return shown, nil
}

// membersOf are the members of a value's JSON, to which an answer adds others.
func membersOf(value any) (map[string]any, error) {
	raw, err := json.Marshal(value)
	members := map[string]any{}
	if err == nil {
		err = json.Unmarshal(raw, &members)
	}
	if err != nil {
		return nil, fmt.Errorf("writing an answer: %w", err)
	}
	return members, nil
}
