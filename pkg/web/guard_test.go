package web_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"cognitossr/functions"
	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/routes"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// entered is a page that anybody sees who gets past the guard.
func entered(d web.Deps) (http.Handler, error) {
	return web.Handle(d, func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, err := io.WriteString(w, "entered")
		return err
	}), nil
}

// The requests of the matrix.
var matrixRequests = map[string]func(path string, cookies []string) webtest.Request{
	"navigation": func(path string, cookies []string) webtest.Request { return webtest.Navigate(path, cookies...) },
	"plain":      func(path string, cookies []string) webtest.Request { return webtest.Get(path, cookies...) },
	"prefetch": func(path string, cookies []string) webtest.Request {
		return webtest.Navigate(path, cookies...).With("sec-purpose", "prefetch;prerender")
	},
	"prefetch of an older browser": func(path string, cookies []string) webtest.Request {
		return webtest.Get(path, cookies...).With("x-moz", "prefetch")
	},
	"program": func(path string, cookies []string) webtest.Request {
		return webtest.Get(path, cookies...).With("accept", "application/json")
	},
	"picture": func(path string, cookies []string) webtest.Request {
		return webtest.Get(path, cookies...).With("sec-fetch-mode", "no-cors").With("sec-fetch-dest", "image")
	},
	"frame": func(path string, cookies []string) webtest.Request {
		return webtest.Navigate(path, cookies...).With("sec-fetch-dest", "iframe")
	},
	"fetch": func(path string, cookies []string) webtest.Request {
		return webtest.Get(path, cookies...).With("sec-fetch-mode", "cors").With("sec-fetch-dest", "empty")
	},
	"HEAD": func(path string, cookies []string) webtest.Request {
		return webtest.Navigate(path, cookies...).WithMethod("HEAD")
	},
	"form": func(path string, cookies []string) webtest.Request {
		return webtest.Submit(path, url.Values{"a": {"b"}}, cookies...)
	},
}

// The states of a visitor's session.
const (
	stateNone, stateExpired, stateInvalid, stateMixed = "no session", "expired", "invalid", "two users' tokens"
	stateHalf, stateUser, stateMember, stateKeysDown  = "half a session", "user", "member", "keys down"
)

func cookiesFor(site *webtest.Site, state, group string) []string {
	switch state {
	case stateExpired:
		return site.Cookies(site.Expired(nil))
	case stateInvalid:
		session := site.Session(authtest.Claims{"cognito:groups": []string{group}})
		return site.Cookies(webtest.Session{ID: session.ID, Access: session.Access[:len(session.Access)-6] + "AAAAAA",
			Refresh: session.Refresh})
	case stateMixed:
		session, other := site.Session(nil), site.Session(authtest.Claims{"sub": "somebody-else",
			"cognito:groups": []string{group}})
		return site.Cookies(webtest.Session{ID: session.ID, Access: other.Access, Refresh: session.Refresh})
	case stateHalf:
		return site.SignedIn(group)[1:]
	case stateUser:
		return site.SignedIn("readers")
	case stateMember, stateKeysDown:
		return site.SignedIn(group)
	}
	return nil
}

