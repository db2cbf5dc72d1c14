// Package control is the local Cognito's own page at /_local/: the inbox, the state of the pool, and the time
// machine that makes a site live through in a second what otherwise takes weeks or an outage. Nothing of it
// exists at AWS. The calls are documented in package cognito.
package control

import (
	"net/http"

	"cognitossr/pkg/dev/local/internal/cognito/hosted"
	"cognitossr/pkg/dev/local/internal/cognito/pool"
	"cognitossr/pkg/dev/local/internal/inspect"
	"cognitossr/pkg/dev/local/internal/table"
)

// Control serves /_local/.
type Control struct {
	Pool   *pool.Pool                 // the site's
	Pools  func() []*pool.Pool        // all that there are, for their mails
	Look   func() (managedLogin bool) // of the pages of the site's pool
	Faults *hosted.Faults
	Reseed func() error // adds the first users again after a reset
	Record *inspect.Recorder
	Table  *table.Table // of ended sessions; nil: none
}

// Register adds the routes.
func (c *Control) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /_local/{$}", c.home)
	mux.HandleFunc("GET /_local/inbox", c.inbox)
	mux.HandleFunc("GET /_local/sign-ins", c.signIns)
	mux.HandleFunc("GET /_local/state", c.state)
	mux.HandleFunc("GET /_local/control.css", c.css)
	for _, call := range c.Calls() {
		mux.HandleFunc("POST /_local/"+call.Path, call.answer)
	}
}
