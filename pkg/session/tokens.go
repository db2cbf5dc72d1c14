package session

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"cognitossr/pkg/sensitive"
)

// ErrTooLarge means that the tokens of a user, one with very many groups say, do not fit into the cookies that a browser keeps and the gateway passes on.
var ErrTooLarge = errors.New("the session does not fit into cookies")

// Tokens are the two tokens that come with every request of a signed-in visitor. Nobody has verified them.
type Tokens struct {
	ID, Access sensitive.Text
}

// Presence says what a request has of a session.
type Presence int

// What a request has of a session.
const (
	Absent  Presence = iota // no cookie at all: an anonymous visitor
	Broken                  // something, but not one whole ID token and one whole access token
	Present                 // both tokens, whole
)

// Tokens reads the ID and the access token of a request.
func (s *Store) Tokens(r *http.Request) (Tokens, Presence) {
	pairs := s.received(r)
	if !s.hasAny(pairs, idCookie) && !s.hasAny(pairs, accessCookie) {
		return Tokens{}, Absent
	}
	id, idWhole := s.join(pairs, idCookie)
	access, accessWhole := s.join(pairs, accessCookie)
	if !idWhole || !accessWhole {
		return Tokens{}, Broken
	}
	return Tokens{ID: sensitive.New(id), Access: sensitive.New(access)}, Present
}

// Refresh is the refresh token of a request and when it was stored.
type Refresh struct {
	Token    sensitive.Text
	StoredAt time.Time // the zero time where the cookie does not say
}

// Refresh reads the refresh token; only paths below /auth receive it.
func (s *Store) Refresh(r *http.Request) (Refresh, bool) {
	value, whole := s.join(s.received(r), refreshCookie)
	if !whole {
		return Refresh{}, false
	}
	return parseRefresh(value)
}

// maxRevoked bounds what RefreshTokens gives: each of them is a call that a visitor waits for.
const maxRevoked = 3

// RefreshTokens gives every refresh token of a request, to end them. There is more than one where another host of the domain has planted one, which the
// name's prefix does not prevent: for signing in then none counts, but signing out must not miss ours.
func (s *Store) RefreshTokens(r *http.Request) []sensitive.Text {
	if refresh, ok := s.Refresh(r); ok {
		return []sensitive.Text{refresh.Token}
	}
	var tokens []sensitive.Text
	for _, p := range s.received(r) {
		if p.name != s.name(refreshCookie) || countOf(p.value) > 1 || len(tokens) == maxRevoked {
			continue
		}
		if refresh, ok := parseRefresh(p.value); ok {
			tokens = append(tokens, refresh.Token)
		}
	}
	return tokens
}

func parseRefresh(value string) (Refresh, bool) {
	stored, token, dated := strings.Cut(value, "~")
	if !dated {
		return Refresh{Token: sensitive.New(value)}, value != ""
	}
	seconds, err := strconv.ParseInt(stored, 10, 64)
	if err != nil || token == "" {
		return Refresh{}, false
	}
	return Refresh{Token: sensitive.New(token), StoredAt: time.Unix(seconds, 0)}, true
}

// Idle reports whether the session was not used for longer than it may be.
func (s *Store) Idle(refresh Refresh) bool {
	return !refresh.StoredAt.IsZero() && s.Now().Sub(refresh.StoredAt) > s.IdleAge
}

// Outlived reports whether a sign-in is so long ago that the visitor has to sign in again.
func (s *Store) Outlived(signedInAt time.Time) bool {
	return s.Now().Sub(signedInAt) >= s.MaxAge
}

// Save replaces whatever session the browser holds by a new one. The cookies last until the session would be idle, and never beyond its end:
// the tokens in them expire earlier, and an expired one is what leads to a refresh.
// It returns ErrTooLarge, and sets nothing, when the tokens do not fit.
func (s *Store) Save(w http.ResponseWriter, r *http.Request, tokens Tokens, refresh sensitive.Text, signedInAt time.Time) error {
	// Never less than a second: an age of zero would make a cookie that lasts as long as the browser runs.
	age := max(time.Second, min(s.IdleAge, signedInAt.Add(s.MaxAge).Sub(s.Now())))
	dated := strconv.FormatInt(unix(s.Now()), 10) + "~" + refresh.Reveal()
	var cookies []*http.Cookie
	for _, part := range []struct {
		kind  kind
		value string
	}{{idCookie, tokens.ID.Reveal()}, {accessCookie, tokens.Access.Reveal()}, {refreshCookie, dated}} {
		split, err := s.split(part.kind, part.value, age)
		if err != nil {
			return err
		}
		cookies = append(cookies, split...)
	}
	size := 0
	for _, cookie := range cookies {
		size += pair{cookie.Name, cookie.Value}.size()
	}
	if size > Budget {
		return fmt.Errorf("storing the session: %w: %d bytes are more than %d", ErrTooLarge, size, Budget)
	}
	pairs := s.received(r)
	s.dropFlows(w, pairs, Budget-size)
	for _, cookie := range cookies {
		http.SetCookie(w, cookie)
	}
	s.clearLeftovers(w, pairs, cookies)
	return nil
}