// expected is what the guard must do, written down once more and in other words.
func expected(f routes.Function, state, request, path string) (status int, location, code string) {
	navigation := request == "navigation" || request == "plain" || request == "HEAD" // which learns what a navigation would
	signIn := func() (int, string, string) {
		if !navigation || f.Kind == access.KindAPI {
			return 401, "", "AUTH-SIGN-IN-REQUIRED"
		}
		if web.SafeReturn(path) == "/" {
			return 303, "/auth/login", ""
		}
		return 303, "/auth/login?return_to=" + url.QueryEscape(path), ""
	}
	switch {
	case f.Auth == access.Optional && state == stateExpired && navigation && !strings.HasPrefix(path, "/auth/"):
		return 303, "/auth/refresh?return_to=" + url.QueryEscape(path), ""
	case f.Auth == access.Optional && state == stateExpired && request == "form" && !strings.HasPrefix(path, "/auth/"):
		return 307, "/auth/refresh?return_to=" + url.QueryEscape(path), ""
	case f.Auth == access.Optional && state == stateKeysDown && request == "form" && !strings.HasPrefix(path, "/auth/"):
		return 503, "", "AUTH-KEYS-UNAVAILABLE"
	case !f.Auth.Private():
		return 200, "", ""
	case state == stateNone, state == stateInvalid, state == stateMixed, state == stateHalf:
		return signIn()
	case state == stateKeysDown:
		return 503, "", "AUTH-KEYS-UNAVAILABLE"
	case state == stateExpired && navigation && f.Kind == access.KindPage && !strings.HasPrefix(path, "/auth/"):
		return 303, "/auth/refresh?return_to=" + url.QueryEscape(path) + "&private=1", ""
	case state == stateExpired && request == "form" && f.Kind == access.KindPage:
		return 307, "/auth/refresh?return_to=" + url.QueryEscape(path) + "&private=1", ""
	case state == stateExpired:
		return 401, "", "AUTH-SESSION-EXPIRED"
	case f.Auth != access.User && state != stateMember:
		return 403, "", "AUTH-FORBIDDEN"
	}
	return 200, "", ""
}

// TestGuardMatrix takes every function of the list, every state and every kind of request: a new route is covered
// without writing a test.
func TestGuardMatrix_SEC093_D02(t *testing.T) {
	table, err := routes.Parse(functions.RoutesJSON)
	if err != nil {
		t.Fatal(err)
	}
	states := []string{stateNone, stateExpired, stateInvalid, stateMixed, stateHalf, stateUser, stateMember, stateKeysDown}
	for _, f := range table.Functions {
		if !f.HasRoutes() {
			continue
		}
		for _, state := range states {
			t.Run(f.Name+"/"+state, func(t *testing.T) {
				site := webtest.New(t, webtest.ErrorPage)
				cookies := cookiesFor(site, state, f.Auth.Group())
				if state == stateKeysDown {
					site.KeysDown()
				}
				function := site.Function(f.Kind, f.Auth, entered)
				for name, request := range matrixRequests {
					path := pathOf(f)
					a := function.Do(request(path, cookies))
					status, location, code := expected(f, state, name, path)
					if a.Status != status || a.Location() != location || a.Code() != code ||
						(status == 200) != (a.Body == "entered") {
						t.Errorf("%s %s: %d to %q with %q, want %d to %q with %q", name, path, a.Status, a.Location(),
							a.Code(), status, location, code)
					}
					cleared := len(a.Lines) > 0
					mustClear := f.Auth != access.Public && name != "HEAD" && f.Kind == access.KindPage &&
						!strings.HasPrefix(path, "/auth/") && (state == stateInvalid || state == stateMixed ||
						state == stateHalf)
					if cleared != mustClear || cleared && len(a.Left(cookies)) > 0 {
						t.Errorf("%s %s sets %q", name, path, a.Lines)
					}
				}
			})
		}
	}
}

// TestFormsOfNobody: what changes something is not redirected to where its data would be lost unseen. Only a form
// goes to be renewed, and comes back.
func TestFormsOfNobody_R21(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	page := site.Function(access.KindPage, access.User, entered)
	referers := map[string]string{
		"": "/auth/login", webtest.BaseURL + "/profile?tab=2": "/auth/login?return_to=%2Fprofile%3Ftab%3D2",
		"https://evil.example/profile":     "/auth/login",
		webtest.BaseURL + "//evil.example": "/auth/login", webtest.BaseURL + ".evil.example/x": "/auth/login",
	}
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
		for state, code := range map[string]string{stateNone: "AUTH-SIGN-IN-REQUIRED",
			stateExpired: "AUTH-SESSION-EXPIRED", stateInvalid: "AUTH-SIGN-IN-REQUIRED"} {
			for referer, way := range referers {
				if state == stateExpired && method == http.MethodPost {
					continue // TestFormIsRenewed
				}
				r := webtest.Submit("/profile/save", url.Values{"text": {"long written"}},
					cookiesFor(site, state, "admin")...).WithMethod(method)
				a := page.Do(r.With("referer", referer))
				if a.Status != 401 || a.Location() != "" || a.Code() != code || !strings.Contains(a.Body, `href="`+way+`"`) {
					t.Errorf("%s, %s, from %q: %d to %q with %q: %s", method, state, referer, a.Status, a.Location(),
						a.Code(), a.Body)
				}
			}
		}
	}
}

