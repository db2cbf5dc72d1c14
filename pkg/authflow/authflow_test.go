package authflow

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// revoker keeps what it is asked to revoke.
type revoker struct {
	asked []string
	err   error
}

func (r *revoker) Revoke(_ context.Context, refresh sensitive.Text) error {
	r.asked = append(r.asked, refresh.Reveal())
	return r.err
}

func TestRevoke_SEC070(t *testing.T) {
	const token = "canary-refresh-token-of-signin"
	tests := []struct {
		name    string
		refresh sensitive.Text
		err     error
		asked   []string
		event   bool
	}{
		{"a token", sensitive.New(token), nil, []string{token}, false},
		{"no token", sensitive.Text{}, nil, nil, false},
		{"an endpoint in trouble", sensitive.New(token), errors.New("no connection"), []string{token}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			site, fake := webtest.New(t, webtest.ErrorPage), &revoker{err: tt.err}
			site.Log.Keep(token)
			a := site.Page(func(d web.Deps) (http.Handler, error) {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					Revoke(d, r, fake, tt.refresh)
					SignOut(d, w, r, webtest.Domain+"/logout?x=y")
				}), nil
			}).Do(webtest.Submit("/auth/logout", nil))
			if !slices.Equal(fake.asked, tt.asked) || (a.Event("failure") != nil) != tt.event || a.Status != 303 ||
				a.Location() != LeavePath {
				t.Errorf("asked for %q, events %v, %d to %q", fake.asked, a.Events, a.Status, a.Location())
			}
		})
	}
}

// TestNoFlowWithoutRandomness: a flow whose secrets could be guessed is not started.
func TestNoFlowWithoutRandomness_SEC003(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	deps := site.Deps(access.Public)
	deps.Sessions.Random = bytes.NewReader(make([]byte, 40))
	client := site.Client(&webtest.Endpoints{})
	a := site.FunctionWith(access.KindPage, deps, func(d web.Deps) (http.Handler, error) {
		return web.Routes{"GET /auth/login": Start(d, client.AuthorizeURL)}.Handler(d)
	}).Do(webtest.Navigate("/auth/login"))
	if a.Status != 500 || len(a.Lines) != 0 || a.Location() != "" {
		t.Errorf("%d to %q with %d cookies", a.Status, a.Location(), len(a.Lines))
	}
}

// TestSignInBegunAtAnotherName: where the flow's cookie is set is where Cognito comes back to. A deployed site does
// not look at the host at all.
func TestSignInBegunAtAnotherName_R18(t *testing.T) {
	const local, pool = "http://localhost:3000", webtest.Domain + "/oauth2/authorize?"
	tests := []struct{ name, base, host, want string }{
		{"the site's own name", local, "localhost:3000", pool},
		{"in capitals", local, "LOCALHOST:3000", pool},
		{"a forwarded port: cookies know no ports", local, "localhost:4000", pool},
		{"127.0.0.1 for localhost", local, "127.0.0.1:3000", local + "/auth/login?lang=de&return_to=%2Fprofile%3Fa%3Db"},
		{"::1 for localhost", local, "[::1]:3000", local + "/auth/login?lang=de&return_to=%2Fprofile%3Fa%3Db"},
		{"localhost for 127.0.0.1", "http://127.0.0.1:3000", "localhost:3000",
			"http://127.0.0.1:3000/auth/login?lang=de&return_to=%2Fprofile%3Fa%3Db"},
		{"a name of elsewhere", local, "evil.example", pool},
		{"the API's own address behind CloudFront", webtest.BaseURL, "abc.execute-api.eu-west-1.amazonaws.com", pool},
		{"a deployed site asked by a name of one's own machine", webtest.BaseURL, "localhost:3000", pool},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			site := webtest.New(t, webtest.ErrorPage)
			site.Config.BaseURL = tt.base
			deps := site.Deps(access.Public)
			w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet,
				"/auth/login?return_to=/profile%3Fa%3Db&lang=de", nil)
			r.Host = tt.host
			web.Handle(deps, Start(deps, site.Client(&webtest.Endpoints{}).AuthorizeURL)).ServeHTTP(w, r)
			location, begun := w.Header().Get("Location"), len(w.Header()["Set-Cookie"]) == 1
			if w.Code != http.StatusSeeOther || begun != (tt.want == pool) || begun &&
				!strings.HasPrefix(location, pool) || !begun && location != tt.want {
				t.Errorf("%d to %q with cookies %q", w.Code, location, w.Header()["Set-Cookie"])
			}
		})
	}
}

