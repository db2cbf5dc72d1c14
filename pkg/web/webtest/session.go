package webtest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/session"
)

// RefreshToken is the default refresh token of Cookies.
const RefreshToken = "canary-refresh-token-0123456789"

// Session holds the tokens of a signed-in visitor.
type Session struct{ ID, Access, Refresh string }

// Session makes tokens of the site's user pool for a user. The claims go into both.
func (s *Site) Session(claims authtest.Claims) Session {
	return Session{ID: s.Pool.ID(claims), Access: s.Pool.Access(claims), Refresh: RefreshToken}
}

// Expired returns a session whose tokens have just expired.
func (s *Site) Expired(claims authtest.Claims) Session {
	now := s.Clock.Now()
	all := authtest.Claims{"iat": now.Add(-time.Hour).Unix(), "auth_time": now.Add(-time.Hour).Unix(),
		"exp": now.Add(-time.Second).Unix()}
	for name, value := range claims {
		all[name] = value
	}
	return s.Session(all)
}

// Cookies is a session as a browser sends it, stored now.
func (s *Site) Cookies(session Session) []string { return s.CookiesSince(session, s.Clock.Now()) }

// CookiesSince is a session as a browser sends it that was stored at a time.
func (s *Site) CookiesSince(stored Session, at time.Time) []string {
	s.t.Helper()
	w := httptest.NewRecorder()
	cookies := session.Store{MaxAge: s.Config.SessionMaxAge, IdleAge: s.Config.SessionIdleAge,
		Now: func() time.Time { return at }}
	tokens := session.Tokens{ID: sensitive.New(stored.ID), Access: sensitive.New(stored.Access)}
	jar := cookies.Read(httptest.NewRequest(http.MethodGet, "/", nil))
	if err := jar.Save(w, tokens, s.tagged(stored.Refresh), at); err != nil {
		s.t.Fatal(err)
	}
	return Answer{Lines: w.Header()["Set-Cookie"]}.Cookies(nil)
}

// tagged is a refresh token as the site stores it.
func (s *Site) tagged(refresh string) session.RefreshToken {
	token := session.RefreshToken{Value: sensitive.New(refresh)}
	var err error
	if token.Tag, err = s.Client(nil).Tag(s.t.Context(), token.Value); err != nil {
		s.t.Fatal(err)
	}
	return token
}

// SignedOut is the cookie that a browser holds after a session with this "origin_jti" was signed out in it.
func (s *Site) SignedOut(origin string) string {
	s.t.Helper()
	w, store := httptest.NewRecorder(), session.Store{Now: s.Clock.Now}
	store.Read(httptest.NewRequest(http.MethodGet, "/", nil)).SignOut(w, origin, 15*time.Minute)
	for _, cookie := range (Answer{Lines: w.Header()["Set-Cookie"]}).Cookies(nil) {
		if strings.Contains(cookie, "signed-out=") {
			return cookie
		}
	}
	s.t.Fatal("signing out leaves no record")
	return ""
}

// SignedIn returns the cookies of a visitor who is signed in and a member of these groups; none: of the group
// "readers".
func (s *Site) SignedIn(groups ...string) []string {
	s.t.Helper()
	if len(groups) == 0 {
		return s.Cookies(s.Session(nil))
	}
	return s.Cookies(s.Session(authtest.Claims{"cognito:groups": groups}))
}
