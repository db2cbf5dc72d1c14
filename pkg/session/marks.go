package session

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// How long the marks last: long enough for the redirects and the second look of a visitor, short enough not to be in the way of the next try.
const (
	pauseAge   = 15 * time.Second
	lostAge    = 30 * time.Second
	deletedAge = 2 * time.Minute
	afreshAge  = 2 * time.Minute
)

// PauseRefresh marks that a refresh could not be done just now, so that pages do not send the browser to it again and again.
func (s *Store) PauseRefresh(w http.ResponseWriter) { s.set(w, pauseCookie, "", "1", pauseAge) }

// RefreshPaused reports whether a refresh failed a moment ago.
func (s *Store) RefreshPaused(r *http.Request) bool { return has(s.received(r), s.name(pauseCookie)) }

// MarkLost remembers, by its hash, a refresh token that was refused. When two tabs refresh with the same token, rotation refuses the second;
// if the browser comes back with another token, the first tab has won and all is well. Only a token that is refused twice is the end.
func (s *Store) MarkLost(w http.ResponseWriter, refresh Refresh) {
	s.set(w, lostCookie, "", fingerprint(refresh), lostAge)
}

// Lost reports whether this very refresh token was refused before. A mark of another token beside it, which another host of the domain can plant, does not
// matter: nobody else can make the right one.
func (s *Store) Lost(r *http.Request, refresh Refresh) bool {
	want := []byte(fingerprint(refresh))
	for _, p := range s.received(r) {
		if p.name == s.name(lostCookie) && subtle.ConstantTimeCompare([]byte(p.value), want) == 1 {
			return true
		}
	}
	return false
}

func fingerprint(refresh Refresh) string {
	sum := sha256.Sum256([]byte(refresh.Token.Reveal()))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// MarkDeleted remembers that the visitor's account was deleted, until the page has said so that comes after signing out: the user pool's sign-out, which
// is on the way to it, passes nothing on, and a link of somebody else must not be able to say it.
func (s *Store) MarkDeleted(w http.ResponseWriter) { s.set(w, deletedCookie, "", "1", deletedAge) }

// TakeDeleted reports whether the account of whoever has used this browser was deleted a moment ago, and forgets it.
func (s *Store) TakeDeleted(w http.ResponseWriter, r *http.Request) bool {
	_, marked := s.take(w, r, deletedCookie)
	return marked
}

// maxAfresh bounds, in bytes, what MarkAfresh keeps: it is sent beside a whole session, and the gateway refuses a request whose head is too large.
const maxAfresh = 512

// MarkAfresh remembers the query of a sign-in that is to begin when the user pool has ended its own session: the pool's sign-out passes nothing on.
// Of a query that is too long nothing is kept but that there is one.
func (s *Store) MarkAfresh(w http.ResponseWriter, query url.Values) {
	encoded := query.Encode()
	if len(encoded) > maxAfresh {
		encoded = ""
	}
	s.set(w, afreshCookie, "", "?"+encoded, afreshAge)
}

// TakeAfresh gives the query of the sign-in that is to begin now, and forgets it.
func (s *Store) TakeAfresh(w http.ResponseWriter, r *http.Request) (url.Values, bool) {
	value, waits := s.take(w, r, afreshCookie)
	if !waits {
		return nil, false
	}
	query, err := url.ParseQuery(strings.TrimPrefix(value, "?"))
	if err != nil {
		return url.Values{}, true
	}
	return query, true
}

// take reads a mark and forgets it. One that came twice is there, without a value.
func (s *Store) take(w http.ResponseWriter, r *http.Request, k kind) (value string, marked bool) {
	pairs := s.received(r)
	if !has(pairs, s.name(k)) {
		return "", false
	}
	s.clear(w, k, "")
	value, _ = one(pairs, s.name(k))
	return value, true
}
