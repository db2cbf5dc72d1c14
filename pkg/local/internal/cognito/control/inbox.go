package control

import "net/http"

// inbox lists the mails, newest first: as a page for a browser, as JSON for everybody else.
func (c *Control) inbox(w http.ResponseWriter, r *http.Request) {
	mails := c.pool.Mails()
	if wantsHTML(r) {
		c.show(w, "inbox.html", map[string]any{"Mails": mails})
		return
	}
	if mails == nil {
		writeJSON(w, http.StatusOK, []struct{}{})
		return
	}
	writeJSON(w, http.StatusOK, mails)
}
