package control

import "net/http"

func (c *Control) home(w http.ResponseWriter, _ *http.Request) {
	c.show(w, "home.html", map[string]any{"Clients": c.pool.Clients(), "PoolID": c.pool.ID(), "Issuer": c.pool.Issuer()})
}
