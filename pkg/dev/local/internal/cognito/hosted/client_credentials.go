package hosted

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// clientCredentials gives a client a token for itself (RFC 6749 section 4.4). Only scopes of resource servers are for
// machines; without any in the request it gets all that it has.
func (d *Domain) clientCredentials(w http.ResponseWriter, client pool.Client, form url.Values) {
	if !client.AllowedOAuthFlowsUserPoolClient || !slices.Contains(client.AllowedOAuthFlows, "client_credentials") {
		oauthError(w, http.StatusBadRequest, "invalid_grant")
		return
	}
	scopes := strings.Fields(form.Get("scope"))
	if len(scopes) == 0 {
		scopes = slices.DeleteFunc(slices.Clone(client.AllowedOAuthScopes), func(s string) bool { return !d.pool.Kept.HasScope(s) })
	}
	for _, scope := range scopes {
		if !slices.Contains(client.AllowedOAuthScopes, scope) || !d.pool.Kept.HasScope(scope) {
			oauthError(w, http.StatusBadRequest, "invalid_scope")
			return
		}
	}
	tokens, err := d.pool.StartMachine(client, scopes)
	if err != nil {
		d.log.Error("issuing a token", "error", err)
		oauthError(w, http.StatusInternalServerError, "server_error")
		return
	}
	d.writeTokens(w, tokens)
}
