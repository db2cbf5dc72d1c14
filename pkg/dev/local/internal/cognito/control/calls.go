package control

import "net/http"

// Call is one call of the control API.
type Call struct {
	Path, Body string
	answer     http.HandlerFunc
	Does       string // for the reader of the control page
}

// Calls are all calls. All are POST with JSON; "email" left out means everybody.
func (c *Control) Calls() []Call {
	return []Call{
		{"clock", `{"advance":"1h"} or {"reset":true}`, handle(c.clock),
			"makes all that the pool holds older (or younger), or sets its clock right; new tokens are stamped with the machine's time"},
		{"expire-access", `{"email":"..."}`, handle(c.expireAccess),
			"access tokens count as expired where Cognito is asked; for one user it answers the newest pair signed again with an exp in the past"},
		{"expire-refresh", `{"email":"..."}`, handle(counting(c.Pool.ExpireRefresh)),
			"refresh tokens run out now"},
		{"revoke", `{"email":"..."}`, handle(counting(c.Pool.RevokeAll)),
			"ends sessions as /oauth2/revoke does"},
		{"rotate-keys", `{"forget":true}`, handle(c.rotateKeys),
			"two new keys; the old ones stay published unless forget is set"},
		{"faults", `{"jwks":"500","token":"429","next":"foreign-nonce","delay":"3s"}`, handle(c.setFaults),
			"makes the key set, the token endpoint or the next tokens wrong; \"off\" ends it"},
		{"lifetimes", `{"access":"5s","id":"5s","refresh":"1h"}`, handle(c.lifetimes),
			"lifetimes of tokens from now on"},
		{"rotation", `{"off":false,"grace":"10s"}`, handle(c.rotation),
			"what a refresh does with the refresh token"},
		{"variant", `{"seed":7} or {"event_id":false}`, handle(c.variant),
			"answers as other pools of AWS were recorded to: all that varies chosen by a seed, or one thing by its name; seed 0 ends it"},
		{"users/{email}/disable", ``, handle(c.change(c.Pool.Disable)),
			"refuses the user everywhere"},
		{"users/{email}/enable", ``, handle(c.change(c.Pool.Enable)),
			"lets the user sign in again"},
		{"users/{email}/groups", `{"groups":["admin"]}`, handle(c.groups),
			"puts the user into exactly these groups"},
		{"users/{email}/totp", `{"secret":"new"}`, handle(c.totp),
			"gives the user an authenticator app, with a secret that is made up or the one given; \"\" takes it away; its codes are on the control page and in the state"},
		{"table", `{"fault":"throttled","on":"reads","delay":"1s"}`, handle(c.setTable),
			"makes the table of ended sessions slow, or fail, for reads, writes or all; \"off\" ends it (with --instant-sign-out)"},
		{"reset", ``, handle(c.reset),
			"empties the pool, ends all faults, adds the first users again"},
	}
}
