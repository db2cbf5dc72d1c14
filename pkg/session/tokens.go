package session

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"cognitossr/pkg/sensitive"
)

// ErrTooLarge means that the tokens of a user, one with very many groups for example, do not fit into the cookies
// that a browser keeps and the gateway passes on.
var ErrTooLarge = errors.New("the session does not fit into cookies")

// Tokens are the two tokens that come with every request of a signed-in visitor. They are not verified.
type Tokens struct {
	ID, Access sensitive.Text
}

// Presence says how much of a session a request carries.
type Presence int

// How much of a session a request carries.
const (
	Absent  Presence = iota // no cookie at all: an anonymous visitor
	Broken                  // something, but not one whole ID token and one whole access token
	Present                 // both tokens, whole
)

// Tokens returns the ID and the access token of a request.
func (j Jar) Tokens() (Tokens, Presence) {
	if !j.hasAny(idCookie) && !j.hasAny(accessCookie) {
		return Tokens{}, Absent
	}
	id, idWhole := j.join(idCookie)
	access, accessWhole := j.join(accessCookie)
	if !idWhole || !accessWhole {
		return Tokens{}, Broken
	}
	return Tokens{ID: sensitive.New(id), Access: sensitive.New(access)}, Present
}

// RefreshToken is a refresh token with what its cookie says about it.
type RefreshToken struct {
	Value sensitive.Text
	// Tag is by what the site recognizes a token that it has stored itself; "" where there is none. It is not checked
	// here.
	Tag      string
	StoredAt time.Time // the zero time where the cookie does not say
}

// RefreshToken returns the refresh token of a request; only paths below /auth receive it.
func (j Jar) RefreshToken() (RefreshToken, bool) {
	value, whole := j.join(refreshCookie)
	if !whole {
		return RefreshToken{}, false
	}
	return parseRefreshToken(value)
}

// RefreshTokens returns every refresh token of a request, to revoke them. There is more than one where another host
// of the domain has planted one, which the name's prefix does not prevent: none of them is then used to refresh, but
// signing out must not miss the site's own.
func (j Jar) RefreshTokens() []RefreshToken {
	if refresh, ok := j.RefreshToken(); ok {
		return []RefreshToken{refresh}
	}
	var tokens []RefreshToken
	for _, p := range j.pairs {
		if p.kind != refreshCookie || p.suffix != "" || countOf(p.value) > 1 {
			continue
		}
		if refresh, ok := parseRefreshToken(p.value); ok {
			tokens = append(tokens, refresh)
		}
	}
	return tokens
}

// encode is the cookie's value: when it was stored, the tag behind a dot if there is one, and the token behind a tilde.
func (t RefreshToken) encode() string {
	stored := strconv.FormatInt(unix(t.StoredAt), 10)
	if t.Tag != "" {
		stored += "." + t.Tag
	}
	return stored + "~" + t.Value.Reveal()
}

func parseRefreshToken(value string) (RefreshToken, bool) {
	stored, token, dated := strings.Cut(value, "~")
	if !dated {
		return RefreshToken{Value: sensitive.New(value)}, value != ""
	}
	stored, tag, _ := strings.Cut(stored, ".")
	seconds, err := strconv.ParseInt(stored, 10, 64)
	if err != nil || token == "" {
		return RefreshToken{}, false
	}
	return RefreshToken{Value: sensitive.New(token), Tag: tag, StoredAt: time.Unix(seconds, 0)}, true
}

// PastIdleTimeout reports whether the session has not been used for longer than IdleAge.
func (s *Store) PastIdleTimeout(refresh RefreshToken) bool {
	return !refresh.StoredAt.IsZero() && s.Now().Sub(refresh.StoredAt) > s.IdleAge
}

// PastAbsoluteTimeout reports whether the visitor signed in so long ago that MaxAge asks for another sign-in.
func (s *Store) PastAbsoluteTimeout(signedInAt time.Time) bool {
	return s.Now().Sub(signedInAt) >= s.MaxAge
}

