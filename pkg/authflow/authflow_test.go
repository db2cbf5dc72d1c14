package authflow

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
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
			if !slices.Equal(fake.asked, tt.asked) || (a.Event("failure") != nil) != tt.event || a.Status != 303 || a.Location() != LeavePath {
				t.Errorf("asked for %q, events %v, %d to %q", fake.asked, a.Events, a.Status, a.Location())
			}
		})
	}
}

// TestNoAttemptWithoutRandomness: an attempt whose secrets could be guessed is not begun.
func TestNoAttemptWithoutRandomness_SEC003(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	deps := site.Deps(access.Public)
	deps.Sessions.Random = bytes.NewReader(make([]byte, 40))
	client := site.Client(&webtest.Endpoints{})
	a := site.Serve(access.KindPage, deps, Start(deps, client.AuthorizeURL)).Do(webtest.Navigate("/auth/login"))
	if a.Status != 500 || len(a.Lines) != 0 || a.Location() != "" {
		t.Errorf("%d to %q with %d cookies", a.Status, a.Location(), len(a.Lines))
	}
}

// TestSignInBegunAtAnotherName: where the attempt's cookie is set is where Cognito comes back to. A deployed site does not look at the host at all.
func TestSignInBegunAtAnotherName_R18(t *testing.T) {
	const local, pool = "http://localhost:3000", webtest.Domain + "/oauth2/authorize?"
	tests := []struct{ name, base, host, want string }{
		{"the site's own name", local, "localhost:3000", pool},
		{"in capitals", local, "LOCALHOST:3000", pool},
		{"a forwarded port: cookies know no ports", local, "localhost:4000", pool},
		{"127.0.0.1 for localhost", local, "127.0.0.1:3000", local + "/auth/login?lang=de&return_to=%2Fprofile%3Fa%3Db"},
		{"::1 for localhost", local, "[::1]:3000", local + "/auth/login?lang=de&return_to=%2Fprofile%3Fa%3Db"},
		{"localhost for 127.0.0.1", "http://127.0.0.1:3000", "localhost:3000", "http://127.0.0.1:3000/auth/login?lang=de&return_to=%2Fprofile%3Fa%3Db"},
		{"a name of elsewhere", local, "evil.example", pool},
		{"the API's own address behind CloudFront", webtest.BaseURL, "abc.execute-api.eu-west-1.amazonaws.com", pool},
		{"a deployed site asked by a name of one's own machine", webtest.BaseURL, "localhost:3000", pool},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			site := webtest.New(t, webtest.ErrorPage)
			site.Config.BaseURL = tt.base
			deps := site.Deps(access.Public)
			w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/auth/login?return_to=/profile%3Fa%3Db&lang=de", nil)
			r.Host = tt.host
			Start(deps, site.Client(&webtest.Endpoints{}).AuthorizeURL).ServeHTTP(w, r)
			location, begun := w.Header().Get("Location"), len(w.Header()["Set-Cookie"]) == 1
			if w.Code != http.StatusSeeOther || begun != (tt.want == pool) || begun && !strings.HasPrefix(location, pool) || !begun && location != tt.want {
				t.Errorf("%d to %q with cookies %q", w.Code, location, w.Header()["Set-Cookie"])
			}
		})
	}
}

func TestHints(t *testing.T) {
	for hint, want := range map[string]bool{
		"grace.hopper+navy@example.com": true, "a@b.c": true, "": false, "grace": false, "a b@example.com": false, "a@b@example.com": false,
		"<a@example.com>": false, "Grace <a@example.com>": false, "a@example.com,b@example.com": false, "a@example.com\r\n": false, strings.Repeat("a", 120) + "@example.com": false,
	} {
		if got := isAddress(hint); got != want {
			t.Errorf("%q is a hint: %v", hint, got)
		}
	}
}

var _ Revoker = (*cognito.Client)(nil)
