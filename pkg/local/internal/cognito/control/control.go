// Package control is the local Cognito's own page at /_local/: the inbox, the state of the pool, and the time
// machine. Nothing of it exists at AWS.
package control

import (
	"net/http"

	"cognitossr/pkg/local/internal/cognito/hosted"
	"cognitossr/pkg/local/internal/cognito/pool"
)

// Control serves /_local/.
type Control struct {
	pool   *pool.Pool
	origin func() string
	faults *hosted.Faults
	reseed func() error
}

// New makes the control page. reseed adds the first users again after a reset.
func New(p *pool.Pool, origin func() string, faults *hosted.Faults, reseed func() error) *Control {
	return &Control{pool: p, origin: origin, faults: faults, reseed: reseed}
}

// Register adds the routes.
func (c *Control) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /_local/{$}", c.home)
	mux.HandleFunc("GET /_local/inbox", c.inbox)
}
