package pool

import (
	"context"
	"encoding/json"
	"strings"
)

// inbound lets a function change what an identity provider said about a person, before it is mapped and before there is
// or is not a user. An empty answer changes nothing; one that leaves an attribute out drops it.
func (p *Pool) inbound(ctx context.Context, provider IdentityProvider, clientID string,
	claims map[string]string) (map[string]string, error) {
	attributes := map[string]any{"samlResponse": claims}
	if provider.ProviderType != "SAML" {
		attributes = map[string]any{"tokenResponse": map[string]any{}, "idToken": claims, "userInfo": claims}
	}
	request := map[string]any{"providerName": provider.ProviderName, "providerType": provider.ProviderType,
		"attributes": attributes}
	event := p.event("InboundFederation_ExternalProvider", &clientID,
		provider.ProviderName+"_"+claims[provider.IDClaim()], nil, request,
		map[string]any{"userAttributesToMap": map[string]any{}})
	delete(event.Request, "userAttributes") // the user is not looked up yet
	var answer struct{ UserAttributesToMap map[string]json.RawMessage }
	asked, err := p.ask(ctx, inboundFederation, event, &answer)
	if err != nil || !asked || len(answer.UserAttributesToMap) == 0 {
		return claims, err
	}
	changed := map[string]string{}
	for name, value := range answer.UserAttributesToMap {
		if changed[name] = strings.TrimSpace(string(value)); strings.HasPrefix(changed[name], `"`) {
			var text string
			if json.Unmarshal(value, &text) != nil {
				return nil, errLambdaOutput
			}
			changed[name] = text
		}
	}
	if id := provider.IDClaim(); changed[id] == "" { // who it is stays
		changed[id] = claims[id]
	}
	return changed, nil
}
