package authflow

import (
	"net/url"
	"strings"

	"cognitossr/pkg/web"
)

// Response is what Cognito sends the browser back with (RFC 6749, section 4.1.2). Anybody can make one up: it is shown
// nowhere, and believed when its state belongs to a flow of this browser. An error may come without a state.
type Response struct {
	State, Code        string
	Error, Description string
}

// ReadResponse checks the shape of a response. It returns CodeCallbackMalformed for a parameter that appears twice, for
// another issuer than the user pool (RFC 9207, section 2.4), and for a state that none of the site's flows has.
func ReadResponse(d web.Deps, query url.Values) (Response, error) {
	got := Response{
		State: query.Get("state"), Code: query.Get("code"),
		Error: query.Get("error"), Description: query.Get("error_description"),
	}
	switch {
	case repeats(query), query.Has("iss") && !d.Config.IsIssuer(query.Get("iss")):
		return Response{}, web.Fail(web.CodeCallbackMalformed, nil)
	case !query.Has("state") && query.Has("error"):
		return got, nil
	case !isState(got.State):
		return Response{}, web.Fail(web.CodeCallbackMalformed, nil)
	}
	return got, nil
}

// repeats reports a parameter that appears twice: two parsers may choose different values.
func repeats(query url.Values) bool {
	for _, values := range query {
		if len(values) > 1 {
			return true
		}
	}
	return false
}

// isState reports whether a text has the form of a state, ^[A-Za-z0-9_-]{22,128}$.
func isState(text string) bool { return consistsOf(text, 22, 128, "_-") }

// isCode reports whether a text has the form of an authorization code, ^[A-Za-z0-9._~-]{1,512}$.
func isCode(text string) bool { return consistsOf(text, 1, 512, "._~-") }

// consistsOf reports whether a text has shortest to longest bytes, all of them letters, digits or one of others.
// Compiling two regular expressions would take longer than the rest of the function's start.
func consistsOf(text string, shortest, longest int, others string) bool {
	if len(text) < shortest || len(text) > longest {
		return false
	}
	for i := range len(text) {
		c := text[i]
		letter, digit := 'a' <= c|0x20 && c|0x20 <= 'z', '0' <= c && c <= '9'
		if !letter && !digit && strings.IndexByte(others, c) < 0 {
			return false
		}
	}
	return true
}
