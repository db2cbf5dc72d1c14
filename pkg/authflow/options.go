package authflow

import (
	"log/slog"
	"net/http"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cognitossr/pkg/web"
)

// optionParsers are the parameters that are passed on to Cognito. A parser returns the value as Cognito writes it, or
// false for one that Cognito does not have. A deployment names its identity providers; where none are named, the names
// that Cognito itself has given are let through.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
func optionParsers(providers []string) map[string]func(value string) (string, bool) {
	if len(providers) == 0 {
		providers = []string{"Google", "Facebook", "LoginWithAmazon", "SignInWithApple"}
	}
	return map[string]func(value string) (string, bool){
		"lang":       language,
		"idp":        anyOf(append([]string{"COGNITO"}, providers...)...),
		"prompt":     anyOf("login", "select_account"),
		"login_hint": emailAddress,
	}
}

// options are the options of a request that are passed on. One that is not is never dropped in silence.
func options(d web.Deps, r *http.Request) url.Values {
	query, passed := r.URL.Query(), url.Values{}
	ignored := func(name string) { d.Event(r, slog.LevelInfo, "signin.option_ignored", name) }
	elsewhere := fromElsewhere(d, r)
	if query.Has(freshParameter) {
		if web.IsSet(r, freshParameter) && !elsewhere {
			passed.Set(freshParameter, "1")
		} else {
			ignored(freshParameter)
		}
	}
	for name, parse := range optionParsers(d.Config.IdentityProviders) {
		values, given := query[name]
		if !given {
			continue
		}
		if name == "login_hint" && elsewhere {
			ignored(name)
			continue
		}
		if value, known := parse(values[0]); known && len(values) == 1 {
			passed.Set(name, value)
			continue
		}
		ignored(name)
	}
	if values, given := query["return_to"]; given && (len(values) > 1 || web.ReturnTo(r) != values[0]) {
		ignored("return_to")
	}
	return passed
}

// fromElsewhere reports whether another origin has led the browser here. It may lead to sign in, but neither end Cognito's session, which other sites of
// the domain may use, nor fill in an address that the visitor could take for the own one.
//
// A browser that does not send Sec-Fetch-Site (Safari before 16.4) says by the Referer where it comes from; pages of this site always let it. One that is
// told to send neither is believed, as is a program: whoever leads such a browser here could as well lead it to Cognito's own sign-out.
func fromElsewhere(d web.Deps, r *http.Request) bool {
	referer := r.Header.Get("Referer")
	if r.Header.Get("Sec-Fetch-Site") != "" || referer == "" {
		return web.IsCrossOrigin(r)
	}
	return referer != d.Config.BaseURL && !strings.HasPrefix(referer, d.Config.BaseURL+"/")
}

// anyOf takes the values in any case.
func anyOf(values ...string) func(string) (string, bool) {
	return func(asked string) (string, bool) {
		at := slices.IndexFunc(values, func(value string) bool { return strings.EqualFold(value, asked) })
		if at < 0 {
			return "", false
		}
		return values[at], true
	}
}

// languages are those of managed login.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html
var languages = []string{"de", "en", "es", "fr", "id", "it", "ja", "ko", "pt-BR", "zh-CN", "zh-TW"}

// language finds the language of a tag (RFC 5646): its case has no meaning, and a region that Cognito does not have
// is the language without it.
func language(tag string) (string, bool) {
	if value, known := anyOf(languages...)(tag); known {
		return value, true
	}
	asked, _, _ := strings.Cut(tag, "-")
	for _, candidate := range languages {
		if primary, _, _ := strings.Cut(candidate, "-"); strings.EqualFold(primary, asked) {
			return candidate, true
		}
	}
	return "", false
}

// maxUserName is the length in characters of the longest user name that Cognito takes.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
const maxUserName = 128

// emailAddress takes every address that a user can have signed up with: a bare one, apostrophes and letters beyond
// ASCII included (RFC 6532). It takes none that would look like another one on Cognito's page.
func emailAddress(value string) (string, bool) {
	address, err := mail.ParseAddress(value)
	hidden := strings.ContainsFunc(value, func(c rune) bool { return !unicode.IsGraphic(c) || unicode.IsSpace(c) })
	return value, err == nil && address.Address == value && !hidden && utf8.RuneCountInString(value) <= maxUserName
}
