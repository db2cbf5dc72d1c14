package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"cognitossr/pkg/auth"
)

// Handler answers the requests of one route. Its error becomes a page, or JSON if the caller wants that, and a log
// line.
type Handler func(w http.ResponseWriter, r *http.Request) error

// UserHandler is a Handler that also gets the verified identity of the caller.
type UserHandler func(w http.ResponseWriter, r *http.Request, identity *auth.Identity) error

// Routes are the handlers of a function by route key, written as in routes.json: "GET /reports/{id}", or "$default".
// A GET route handles HEAD as well. The gateway drops the body of that response, but uses its length; package web
// drops its cookies, and handlers with other side effects skip them.
type Routes map[string]Handler

// UserRoutes are the handlers of a function that only signed-in callers may enter.
type UserRoutes map[string]UserHandler

// Handler is the http.Handler of these routes. A request with another method gets 405 with the allowed methods, one
// with another path 404: the gateway passes on neither, but it is not the only way to invoke a function.
func (routes Routes) Handler(d Deps) (http.Handler, error) {
	if len(routes) == 0 {
		return nil, errors.New("the function has no routes")
	}
	return Handle(d, routes.serve), nil
}

// Handler is like Routes.Handler. It returns an error if the function's access right admits callers who are not
// signed in.
func (routes UserRoutes) Handler(d Deps) (http.Handler, error) {
	if !d.Config.Auth.Private() {
		return nil, fmt.Errorf("the handlers need a signed-in caller, and the access right is %q", d.Config.Auth)
	}
	handlers := make(Routes, len(routes))
	for key, handler := range routes {
		handlers[key] = handler.withIdentity
	}
	return handlers.Handler(d)
}

var errAnonymous = errors.New("the caller is not identified, though the access right asks for it")

func (h UserHandler) withIdentity(w http.ResponseWriter, r *http.Request) error {
	identity, ok := IdentityFrom(r.Context())
	if !ok {
		return Fail(CodeInternal, errAnonymous)
	}
	return h(w, r, identity)
}

// defaultRoute is the key of the route that takes what no other route takes.
const defaultRoute = "$default"

// anyMethod is the method of a route that takes all of them.
const anyMethod = "ANY"

func (routes Routes) serve(w http.ResponseWriter, r *http.Request) error {
	key := routes.keyOf(r)
	if handler, ok := routes[key]; ok && (key == defaultRoute || oneOf(methodOf(key), r.Method, anyMethod)) {
		return handler(w, r)
	}
	path := strings.TrimPrefix(key, r.Method+" ")
	if handler, ok := routes[http.MethodGet+" "+path]; ok && r.Method == http.MethodHead {
		return handler(w, r)
	}
	if allowed := routes.methods(path); len(allowed) > 0 {
		return MethodNotAllowed(w, allowed...)
	}
	return Fail(CodeNotFound, nil)
}

// keyOf returns the key of a request's route. A function URL has no routes: there the path itself is looked up.
func (routes Routes) keyOf(r *http.Request) string {
	_, takesAll := routes[defaultRoute]
	if r.Pattern == "" || r.Pattern == defaultRoute && !takesAll {
		return r.Method + " " + r.URL.Path
	}
	return r.Pattern
}

func methodOf(key string) string {
	method, _, _ := strings.Cut(key, " ")
	return method
}

// methods returns the methods of a path, sorted.
func (routes Routes) methods(path string) (methods []string) {
	for key := range routes {
		if method := methodOf(key); key == method+" "+path {
			methods = append(methods, method)
			if method == http.MethodGet {
				methods = append(methods, http.MethodHead)
			}
		}
	}
	slices.Sort(methods)
	return slices.Compact(methods)
}
