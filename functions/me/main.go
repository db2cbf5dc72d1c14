// Function me serves GET /api/me: who the caller is, as JSON, by session or by bearer token.
package main

import (
	"net/http"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/web"
)

func main() { web.RunAPI(newHandler) }

func newHandler(d web.Deps) (http.Handler, error) {
	return web.UserRoutes{"GET /api/me": me}.Handler(d)
}

// caller is the response. A bearer token alone does not contain the e-mail address.
type caller struct {
	Subject   string   `json:"sub"`
	Email     string   `json:"email,omitempty"`
	AppUserID string   `json:"app_user_id,omitempty"` // where the pool puts it into the tokens
	Groups    []string `json:"groups"`
	ExpiresAt int64    `json:"expires_at"` // seconds since 1970
}

func me(w http.ResponseWriter, _ *http.Request, identity *auth.Identity) error {
	answer := caller{Subject: identity.Subject(), Email: identity.Email(), AppUserID: identity.AppUserID(),
		Groups: identity.Groups(), ExpiresAt: identity.ExpiresAt().Unix()}
	if answer.Groups == nil {
		answer.Groups = []string{}
	}
	return web.JSON(w, http.StatusOK, answer)
}