// pathOf is a path of the function's first route.
func pathOf(f routes.Function) string {
	_, path, found := strings.Cut(f.Routes[0], " ")
	if !found {
		return "/nowhere"
	}
	return strings.NewReplacer("{", "", "+}", "", "}", "").Replace(path)
}

// TestGroupsByTheLetter: nothing but the group itself in the access token opens the door (SEC-094, T-102 to T-106).
func TestGroupsByTheLetter_SEC094(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	users := site.Function(access.KindPage, "group:admin", entered)
	tests := []struct {
		name       string
		id, access authtest.Claims
		status     int
	}{
		{"admin", nil, authtest.Claims{"cognito:groups": []string{"readers", "admin"}}, 200},
		{"Admin", nil, authtest.Claims{"cognito:groups": []string{"Admin"}}, 403},
		{"a blank behind", nil, authtest.Claims{"cognito:groups": []string{"admin "}}, 403},
		{"admins", nil, authtest.Claims{"cognito:groups": []string{"admins", "xadmin"}}, 403},
		{"NUL behind", nil, authtest.Claims{"cognito:groups": []string{"admin\x00"}}, 403},
		{"a Cyrillic letter", nil, authtest.Claims{"cognito:groups": []string{"\u0430dmin"}}, 403},
		{"no groups", nil, authtest.Claims{"cognito:groups": nil}, 403},
		{"in the ID token only (T-105)", authtest.Claims{"cognito:groups": []string{"admin"}}, nil, 403},
		{"in other claims (T-106)", nil, authtest.Claims{"scope": "openid admin", "custom:groups": []string{"admin"},
			"cognito:roles": []string{"admin"}}, 403},
		{"a claim in other case (T-65)", nil, authtest.Claims{"COGNITO:GROUPS": []string{"admin"}}, 403},
		{"as text (T-102)", nil, authtest.Claims{"cognito:groups": "admin"}, 303},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cookies := site.Cookies(webtest.Session{ID: site.Pool.ID(tt.id), Access: site.Pool.Access(tt.access),
				Refresh: webtest.RefreshToken})
			a := users.Do(webtest.Navigate("/admin/users", cookies...))
			if a.Status != tt.status {
				t.Errorf("status %d, want %d", a.Status, tt.status)
			}
			if line := a.Event("guard.denied"); tt.status == 403 && (line == nil || line["code"] != "AUTH-FORBIDDEN") {
				t.Errorf("events %v (SEC-112)", a.Events)
			}
		})
	}
}

// greeting says who a public page takes the visitor for.
var greeting = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if _, ok := web.IdentityFrom(r.Context()); ok {
		_, _ = io.WriteString(w, "somebody")
		return
	}
	_, _ = io.WriteString(w, "nobody")
})

