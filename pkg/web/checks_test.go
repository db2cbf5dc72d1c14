package web_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"cognitossr/functions"
	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/routes"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// tokenPage shows the form token of the visitor, as the forms of a page do.
func tokenPage(d web.Deps) (http.Handler, error) {
	return web.Handle(d, func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, err := io.WriteString(w, web.Layout(r, "").FormToken)
		return err
	}), nil
}

// formFunctions are the functions of the list with a route that changes something.
func formFunctions(t *testing.T) []routes.Function {
	t.Helper()
	table, err := routes.Parse(functions.RoutesJSON)
	if err != nil {
		t.Fatal(err)
	}
	var found []routes.Function
	for _, f := range table.Functions {
		for _, key := range f.Routes {
			if strings.HasPrefix(key, "POST ") {
				found = append(found, f)
				break
			}
		}
	}
	if len(found) == 0 {
		t.Fatal("no function of the list takes a form")
	}
	return found
}

// TestHasValidFormToken_SEC095: where nobody is signed in no form is the session's own, not even one with an empty
// token.
func TestHasValidFormToken_SEC095(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	cookies := site.SignedIn()
	token := site.Function(access.KindPage, access.User, tokenPage).Do(webtest.Navigate("/x", cookies...)).Body
	inTheAddress := "/x?" + url.Values{web.FormField: {token}}.Encode()
	tests := []struct {
		name    string
		right   access.Right
		address string
		form    url.Values
		cookies []string
		want    int
	}{
		{"its own", access.User, "/x", url.Values{web.FormField: {token}}, cookies, http.StatusOK},
		{"another one", access.User, "/x", url.Values{web.FormField: {token + "x"}}, cookies, http.StatusAccepted},
		{"another one, its own in the address", access.User, inTheAddress, url.Values{web.FormField: {token + "x"}},
			cookies, http.StatusAccepted},
		{"none", access.User, "/x", nil, cookies, http.StatusAccepted},
		{"none, its own in the address", access.User, inTheAddress, nil, cookies, http.StatusAccepted},
		{"nobody is signed in", access.Public, inTheAddress, url.Values{web.FormField: {""}}, nil, http.StatusAccepted},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			function := site.Function(access.KindPage, tt.right, func(web.Deps) (http.Handler, error) {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if !web.HasValidFormToken(r) {
						w.WriteHeader(http.StatusAccepted)
					}
				}), nil
			})
			if got := function.Do(webtest.Submit(tt.address, tt.form, tt.cookies...)).Status; got != tt.want {
				t.Errorf("%d, want %d", got, tt.want)
			}
		})
	}
}

