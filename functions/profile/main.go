// Function profile renders GET /profile: the contents of the visitor's tokens. Its access right is "user".
package main

import (
	"net/http"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

func main() { web.Run(templates.Failure, newHandler) }

func newHandler(d web.Deps) (http.Handler, error) {
	return web.UserRoutes{"GET /profile": profile}.Handler(d)
}

func profile(w http.ResponseWriter, r *http.Request, identity *auth.Identity) error {
	return web.WritePage(w, r, http.StatusOK, templates.Profile(templates.ProfileView{
		Layout:        web.Layout(r, ""),
		Email:         identity.Email(),
		EmailVerified: identity.ID.EmailVerified(),
		Subject:       identity.Subject(),
		Groups:        identity.Groups(),
		SignedInSince: identity.AuthTime(),
		ExpiresAt:     identity.ExpiresAt(),
		IsAdmin:       identity.InGroup(access.Administrators),
	}))
}