// Clear ends the session in this browser: every cookie of it, whatever state it is in. Sign-ins under way in other tabs go on.
func (s *Store) Clear(w http.ResponseWriter, r *http.Request) {
	for _, k := range tokenKinds {
		s.clear(w, k, "")
	}
	pairs := s.received(r)
	s.clearLeftovers(w, pairs, nil)
	s.clearStrays(w, r, pairs)
}

// ClearAll does what Clear does and gives up the sign-ins under way as well: a visitor who signs out means all of it.
func (s *Store) ClearAll(w http.ResponseWriter, r *http.Request) {
	s.Clear(w, r)
	s.dropFlows(w, s.received(r), 0)
}

// clearLeftovers deletes the chunks and marks of an earlier session that the new cookies do not replace.
func (s *Store) clearLeftovers(w http.ResponseWriter, pairs []pair, replaced []*http.Cookie) {
	kept := map[string]bool{}
	for _, cookie := range replaced {
		kept[cookie.Name] = true
	}
	for _, k := range tokenKinds {
		for i := 1; i < maxChunks; i++ {
			if name := s.name(k) + chunkSuffix(i); has(pairs, name) && !kept[name] {
				s.clear(w, k, chunkSuffix(i))
			}
		}
	}
	for _, k := range markKinds {
		if has(pairs, s.name(k)) {
			s.clear(w, k, "")
		}
	}
}

// A long value stands in several cookies, the first of which begins with their number: "2~eyJ...". A single one has no number.
// A chunk too few is then noticed here, and one of another sign-in by the signature of the token.
const (
	maxChunks  = 3
	chunkCount = "~"
)

func chunkSuffix(i int) string { return "-" + strconv.Itoa(i) }

func isChunkSuffix(suffix string) bool {
	return len(suffix) == 2 && suffix[0] == '-' && '1' <= suffix[1] && suffix[1] < '0'+maxChunks
}

func (s *Store) hasAny(pairs []pair, k kind) bool {
	for i := range maxChunks {
		if i == 0 && has(pairs, s.name(k)) || i > 0 && has(pairs, s.name(k)+chunkSuffix(i)) {
			return true
		}
	}
	return false
}

// countOf is in how many cookies the value stands of which this is the first.
func countOf(first string) int {
	if len(first) < 2 || first[1] != chunkCount[0] || first[0] < '2' || first[0] > '0'+maxChunks {
		return 1
	}
	return int(first[0] - '0')
}

// join puts a value together and reports whether it is whole.
func (s *Store) join(pairs []pair, k kind) (string, bool) {
	first, ok := one(pairs, s.name(k))
	if !ok || first == "" {
		return "", false
	}
	count := countOf(first)
	if count == 1 {
		return first, true
	}
	value := first[2:]
	for i := 1; i < count; i++ {
		chunk, ok := one(pairs, s.name(k)+chunkSuffix(i))
		if !ok || chunk == "" {
			return "", false
		}
		value += chunk
	}
	return value, true
}

// split is the reverse of join.
func (s *Store) split(k kind, value string, age time.Duration) ([]*http.Cookie, error) {
	seconds := int(age / time.Second)
	whole := s.cookie(k, "", value, seconds)
	if len(whole.String()) <= MaxCookie {
		return []*http.Cookie{whole}, nil
	}
	room := MaxCookie - len(s.cookie(k, chunkSuffix(1), "", seconds).String()) - len("2~")
	count := (len(value) + room - 1) / room
	if count > maxChunks {
		return nil, fmt.Errorf("storing the session: %w: the %s token has %d bytes", ErrTooLarge, k.name, len(value))
	}
	cookies := []*http.Cookie{s.cookie(k, "", strconv.Itoa(count)+chunkCount+value[:room], seconds)}
	for i := 1; i < count; i++ {
		cookies = append(cookies, s.cookie(k, chunkSuffix(i), value[i*room:min((i+1)*room, len(value))], seconds))
	}
	return cookies, nil
}
