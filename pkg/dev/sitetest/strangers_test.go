package sitetest

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/auth/authtest"
)

// stranger is what somebody without an account sends, as often as they like.
type stranger struct {
	name, method, path, query string
	cookies                   []string
	headers                   map[string]string
	body                      string
	asks                      string // the endpoint of the user pool that this may call, once; "" for none
	fetches                   int    // of the pool's keys, over all repetitions
}

// strangers lists the ways in which a request could cost more than a page. Two are left: Cognito alone can say whether
// a code is good, so the callback of a flow that its sender has begun asks once; and a key id that is not known
// could be a new key, so the key set is fetched, once in ten seconds.
func strangers(s *site) []stranger {
	other := authtest.NewPool(s.t)
	forged := s.pool.Access(nil)
	forged = forged[:len(forged)-8] + "AAAAAAAA"
	unknownKey := s.pool.Sign(1, other.Header(1), s.pool.AccessPayload(nil))
	const invented = "refresh=1790000000.AAAAAAAAAAAAAAAAAAAAAA~invented"
	state := strings.Repeat("s", 43)
	b := newBrowser(s.t, s)
	flow := b.begin()
	ownState := strings.SplitN(flow, ".", 4)[2]
	suffix := ""
	for name := range b.cookies() {
		suffix = strings.TrimPrefix(name, "flow-")
	}
	own := []string{"flow-" + suffix + "=" + flow}
	form := map[string]string{"origin": baseURL, "sec-fetch-site": "same-origin",
		"content-type": "application/x-www-form-urlencoded"}
	refresh := func(name string, cookies ...string) stranger {
		return stranger{name: "refresh, " + name, method: "GET", path: "/auth/refresh",
			query: "return_to=/profile&private=1", cookies: cookies}
	}
	withUnknownKey := refresh("an unknown key id", "id="+unknownKey, "access="+unknownKey, invented)
	withUnknownKey.fetches = 1
	return []stranger{
		refresh("without a cookie"), refresh("an invented cookie", invented), refresh("a raw token", "refresh=invented"),
		refresh("beside no tokens", "id=x", "access=y", invented),
		refresh("beside a forged token", "id="+s.pool.ID(nil), "access="+forged, invented),
		refresh("beside another pool's", "id="+other.ID(nil), "access="+other.Access(nil), invented), withUnknownKey,
		{name: "sign-out", method: "POST", path: "/auth/logout", headers: form,
			cookies: slices.Repeat([]string{invented}, 50)},
		{name: "sign-out beside a forged token", method: "POST", path: "/auth/logout", headers: form,
			cookies: []string{"id=" + forged, "access=" + forged, invented}},
		{name: "callback without a flow", method: "GET", path: "/auth/callback", query: "code=x&state=" + state},
		{name: "callback with an invented flow", method: "GET", path: "/auth/callback", query: "code=x&state=" + state,
			cookies: []string{"flow-abcdefgh=1.1." + state}},
		{name: "callback with an error", method: "GET", path: "/auth/callback",
			query: "error=server_error&state=" + ownState, cookies: own},
		{name: "callback with the code twice", method: "GET", path: "/auth/callback",
			query: "code=x&code=y&state=" + ownState, cookies: own},
		{name: "callback with an invented code", method: "GET", path: "/auth/callback",
			query: "code=x&state=" + ownState, cookies: own, asks: "/oauth2/token"},
		{name: "sign-in", method: "GET", path: "/auth/login", query: "return_to=/profile"},
		{name: "sign-in afresh", method: "GET", path: "/auth/login", query: "fresh=1"},
		{name: "a page", method: "GET", path: "/profile", cookies: []string{"id=" + forged, "access=" + forged}},
		{name: "bearer", method: "GET", path: "/api/me", headers: map[string]string{"authorization": "Bearer " + forged}},
		{name: "bearer of an unknown key", method: "GET", path: "/api/me",
			headers: map[string]string{"authorization": "Bearer " + unknownKey}, fetches: 1},
		{name: "deleting an account", method: "POST", path: "/auth/delete-account", headers: form,
			body: "confirmed=yes", cookies: []string{"id=" + forged, "access=" + forged}},
		{name: "many cookies", method: "GET", path: "/auth/refresh",
			cookies: slices.Repeat([]string{"refresh=1~x", "id=y", "access=z", "flow-abcdefgh=1"}, 500)},
	}
}

// begin starts to sign in, and returns the cookie of the flow.
func (b *browser) begin() string {
	b.send("GET", at("/auth/login"), "")
	for name, value := range b.cookies() {
		if strings.HasPrefix(name, "flow-") {
			return value
		}
	}
	b.site.t.Fatal("there is no flow")
	return ""
}

// TestStrangersCostNoMoreThanAPage: nothing is asked of Cognito for what anybody can send (U-15), but for the two
// exceptions of the list.
func TestStrangersCostNoMoreThanAPage_SEC044_SEC062(t *testing.T) {
	s := newSite(t, 1)
	for _, tt := range strangers(s) {
		t.Run(tt.name, func(t *testing.T) {
			fetched := s.pool.Fetches()
			for range 3 {
				s.pool.change(func(p *userPool) { p.calls = nil })
				headers := map[string]string{"host": "localhost:3000", "accept": "text/html"}
				for name, value := range tt.headers {
					headers[name] = value
				}
				a := s.serve(tt.method, tt.path, tt.query, headers, tt.cookies, tt.body)
				var want []string
				if tt.asks != "" {
					want = []string{tt.asks}
				}
				s.pool.change(func(p *userPool) {
					if !slices.Equal(p.calls, want) {
						t.Errorf("it answers %d and calls %q, want %q", a.StatusCode, p.calls, want)
					}
				})
				if a.StatusCode == http.StatusOK {
					t.Errorf("it is served: %.200q", a.Body)
				}
			}
			if n := s.pool.Fetches() - fetched; n > tt.fetches {
				t.Errorf("the keys were fetched %d times, at most %d are wanted", n, tt.fetches)
			}
		})
	}
}
