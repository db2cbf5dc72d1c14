package control

import (
	"net/http"
	"slices"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// inbox lists the mails, newest first, all or those to one address (?to=): as a page for a browser, as JSON
// for everybody else.
func (c *Control) inbox(w http.ResponseWriter, r *http.Request) {
	mails := c.pool.Inbox.Mails()
	if to := r.URL.Query().Get("to"); to != "" {
		mails = slices.DeleteFunc(mails, func(m pool.Mail) bool { return !strings.EqualFold(m.To, to) })
	}
	if wantsHTML(r) {
		c.show(w, "inbox.html", map[string]any{"Mails": mails})
		return
	}
	if len(mails) == 0 {
		writeJSON(w, http.StatusOK, []struct{}{})
		return
	}
	writeJSON(w, http.StatusOK, mails)
}