// TestHeadersThatSayWhoOneIs are not believed (Q-47, Q-48, SEC-084).
func TestHeadersThatSayWhoOneIs_SEC084_R25_R57(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	profile, home := site.Function(access.KindPage, access.User, entered),
		site.Function(access.KindPage, access.Optional, func(web.Deps) (http.Handler, error) { return greeting, nil })
	other := authtest.NewPool(t)
	other.Now = site.Clock.Now
	for name, value := range map[string]string{
		"authorization": "Bearer " + other.Access(nil), "x-amzn-oidc-accesstoken": site.Pool.Access(nil),
		"x-user-id": authtest.Subject, "x-forwarded-user": "admin", "x_forwarded_user": "admin",
		"x-amzn-oidc-data": site.Pool.ID(nil), "x-amzn-oidc-identity": authtest.Subject,
		"x-original-url": "/", "x-rewrite-url": "/", "x-forwarded-uri": "/", "x-forwarded-host": "evil.example",
		"x-forwarded-proto": "http", "forwarded": "host=evil.example",
		"host": "evil.example", "user-agent": "ELB-HealthChecker/2.0", "x-forwarded-for": "127.0.0.1",
		"x-http-method-override": "OPTIONS",
	} {
		if a := profile.Do(webtest.Navigate("/profile").With(name, value)); a.Status != 303 ||
			a.Location() != "/auth/login?return_to=%2Fprofile" {
			t.Errorf("with %s: %s the answer is %d to %q", name, value, a.Status, a.Location())
		}
		if a := home.Do(webtest.Navigate("/").With(name, value)); a.Status != 200 || a.Body != "nobody" {
			t.Errorf("with %s: %s the public page says %d %s", name, value, a.Status, a.Body)
		}
	}
	api := site.Function(access.KindAPI, access.User, entered)
	if a := api.Do(webtest.Get("/api/me").Bearer(other.Access(nil))); a.Status != 401 ||
		a.Header["www-authenticate"] != invalidToken {
		t.Errorf("an API answers another pool's token with %d and %q", a.Status, a.Header["www-authenticate"])
	}
}

// TestNothingIsCached: a validator of the browser gets a whole page (SEC-085); what webtest checks of every answer
// does the rest.
func TestNothingIsCached_SEC085_R46(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	profile := site.Function(access.KindPage, access.User, entered)
	r := webtest.Navigate("/profile", site.SignedIn()...).With("if-none-match", "*").With("if-modified-since",
		"Mon, 23 Nov 2099 00:00:00 GMT")
	if a := profile.Do(r); a.Status != 200 || a.Header["vary"] != "Cookie, Accept-Language" {
		t.Errorf("status %d, Vary %q", a.Status, a.Header["vary"])
	}
}

