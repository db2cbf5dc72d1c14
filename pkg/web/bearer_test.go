package web_test

import (
	"net/http"
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// subject is an API that says who calls.
func subject(d web.Deps) (http.Handler, error) {
	return web.Handle(d, func(w http.ResponseWriter, r *http.Request) error {
		identity, _ := web.IdentityFrom(r.Context())
		return web.JSON(w, http.StatusOK, map[string]string{"sub": identity.Access.Subject()})
	}), nil
}

// The challenges of RFC 6750, section 3.
const (
	plainChallenge    = `Bearer realm="api"`
	invalidToken      = `Bearer realm="api", error="invalid_token", error_description="The token was not accepted"`
	invalidRequest    = `Bearer realm="api", error="invalid_request", error_description="The credentials are not well formed"`
	insufficientScope = `Bearer realm="api", error="insufficient_scope", error_description="The token does not have the right"`
	bearerSub         = "bearer-subject"
	cookieSub         = authtest.Subject
)

var codeOfChallenge = map[string]web.Code{
	plainChallenge: web.CodeSignInRequired, invalidToken: web.CodeTokenInvalid, invalidRequest: web.CodeCredentials,
	insufficientScope: web.CodeForbidden,
}

func TestBearer_SEC104(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	api := site.Function(access.KindAPI, access.User, subject)
	claims := authtest.Claims{"sub": bearerSub}
	good, expired, id := site.Pool.Access(claims), site.Expired(claims).Access, site.Pool.ID(claims)
	cookies := site.SignedIn()
	header := func(value string) webtest.Request { return webtest.Get("/api/me").With("authorization", value) }
	tests := []struct {
		name      string
		request   webtest.Request
		status    int
		challenge string
	}{
		{"a good one", webtest.Get("/api/me").Bearer(good), 200, ""},
		{"lower case (Q-54)", header("bearer " + good), 200, ""},
		{"upper case (Q-54)", header("BEARER " + good), 200, ""},
		{"no credentials", webtest.Get("/api/me"), 401, plainChallenge},
		{"in the address (Q-50)", webtest.Get("/api/me?access_token=" + good), 401, plainChallenge},
		{"two of them (Q-52)", header("Bearer " + good + ", Bearer " + good), 400, invalidRequest},
		{"two of them without a blank (Q-52)", header("Bearer " + good + ",Bearer " + good), 400, invalidRequest},
		{"two tokens", header("Bearer " + good + " " + good), 400, invalidRequest},
		{"two blanks", header("Bearer  " + good), 400, invalidRequest},
		{"no token", header("Bearer"), 400, invalidRequest},
		{"an empty token", header("Bearer "), 400, invalidRequest},
		{"nothing", header(" "), 401, plainChallenge},
		{"Basic (Q-55)", header("Basic dXNlcjpwYXNzd29yZA=="), 401, plainChallenge},
		{"DPoP (Q-55)", header("DPoP " + good), 401, plainChallenge},
		{"a signature of AWS (Q-55)", header("AWS4-HMAC-SHA256 Credential=x/20261123/y, SignedHeaders=host, Signature=z"), 401, plainChallenge},
		{"letters that no token has", header("Bearer abc\"def"), 401, invalidToken},
		{"expired", webtest.Get("/api/me").Bearer(expired), 401, invalidToken},
		{"an ID token (T-88)", webtest.Get("/api/me").Bearer(id), 401, invalidToken},
		{"a refresh token", webtest.Get("/api/me").Bearer(webtest.RefreshToken), 401, invalidToken},
		{"another client's (T-91)", webtest.Get("/api/me").Bearer(site.Pool.Access(authtest.Claims{"client_id": "other"})), 401, invalidToken},
		{"an application's own (T-98)", webtest.Get("/api/me").Bearer(site.Pool.Access(authtest.Claims{"username": nil})), 401, invalidToken},
		{"9 KB (Q-58)", webtest.Get("/api/me").Bearer(good + strings.Repeat("A", 9000)), 401, invalidToken},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := api.Do(tt.request)
			if a.Status != tt.status || a.Header["www-authenticate"] != tt.challenge ||
				(tt.status == 200) != strings.Contains(a.Body, bearerSub) {
				t.Errorf("%d with %q, want %d with %q", a.Status, a.Header["www-authenticate"], tt.status, tt.challenge)
			}
			if code, known := codeOfChallenge[a.Header["www-authenticate"]]; known && a.Code() != string(code) {
				t.Errorf("code %q, want %q", a.Code(), code)
			}
			if a.Location() != "" || len(a.Lines) > 0 ||
				!strings.HasPrefix(a.Header["content-type"], "application/json; charset=utf-8") {
				t.Errorf("an API redirects to %q, sets %d cookies or answers %q (SEC-106)", a.Location(), len(a.Lines),
					a.Header["content-type"])
			}
		})
	}
	if site.Pool.Fetches() != 0 {
		t.Errorf("%d fetches of the key set", site.Pool.Fetches())
	}
	t.Run("in a form (Q-51)", func(t *testing.T) {
		r := webtest.Submit("/api/me", map[string][]string{"access_token": {good}})
		if a := api.Do(r); a.Status != 401 || a.Header["www-authenticate"] != plainChallenge {
			t.Errorf("%d with %q", a.Status, a.Header["www-authenticate"])
		}
	})
	t.Run("at a page nobody reads it", func(t *testing.T) {
		page := site.Function(access.KindPage, access.User, entered)
		if a := page.Do(webtest.Navigate("/profile").Bearer(good)); a.Status != 303 {
			t.Errorf("status %d", a.Status)
		}
		if a := page.Do(webtest.Navigate("/profile", cookies...).Bearer("bad")); a.Status != 200 {
			t.Errorf("status %d", a.Status)
		}
	})
}

