// Function signup serves GET /auth/signup: it starts a sign-in that begins with the sign-up page, or with the
// sign-in page if sign-up is off. GET /account/confirm is for a visitor who has signed up and left Cognito's page
// before entering the mailed code: the classic pages never ask for it again, and refuse the sign-in. The code is
// passed on to Cognito, which checks it.
package main

import (
	"net/http"
	"strings"

	"cognitossr/pkg/authflow"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

func main() { web.Run(templates.Failure, newHandler) }

func newHandler(d web.Deps) (http.Handler, error) {
	pool := cognito.New(d.Config, nil)
	address := pool.SignUpURL
	if d.Config.SignUpOff {
		address = pool.AuthorizeURL
	}
	c := confirmation{pool: pool, signUpOff: d.Config.SignUpOff}
	return web.Routes{"GET /auth/signup": remembered(d, authflow.Start(d, address)), "GET /account/confirm": c.page,
		"POST /account/confirm": c.send}.Handler(d)
}

// remembered lets the home page say that the registration is done, for those who come back to it.
func remembered(d web.Deps, start func(http.ResponseWriter, *http.Request) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !d.Config.SignUpOff && web.IsNavigation(r) && web.ReturnTo(r) == paths.Home {
			d.Sessions.RememberSignUp(w)
		}
		return start(w, r)
	}
}

type confirmation struct {
	pool      *cognito.Client
	signUpOff bool
}

func (c confirmation) page(w http.ResponseWriter, r *http.Request) error {
	if c.signUpOff {
		web.Redirect(w, paths.Home)
		return nil
	}
	view := templates.ConfirmAddressView{Layout: web.Layout(r, "")}
	view.Neutral = true // the function does not ask who is signed in
	return web.WritePage(w, r, http.StatusOK, templates.ConfirmAddress(view))
}

// send passes on what was entered: the user pool checks it.
func (c confirmation) send(w http.ResponseWriter, r *http.Request) error {
	if c.signUpOff {
		web.Redirect(w, paths.Home)
		return nil
	}
	username, code := strings.TrimSpace(r.PostFormValue("user_name")), strings.TrimSpace(r.PostFormValue("confirmation_code"))
	if username == "" || code == "" {
		web.Redirect(w, paths.ConfirmAddress)
		return nil
	}
	web.Redirect(w, c.pool.ConfirmUserURL(sensitive.New(username), sensitive.New(code)))
	return nil
}
