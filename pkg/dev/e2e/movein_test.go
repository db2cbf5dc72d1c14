package e2e

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local"
)

// TestMoveInWithRealTokens: the browser has what cognito-at-edge would have stored of a sign-in at the local Cognito.
// It is signed in without a form, by tokens that are valid and by a refresh token, and signing out ends that.
func TestMoveInWithRealTokens_N22(t *testing.T) {
	localOnly(t)
	logs := &lockedBuffer{}
	stack, err := local.Start(t.Context(), local.Options{
		Root: "../../..", Addr: "localhost:0", CognitoAddr: "127.0.0.1:0", Output: logs, NoRebuild: true,
		Deployment: &local.Deployment{PageVariables: map[string]string{"MIGRATE_FROM": "cognito-at-edge"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stack.Close()
		if leaks := leaksIn(logs.String()); len(leaks) > 0 {
			t.Errorf("the functions' logs hold what must not be logged (SEC-110): %v", leaks)
		}
	})
	for name, expired := range map[string]bool{"valid": false, "expired": true} {
		t.Run(name, func(t *testing.T) {
			v := newVisitor(t)
			v.submit(v.get(stack.SiteURL+"/auth/login").wants(http.StatusOK),
				map[string]string{"username": "user@example.com", "password": "Local-user-1"}).wants(http.StatusOK,
				"Hello user@example.com")
			old := newVisitor(t)
			old.holdOldSession(stack, v.sessionAt(stack, expired))
			page := old.get(stack.SiteURL+"/profile").wants(http.StatusOK, "user@example.com")
			if page.url.Path != "/profile" {
				t.Errorf("it ends at %s", page.url)
			}
			held := old.heldAt(stack, "/auth/refresh")
			for name := range held {
				if strings.HasPrefix(name, "Cognito") {
					t.Errorf("the cookie %s is left", name)
				}
			}
			if held["moved-in"] != "1" || held["id"] == "" || held["access"] == "" || held["refresh"] == "" {
				t.Errorf("the browser holds %d cookies", len(held))
			}
			old.press(old.get(stack.SiteURL+"/"), "/auth/logout").wants(http.StatusOK)
			old.get(stack.SiteURL+"/").wants(http.StatusOK, "No user is signed in.")
		})
	}
}

// heldAt is what the jar would send to a path of a site.
func (v *visitor) heldAt(stack *local.Stack, path string) map[string]string {
	held := map[string]string{}
	for _, cookie := range v.client.Jar.Cookies(v.request(http.MethodGet, stack.SiteURL+path, "").URL) {
		held[cookie.Name] = cookie.Value
	}
	return held
}

// sessionAt returns the three tokens of a visitor's session; if expired, with the ID and access token that the pool has
// signed with an end in the past.
func (v *visitor) sessionAt(stack *local.Stack, expired bool) (tokens [3]string) {
	v.t.Helper()
	held := v.heldAt(stack, "/auth/refresh")
	_, refresh, _ := strings.Cut(held["refresh"], "~")
	tokens = [3]string{held["id"], held["access"], refresh}
	if !expired {
		return tokens
	}
	r := v.request(http.MethodPost, stack.ControlURL+"expire-access", `{"email":"user@example.com"}`)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	var twins struct {
		Tokens struct {
			ID     string `json:"id_token"`
			Access string `json:"access_token"`
		}
	}
	if err := json.Unmarshal([]byte(v.do(r).body), &twins); err != nil || twins.Tokens.Access == "" {
		v.t.Fatalf("no expired tokens: %v", err)
	}
	tokens[0], tokens[1] = twins.Tokens.ID, twins.Tokens.Access
	return tokens
}

// holdOldSession puts cookies into the jar as cognito-at-edge names them.
func (v *visitor) holdOldSession(stack *local.Stack, tokens [3]string) {
	v.t.Helper()
	var claims struct {
		Client string `json:"client_id"`
		User   string `json:"username"`
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(tokens[1], ".")[1])
	if err == nil {
		err = json.Unmarshal(payload, &claims)
	}
	if err != nil {
		v.t.Fatal(err)
	}
	address, err := url.Parse(stack.SiteURL)
	if err != nil {
		v.t.Fatal(err)
	}
	base := "CognitoIdentityServiceProvider." + claims.Client + "."
	user := fmt.Sprintf("%s%s.", base, claims.User)
	v.client.Jar.SetCookies(address, []*http.Cookie{
		{Name: user + "idToken", Value: tokens[0], Path: "/"},
		{Name: user + "accessToken", Value: tokens[1], Path: "/"},
		{Name: user + "refreshToken", Value: tokens[2], Path: "/"},
		{Name: user + "tokenScopesString", Value: "openid", Path: "/"},
		{Name: base + "LastAuthUser", Value: claims.User, Path: "/"},
	})
}
