package web

import (
	"context"
	"net/http"

	"cognitossr/pkg/session"
)

// requestState is what the site knows of a request. Its context has it from the start, and each part is filled in once.
type requestState struct {
	kind    string      // of the route, of package access
	read    bool        // whether the cookies have been read
	jar     session.Jar // of the request's cookies
	visitor *visitor    // who makes the request; nil before the guard, and where it asks nobody
}

type requestStateKey struct{}

func withKind(r *http.Request, kind string) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), requestStateKey{}, &requestState{kind: kind}))
}

// stateOf returns the state of a request: an empty one for a request that the site has not taken up.
func stateOf(ctx context.Context) *requestState {
	state, _ := ctx.Value(requestStateKey{}).(*requestState)
	if state == nil {
		return &requestState{}
	}
	return state
}

func kindOf(r *http.Request) string { return stateOf(r.Context()).kind }

// Cookies returns the site's cookies of a request. They are parsed once, when they are first asked for.
func (d Deps) Cookies(r *http.Request) session.Jar {
	state := stateOf(r.Context())
	if !state.read {
		state.jar, state.read = d.Sessions.Read(r), true
	}
	return state.jar
}
