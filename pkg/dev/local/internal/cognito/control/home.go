package control

import (
	"encoding/json"
	"net/http"

	"cognitossr/pkg/dev/local/internal/cognito/hosted"
	"cognitossr/pkg/dev/local/internal/cognito/pool"
	"cognitossr/pkg/dev/local/internal/table"
)

// homeView is what the control page shows.
type homeView struct {
	State       state
	Clients     []pool.Client
	JWKSFaults  []string
	TokenFaults []string
	Faults      []pool.Fault
	TableFaults []string
	TableCalls  []string
	Tokens      []tokenView
	Calls       []Call
}

// tokenView is an issued pair with its claims made readable.
type tokenView struct {
	pool.Issued
	ID, Access string
}

func (c *Control) home(w http.ResponseWriter, _ *http.Request) {
	v := homeView{
		State: c.stateNow(), Clients: c.Pool.Clients(), JWKSFaults: hosted.JWKSFaults(), TokenFaults: hosted.TokenFaults(),
		Faults: pool.Faults(), TableFaults: table.Faults(), TableCalls: table.Calls(), Calls: c.Calls(),
	}
	for _, t := range v.State.Tokens {
		v.Tokens = append(v.Tokens, tokenView{t.Issued, indented(t.IDClaims), indented(t.AccessClaims)})
	}
	c.show(w, "home.html", v)
}

func indented(raw json.RawMessage) string {
	if raw == nil {
		return ""
	}
	text, err := json.MarshalIndent(raw, "", "  ")
	if err != nil {
		return string(raw)
	}
	return string(text)
}

func (c *Control) css(w http.ResponseWriter, _ *http.Request) {
	body, err := files.ReadFile("pages/control.css")
	if err != nil {
		http.Error(w, "missing", http.StatusNotFound)
		return
	}
	headers(w, "text/css; charset=utf-8")
	_, _ = w.Write(body)
}
