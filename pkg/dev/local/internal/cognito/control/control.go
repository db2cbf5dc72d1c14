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
	pool   *pool.Pool
	origin func() string
	faults *hosted.Faults
	reseed func() error
	record *inspect.Recorder
	table  *table.Table // nil: none

	managed func() bool         // whether the pages are managed login
	pools   func() []*pool.Pool // all that there are, for their mails
}

// New makes the control page. reseed adds the first users again after a reset.
func New(p *pool.Pool, origin func() string, faults *hosted.Faults, reseed func() error, record *inspect.Recorder) *Control {
	pools := func() []*pool.Pool { return []*pool.Pool{p} }
	return &Control{pool: p, pools: pools, origin: origin, faults: faults, reseed: reseed, record: record}
}

// WithPools shows the mails of other pools, too.
func (c *Control) WithPools(pools func() []*pool.Pool) *Control {
	c.pools = pools
	return c
}

// WithLook tells whether the pool's pages are managed login.
func (c *Control) WithLook(managed func() bool) *Control {
	c.managed = managed
	return c
}

// WithTable adds the switches of the table of ended sessions, if there is one.
func (c *Control) WithTable(t *table.Table) *Control {
	c.table = t
	return c
}

// Register adds the routes.
func (c *Control) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /_local/{$}", c.home)
	mux.HandleFunc("GET /_local/inbox", c.inbox)
	mux.HandleFunc("GET /_local/sign-ins", c.signIns)
	mux.HandleFunc("GET /_local/state", c.state)
	mux.HandleFunc("GET /_local/control.css", c.css)
	handle(mux, "clock", c.clock)
	handle(mux, "expire-access", c.expireAccess)
	handle(mux, "expire-refresh", c.expireRefresh)
	handle(mux, "revoke", c.revoke)
	handle(mux, "rotate-keys", c.rotateKeys)
	handle(mux, "faults", c.setFaults)
	handle(mux, "lifetimes", c.lifetimes)
	handle(mux, "rotation", c.rotation)
	handle(mux, "variant", c.variant)
	handle(mux, "table", c.setTable)
	handle(mux, "reset", c.reset)
	handle(mux, "users/{email}/disable", c.disable)
	handle(mux, "users/{email}/enable", c.enable)
	handle(mux, "users/{email}/groups", c.groups)
	handle(mux, "users/{email}/totp", c.totp)
}
