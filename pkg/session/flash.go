package session

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// How long the flash cookies last: long enough for the redirects and for one more try of the visitor, and not much
// longer.
const (
	pauseAge   = 15 * time.Second
	refusedAge = 30 * time.Second
	deletedAge = 2 * time.Minute
	reauthAge  = 2 * time.Minute
	probeAge   = time.Minute
	signUpAge  = 10 * time.Minute // as long as the flow that it goes with
)

// PauseRefresh remembers that a refresh could not be done at the moment, so that pages do not send the browser to it
// again and again.
func (s *Store) PauseRefresh(w http.ResponseWriter) { s.set(w, pauseCookie, "", "1", pauseAge) }

// RefreshPaused reports whether a refresh failed a moment ago.
func (j Jar) RefreshPaused() bool { return j.has(pauseCookie, "") }

// RememberRefused remembers, by its hash, a refresh token that Cognito refused. When two tabs refresh with the same
// token, rotation refuses the second; if the browser comes back with another token, the first tab has won and all is
// well. Only a token that is refused twice ends the session.
func (s *Store) RememberRefused(w http.ResponseWriter, refused RefreshToken) {
	s.set(w, refusedCookie, "", fingerprint(refused.Value.Reveal()), refusedAge)
}

// IsRefused reports whether this very refresh token was refused before. A hash of another token beside it, which
// another host of the domain can plant, does not matter: nobody else can make the right one.
func (j Jar) IsRefused(token RefreshToken) bool {
	want := []byte(fingerprint(token.Value.Reveal()))
	for _, p := range j.pairs {
		if p.kind == refusedCookie && subtle.ConstantTimeCompare([]byte(p.value), want) == 1 {
			return true
		}
	}
	return false
}

// fingerprint is what a cookie holds of a value that it must not give away.
func fingerprint(value string) string {
	sum := sha256.Sum256([]byte(value))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// RememberDeleted remembers that the visitor's account was deleted, for the page that comes after signing out:
// Cognito's sign-out, which is on the way to it, passes nothing on, and a link from elsewhere must not be able to say
// it.
func (s *Store) RememberDeleted(w http.ResponseWriter) { s.set(w, deletedCookie, "", "1", deletedAge) }

// TakeDeleted reports whether the account of this browser's visitor was deleted a moment ago, and forgets it.
func (j Jar) TakeDeleted(w http.ResponseWriter) bool {
	_, found := j.take(w, deletedCookie)
	return found
}

// ReauthAfterLogout stores the query of the sign-in to start once Cognito's session has ended: Cognito's sign-out
// passes nothing on. It returns ErrTooLarge, and stores nothing, where the query does not fit into a cookie, or not
// beside the session.
func (j Jar) ReauthAfterLogout(w http.ResponseWriter, query url.Values) error {
	cookie := j.store.cookie(reauthCookie, "", "?"+query.Encode(), int(reauthAge/time.Second))
	if size := totalSize(j.pairs) + sizeOf(cookie.Name, cookie.Value); size > Budget || len(cookie.String()) > MaxCookie {
		return fmt.Errorf("storing the next sign-in: %w", ErrTooLarge)
	}
	http.SetCookie(w, cookie)
	return nil
}

// TakeReauth returns the query of the sign-in to start now, and forgets it.
func (j Jar) TakeReauth(w http.ResponseWriter) (query url.Values, pending bool) {
	value, pending := j.take(w, reauthCookie)
	if !pending {
		return nil, false
	}
	query, err := url.ParseQuery(strings.TrimPrefix(value, "?"))
	if err != nil {
		return url.Values{}, true
	}
	return query, true
}

// ProbeCookies sets a cookie that says nothing, for the next request to see whether the browser keeps cookies.
func (s *Store) ProbeCookies(w http.ResponseWriter) { s.set(w, probeCookie, "", "1", probeAge) }

// TakeProbe reports whether the browser has kept the cookie of ProbeCookies, and deletes it.
func (j Jar) TakeProbe(w http.ResponseWriter) bool {
	_, found := j.take(w, probeCookie)
	return found
}

// RememberSignUp remembers that the visitor has gone to register: the page on which they arrive signed in can then say
// that it is done.
func (s *Store) RememberSignUp(w http.ResponseWriter) { s.set(w, signUpCookie, "", "1", signUpAge) }

// TakeSignUp reports whether the visitor had gone to register a moment ago, and forgets it.
func (j Jar) TakeSignUp(w http.ResponseWriter) bool {
	_, found := j.take(w, signUpCookie)
	return found
}

// take reads a flash cookie and deletes it. One that came twice is there, without a value.
func (j Jar) take(w http.ResponseWriter, k kind) (value string, found bool) {
	if !j.has(k, "") {
		return "", false
	}
	j.store.clear(w, k, "")
	value, _ = j.one(k, "")
	return value, true
}
