package inspect

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// SignIn is what is known of one sign-in.
type SignIn struct {
	Began  time.Time `json:"began"`
	Steps  []Step    `json:"steps"`
	Checks []Check   `json:"checks"`
	Tokens []Token   `json:"tokens,omitempty"`
	Error  string    `json:"error,omitempty"` // the OAuth error that it ended with

	state, returnedState string
	request              url.Values // of /oauth2/authorize, or of the page that was asked for in its place
	code                 string
	redemption           url.Values // of /oauth2/token
	callbackCookies      []string   // names
	landing              string     // the page that the callback leads to, until it has been asked for
}

// Token is a decoded token. Its signature is left out: nobody can use it.
type Token struct {
	Name   string          `json:"name"`
	Header json.RawMessage `json:"header"`
	Claims json.RawMessage `json:"claims"`
}

// Check is a comparison that keeps a sign-in safe, made again from what was recorded.
type Check struct {
	Name    string `json:"name"`
	Passed  bool   `json:"passed"`
	Reason  string `json:"reason"`  // what was compared
	Against string `json:"against"` // the attack that it stops
}

// learn takes from an exchange what the checks need.
func (s *SignIn) learn(e exchange) {
	query, to := e.request.URL.Query(), e.location()
	switch path := e.request.URL.Path; {
	case e.party == Cognito && path == tokenPath:
		s.redemption = e.form
		s.readAnswer(e.answer)
	case e.party == Cognito && (path == "/oauth2/authorize" || s.request == nil && query.Has("redirect_uri")):
		s.request = query // of sign-up and of a forgotten password, the first page is asked for with the same
	case e.party == Site && path == callbackPath:
		s.returnedState, s.Error = query.Get("state"), query.Get("error")
		for _, c := range e.request.Cookies() {
			s.callbackCookies = append(s.callbackCookies, c.Name)
		}
		s.landing = to.Path
	case e.party == Site && path == s.landing:
		s.landing = ""
	}
	if code := to.Query().Get("code"); e.party == Cognito && code != "" {
		s.code = code
	}
	if failed := to.Query().Get("error"); e.party == Cognito && failed != "" {
		s.Error = failed
	}
}

// readAnswer decodes what the token endpoint has answered.
func (s *SignIn) readAnswer(answer *recordedResponse) {
	var body struct {
		ID     string `json:"id_token"`
		Access string `json:"access_token"`
		Error  string `json:"error"`
	}
	if json.Unmarshal(answer.body.Bytes(), &body) != nil {
		return
	}
	if answer.status() != http.StatusOK {
		s.Error = body.Error
		return
	}
	for _, t := range []struct{ name, token string }{{"ID token", body.ID}, {"access token", body.Access}} {
		if decoded, ok := decode(t.name, t.token); ok {
			s.Tokens = append(s.Tokens, decoded)
		}
	}
}

func decode(name, token string) (Token, bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return Token{}, false
	}
	header, err := base64.RawURLEncoding.DecodeString(parts[0])
	claims, err2 := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || err2 != nil || !json.Valid(header) || !json.Valid(claims) {
		return Token{}, false
	}
	return Token{name, header, claims}, true
}

// claim is a string claim of a token.
func (s *SignIn) claim(token, name string) string {
	for _, t := range s.Tokens {
		var claims map[string]any
		if t.Name == token && json.Unmarshal(t.Claims, &claims) == nil {
			value, _ := claims[name].(string)
			return value
		}
	}
	return ""
}

// check compares what can be compared so far.
func (s *SignIn) check() (list []Check) {
	add := func(name, against string, passed bool, reason string, args ...any) {
		list = append(list, Check{name, passed, fmt.Sprintf(reason, args...), against})
	}
	if s.returnedState != "" {
		add("state", "a stranger's answer that is slipped into the visitor's browser (login CSRF)",
			s.returnedState == s.state && s.hasFlowCookie(),
			"the callback got the state of the request, and the browser still had the cookie of this sign-in")
	}
	if s.redemption != nil {
		sum := sha256.Sum256([]byte(s.redemption.Get("code_verifier")))
		computed := base64.RawURLEncoding.EncodeToString(sum[:])
		add("PKCE", "a code that was stolen on its way: only the sender of the challenge knows the verifier",
			computed == s.request.Get("code_challenge"),
			"SHA-256 of code_verifier is %s; code_challenge was %s", computed, orNone(s.request.Get("code_challenge")))
		add("redirect_uri", "a code that was sent to another address",
			s.redemption.Get("redirect_uri") == s.request.Get("redirect_uri"),
			"the same at both endpoints: %s", s.redemption.Get("redirect_uri"))
	}
	if len(s.Tokens) > 0 {
		nonce, wanted := s.claim("ID token", "nonce"), s.request.Get("nonce")
		add("nonce", "an ID token of another sign-in that is slipped in", nonce == wanted && nonce != "",
			"the ID token has %s; the request had %s", orNone(nonce), orNone(wanted))
		client := s.request.Get("client_id")
		add("aud and client_id", "a token that was made for another application",
			s.claim("ID token", "aud") == client && s.claim("access token", "client_id") == client,
			"both name the client %s", client)
		add("token_use", "one kind of token in the place of the other",
			s.claim("ID token", "token_use") == "id" && s.claim("access token", "token_use") == "access",
			"\"id\" in one, \"access\" in the other")
		add("sub", "two users' tokens in one session",
			s.claim("ID token", "sub") == s.claim("access token", "sub"), "the same user in both tokens")
	}
	return list
}

func orNone(value string) string {
	if value == "" {
		return "none"
	}
	return value
}

// hasFlowCookie reports whether the browser sent the cookie that the site names after the state. Other applications
// keep their state elsewhere: of them nothing is known.
func (s *SignIn) hasFlowCookie() bool {
	for _, name := range s.callbackCookies {
		if strings.Contains(name, "flow-") {
			return true
		}
	}
	return false
}
