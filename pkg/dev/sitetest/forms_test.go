package sitetest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"cognitossr/pkg/auth/authtest"
)

// submit sends the form that deletes an account, and follows it with its body as a browser does.
func (b *browser) submit(form url.Values) (a answer, hops int) {
	address := "/auth/delete-account"
	for range longestChain {
		u, err := url.Parse(address)
		if err != nil {
			b.site.t.Fatal(err)
		}
		a = b.send(http.MethodPost, u, form.Encode())
		if a.StatusCode != http.StatusTemporaryRedirect {
			return a, hops
		}
		hops++
		address = a.Headers["location"]
	}
	b.site.t.Fatal("the form goes round in circles")
	return a, hops
}

// handled is what the handler answers: every other answer is one that it has not seen the form for.
const handled = "AUTH-DELETION-REFUSED"

// TestFormsAtEveryAge_SEC064: a form is handled once, whatever has become of its session since the page was opened
// (U-02). The one of the site that deletes an account is refused here by its handler, because the user administers the
// site, which shows that it was there.
func TestFormsAtEveryAge_SEC064(t *testing.T) {
	tests := []struct {
		name   string
		change func(s *site, b *browser)
		status int
		code   string
		hops   int
	}{
		{"fresh", func(*site, *browser) {}, 403, handled, 0},
		{"expired", func(_ *site, b *browser) { b.expire() }, 403, handled, 2},
		{"both expired", func(s *site, b *browser) { // the refresh token as well
			b.expire()
			s.pool.change(func(p *userPool) { p.refresh = map[string]*refreshToken{} })
		}, 401, "AUTH-SIGN-IN-REQUIRED", 3},
		{"Cognito does not answer", func(s *site, b *browser) {
			b.expire()
			s.pool.change(func(p *userPool) { p.trouble = 1 })
		}, 503, "AUTH-REFRESH-UNAVAILABLE", 2},
		{"signed out in another tab", func(_ *site, b *browser) { b.signOut() }, 401, "AUTH-SIGN-IN-REQUIRED", 0},
		{"somebody else has signed in in another tab", func(s *site, b *browser) {
			s.pool.change(func(p *userPool) {
				p.claims = authtest.Claims{"sub": "somebody-else", "cognito:groups": []string{"admin"}}
			})
			b.open("/auth/login")
		}, 409, "AUTH-FORM-OF-ANOTHER-USER", 0},
		{"somebody else has signed in, and expired", func(s *site, b *browser) {
			s.pool.change(func(p *userPool) {
				p.claims = authtest.Claims{"sub": "somebody-else", "cognito:groups": []string{"admin"}}
			})
			b.open("/auth/login")
			b.expire()
		}, 409, "AUTH-FORM-OF-ANOTHER-USER", 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t, 1)
			s.pool.claims = authtest.Claims{"cognito:groups": []string{"admin"}}
			b := newBrowser(t, s)
			b.open("/auth/login?return_to=/profile")
			_, asked := b.open("/auth/logout")
			token := formToken.FindStringSubmatch(asked.Body)
			if token == nil {
				t.Fatalf("no form token: %s", asked.Body)
			}
			tt.change(s, b)
			form := url.Values{"form_token": {token[1]}, "confirmed": {"yes"}, "why": {"written at length"}}
			a, hops := b.submit(form)
			if a.StatusCode != tt.status || !strings.Contains(a.Body, tt.code) || hops != tt.hops {
				t.Errorf("%d after %d redirects: %s", a.StatusCode, hops, a.Body)
			}
			if kept := strings.Contains(a.Body, "written at length"); kept != (tt.code != handled) {
				t.Errorf("it is kept %v: %s", kept, a.Body)
			}
		})
	}
}

// TestKeptFormIsSentAgain_SEC064: the page that keeps a form sends it whole, and it is handled then, once.
func TestKeptFormIsSentAgain_SEC064(t *testing.T) {
	s := newSite(t, 1)
	s.pool.claims = authtest.Claims{"cognito:groups": []string{"admin"}}
	b := newBrowser(t, s)
	b.open("/auth/login?return_to=/profile")
	b.expire()
	s.pool.change(func(p *userPool) { p.trouble = 1 })
	form := url.Values{"confirmed": {"yes"}, "why": {"two\r\nlines & more"}}
	kept, _ := b.submit(form)
	if kept.StatusCode != http.StatusServiceUnavailable || !strings.Contains(kept.Body, `action="/auth/delete-account"`) {
		t.Fatalf("%d: %s", kept.StatusCode, kept.Body)
	}
	b.forget("refresh-pause") // its time has passed
	again, hops := b.submit(form)
	if !strings.Contains(again.Body, handled) || hops != 2 {
		t.Errorf("%d after %d redirects: %s", again.StatusCode, hops, again.Body)
	}
}

// forget drops a cookie, as a browser does at its end.
func (b *browser) forget(name string) {
	b.jar.SetCookies(at("/auth/x"), []*http.Cookie{{Name: name, Path: "/", MaxAge: -1}})
}
