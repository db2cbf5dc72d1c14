package hosted

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// clientCredentials gives a client a token for itself (RFC 6749 section 4.4). Only scopes of resource servers are for
// machines; without any in the request it gets all that it has.
func (d *Domain) clientCredentials(ctx context.Context, client pool.Client, form url.Values) (pool.Tokens, error) {
	if !client.AllowedOAuthFlowsUserPoolClient || !slices.Contains(client.AllowedOAuthFlows, "client_credentials") {
		return pool.Tokens{}, oauthCode("invalid_grant")
	}
	scopes := strings.Fields(form.Get("scope"))
	if len(scopes) == 0 {
		scopes = slices.DeleteFunc(slices.Clone(client.AllowedOAuthScopes),
			func(s string) bool { return !d.pool.Kept.HasScope(s) })
	}
	for _, scope := range scopes {
		if !slices.Contains(client.AllowedOAuthScopes, scope) || !d.pool.Kept.HasScope(scope) {
			return pool.Tokens{}, oauthCode("invalid_scope")
		}
	}
	metadata, ok := machineMetadata(form)
	if !ok {
		return pool.Tokens{}, oauthCode("invalid_request")
	}
	return d.pool.StartMachine(ctx, client, scopes, metadata)
}

// machineMetadata is what a machine sends along for the pool's function: a JSON object of texts in a form field.
func machineMetadata(form url.Values) (metadata map[string]string, ok bool) {
	text := form.Get("aws_client_metadata")
	return metadata, text == "" || json.Unmarshal([]byte(text), &metadata) == nil
}
