package session

import (
	"fmt"
	"net/http"
	"time"
)

// changeAge is long enough for a sign-in between a change and the page that says so.
const changeAge = 2 * time.Minute

// SaveAccount stores what authorizes a visitor to change their account, for so long. The value is sealed by the
// function that stores it; only paths below /account receive it. It returns ErrTooLarge, and sets nothing, where it does
// not fit into a cookie, or not beside the session.
func (j Jar) SaveAccount(w http.ResponseWriter, sealed string, age time.Duration) error {
	cookie := j.store.cookie(accountCookie, "", sealed, int(age/time.Second))
	size := totalSize(j.pairs) - totalSize(j.flows()) + sizeOf(cookie.Name, cookie.Value)
	if size > Budget || len(cookie.String()) > MaxCookie {
		return fmt.Errorf("storing the authorization for the account: %w", ErrTooLarge)
	}
	http.SetCookie(w, cookie)
	return nil
}

// Account returns what SaveAccount has stored.
func (j Jar) Account() (sealed string, ok bool) { return j.one(accountCookie, "") }

// EndAccount deletes what SaveAccount has stored.
func (s *Store) EndAccount(w http.ResponseWriter) { s.clear(w, accountCookie, "") }

// RememberAccountChange remembers what a visitor has just changed, a word of the site's own, for the page that comes
// next: a link from elsewhere must not be able to say it.
func (s *Store) RememberAccountChange(w http.ResponseWriter, what string) {
	s.set(w, changeCookie, "", what, changeAge)
}

// TakeAccountChange returns what was changed a moment ago, "" for nothing, and forgets it.
func (j Jar) TakeAccountChange(w http.ResponseWriter) string {
	what, _ := j.take(w, changeCookie)
	return what
}
