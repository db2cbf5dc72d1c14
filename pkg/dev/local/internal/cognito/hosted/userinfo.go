package hosted

import (
	"net/http"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// userInfo shows the user of an access token from the code flow (developer guide, "userInfo endpoint").
func (d *Domain) userInfo(w http.ResponseWriter, r *http.Request) {
	d.pageHeaders(w)
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || token == "" {
		w.Header().Set("WWW-Authenticate", `error="invalid_request", error_description="Bad OAuth2 request at UserInfo Endpoint"`)
		oauthError(w, http.StatusBadRequest, "invalid_request")
		return
	}
	access, err := d.pool.CheckAccess(token)
	problem := ""
	switch {
	case err != nil:
		problem = "Access token is expired, disabled, or deleted, or the user has globally signed out."
	case !access.HasScope("openid"):
		problem = "Access token does not contain openid scope"
	}
	if problem != "" {
		w.Header().Set("WWW-Authenticate", `error="invalid_token", error_description="`+problem+`"`)
		oauthError(w, http.StatusUnauthorized, "invalid_token")
		return
	}
	body := map[string]any{"username": access.User.Username}
	client, _ := d.pool.Client(access.ClientID)
	for name, value := range pool.ReadableAttributes(client.Readable(access.User.Attributes), access.Scopes) {
		body[name] = value // email_verified is the text "true" here, unlike in the ID token
	}
	writeJSON(w, http.StatusOK, body)
}