// TestFormsOfOtherSites sends to every function that takes forms.
func TestFormsOfOtherSites_SEC081_N14(t *testing.T) {
	bare := func(r webtest.Request) webtest.Request {
		return r.With("origin", "").With("sec-fetch-site", "").With("sec-fetch-mode", "").With("sec-fetch-dest", "")
	}
	origin := func(value string) func(webtest.Request) webtest.Request {
		return func(r webtest.Request) webtest.Request { return bare(r).With("origin", value) }
	}
	fetchSite := func(value string) func(webtest.Request) webtest.Request {
		return func(r webtest.Request) webtest.Request { return r.With("sec-fetch-site", value) }
	}
	tests := []struct {
		name   string
		change func(webtest.Request) webtest.Request
		status int
		code   string
	}{
		{"our own form (Q-32)", nil, 200, ""},
		{"typed by the visitor (Q-32)", fetchSite("none"), 200, ""},
		{"cross-site (Q-30)", fetchSite("cross-site"), 403, "AUTH-CROSS-SITE"},
		{"cross-site with another origin (Q-30)", func(r webtest.Request) webtest.Request {
			return r.With("sec-fetch-site", "cross-site").With("origin", "https://evil.example")
		}, 403, "AUTH-CROSS-SITE"},
		{"a sibling's (Q-31)", fetchSite("same-site"), 403, "AUTH-CROSS-SITE"},
		{"a value that nobody knows", fetchSite("same-origin, cross-site"), 403, "AUTH-CROSS-SITE"},
		{"same-origin with another origin", func(r webtest.Request) webtest.Request { return r.With("origin", "https://evil.example") }, 403, "AUTH-CROSS-SITE"},
		{"same-origin without origin", func(r webtest.Request) webtest.Request { return r.With("origin", "") }, 200, ""},
		{"our origin alone", origin(webtest.BaseURL), 200, ""},
		{"null and nothing else (Q-34)", origin("null"), 403, "AUTH-CROSS-SITE"},
		{"null by our own form", func(r webtest.Request) webtest.Request { return r.With("origin", "null") }, 200, ""},
		{"null, typed by the visitor", func(r webtest.Request) webtest.Request { return fetchSite("none")(r).With("origin", "null") }, 200, ""},
		{"null from another site, or a frame without origin", func(r webtest.Request) webtest.Request {
			return fetchSite("cross-site")(r).With("origin", "null")
		}, 403, "AUTH-CROSS-SITE"},
		{"null from a sibling", func(r webtest.Request) webtest.Request { return fetchSite("same-site")(r).With("origin", "null") }, 403, "AUTH-CROSS-SITE"},
		{"null under a value that nobody knows", func(r webtest.Request) webtest.Request {
			return fetchSite("same-origin, none")(r).With("origin", "null")
		}, 403, "AUTH-CROSS-SITE"},
		{"null in capitals", func(r webtest.Request) webtest.Request { return r.With("origin", "NULL") }, 403,
			"AUTH-CROSS-SITE"},
		{"null twice", func(r webtest.Request) webtest.Request { return r.With("origin", "null,null") }, 403,
			"AUTH-CROSS-SITE"},
		{"null and our origin", func(r webtest.Request) webtest.Request { return r.With("origin", "null,"+webtest.BaseURL) }, 403, "AUTH-CROSS-SITE"},
		{"a longer host (Q-38)", origin("https://app.example.com.evil"), 403, "AUTH-CROSS-SITE"},
		{"our host in the path (Q-38)", origin("https://evil/app.example.com"), 403, "AUTH-CROSS-SITE"},
		{"http (Q-38)", origin("http://app.example.com"), 403, "AUTH-CROSS-SITE"},
		{"another port", origin("https://app.example.com:444"), 403, "AUTH-CROSS-SITE"},
		{"our origin twice", origin(webtest.BaseURL + "," + webtest.BaseURL), 403, "AUTH-CROSS-SITE"},
		{"our origin at the gateway's own host (Q-39)", func(r webtest.Request) webtest.Request {
			return r.With("host", "abc.execute-api.eu-west-1.amazonaws.com")
		}, 200, ""},
		{"another origin that is the host (SEC-084)", func(r webtest.Request) webtest.Request {
			return origin("https://evil.example")(r).With("host", "evil.example")
		}, 403, "AUTH-CROSS-SITE"},
		{"neither header, with a session (Q-36)", bare, 403, "AUTH-CROSS-SITE"},
		{"as text (Q-40)", func(r webtest.Request) webtest.Request { return r.With("content-type", "text/plain") }, 415,
			"SITE-MEDIA-TYPE"},
		{"as multipart (Q-40)", func(r webtest.Request) webtest.Request {
			return r.With("content-type", "multipart/form-data; boundary=x")
		}, 415, "SITE-MEDIA-TYPE"},
		{"as JSON (Q-40, SEC-109)", func(r webtest.Request) webtest.Request { return r.With("content-type", "application/json") }, 415, "SITE-MEDIA-TYPE"},
		{"without a type", func(r webtest.Request) webtest.Request { return r.With("content-type", "") }, 415,
			"SITE-MEDIA-TYPE"},
		{"with a charset", func(r webtest.Request) webtest.Request {
			return r.With("content-type", "application/x-www-form-urlencoded; charset=UTF-8")
		}, 200, ""},
		{"the largest (Q-72, SEC-109)", func(r webtest.Request) webtest.Request {
			r.Body = "a=" + strings.Repeat("x", web.MaxBody-len("a="))
			return r
		}, 200, ""},
		{"too large (Q-72, SEC-109)", func(r webtest.Request) webtest.Request {
			r.Body = "a=" + strings.Repeat("x", web.MaxBody-len("a=")+1)
			return r
		}, 413, "SITE-TOO-LARGE"},
		{"no body", func(r webtest.Request) webtest.Request {
			r.Body = ""
			return r.With("content-type", "")
		}, 200, ""},
	}
	for _, f := range formFunctions(t) {
		site := webtest.New(t, webtest.ErrorPage)
		function := site.Function(f.Kind, f.Auth, entered)
		cookies := site.SignedIn("admin")
		for _, tt := range tests {
			t.Run(f.Name+"/"+tt.name, func(t *testing.T) {
				r := webtest.Submit(pathOf(f), url.Values{"a": {"b"}}, cookies...)
				if tt.change != nil {
					r = tt.change(r)
				}
				if f.Kind == access.KindAPI && strings.HasPrefix(tt.name, "as JSON") {
					tt.status, tt.code = 200, "" // what it is for
				}
				a := function.Do(r)
				if a.Status != tt.status || a.Code() != tt.code || (a.Body == "entered") != (tt.status == 200) ||
					len(a.Lines) > 0 {
					t.Errorf("%d with %q, want %d with %q", a.Status, a.Code(), tt.status, tt.code)
				}
				if (a.Event("csrf.denied") != nil) != (tt.code == "AUTH-CROSS-SITE") {
					t.Errorf("events %v (SEC-112)", a.Events)
				}
			})
		}
		t.Run(f.Name+"/neither header and no session (Q-37)", func(t *testing.T) {
			a := function.Do(bare(webtest.Submit(pathOf(f), url.Values{"a": {"b"}})))
			if public := !f.Auth.Private(); public && a.Status != 200 || !public && a.Code() != "AUTH-SIGN-IN-REQUIRED" {
				t.Errorf("%d with %q", a.Status, a.Code())
			}
		})
		for _, method := range []string{"PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND"} {
			t.Run(f.Name+"/cross-site "+method+" (SEC-082)", func(t *testing.T) {
				if a := function.Do(webtest.Submit(pathOf(f), nil, cookies...).WithMethod(method).With("sec-fetch-site",
					"cross-site")); a.Status != 403 {
					t.Errorf("status %d", a.Status)
				}
			})
		}
	}
}

