package control

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// shownUsers and shownSessions bound what the control page lists.
const (
	shownUsers    = 200
	shownSessions = 100
)

type userState struct {
	Email   string   `json:"email"`
	Sub     string   `json:"sub"`
	Status  string   `json:"status"`
	Enabled bool     `json:"enabled"`
	Groups  []string `json:"groups"`

	Factors []pool.Factor `json:"second_factors,omitempty"` // that the user has enabled
	App     *appState     `json:"app,omitempty"`
}

func userStateOf(u pool.User) userState {
	return userState{u.Email(), u.Sub(), u.Status, u.Enabled, append([]string{}, u.Groups...), u.Factors, nil}
}

type tokenState struct {
	pool.Issued
	IDClaims     json.RawMessage `json:"id_claims,omitempty"`
	AccessClaims json.RawMessage `json:"access_claims,omitempty"`
}

type state struct {
	PoolID    string              `json:"pool_id"`
	Pages     string              `json:"pages"` // "classic hosted UI" or "managed login"
	Issuer    string              `json:"issuer"`
	Clock     clockState          `json:"clock"`
	Lifetimes lifetimesCall       `json:"lifetimes"`
	Rotation  rotationCall        `json:"rotation"`
	Faults    faultsState         `json:"faults"`
	Variant   pool.Variant        `json:"variant"`
	Table     *tableState         `json:"instant_sign_out,omitempty"`
	Kids      []string            `json:"kids"`
	UserCount int                 `json:"user_count"`
	Users     []userState         `json:"users"` // the first 200
	Sessions  []pool.SessionState `json:"sessions"`
	Tokens    []tokenState        `json:"tokens"`
}

func (c *Control) state(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, c.stateNow())
}

func (c *Control) stateNow() state {
	s := state{
		PoolID: c.Pool.ID(), Pages: c.look(), Issuer: c.Pool.Issuer(), Clock: c.clockState(),
		Lifetimes: c.validityState(), Rotation: c.rotationState(),
		Faults: c.faultsState(), Variant: c.Pool.Behaviour.Variant(), Table: c.tableState(), Kids: c.Pool.KeyIDs(),
		UserCount: c.Pool.Count(), Users: c.users(),
		Sessions: c.Pool.Sessions(shownSessions), Tokens: []tokenState{},
	}
	for _, issued := range c.Pool.Issued() {
		s.Tokens = append(s.Tokens, tokenState{issued, claimsOf(issued.Tokens.ID), claimsOf(issued.Tokens.Access)})
	}
	return s
}

// look names which pages the pool shows.
func (c *Control) look() string {
	if c.Look() {
		return "managed login"
	}
	return "classic hosted UI"
}

// users lists the first users by e-mail address.
func (c *Control) users() []userState {
	list := []userState{}
	page := pool.Page{}
	for len(list) < shownUsers {
		users, next, err := c.Pool.Users(pool.Filter{Attribute: "email", Prefix: true}, page)
		if err != nil {
			return list
		}
		for _, u := range users {
			shown := userStateOf(u)
			shown.App = c.appOf(u.Username)
			list = append(list, shown)
		}
		if next == "" {
			break
		}
		page.Token = next
	}
	return list
}

func claimsOf(token string) json.RawMessage {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || !json.Valid(raw) {
		return nil
	}
	return raw
}