// Save replaces the session that the browser holds, if any, by a new one. The cookies last until the idle timeout,
// and never beyond the absolute one: the tokens in them expire earlier, and an expired token is what leads to a
// refresh. The refresh token is stored with its tag, as of now; without one, which another project may not have kept, the
// session ends with its tokens. It returns ErrTooLarge, and sets nothing, when the
// tokens do not fit.
func (j Jar) Save(w http.ResponseWriter, tokens Tokens, refresh RefreshToken, signedInAt time.Time) error {
	s := j.store
	// Never less than a second: an age of zero would make a cookie that lasts as long as the browser runs.
	age := max(time.Second, min(s.IdleAge, signedInAt.Add(s.MaxAge).Sub(s.Now())))
	refresh.StoredAt = s.Now()
	var cookies []*http.Cookie
	for _, part := range []struct {
		kind  kind
		value string
	}{{idCookie, tokens.ID.Reveal()}, {accessCookie, tokens.Access.Reveal()}, {refreshCookie, refresh.encode()}} {
		if part.kind == refreshCookie && refresh.Value.Empty() {
			continue
		}
		split, err := s.split(part.kind, part.value, age)
		if err != nil {
			return err
		}
		cookies = append(cookies, split...)
	}
	size := 0
	for _, cookie := range cookies {
		size += sizeOf(cookie.Name, cookie.Value)
	}
	if size > Budget {
		return fmt.Errorf("storing the session: %w: %d bytes are more than %d", ErrTooLarge, size, Budget)
	}
	j.dropFlows(w, Budget-size, MaxFlows)
	j.forgetOld(w)
	for _, cookie := range cookies {
		http.SetCookie(w, cookie)
	}
	j.clearLeftovers(w, cookies)
	return nil
}

// Clear ends the session in this browser: every cookie of it, whatever state it is in. Sign-in flows of other tabs go
// on.
func (j Jar) Clear(w http.ResponseWriter) {
	for _, k := range tokenKinds {
		j.store.clear(w, k, "")
	}
	j.clearLeftovers(w, nil)
	j.clearShadowing(w)
	j.forgetOld(w)
	j.store.set(w, endedCookie, "", "1", endedAge)
}

// clearLeftovers deletes the chunks and flash cookies of an earlier session that the new cookies do not replace.
func (j Jar) clearLeftovers(w http.ResponseWriter, replaced []*http.Cookie) {
	s := j.store
	kept := map[string]bool{}
	for _, cookie := range replaced {
		kept[cookie.Name] = true
	}
	for _, k := range tokenKinds {
		for i := 1; i < maxChunks; i++ {
			if suffix := chunkSuffix(i); j.has(k, suffix) && !kept[s.name(k)+suffix] {
				s.clear(w, k, suffix)
			}
		}
	}
	for _, k := range flashKinds {
		if j.has(k, "") {
			s.clear(w, k, "")
		}
	}
}

// A long value is split into several cookies, the first of which begins with their number: "2~eyJ...". A value in one
// cookie has no number. A missing chunk is then noticed here, and one of another sign-in by the signature of the
// token.
const (
	maxChunks  = 3
	chunkCount = "~"
)

func chunkSuffix(i int) string { return "-" + strconv.Itoa(i) }

func isChunkSuffix(suffix string) bool {
	return len(suffix) == 2 && suffix[0] == '-' && '1' <= suffix[1] && suffix[1] < '0'+maxChunks
}

func (j Jar) hasAny(k kind) bool {
	return slices.ContainsFunc(j.pairs, func(p pair) bool { return p.kind == k })
}

// countOf returns the number of cookies into which the value was split that begins with this one.
func countOf(first string) int {
	if len(first) < 2 || first[1] != chunkCount[0] || first[0] < '2' || first[0] > '0'+maxChunks {
		return 1
	}
	return int(first[0] - '0')
}

// join puts a value together and reports whether it is whole.
func (j Jar) join(k kind) (string, bool) {
	first, ok := j.one(k, "")
	if !ok || first == "" {
		return "", false
	}
	count := countOf(first)
	if count == 1 {
		return first, true
	}
	value := first[2:]
	for i := 1; i < count; i++ {
		chunk, ok := j.one(k, chunkSuffix(i))
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
