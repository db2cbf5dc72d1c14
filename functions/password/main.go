// Function password leads to where a password can be changed: GET /.well-known/change-password, at which password
// managers ask, to the page GET /account/password, and that by GET /auth/password to the user pool's pages, which mail
// a code. The site itself never sees a password.
//
// Source: https://w3c.github.io/webappsec-change-password-url/
package main

import (
	"net/http"

	"cognitossr/pkg/authflow"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

func main() { web.Run(templates.Failure, newHandler) }

func newHandler(d web.Deps) (http.Handler, error) {
	return web.Routes{
		"GET /.well-known/change-password": lead,
		"GET /account/password":            page,
		"GET /auth/password":               authflow.Start(d, cognito.New(d.Config, nil).ForgotPasswordURL),
	}.Handler(d)
}

func lead(w http.ResponseWriter, _ *http.Request) error {
	web.Redirect(w, paths.ChangePassword)
	return nil
}

// page is public: a user who has forgotten the password cannot sign in first.
func page(w http.ResponseWriter, r *http.Request) error {
	view := templates.PasswordView{Layout: web.Layout(r, "")}
	view.Neutral = web.Unverifiable(r.Context())
	return web.WritePage(w, r, http.StatusOK, templates.Password(view))
}
