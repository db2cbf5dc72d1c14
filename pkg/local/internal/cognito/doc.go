// Package cognito is the local Cognito: one user pool with its hosted pages, OAuth endpoints, key set and
// cognito-idp API, for developing and testing a site without an AWS account.
//
// It is as strict as Cognito or stricter, and can be told to misbehave (see /_local/). It issues real RS256
// tokens with two keys that are made at each start and never leave memory. It answers to loopback only. It
// shares no code with the site that it is used to test, and no deployed program may import it.
package cognito
