package hosted

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// The languages that there are texts in.
const (
	english = "en"
	german  = "de"
)

// languages are those of managed login (developer guide, "Managed login localization").
var languages = []string{german, english, "es", "fr", "id", "it", "ja", "ko", "pt-BR", "zh-CN", "zh-TW"}

// languageCookie remembers the language that a request asked for, with AWS's name. How long AWS's lives is not recorded.
const (
	languageCookie   = "lang"
	languageValidity = 365 * 24 * time.Hour
)

// languageOf is the language that a request asks for by lang, or else that this browser asked for before, or else
// English. The languages that the browser prefers have no say, as on AWS.
func languageOf(r *http.Request) string {
	if asked := r.URL.Query().Get("lang"); slices.Contains(languages, asked) {
		return asked
	}
	if c, err := r.Cookie(languageCookie); err == nil && slices.Contains(languages, c.Value) {
		return c.Value
	}
	return english
}

// textsIn is the language whose texts are shown for one of managed login's.
func textsIn(language string) string {
	if language == german {
		return german
	}
	return english
}

// rememberLanguage keeps what a request asks for.
func (d *Domain) rememberLanguage(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query().Get("lang")
	if c, err := r.Cookie(languageCookie); err == nil && c.Value == asked {
		return
	}
	if slices.Contains(languages, asked) {
		d.setCookie(w, languageCookie, asked, languageValidity)
	}
}

// translated is a sentence as it is shown, such as a rule of the password policy or a refusal in AWS's words. What the
// catalogue does not have stays as it is.
func (l look) translated(sentence string) string {
	if _, known := catalogue[sentence]; known || l.Lang == english {
		return l.T(sentence)
	}
	if form, about := formOf(sentence); form != "" {
		return l.T(form, l.translated(about))
	}
	return sentence
}

// formOf is the longest text of the catalogue that a sentence is with something in the place of its %s.
func formOf(sentence string) (form, about string) {
	for text := range catalogue {
		before, after, varies := strings.Cut(text, "%s")
		rest, begins := strings.CutPrefix(sentence, before)
		middle, ends := strings.CutSuffix(rest, after)
		if varies && begins && ends && middle != "" && len(text) > len(form) {
			form, about = text, middle
		}
	}
	return form, about
}
