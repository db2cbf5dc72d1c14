// Function notfound serves every request without a route ($default): with 405 if the path has routes for other
// methods, else with 404.
package main

import (
	"net/http"
	"slices"

	"cognitossr/functions"
	"cognitossr/pkg/routes"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

func main() { web.Run(templates.Failure, newHandler) }

func newHandler(d web.Deps) (http.Handler, error) {
	table, err := routes.Parse(functions.RoutesJSON)
	if err != nil {
		return nil, err
	}
	return web.Routes{"$default": func(w http.ResponseWriter, r *http.Request) error {
		if methods := table.Methods(r.URL.Path); len(methods) > 0 && !slices.Contains(methods, r.Method) {
			return web.MethodNotAllowed(w, methods...)
		}
		return web.Fail(web.CodeNotFound, nil)
	}}.Handler(d)
}
