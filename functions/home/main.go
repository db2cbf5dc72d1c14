// Function home renders GET /: who is signed in, or that nobody is. It only verifies; it holds no secret.
package main

import (
	"net/http"

	"cognitossr/pkg/page"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

func main() { web.Run(newHandler) }

func newHandler(d web.Deps) (http.Handler, error) {
	return web.Only(d, http.MethodGet, web.WithVisitor(d, web.Handle(d, home))), nil
}

func home(w http.ResponseWriter, r *http.Request) error {
	view := templates.HomeView{Layout: web.Layout(r, ""), Unsure: web.Unsure(r.Context())}
	view.Neutral = view.Unsure
	return page.Write(w, r, http.StatusOK, templates.Home(view))
}