// TestBearerAndCookie: where there is a bearer token the cookies are not looked at (Q-56, the confused deputy).
func TestBearerAndCookie_SEC105_S09(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	api := site.Function(access.KindAPI, access.User, subject)
	bearers := map[string]string{"no bearer": "", "a bad bearer": "a.b.c",
		"a good bearer": site.Pool.Access(authtest.Claims{"sub": bearerSub})}
	jars := map[string][]string{"no cookie": nil, "a bad cookie": {"__Host-Http-id=x", "__Host-Http-access=y"},
		"a good cookie": site.SignedIn()}
	want := map[string]string{
		"no bearer, no cookie": plainChallenge, "no bearer, a bad cookie": plainChallenge,
		"no bearer, a good cookie": cookieSub,
		"a bad bearer, no cookie":  invalidToken, "a bad bearer, a bad cookie": invalidToken,
		"a bad bearer, a good cookie": invalidToken,
		"a good bearer, no cookie":    bearerSub, "a good bearer, a bad cookie": bearerSub,
		"a good bearer, a good cookie": bearerSub,
	}
	for bearerName, bearer := range bearers {
		for jarName, cookies := range jars {
			name := bearerName + ", " + jarName
			t.Run(name, func(t *testing.T) {
				r := webtest.Get("/api/me", cookies...)
				if bearer != "" {
					r = r.Bearer(bearer)
				}
				a := api.Do(r)
				if got := a.Header["www-authenticate"]; got != want[name] &&
					!strings.Contains(a.Body, `"sub":"`+want[name]+`"`) || len(a.Lines) > 0 {
					t.Errorf("%d with %q and %s, want %q", a.Status, got, a.Body, want[name])
				}
			})
		}
	}
}

func TestBearerWithoutTheRight_SEC106(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	api := site.Function(access.KindAPI, "group:admin", subject)
	if a := api.Do(webtest.Get("/api/me").Bearer(site.Pool.Access(nil))); a.Status != 403 ||
		a.Header["www-authenticate"] != insufficientScope {
		t.Errorf("%d with %q", a.Status, a.Header["www-authenticate"])
	}
	if a := api.Do(webtest.Get("/api/me").Bearer(site.Pool.Access(authtest.Claims{"cognito:groups": []string{"admin"}}))); a.Status != 200 {
		t.Errorf("a member gets %d", a.Status)
	}
}

func TestBearerWithoutKeys_SEC106(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	site.KeysDown()
	api := site.Function(access.KindAPI, access.User, subject)
	for _, r := range []webtest.Request{webtest.Get("/api/me").Bearer(site.Pool.Access(nil)),
		webtest.Get("/api/me", site.SignedIn()...)} {
		if a := api.Do(r); a.Status != 503 || a.Code() != "AUTH-KEYS-UNAVAILABLE" || a.Header["www-authenticate"] != "" {
			t.Errorf("%d with %q", a.Status, a.Code())
		}
	}
}

// TestOtherOriginsGetNoLeave: that no answer has an Access-Control header, webtest checks of every answer.
func TestOtherOriginsGetNoLeave_SEC108(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	api := site.Function(access.KindAPI, access.User, subject)
	for _, origin := range []string{"https://evil.example", "null", "https://app.example.com.evil",
		"http://app.example.com"} {
		a := api.Do(webtest.Get("/api/me", site.SignedIn()...).With("origin", origin).With("sec-fetch-site", "cross-site"))
		for name := range a.Header {
			if strings.HasPrefix(name, "access-control-") {
				t.Errorf("%s gets %s", origin, name)
			}
		}
		if preflight := api.Do(webtest.Get("/api/me").WithMethod("OPTIONS").With("origin",
			origin).With("access-control-request-method", "GET")); preflight.Status == 200 {
			t.Errorf("a preflight of %s gets %d", origin, preflight.Status)
		}
	}
}
