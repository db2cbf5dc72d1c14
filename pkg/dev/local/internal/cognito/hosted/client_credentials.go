package hosted

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// clientCredentials gives a client a token for itself (RFC 6749 section 4.4). Only scopes of resource servers are for
// machines; without any in the request it gets all that it has.
func (d *Domain) clientCredentials(w http.ResponseWriter, r *http.Request, client pool.Client, form url.Values) {
	if !client.AllowedOAuthFlowsUserPoolClient || !slices.Contains(client.AllowedOAuthFlows, "client_credentials") {
		oauthError(w, http.StatusBadRequest, "invalid_grant")
		return
	}
	scopes := strings.Fields(form.Get("scope"))
	if len(scopes) == 0 {
		scopes = slices.DeleteFunc(slices.Clone(client.AllowedOAuthScopes),
			func(s string) bool { return !d.pool.Kept.HasScope(s) })
	}
	for _, scope := range scopes {
		if !slices.Contains(client.AllowedOAuthScopes, scope) || !d.pool.Kept.HasScope(scope) {
			oauthError(w, http.StatusBadRequest, "invalid_scope")
			return
		}
	}
	metadata, ok := machineMetadata(form)
	if !ok {
		oauthError(w, http.StatusBadRequest, "invalid_request")
		return
	}
	tokens, err := d.pool.StartMachine(r.Context(), client, scopes, metadata)
	switch {
	case isTriggerError(err):
		refuseGrant(w, err)
		return
	case err != nil:
		d.log.Error("issuing a token", "error", err)
		oauthError(w, http.StatusInternalServerError, "server_error")
		return
	}
	d.writeTokens(w, tokens)
}

// machineMetadata is what a machine sends along for the pool's function: a JSON object of texts in a form field.
func machineMetadata(form url.Values) (metadata map[string]string, ok bool) {
	text := form.Get("aws_client_metadata")
	return metadata, text == "" || json.Unmarshal([]byte(text), &metadata) == nil
}
