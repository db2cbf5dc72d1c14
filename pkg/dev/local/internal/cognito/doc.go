// Package cognito is the local Cognito: the site's user pool, and those that the API makes, with their hosted pages,
// OAuth endpoints, key sets and cognito-idp API, for developing and testing an application without an AWS account.
//
// It is as strict as Cognito or stricter, and can be told to misbehave. It issues real RS256 tokens with two
// keys of each pool that are made at each start and never leave memory. It answers to loopback only unless told
// otherwise. It shares no code with the site that it is used to test, and no deployed program may import it. What it
// does and does not have in common with AWS is in ../../PARITY.md.
//
// # Layout
//
// account knows all pools and which of them a request is about; pool holds the configuration, users, codes, sessions
// and tokens of one and knows no HTTP; hosted is the pages and the OAuth endpoints, one file a page, with a list of the
// forms in form.go; api is POST /, one file an operation, or the operations of one thing, with a list in operations.go;
// control is everything below /_local/.
//
// # Reading
//
//	GET /_local/         the control page
//	GET /_local/inbox    mails of all pools, newest first: to, subject, body, code, sent_at, pool_id; a page for a
//	                     browser. With ?to=ann@example.com those to one address, with ?pool=ID those of one pool
//	GET /_local/sign-ins the last sign-ins, newest first: requests, checks, decoded tokens; a page for a browser
//	GET /_local/state    clock, lifetimes, rotation, faults, variant, key ids, users, sessions, issued tokens
//	GET /_local/branding every class that a style sheet may change
//
// # The control API
//
// Each button of the control page is a JSON call. "email" left out means everybody. A refusal is a 400 with
// {"error":"..."}; calls from another site's page are a 403.
//
//	POST /_local/clock {"advance":"1h"} | {"reset":true}
//	    moves the pool's clock, also backwards: all that it holds is older then. Codes, the browser session,
//	    refresh tokens and locks run out by it. New tokens are stamped with the machine's time, which the site
//	    goes by, and an auth_time as long ago as the sign-in now is.
//	POST /_local/expire-access {"email":"ann@example.com"}
//	    access tokens count as expired where Cognito is asked. What a site holds verifies until its own exp;
//	    for one user the answer has "tokens": {"id_token","access_token"}, the newest pair signed again with an
//	    exp in the past, to be put where the site keeps its tokens.
//	POST /_local/expire-refresh {"email":...}, POST /_local/revoke {"email":...}
//	    refresh tokens run out; sessions are revoked.
//	POST /_local/rotate-keys {"forget":true}
//	    two new keys; the old ones stay published unless forget is set.
//	POST /_local/faults {"jwks":..., "token":..., "next":..., "delay":"3s"}
//	    jwks:  off slow 500 404 garbage html timeout empty
//	    token: off slow 429 500 503 garbage html timeout empty invalid_grant invalid_client
//	    next:  off foreign-nonce no-nonce mixed-user wrong-client wrong-issuer expired future swapped no-id-token
//	           bad-signature alg-none wrong-at-hash huge expires-in-5s expires-in-30s; for one pair of tokens
//	    A member that is left out stays as it is. delay is that of slow.
//	POST /_local/lifetimes {"access":"5s","id":"5s","refresh":"1h"}
//	POST /_local/rotation {"off":false,"grace":"10s"}
//	    for tokens that are issued, and refreshes that are made, from now on.
//	POST /_local/variant {"seed":7} | {"event_id":false, ...}
//	    answers as other pools of AWS were recorded to. A seed chooses all that varies; pool.Variant lists it, and
//	    each may be set by its name. Seed 0 is how a pool answers unless told otherwise.
//	POST /_local/users/{email}/disable, .../enable, .../groups {"groups":["admin"]}
//	POST /_local/users/{email}/totp {"secret":"new"}
//	    gives the user an authenticator app, verified and preferred, with a secret that is made up or the base32 text
//	    that is given; "" takes it away. The answer has secret, uri and app: {"code","next"}; so has the state.
//	POST /_local/table {"fault":"throttled","on":"reads","delay":"1s"}
//	    with Options.SignOutTable: off slow timeout reset throttled too-many 500 html garbage cut denied no-table
//	    expired other-item; on all, reads or writes. The answer and the state have its items.
//	POST /_local/reset
//	    empties the pool and the table, ends all faults, and adds the first users again.
package cognito
