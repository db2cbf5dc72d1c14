// Package signin holds the steps of signing in and out that more than one function takes: starting an attempt, and ending a session.
// It must not verify tokens or hold the client secret; it calls the user pool's domain only to revoke.
package signin

import (
	"context"
	"log/slog"
	"net/http"
	"net/mail"
	"net/url"
	"regexp"
	"strings"

	"cognitossr/pkg/cognito"
	"cognitossr/pkg/config"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/web"
)

// Start begins an attempt and sends the browser to where it signs in or registers: the address comes from one of the client's methods.
// Of the query it reads return_to, lang, login_hint, idp, prompt and fresh, each once and from an allow-list; nothing else of the request changes the address.
func Start(d web.Deps, address func(cognito.Attempt) string) http.Handler {
	return web.Handle(d, func(w http.ResponseWriter, r *http.Request) error {
		if r.Method != http.MethodGet {
			return web.MethodNotAllowed(w, http.MethodGet)
		}
		if !web.IsNavigation(r) {
			return web.Fail(web.CodeNotNavigation, nil)
		}
		if own, elsewhere := ownAddress(d, r); elsewhere {
			web.Redirect(w, own)
			return nil
		}
		if r.URL.Query().Get(freshParameter) == "1" {
			d.Sessions.MarkAfresh(w, remembered(r))
			web.Redirect(w, cognito.New(d.Config, nil).SignOutURL())
			return nil
		}
		flow, err := d.Sessions.StartFlow(w, r, web.ReturnTo(r))
		if err != nil {
			return web.Fail(web.CodeInternal, err)
		}
		attempt := options(r)
		attempt.State, attempt.Nonce, attempt.Verifier = flow.State, flow.Nonce, flow.Verifier
		d.Event(r, slog.LevelInfo, "signin.started", "")
		web.Redirect(w, address(attempt))
		return nil
	})
}

// freshParameter asks for a sign-in that Cognito's own session does not stand in for. "prompt=login" asks for the same, but only managed login knows it:
// the classic pages would send the visitor back as signed in as long ago as before. So Cognito's session is ended first.
const freshParameter = "fresh"

// Resume begins the sign-in that waited for Cognito's session to end, if one did, and reports whether it has answered.
func Resume(d web.Deps, w http.ResponseWriter, r *http.Request) bool {
	query, waits := d.Sessions.TakeAfresh(w, r)
	if !waits {
		return false
	}
	query.Del(freshParameter) // once is enough
	web.Redirect(w, (&url.URL{Path: "/auth/login", RawQuery: query.Encode()}).String())
	return true
}

// remembered is the query of a sign-in, as it is to go on later.
func remembered(r *http.Request) url.Values {
	attempt := options(r)
	query := url.Values{"return_to": {web.ReturnTo(r)}}
	for name, value := range map[string]string{"lang": attempt.Language, "idp": attempt.Provider, "login_hint": attempt.LoginHint, "prompt": attempt.Prompt} {
		if value != "" {
			query.Set(name, value)
		}
	}
	return query
}

// ownAddress is where a sign-in begins that was asked for by another name of this machine: at 127.0.0.1, say, while BASE_URL is http://localhost:3000.
// Cognito comes back to BASE_URL, where the browser would not send the cookie of the attempt. Ports do not count, because cookies know none.
//
// A deployed site does not go by the host: behind CloudFront every visitor comes with the API's own.
func ownAddress(d web.Deps, r *http.Request) (address string, elsewhere bool) {
	base, err := url.Parse(d.Config.BaseURL)
	asked := (&url.URL{Host: strings.ToLower(r.Host)}).Hostname()
	if err != nil || !d.Config.Loopback() || !config.IsLoopback(asked) || asked == base.Hostname() {
		return "", false
	}
	return d.Config.BaseURL + (&url.URL{Path: r.URL.Path, RawQuery: r.URL.Query().Encode()}).String(), true
}

// The values that Cognito knows of. Providers with names of their own are added here.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
var (
	languages = set("de", "en", "es", "fr", "id", "it", "ja", "ko", "pt-BR", "zh-CN", "zh-TW")
	providers = set("COGNITO", "Google", "Facebook", "LoginWithAmazon", "SignInWithApple")
	prompts   = set("login", "select_account")
	hint      = regexp.MustCompile(`^[A-Za-z0-9._%+@-]{3,128}$`)
)

func set(values ...string) map[string]bool {
	members := make(map[string]bool, len(values))
	for _, value := range values {
		members[value] = true
	}
	return members
}

func options(r *http.Request) cognito.Attempt {
	query := r.URL.Query()
	pick := func(name string, allowed func(string) bool) string {
		if values := query[name]; len(values) == 1 && allowed(values[0]) {
			return values[0]
		}
		return ""
	}
	in := func(members map[string]bool) func(string) bool {
		return func(value string) bool { return members[value] }
	}
	return cognito.Attempt{
		Language:  pick("lang", in(languages)),
		Provider:  pick("idp", in(providers)),
		Prompt:    pick("prompt", in(prompts)),
		LoginHint: pick("login_hint", isAddress),
	}
}

func isAddress(value string) bool {
	address, err := mail.ParseAddress(value)
	return hint.MatchString(value) && err == nil && address.Address == value
}

// Revoker ends refresh tokens; *cognito.Client is one.
type Revoker interface {
	Revoke(ctx context.Context, refresh sensitive.Text) error
}

// Revoke ends a refresh token as well as it can. What it cannot do is logged, and stops nobody from signing out.
func Revoke(d web.Deps, r *http.Request, revoker Revoker, refresh sensitive.Text) {
	if refresh.Empty() {
		return
	}
	if err := revoker.Revoke(r.Context(), refresh); err != nil {
		d.Event(r, slog.LevelError, "failure", "revoke", "cause", err.Error())
	}
}

// End signs out of this browser and of Cognito: it clears every cookie and sends the browser to end Cognito's own session.
// It works for any state of the session, or none.
func End(d web.Deps, w http.ResponseWriter, r *http.Request, signOutURL string) {
	d.Sessions.ClearAll(w, r)
	// Not "cookies": that would sign out of the hosted pages' whole domain, and its sites.
	w.Header().Set("Clear-Site-Data", `"cache"`)
	web.Redirect(w, signOutURL)
}
