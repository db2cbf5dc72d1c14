// Package e2e holds nothing but tests: the site as its visitors meet it, from outside, through a browser or a client
// with a cookie jar. By default they run against the whole site on this machine; with E2E_URL against a deployed one,
// where those that need the local Cognito's controls do not apply. It must not import anything of the site but what
// starts it.
package e2e
