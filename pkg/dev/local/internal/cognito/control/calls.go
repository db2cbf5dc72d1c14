package control

// Call documents one call of the control API.
type Call struct{ Path, Body, Does string }

// Calls are all calls, for the control page and its reader. All are POST with JSON; "email" left out means
// everybody.
func Calls() []Call {
	return []Call{
		{"/_local/clock", `{"advance":"1h"} or {"reset":true}`,
			"makes all that the pool holds older (or younger), or sets its clock right; new tokens are stamped with the machine's time"},
		{"/_local/expire-access", `{"email":"..."}`,
			"access tokens count as expired where Cognito is asked; for one user it answers the newest pair signed again with an exp in the past"},
		{"/_local/expire-refresh", `{"email":"..."}`, "refresh tokens run out now"},
		{"/_local/revoke", `{"email":"..."}`, "ends sessions as /oauth2/revoke does"},
		{"/_local/rotate-keys", `{"forget":true}`, "two new keys; the old ones stay published unless forget is set"},
		{"/_local/faults", `{"jwks":"500","token":"429","next":"foreign-nonce","delay":"3s"}`,
			"makes the key set, the token endpoint or the next tokens wrong; \"off\" ends it"},
		{"/_local/lifetimes", `{"access":"5s","id":"5s","refresh":"1h"}`, "lifetimes of tokens from now on"},
		{"/_local/rotation", `{"off":false,"grace":"10s"}`, "what a refresh does with the refresh token"},
		{"/_local/variant", `{"seed":7} or {"event_id":false}`,
			"answers as other pools of AWS were recorded to: all that varies chosen by a seed, or one thing by its name; seed 0 ends it"},
		{"/_local/users/{email}/disable", ``, "refuses the user everywhere"},
		{"/_local/users/{email}/enable", ``, "lets the user sign in again"},
		{"/_local/users/{email}/groups", `{"groups":["admin"]}`, "puts the user into exactly these groups"},
		{"/_local/users/{email}/totp", `{"secret":"new"}`,
			"gives the user an authenticator app, with a secret that is made up or the one given; \"\" takes it away; its codes are on the control page and in the state"},
		{"/_local/table", `{"fault":"throttled","on":"reads","delay":"1s"}`,
			"makes the table of ended sessions slow, or fail, for reads, writes or all; \"off\" ends it (with --instant-sign-out)"},
		{"/_local/reset", ``, "empties the pool, ends all faults, adds the first users again"},
	}
}
