package signin

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/cognito"
	"cognitossr/pkg/routes"
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
			site, fake := webtest.New(t), &revoker{err: tt.err}
			site.Log.Keep(token)
			a := site.Page(func(d web.Deps) (http.Handler, error) {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					Revoke(d, r, fake, tt.refresh)
					End(d, w, r, webtest.Domain+"/logout?x=y")
				}), nil
			}).Do(webtest.Submit("/auth/logout", nil))
			if !slices.Equal(fake.asked, tt.asked) || (a.Event("failure") != nil) != tt.event || a.Status != 303 || a.Location() != webtest.Domain+"/logout?x=y" {
				t.Errorf("asked for %q, events %v, %d to %q", fake.asked, a.Events, a.Status, a.Location())
			}
		})
	}
}

// TestNoAttemptWithoutRandomness: an attempt whose secrets could be guessed is not begun.
func TestNoAttemptWithoutRandomness_SEC003(t *testing.T) {
	site := webtest.New(t)
	deps := site.Deps(routes.AuthPublic)
	deps.Sessions.Random = bytes.NewReader(make([]byte, 40))
	client := site.Client(&webtest.Endpoints{})
	a := site.Serve(routes.KindPage, deps, Start(deps, client.AuthorizeURL)).Do(webtest.Navigate("/auth/login"))
	if a.Status != 500 || len(a.Lines) != 0 || a.Location() != "" {
		t.Errorf("%d to %q with %d cookies", a.Status, a.Location(), len(a.Lines))
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
