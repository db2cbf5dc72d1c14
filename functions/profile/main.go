// Function profile renders GET /profile: what the visitor's own tokens say. Its access right is "user".
package main

import (
	"errors"
	"net/http"

	"cognitossr/pkg/web"
	"cognitossr/templates"
)

func main() { web.Run(templates.Failure, newHandler) }

func newHandler(d web.Deps) (http.Handler, error) {
	return web.Only(d, http.MethodGet, web.Handle(d, profile)), nil
}

func profile(w http.ResponseWriter, r *http.Request) error {
	identity, ok := web.IdentityFrom(r.Context())
	if !ok {
		return web.Fail(web.CodeInternal, errors.New("profile: the route's access right lets anonymous visitors in"))
	}
	return web.WritePage(w, r, http.StatusOK, templates.Profile(templates.ProfileView{
		Layout:        web.Layout(r, "Your profile"),
		Email:         identity.Email(),
		EmailVerified: identity.ID.EmailVerified(),
		Subject:       identity.Subject(),
		Groups:        identity.Groups(),
		SignedInSince: identity.AuthTime(),
		ExpiresAt:     identity.ExpiresAt(),
		IsAdmin:       identity.InGroup("admin"),
	}))
}
