package web

import (
	"context"
	"net/http"

	"cognitossr/pkg/session"
)

// requestState is what the site knows about a request. It is in the request's context, and each part is set once.
type requestState struct {
	kind    string      // of the route, of package access
	read    bool        // whether the cookies have been read
	jar     session.Jar // of the request's cookies
	visitor *visitor    // the sender of the request; nil before the guard, and if it identifies nobody

	sessions *session.Store
	failover bool    // the user pool is served from its second Region
	language reading // of the page
}

type requestStateKey struct{}

func (d Deps) withState(r *http.Request, kind string) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), requestStateKey{},
		&requestState{kind: kind, sessions: d.Sessions, failover: d.Config.Failover()}))
}

// stateOf returns the state of a request: an empty one for a request that package web does not handle.
func stateOf(ctx context.Context) *requestState {
	state, _ := ctx.Value(requestStateKey{}).(*requestState)
	if state == nil {
		return &requestState{}
	}
	return state
}

func kindOf(r *http.Request) string { return stateOf(r.Context()).kind }

// Cookies returns the site's cookies of a request. They are parsed once, at the first call.
func (d Deps) Cookies(r *http.Request) session.Jar {
	return cookiesOf(stateOf(r.Context()), d.Sessions, r)
}

func cookiesOf(state *requestState, sessions *session.Store, r *http.Request) session.Jar {
	if !state.read {
		state.jar, state.read = sessions.Read(r), true
	}
	return state.jar
}
