// Function home renders GET /: who is signed in, if anybody. It only verifies tokens and has no secret.
package main

import (
	"net/http"

	"cognitossr/pkg/web"
	"cognitossr/templates"
)

func main() { web.Run(templates.Failure, newHandler) }

func newHandler(d web.Deps) (http.Handler, error) {
	h := home{signUpOff: d.Config.SignUpOff}
	return web.Routes{"GET /": h.serve}.Handler(d)
}

type home struct{ signUpOff bool }

func (h home) serve(w http.ResponseWriter, r *http.Request) error {
	view := templates.HomeView{Layout: web.Layout(r, ""), Unverifiable: web.Unverifiable(r.Context()), SignUpOff: h.signUpOff}
	view.Neutral = view.Unverifiable
	return web.WritePage(w, r, http.StatusOK, templates.Home(view))
}
