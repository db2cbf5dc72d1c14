package web

import (
	"net/http"

	"cognitossr/pkg/access"
	"cognitossr/pkg/language"
)

// languageParameter of a page's address chooses its language, and is remembered: a link that needs no script.
const languageParameter = "lang"

// reading is which language the page of a request is in, and how that is known.
type reading struct {
	language language.Language
	known    bool // the visitor has said so; otherwise it is the first of the site
	chosen   bool // by this very request
	decided  bool
}

// LanguageOf returns the language of the page that a request gets: the one that its address chooses, or the one that
// the visitor has chosen before, or the one that the browser prefers. It reports false if the visitor reads none of
// the site's languages, or does not say.
func LanguageOf(r *http.Request) (l language.Language, known bool) {
	state := stateOf(r.Context())
	if !state.language.decided {
		state.language = decide(state, r)
	}
	return state.language.language, state.language.known
}

func decide(state *requestState, r *http.Request) reading {
	if r.URL.RawQuery != "" {
		if values := r.URL.Query()[languageParameter]; len(values) == 1 {
			if l, known := language.Of(values[0]); known {
				return reading{l, true, true, true}
			}
		}
	}
	if state.sessions != nil {
		if l, known := language.Of(cookiesOf(state, state.sessions, r).Language()); known {
			return reading{l, true, false, true}
		}
	}
	for _, header := range r.Header["Accept-Language"] {
		if l, known := language.Accepted(header); known {
			return reading{l, true, false, true}
		}
	}
	return reading{decided: true}
}

// contentLanguage is the header for each language. The values are shared between responses.
var contentLanguage = func() (headers [][]string) {
	for _, l := range language.All() {
		headers = append(headers, []string{l.Code()})
	}
	return headers
}()

// sayLanguage writes which language a page is in, and remembers it if the visitor has just chosen it. Only a page that
// is shown counts: a redirect, a prefetch or a failure does not.
func sayLanguage(w http.ResponseWriter, r *http.Request, status int) {
	l, _ := LanguageOf(r)
	w.Header()["Content-Language"] = contentLanguage[l]
	state := stateOf(r.Context())
	shown := status == http.StatusOK && state.kind == access.KindPage && IsNavigation(r)
	if shown && state.language.chosen && cookiesOf(state, state.sessions, r).Language() != l.Code() {
		state.sessions.RememberLanguage(w, l.Code())
	}
}
