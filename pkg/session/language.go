package session

import (
	"net/http"
	"time"
)

// languageAge is as long as browsers keep a cookie at most (RFC 6265bis, section 5.5).
const languageAge = 400 * 24 * time.Hour

// RememberLanguage remembers the language that a visitor has chosen, by its code. It belongs to the browser and not to
// a session, so that signing out leaves it.
func (s *Store) RememberLanguage(w http.ResponseWriter, code string) {
	s.set(w, languageCookie, "", code, languageAge)
}

// Language returns the code of the language that the visitor has chosen; "" for none.
func (j Jar) Language() string {
	code, _ := j.one(languageCookie, "")
	return code
}
