package session

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"
)

// endedAge is how long the cookie stays that is set when a session ends. Nothing reads it: that an HttpOnly cookie is
// set makes Chromium drop its back/forward cache for the site, which holds private pages, "no-store" or not. Deleting
// cookies is not enough for a page whose own redirect has set them: that is every page right after a sign-in or a
// refresh.
//
// Source: https://chromestatus.com/feature/6705326844805120
const endedAge = time.Minute

// What bounds the record of sessions that were signed out.
const (
	maxSignedOut = 8              // sessions and flows that are recorded at once
	lateAnswer   = time.Minute    // by how much an answer can be late: API Gateway gives up after 30 seconds
	maxValidity  = 24 * time.Hour // of Cognito's ID and access tokens
	separator    = "."            // between two hashes; base64url does not use it
	hashLength   = 43             // of a SHA-256 in base64url
)

// SignOut ends the session in this browser like Clear, deletes the pending sign-in flows as well (a visitor who signs
// out means all of it), and records which they were.
//
// A tab that is refreshing, or coming back from Cognito, has sent its request before, and its answer may come after,
// with new tokens of what has just been ended. They are good until they expire. So the record lasts as long as those
// can be: as long as an access token is valid, and the time that an answer can be late. A session is recorded by the
// "origin_jti" of its tokens, and not if that is empty; a flow by its nonce.
func (j Jar) SignOut(w http.ResponseWriter, origin string, validity time.Duration) {
	j.Clear(w)
	j.dropFlows(w, 0, 0)
	var ended []string
	if origin != "" {
		ended = append(ended, fingerprint(origin))
	}
	for _, p := range j.flows() {
		if flow, ok := decodeFlow(p.value); ok {
			ended = append(ended, fingerprint(flow.Nonce.Reveal()))
		}
	}
	if len(ended) == 0 {
		return
	}
	var recorded []string
	for _, hash := range append(ended, j.signedOut()...) {
		if len(recorded) < maxSignedOut && !slices.Contains(recorded, hash) {
			recorded = append(recorded, hash)
		}
	}
	age := max(0, min(validity, maxValidity)) + lateAnswer
	j.store.set(w, signedOutCookie, "", strings.Join(recorded, separator), age)
}

// AnySignedOut reports whether a session was signed out in this browser a moment ago.
func (j Jar) AnySignedOut() bool { return j.has(signedOutCookie, "") }

// IsSignedOut reports whether the session of this "origin_jti", or the flow of this nonce, was ended by signing out in
// this browser a moment ago. Other values beside it do not matter: nobody can make one that fits a session without
// knowing its tokens, and all that it could do is to end that session here.
func (j Jar) IsSignedOut(id string) bool {
	return id != "" && slices.Contains(j.signedOut(), fingerprint(id))
}

// signedOut lists what is recorded, the latest first, without what is not a hash.
func (j Jar) signedOut() []string {
	var hashes []string
	for _, p := range j.pairs {
		if p.kind != signedOutCookie {
			continue
		}
		for _, hash := range strings.Split(p.value, separator) {
			if _, err := base64.RawURLEncoding.Strict().DecodeString(hash); err == nil && len(hash) == hashLength {
				hashes = append(hashes, hash)
			}
		}
	}
	return hashes
}
