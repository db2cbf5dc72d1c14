package cognito

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// The whole way of a visitor with a client that knows only the documented fields.
func TestJourney_N01_R63(t *testing.T) {
	s := start(t)
	v := s.visitor()
	page := v.get("/signup?" + strings.TrimPrefix(s.authorizeQuery(), "/oauth2/authorize?"))
	page = v.post(page.Request.URL.String(), "email", "new@example.com", "password", password)
	if page.Request.URL.Path != "/confirm" {
		t.Fatalf("sign-up led to %s: %s", page.Request.URL, page.body)
	}
	back := v.post(page.Request.URL.String(), "code", s.lastCode("new@example.com"))
	if back.StatusCode != http.StatusFound || back.location().Query().Get("state") != "st-1" {
		t.Fatalf("confirming answered %d %q", back.StatusCode, back.Header.Get("Location"))
	}
	tokens := s.redeem(back.location().Query().Get("code"))
	if tokens.Status != http.StatusOK || tokens.TokenType != "Bearer" || tokens.ExpiresIn != 900 {
		t.Fatalf("redeeming answered %+v", tokens)
	}
	id := decode(t, tokens.IDToken, 1)
	if id["email"] != "new@example.com" || id["email_verified"] != true || id["nonce"] != "no-1" {
		t.Errorf("ID token has %v", id)
	}
	again := v.get(s.authorizeQuery()) // the cookie skips the form
	if again.StatusCode != http.StatusFound || again.location().Query().Get("code") == "" {
		t.Errorf("authorize with a session answered %d", again.StatusCode)
	}
	out := v.get("/logout?" + form("client_id", s.ClientID(), "logout_uri", signedOut, "state", "x").Encode())
	if out.Header.Get("Location") != signedOut {
		t.Errorf("logout went to %q", out.Header.Get("Location"))
	}
	if form := v.get(s.authorizeQuery()); form.Request.URL.Path != "/login" || form.StatusCode != http.StatusOK {
		t.Errorf("after logout authorize led to %s", form.Request.URL)
	}
	v.signIn("NEW@Example.Com", password)
}

// Somebody who closed the tab at the code page gets in later where the pool leads there; the classic pages refuse
// and lead nowhere (R-68, F-23, amplify-js#3184).
func TestUnconfirmedUserSignsInLater_R68_F23(t *testing.T) {
	s := start(t)
	first := s.visitor()
	page := first.get("/signup?" + strings.TrimPrefix(s.authorizeQuery(), "/oauth2/authorize?"))
	first.post(page.Request.URL.String(), "username", "late@example.com", "password", password)
	s.clock.advance(48 * time.Hour)

	v := s.visitor()
	page = v.get(s.authorizeQuery())
	page = v.post(page.Request.URL.String(), "username", "late@example.com", "password", password)
	if page.Request.URL.Path != "/login" || page.StatusCode != http.StatusOK ||
		!strings.Contains(page.body, "User is not confirmed.") {
		t.Fatalf("the classic form led to %s: %s", page.Request.URL, page.body)
	}
	s.local("variant", `{"unconfirmed":"code-page"}`)
	page = v.post(page.Request.URL.String(), "username", "late@example.com", "password", password)
	if page.Request.URL.Path != "/confirm" {
		t.Fatalf("sign-in led to %s", page.Request.URL)
	}
	back := v.post(page.Request.URL.String(), "code", s.lastCode("late@example.com"))
	if s.redeem(back.location().Query().Get("code")).Status != http.StatusOK {
		t.Errorf("confirming later answered %d %q", back.StatusCode, back.Header.Get("Location"))
	}
}

func TestForgottenPassword(t *testing.T) {
	s := start(t)
	v := s.visitor()
	page := v.get("/forgotPassword?" + strings.TrimPrefix(s.authorizeQuery(), "/oauth2/authorize?"))
	page = v.post(page.Request.URL.String(), "username", "alice@example.com")
	if page.Request.URL.Path != "/confirmforgotPassword" {
		t.Fatalf("asking for a code led to %s", page.Request.URL)
	}
	page = v.post(page.Request.URL.String(), "code", s.lastCode("alice@example.com"), "password", "Another-Horse-9")
	if page.Request.URL.Path != "/login" || page.StatusCode != http.StatusOK {
		t.Fatalf("choosing a password led to %s: %s", page.Request.URL, page.body)
	}
	v.signIn("alice@example.com", "Another-Horse-9")
}

func TestRefreshRotatesWithGrace_SEC129(t *testing.T) {
	s := start(t)
	tokens := s.redeem(s.visitor().signIn("alice@example.com", password))
	first := decode(t, tokens.AccessToken, 1)
	s.clock.advance(10 * time.Minute)
	next := s.refresh(tokens.RefreshToken)
	if next.RefreshToken == "" || next.RefreshToken == tokens.RefreshToken {
		t.Fatalf("refresh answered %+v", next)
	}
	second := decode(t, next.AccessToken, 1)
	if first["origin_jti"] != second["origin_jti"] || first["auth_time"] != second["auth_time"] ||
		first["jti"] == second["jti"] {
		t.Errorf("claims before %v\nafter %v", first, second)
	}
	s.clock.advance(59 * time.Second)
	if again := s.refresh(tokens.RefreshToken); again.Status != http.StatusOK {
		t.Errorf("inside the grace period: %+v", again)
	}
	s.clock.advance(time.Second)
	if late := s.refresh(tokens.RefreshToken); late.Error != "invalid_grant" {
		t.Errorf("after the grace period: %+v", late)
	}
}

func TestRevokedFamilyIsDead(t *testing.T) {
	s := start(t)
	tokens := s.redeem(s.visitor().signIn("alice@example.com", password))
	if info := s.userInfo(tokens.AccessToken); info.StatusCode != http.StatusOK ||
		!strings.Contains(info.body, `"email_verified":"true"`) {
		t.Fatalf("userInfo: %d %s", info.StatusCode, info.body)
	}
	if a := s.oauthPost("/oauth2/revoke", s.ClientID(), s.ClientSecret(), "token",
		tokens.RefreshToken); a.StatusCode != http.StatusOK || a.body != "" {
		t.Fatalf("revoke: %d %q", a.StatusCode, a.body)
	}
	if info := s.userInfo(tokens.AccessToken); info.StatusCode != http.StatusUnauthorized {
		t.Errorf("userInfo after revocation: %d", info.StatusCode)
	}
	if again := s.refresh(tokens.RefreshToken); again.Error != "invalid_grant" {
		t.Errorf("refresh after revocation: %+v", again)
	}
}

// The link of a mail confirms without a session, and only with the right code.
func TestConfirmUserByLink_N01(t *testing.T) {
	s := start(t)
	v := s.visitor()
	page := v.at("/signup")
	v.post(page.Request.URL.String(), "email", "link@example.com", "password", password)
	link := func(code string) string {
		return "/confirmUser?" + form("client_id", s.ClientID(), "user_name", "link@example.com", "confirmation_code",
			code).Encode()
	}
	if a := s.visitor().get(link("wrong")); a.StatusCode != http.StatusBadRequest {
		t.Errorf("a wrong code answered %d", a.StatusCode)
	}
	if a := s.visitor().get(link(s.lastCode("link@example.com"))); a.StatusCode != http.StatusOK ||
		a.Header.Get("Location") != "" {
		t.Errorf("the link answered %d %s", a.StatusCode, a.body)
	}
	s.signedIn("link@example.com")
}