// TestOptions: an allow-list takes what Cognito takes, in whatever case, and every address that can sign up.
func TestOptions_SEC005_U08(t *testing.T) {
	tests := []struct{ option, value, want string }{
		{"login_hint", "grace.hopper+navy@example.com", "grace.hopper+navy@example.com"}, {"login_hint", "a@b.c", "a@b.c"},
		{"login_hint", "o'brien@example.com", "o'brien@example.com"},
		{"login_hint", "müller@example.com", "müller@example.com"},
		{"login_hint", "用户@例子.example", "用户@例子.example"}, {"login_hint", "!#$%&'*+-/=?^_`{|}~@example.com",
			"!#$%&'*+-/=?^_`{|}~@example.com"},
		{"login_hint", strings.Repeat("ü", 116) + "@example.com", strings.Repeat("ü", 116) + "@example.com"},
		{"login_hint", strings.Repeat("a", 117) + "@example.com", ""},
		{"login_hint", "", ""}, {"login_hint", "grace", ""}, {"login_hint", "a b@example.com", ""},
		{"login_hint", "a@b@example.com", ""},
		{"login_hint", "<a@example.com>", ""}, {"login_hint", "Grace <a@example.com>", ""},
		{"login_hint", "a@example.com,b@example.com", ""},
		{"login_hint", "a@example.com\r\n", ""}, {"login_hint", " a@example.com", ""},
		{"login_hint", `"a b"@example.com`, ""},
		{"login_hint", "a\u202e@example.com", ""}, {"login_hint", "(x)a@example.com", ""},
		{"lang", "DE", "de"}, {"lang", "de-AT", "de"}, {"lang", "pt-br", "pt-BR"}, {"lang", "pt", "pt-BR"},
		{"lang", "zh-tw", "zh-TW"}, {"lang", "EN-GB", "en"},
		{"lang", "ar", ""}, {"lang", "deutsch", ""}, {"lang", "", ""}, {"lang", "-", ""},
		{"idp", "google", "Google"}, {"idp", "cognito", "COGNITO"}, {"idp", "Evil", ""}, {"prompt", "LOGIN", "login"},
		{"prompt", "none", ""},
	}
	for _, tt := range tests {
		t.Run(tt.option+" "+tt.value, func(t *testing.T) {
			site := webtest.New(t, webtest.ErrorPage)
			start := site.Page(func(d web.Deps) (http.Handler, error) {
				return web.Routes{"GET /auth/login": Start(d, site.Client(&webtest.Endpoints{}).AuthorizeURL)}.Handler(d)
			})
			a := start.Do(webtest.Navigate("/auth/login?" + url.Values{tt.option: {tt.value}}.Encode()))
			address, err := url.Parse(a.Location())
			parameter := tt.option
			if parameter == "idp" {
				parameter = "identity_provider"
			}
			if got := address.Query().Get(parameter); err != nil || a.Status != 303 || got != tt.want {
				t.Errorf("%d with %q, want %q (%v)", a.Status, got, tt.want, err)
			}
			if line := a.Event("signin.option_ignored"); (line == nil) != (tt.want != "") || line != nil &&
				line["reason"] != tt.option {
				t.Errorf("events %v", a.Events)
			}
		})
	}
}

// TestNamedProviders: a deployment that names its providers leads to these and to the pool, and to no others.
func TestNamedProviders_SEC005_R26(t *testing.T) {
	for asked, want := range map[string]string{"okta": "Okta", "Entra": "Entra", "cognito": "COGNITO", "Google": ""} {
		t.Run(asked, func(t *testing.T) {
			site := webtest.New(t, webtest.ErrorPage)
			site.Config.IdentityProviders = []string{"Entra", "Okta"}
			a := site.Page(func(d web.Deps) (http.Handler, error) {
				return web.Routes{"GET /auth/login": Start(d, site.Client(&webtest.Endpoints{}).AuthorizeURL)}.Handler(d)
			}).Do(webtest.Navigate("/auth/login?idp=" + asked))
			address, err := url.Parse(a.Location())
			if err != nil || a.Status != 303 || address.Query().Get("identity_provider") != want {
				t.Errorf("%d to %q, want %q (%v)", a.Status, a.Location(), want, err)
			}
		})
	}
}

// TestWayBackWithASemicolon: to a browser it is an ordinary character of a query.
func TestWayBackWithASemicolon_R13_U08(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	deps := site.Deps(access.Public)
	start := site.FunctionWith(access.KindPage, deps, func(d web.Deps) (http.Handler, error) {
		return web.Routes{"GET /auth/login": Start(d, site.Client(&webtest.Endpoints{}).AuthorizeURL)}.Handler(d)
	})
	for query, want := range map[string]string{
		"return_to=/profile;v=1": "/profile;v=1", "return_to=/profile?a=1;b=2&x=y": "/profile?a=1;b=2",
		"return_to=%2Fprofile%3Bv%3D1": "/profile;v=1",
		"return_to=//evil.example":     "/", "return_to=/a&return_to=/b": "/", "return_to=/": "/",
	} {
		held := start.Do(webtest.Navigate("/auth/login?" + query))
		state := regexp.MustCompile(`[?&]state=([^&]*)`).FindStringSubmatch(held.Location())
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Cookie", strings.Join(held.Cookies(nil), "; "))
		flow, err := deps.Cookies(r).Flow(state[1])
		if err != nil || flow.ReturnTo != want {
			t.Errorf("%q leads back to %q, want %q (%v)", query, flow.ReturnTo, want, err)
		}
		if told, dropped := held.Event("signin.option_ignored") != nil, want == "/" &&
			query != "return_to=/"; told != dropped {
			t.Errorf("%q: events %v", query, held.Events)
		}
	}
}

var _ Revoker = (*cognito.Client)(nil)
