package web_test

import (
	"net/url"
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// TestRequestsOfNobodyAreCheap: whatever is sent is refused without asking anybody but, for a key that is not known,
// for the keys. What it costs is a benchmark's business.
func TestRequestsOfNobodyAreCheap_SEC124(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	requests, send := nobody(t, site)
	fetches := site.Pool.Fetches()
	for i := range 1000 {
		send(requests[i%len(requests)])
	}
	if asked := site.Pool.Fetches() - fetches; asked > 2 {
		t.Errorf("%d fetches of the key set for a thousand requests of nobody", asked)
	}
}

func BenchmarkRequestsOfNobody(b *testing.B) {
	requests, send := nobody(b, webtest.New(b, webtest.ErrorPage))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		send(requests[i%len(requests)])
	}
}

// nobody gives hostile requests and a way to send them, which fails the test where one is let in.
func nobody(t testing.TB, site *webtest.Site) ([]webtest.Request, func(webtest.Request)) {
	page, api := site.Function(access.KindPage, access.User, entered), site.Function(access.KindAPI, access.User, entered)
	return hostileRequests(site), func(r webtest.Request) {
		function := page
		if strings.HasPrefix(r.Path, "/api/") {
			function = api
		}
		if a := function.Do(r); a.Status < 300 {
			t.Fatalf("%s %s lets nobody in with %d", r.Method, r.Path, a.Status)
		}
	}
}

// hostileRequests are the tokens of the attack corpus that are refused, as cookies and as bearer tokens, and forms
// and addresses of the largest size.
func hostileRequests(site *webtest.Site) (requests []webtest.Request) {
	id := site.Pool.ID(nil)
	for _, c := range authtest.Corpus(site.Pool) {
		if c.Want == authtest.Accepted || c.Kind == authtest.AsID || strings.Trim(c.Token, ` "`) != c.Token {
			continue
		}
		requests = append(requests, webtest.Get("/api/me").Bearer(c.Token),
			webtest.Navigate("/profile", "__Host-Http-id="+id, "__Host-Http-access="+c.Token))
	}
	many := webtest.Submit("/profile", nil, "__Host-Http-id="+id, "__Host-Http-access=x").With("origin",
		"").With("sec-fetch-site", "")
	many.Body = strings.Repeat("a&", web.MaxBody/2)
	crowd := make([]string, 200)
	for i := range crowd {
		crowd[i] = "__Host-Http-access-1=" + strings.Repeat("x", 40)
	}
	return append(requests, many, webtest.Navigate("/profile", crowd...),
		webtest.Navigate("/profile?"+strings.Repeat("a&", web.MaxQuery/2)),
		webtest.Submit("/profile", url.Values{"a": {strings.Repeat("%", 20_000)}}))
}
