// Function home renders GET /: what the site is and who is signed in, if anybody. It only verifies tokens and has no
// secret.
package main

import (
	"net/http"

	"cognitossr/pkg/web"
	"cognitossr/templates"
)

func main() { web.Run(templates.Failure, newHandler) }

func newHandler(d web.Deps) (http.Handler, error) {
	return web.Routes{"GET /": home{d}.serve}.Handler(d)
}

type home struct{ web.Deps }

func (h home) serve(w http.ResponseWriter, r *http.Request) error {
	view := templates.HomeView{
		Layout: web.Layout(r, ""), Unverifiable: web.Unverifiable(r.Context()), SignUpOff: h.Config.SignUpOff,
		Registered: h.registered(w, r),
	}
	view.Neutral = view.Unverifiable
	return web.WritePage(w, r, http.StatusOK, templates.Home(view))
}

// registered reports whether the visitor has come from registering. A prefetched page may never be shown, so it does
// not count.
func (h home) registered(w http.ResponseWriter, r *http.Request) bool {
	identity, known := web.IdentityFrom(r.Context())
	return known && web.IsNavigation(r) && h.Cookies(r).TakeSignUp(w) && identity.ID.EmailVerified()
}