// TestOriginComesFirst: a form of another site is refused before anybody looks at the session, which it could
// otherwise end.
func TestOriginComesFirst_SEC081(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	page := site.Function(access.KindPage, access.User, entered)
	for _, cookies := range [][]string{nil, {"__Host-Http-id=a.b.c", "__Host-Http-access=a.b.c"},
		site.Cookies(site.Expired(nil))} {
		a := page.Do(webtest.Submit("/profile", nil, cookies...).With("sec-fetch-site", "cross-site").With("origin",
			"https://evil.example"))
		if a.Status != 403 || a.Code() != string(web.CodeCrossSite) || len(a.Lines) != 0 {
			t.Errorf("with %d cookies: %d with %q, %d cookies are set", len(cookies), a.Status, a.Code(), len(a.Lines))
		}
	}
}

// TestFormToken: for the few clients that say nothing about where a form comes from.
func TestFormToken_SEC081_N14(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	cookies := site.SignedIn()
	token := site.Function(access.KindPage, access.User, tokenPage).Do(webtest.Navigate("/profile", cookies...)).Body
	if len(token) != 33 || strings.Contains(strings.Join(cookies, ""), token) {
		t.Fatalf("the form token is %q", token)
	}
	proof, _, _ := strings.Cut(token, ".")
	bound, err := base64.RawURLEncoding.DecodeString(proof)
	hash := sha256.Sum256([]byte(strings.TrimPrefix(cookies[1], "__Host-Http-access=")))
	if err != nil || bytes.HasPrefix(hash[:], bound[:len(hash)/2]) {
		t.Error("the form token begins as at_hash does, which the ID token says")
	}
	site.Log.Keep(token)
	page := site.Function(access.KindPage, access.User, entered)
	tests := []struct {
		name    string
		form    url.Values
		query   string
		cookies []string
		status  int
	}{
		{"the session's own", url.Values{web.FormField: {token}}, "", cookies, 200},
		{"none", url.Values{}, "", cookies, 403},
		{"empty", url.Values{web.FormField: {""}}, "", cookies, 403},
		{"one letter more", url.Values{web.FormField: {token + "A"}}, "", cookies, 403},
		{"in the address", url.Values{"a": {"b"}}, web.FormField + "=" + token, cookies, 403},
		{"the session's own, renewed since (U-02)", url.Values{web.FormField: {token}}, "",
			site.Cookies(site.Session(authtest.Claims{"jti": "renewed"})), 200},
		{"another session's", url.Values{web.FormField: {token}}, "",
			site.Cookies(site.Session(authtest.Claims{"origin_jti": "other"})), 403},
		{"another user's", url.Values{web.FormField: {token}}, "",
			site.Cookies(site.Session(authtest.Claims{"sub": "other"})), 403},
		{"half a session is nobody's, and the guard refuses it", url.Values{web.FormField: {token}}, "", cookies[1:], 401},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := webtest.Submit("/profile", tt.form, tt.cookies...).With("origin", "").With("sec-fetch-site", "")
			r.Query = tt.query
			if a := page.Do(r); a.Status != tt.status {
				t.Errorf("status %d, want %d", a.Status, tt.status)
			}
			// A browser that withholds the origin says so, and proves as little; another site's form can say it too, without a
			// session.
			want := tt.status
			if want == 401 {
				want = 403
			}
			if a := page.Do(r.With("origin", "null")); a.Status != want {
				t.Errorf("with an origin of null: status %d, want %d", a.Status, want)
			}
		})
	}
}

