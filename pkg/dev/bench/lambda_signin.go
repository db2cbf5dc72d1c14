package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"cognitossr/pkg/auth/authtest"
)

// localSite is the base URL of functions that call a domain on this machine: only a site on this machine may have one,
// and its cookies have other names.
const localSite = "http://localhost:3000"

// endpoints are what functions call: the token endpoint, the parameter with the client's secret, and the user pool.
type endpoints struct {
	*httptest.Server
	tokens []byte // the token endpoint's answer
}

// startEndpoints answers every call: the caller administers, and there are no users.
//
// Sources: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html and
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
func startEndpoints() *endpoints {
	e := &endpoints{}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/oauth2/token":
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(e.tokens)
		case r.URL.Path == "/oauth2/revoke":
		case strings.HasPrefix(r.Header.Get("X-Amz-Target"), "AmazonSSM."):
			w.Header().Set("Content-Type", "application/x-amz-json-1.1")
			_, _ = io.WriteString(w, `{"Parameter":{"Name":"/bench/secret","Type":"SecureString","Value":"secret"}}`)
		default:
			w.Header().Set("Content-Type", "application/x-amz-json-1.1")
			_, _ = io.WriteString(w, `{"Username":"admin","Enabled":true,"Groups":[{"GroupName":"admin"}],"Users":[],"UserPool":{"EstimatedNumberOfUsers":0}}`)
		}
	}))
	return e
}

// signIn are the functions that a sign-in and its session go through, with the calls that they make. The first two are
// login and callback.
func (l *lambdaBench) signIn(e *endpoints) ([]visit, error) {
	step := func(name, right string, wanted string, status int, event []byte) visit {
		env := append(environment(l.pool, right), "BASE_URL="+localSite, "COGNITO_DOMAIN="+e.URL,
			"COGNITO_CLIENT_SECRET_PARAMETER=/bench/secret",
			"AWS_ENDPOINT_URL_SSM="+e.URL, "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER="+e.URL)
		function, _, _ := strings.Cut(name, ",")
		return visit{program{name, []string{l.built.functions[function]}, env}, event, wanted, status}
	}
	session := sessionCookies(l.pool, "")
	const redirect = http.StatusSeeOther
	login := step("login", "public", "/oauth2/authorize", redirect, request("GET /auth/login", "return_to=%2F", nil))
	returned, cookie, err := l.authorize(e, login)
	if err != nil {
		return nil, err
	}
	past := authtest.Claims{"exp": time.Now().Add(-time.Minute).Unix(), "iat": time.Now().Add(-time.Hour).Unix()}
	expired := []string{"id=" + l.pool.ID(past), "access=" + l.pool.Access(past), "refresh=token"}
	return []visit{
		login,
		step("callback", "public", "access=", redirect, request("GET /auth/callback", returned, []string{cookie})),
		step("signup", "public", "/signup", redirect, request("GET /auth/signup", "", nil)),
		step("refresh", "public", "access=", redirect, request("GET /auth/refresh", "return_to=%2F", expired)),
		step("logout", "optional", "access=;", redirect, request("POST /auth/logout", "", append(session, "refresh=token"))),
		step("logout-everywhere, refused", "user", "</html>", http.StatusUnauthorized,
			request("POST /auth/logout-everywhere", "", nil)),
		step("delete-account", "user", "</html>", 0, request("GET /account/delete", "", session)),
		step("me", "user", "expires_at", 0, request("GET /api/me", "", session)),
	}, nil
}

// authorize begins a sign-in and consents to it: it prepares the tokens, and returns the query with which Cognito sends
// the browser back, and the cookie of the flow.
func (l *lambdaBench) authorize(e *endpoints, login visit) (query, cookie string, err error) {
	s, err := spawn(login.program)
	if err != nil {
		return "", "", err
	}
	defer s.end()
	payload, _, err := s.invoke(login.event, 1)
	if err != nil {
		return "", "", err
	}
	var answer struct {
		Headers map[string]string
		Cookies []string
	}
	if err := json.Unmarshal(payload, &answer); err != nil || len(answer.Cookies) == 0 {
		return "", "", fmt.Errorf("beginning a sign-in: %w: %.300q", err, payload)
	}
	location := answer.Headers["Location"] + answer.Headers["location"]
	address, err := url.Parse(location)
	if err != nil {
		return "", "", fmt.Errorf("beginning a sign-in: %w", err)
	}
	asked := address.Query()
	claims := authtest.Claims{"nonce": asked.Get("nonce"), "cognito:groups": groups}
	e.tokens, err = json.Marshal(map[string]any{
		"id_token": l.pool.ID(claims), "access_token": l.pool.Access(authtest.Claims{"cognito:groups": groups}),
		"refresh_token": "token",
		"token_type":    "Bearer", "expires_in": 900,
	})
	cookie, _, _ = strings.Cut(answer.Cookies[0], ";")
	return url.Values{"code": {"00000000-0000-4000-8000-000000000000"}, "state": {asked.Get("state")}}.Encode(), cookie, err
}

// wholeSignIn is what a visitor waits for who signs in while no function runs: login, callback and the page.
func (l *lambdaBench) wholeSignIn(steps []visit, byProcessor bool) contender {
	parts := []contender{steps[0].cold(byProcessor), steps[1].cold(byProcessor), l.page.cold(byProcessor)}
	return contender{name: "whole sign-in: login, callback and page", run: func(n int) (total time.Duration, err error) {
		for _, part := range parts {
			took, err := part.run(n)
			if err != nil {
				return 0, err
			}
			total += took
		}
		return total, nil
	}}
}

// leastSignIn is what callback, refresh and logout cannot do without: two calls, one of them for the client's secret,
// and two signatures.
func (l *lambdaBench) leastSignIn(e *endpoints) visit {
	claims := authtest.Claims{"cognito:groups": groups}
	modulus := func(key int) string { return fmt.Sprint(" ", l.pool.JWK(key)["n"], " ") }
	return visit{program: program{"hello-world with two calls and two signatures", []string{l.built.calls}, []string{
		"CALLS=" + e.URL + "/oauth2/revoke " + e.URL + "/oauth2/revoke", "TOKENS=" + l.pool.ID(claims) + modulus(0) +
			l.pool.Access(claims) + modulus(1),
	}}, event: l.hello.event, wanted: "Hello"}
}
