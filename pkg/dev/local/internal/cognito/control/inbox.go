package control

import (
	"net/http"
	"slices"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// letter is a mail with the pool that sent it.
type letter struct {
	pool.Mail
	PoolID string `json:"pool_id"`
}

// inbox lists the mails of all pools, newest first, or those to one address (?to=) or of one pool (?pool=): as a page for
// a browser, as JSON for everybody else.
func (c *Control) inbox(w http.ResponseWriter, r *http.Request) {
	to, only := r.URL.Query().Get("to"), r.URL.Query().Get("pool")
	mails, senders := []letter{}, 0
	for _, p := range c.Pools() {
		if only != "" && p.ID() != only {
			continue
		}
		before := len(mails)
		for _, m := range p.Inbox.Mails() {
			if to == "" || strings.EqualFold(m.To, to) {
				mails = append(mails, letter{m, p.ID()})
			}
		}
		if len(mails) > before {
			senders++
		}
	}
	if senders > 1 { // the clock of one may have been moved, so its own order stays
		slices.SortStableFunc(mails, func(a, b letter) int { return b.SentAt.Compare(a.SentAt) })
	}
	if wantsHTML(r) {
		c.show(w, "inbox.html", map[string]any{"Mails": mails})
		return
	}
	writeJSON(w, http.StatusOK, mails)
}
