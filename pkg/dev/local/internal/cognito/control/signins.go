package control

import "net/http"

// signIns shows the last sign-ins step by step, newest first: as a page for a browser, as JSON for everybody else.
func (c *Control) signIns(w http.ResponseWriter, r *http.Request) {
	list := c.Record.SignIns()
	if !wantsHTML(r) {
		writeJSON(w, http.StatusOK, list)
		return
	}
	c.show(w, "sign_ins.html", map[string]any{"SignIns": list})
}