// TestNullOriginWithoutASession: a browser sends another site's form without cookies (SameSite) and, where that site
// wants it, without its origin. It must not sign anybody out, nor reach any other handler.
func TestNullOriginWithoutASession_SEC081(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	for right, kind := range map[access.Right]string{access.Public: access.KindPage, access.Optional: access.KindPage,
		access.User: access.KindAPI} {
		function := site.Function(kind, right, entered)
		for name, cookies := range map[string][]string{"no cookies": nil, "half a session": site.SignedIn()[1:],
			"another cookie": {"theme=dark"}} {
			r := webtest.Submit("/auth/logout", url.Values{web.FormField: {""}}, cookies...).With("sec-fetch-site",
				"").With("origin", "null")
			if a := function.Do(r); a.Status != 403 || a.Code() != "AUTH-CROSS-SITE" || a.Event("csrf.denied") == nil {
				t.Errorf("%s, %s: %d with %q", right, name, a.Status, a.Code())
			}
		}
	}
}

func TestRequestsThatAreNone_SEC083(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	page := site.Page(entered)
	tests := []struct {
		name, path, query string
		status            int
		code              string
	}{
		{"a page", "/x", "a=b", 200, ""},
		{"no slash in front", "x", "", 404, "SITE-NOT-FOUND"},
		{"an address for a path", "http://evil.example/admin/", "", 404, "SITE-NOT-FOUND"},
		{"an empty path", "", "", 404, "SITE-NOT-FOUND"},
		{"a line break", "/admin/\n", "", 404, "SITE-NOT-FOUND"},
		{"NUL (Q-45)", "/admin/\x00", "", 404, "SITE-NOT-FOUND"},
		{"DEL", "/admin/\x7f", "", 404, "SITE-NOT-FOUND"},
		{"the longest query", "/x", strings.Repeat("a", web.MaxQuery), 200, ""},
		{"a longer one (Q-72)", "/x", strings.Repeat("a", web.MaxQuery+1), 400, "SITE-BAD-REQUEST"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := webtest.Get("/")
			r.Path, r.Query = tt.path, tt.query
			if a := page.Do(r); a.Status != tt.status || a.Code() != tt.code {
				t.Errorf("%d with %q, want %d with %q", a.Status, a.Code(), tt.status, tt.code)
			}
		})
	}
}