// TestRefreshBeforeTheEnd: the last minute of a token, or the last fifth of a short one, is spent on getting the next.
func TestRefreshBeforeTheEnd_SEC064_R38(t *testing.T) {
	const hop = "/auth/refresh?return_to=%2Fprofile&private=1"
	tests := []struct {
		name         string
		life, left   time.Duration
		cookie       string
		prepare      func(webtest.Request) webtest.Request
		status       int
		wantLocation string
	}{
		{"more than a minute left", 15 * time.Minute, time.Minute, "", nil, 200, ""},
		{"less than a minute left", 15 * time.Minute, time.Minute - time.Second, "", nil, 303, hop},
		{"a short token with a fifth left", 2 * time.Minute, 24 * time.Second, "", nil, 200, ""},
		{"a short token with less than a fifth left", 2 * time.Minute, 23 * time.Second, "", nil, 303, hop},
		{"refreshing is paused", 15 * time.Minute, time.Second, "__Host-Http-refresh-pause=1", nil, 200, ""},
		{"expired and paused", 15 * time.Minute, -time.Second, "__Host-Http-refresh-pause=1", nil, 503, ""},
		{"a form", 15 * time.Minute, time.Second, "", func(r webtest.Request) webtest.Request {
			return webtest.Submit("/profile", nil, r.Cookies...)
		}, 200, ""},
		{"a prefetch (SEC-065)", 15 * time.Minute, time.Second, "",
			func(r webtest.Request) webtest.Request { return r.With("purpose", "prefetch") }, 200, ""},
		{"a script that looks whether somebody is signed in", 15 * time.Minute, time.Second, "",
			func(r webtest.Request) webtest.Request {
				return r.With("sec-fetch-mode", "cors").With("sec-fetch-dest", "empty")
			}, 200, ""},
		{"the same with an expired token", 15 * time.Minute, -time.Second, "",
			func(r webtest.Request) webtest.Request { return r.With("accept", "application/json") }, 401, ""},
		{"the question whether to sign out", 15 * time.Minute, time.Second, "", func(r webtest.Request) webtest.Request {
			return webtest.Navigate("/auth/logout", r.Cookies...)
		}, 200, ""},
		{"an asset", 15 * time.Minute, time.Second, "",
			func(r webtest.Request) webtest.Request { return webtest.Navigate("/assets/a.css", r.Cookies...) }, 200, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			site := webtest.New(t, webtest.ErrorPage)
			exp := site.Clock.Now().Add(tt.left)
			cookies := site.Cookies(site.Session(authtest.Claims{"iat": exp.Add(-tt.life).Unix(),
				"auth_time": exp.Add(-tt.life).Unix(), "exp": exp.Unix()}))
			if tt.cookie != "" {
				cookies = append(cookies, tt.cookie)
			}
			r := webtest.Navigate("/profile", cookies...)
			if tt.prepare != nil {
				r = tt.prepare(r)
			}
			a := site.Function(access.KindPage, access.User, entered).Do(r)
			if a.Status != tt.status || a.Location() != tt.wantLocation || len(a.Lines) > 0 {
				t.Errorf("%d to %q, want %d to %q", a.Status, a.Location(), tt.status, tt.wantLocation)
			}
			if tt.status == 503 && a.Code() != "AUTH-REFRESH-UNAVAILABLE" {
				t.Errorf("code %q", a.Code())
			}
		})
	}
}

func TestSessionsEnd_SEC066(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	site.Config.SessionMaxAge = time.Hour
	profile := site.Function(access.KindPage, access.User, entered)
	signedIn := site.Clock.Now()
	for _, tt := range []struct {
		name   string
		after  time.Duration
		status int
	}{{"a second before its end", time.Hour - time.Second, 200}, {"at its end", time.Second, 303}} {
		site.Clock.Advance(tt.after)
		cookies := site.CookiesSince(site.Session(authtest.Claims{"auth_time": signedIn.Unix()}), signedIn)
		a := profile.Do(webtest.Navigate("/profile", cookies...))
		if a.Status != tt.status {
			t.Errorf("%s: status %d, want %d", tt.name, a.Status, tt.status)
		}
		if line := a.Event("token.invalid"); tt.status == 303 &&
			(len(a.Left(cookies)) > 0 || line == nil || line["reason"] != "outlived") {
			t.Errorf("%s: the browser keeps %d cookies, events %v", tt.name, len(a.Left(cookies)), a.Events)
		}
	}
}

// TestForbiddenSaysWhoIsSignedIn: the usual cause is the wrong account, so the page names it, and offers to sign out
// and to take another one.
func TestForbiddenSaysWhoIsSignedIn_U09(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	admin := site.Function(access.KindPage, "group:admin", entered)
	a := admin.Do(webtest.Navigate("/admin/users?q=x", site.SignedIn()...))
	for _, want := range []string{authtest.Email, `name="form_token"`,
		`href="/auth/login?fresh=1&amp;prompt=select_account&amp;return_to=%2Fadmin%2Fusers%3Fq%3Dx"`} {
		if a.Status != 403 || !strings.Contains(a.Body, want) {
			t.Errorf("%d without %s: %s", a.Status, want, a.Body)
		}
	}
	if a := admin.Do(webtest.Navigate("/admin/users", site.SignedIn()...).With("accept",
		"application/json")); a.Status != 403 || strings.Contains(a.Body, authtest.Email) {
		t.Errorf("a program gets %d: %s", a.Status, a.Body)
	}
}