// TestFailuresEchoNothing: no page of a failure shows a path, a query or a header (SEC-092, SEC-113).
func TestFailuresEchoNothing_SEC113(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	page := site.Page(func(d web.Deps) (http.Handler, error) {
		return web.Handle(d, func(http.ResponseWriter, *http.Request) error { return web.Fail(web.CodeNotFound, nil) }), nil
	})
	r := webtest.Navigate("/canary-path").With("accept-language", "canary-language").With("referer",
		"https://evil.example/canary-referer").With("user-agent", "canary-agent")
	r.Query = "canary=query"
	for _, accept := range []string{"text/html", "application/json"} {
		if a := page.Do(r.With("accept", accept)); a.Status != 404 || strings.Contains(a.Body, "canary") {
			t.Errorf("%d: %s", a.Status, a.Body)
		}
	}
}

// TestPolicyLetsNoScriptIn: of the whole policy only what a page uses is allowed, and nothing that is written into a
// page runs (D-15, S-82).
func TestPolicyLetsNoScriptIn_SEC080_D15(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	broken := func(web.Deps) (http.Handler, error) {
		return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("canary") }), nil
	}
	answers := map[string]webtest.Answer{
		"a page":      site.Page(entered).Do(webtest.Navigate("/x")),
		"a failure":   site.Page(failing(web.Fail(web.CodeNotFound, nil))).Do(webtest.Navigate("/x")),
		"a panic":     site.Page(broken).Do(webtest.Navigate("/x")),
		"a redirect":  site.Function(access.KindPage, access.User, entered).Do(webtest.Navigate("/profile")),
		"an API":      site.Function(access.KindAPI, access.User, subject).Do(webtest.Get("/api/me", site.SignedIn()...)),
		"its refusal": site.Function(access.KindAPI, access.User, subject).Do(webtest.Get("/api/me")),
	}
	for name, a := range answers {
		policy := a.Header["content-security-policy"]
		directives := map[string]string{}
		for directive := range strings.SplitSeq(policy, ";") {
			key, sources, _ := strings.Cut(strings.TrimSpace(directive), " ")
			directives[key] = sources
		}
		script, named := directives["script-src"]
		if directives["default-src"] != "'none'" || named && script != "'none'" || directives["frame-ancestors"] != "'none'" {
			t.Errorf("%s has the policy %q", name, policy)
		}
		for _, loose := range []string{"unsafe", "*", "data:", "blob:", "http:", "nonce-", "strict-dynamic"} {
			if strings.Contains(policy, loose) {
				t.Errorf("%s has the policy %q, which lets %s in", name, policy, loose)
			}
		}
	}
}

// TestHeadersChangeNoByte of a public page (SEC-088, Q-62).
func TestHeadersChangeNoByte_SEC088(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	page := site.Page(func(d web.Deps) (http.Handler, error) {
		return web.Handle(d, func(http.ResponseWriter, *http.Request) error { return web.Fail(web.CodeForbidden, nil) }), nil
	})
	plain := page.Do(webtest.Navigate("/x"))
	for _, name := range []string{"x-forwarded-host", "x-forwarded-scheme", "x-original-url", "x-rewrite-url",
		"accept-language", "host", "forwarded"} {
		a := page.Do(webtest.Navigate("/x").With(name, "evil.example/canary"))
		if strings.ReplaceAll(a.Body, a.RequestID, "") != strings.ReplaceAll(plain.Body, plain.RequestID, "") {
			t.Errorf("%s changes the page", name)
		}
	}
}
