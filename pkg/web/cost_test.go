//go:build unix && !race

package web_test

import (
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/routes"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// The race detector makes everything several times as slow.

// costOfThousand is how much processor time a thousand requests of nobody may take. Checking one signature for each takes a tenth of it.
const costOfThousand = time.Second

// TestRequestsOfNobodyAreCheap: whatever is sent, refusing it costs little, and asks nobody else but, for a key that is not known, for the keys.
func TestRequestsOfNobodyAreCheap_SEC124(t *testing.T) {
	site := webtest.New(t)
	requests := hostileRequests(site)
	page, api := site.Function(routes.KindPage, routes.AuthUser, entered), site.Function(routes.KindAPI, routes.AuthUser, entered)
	fetches, sent, took := site.Pool.Fetches(), 0, time.Duration(0)
	for range 3 { // whoever else is busy on this machine may make one of them slower, not all
		began, before := processorTime(t), sent
		for ; sent < before+1000; sent++ {
			r, function := requests[sent%len(requests)], page
			if strings.HasPrefix(r.Path, "/api/") {
				function = api
			}
			if a := function.Do(r); a.Status < 300 {
				t.Fatalf("%s %s lets nobody in with %d", r.Method, r.Path, a.Status)
			}
		}
		if took = processorTime(t) - began; took <= costOfThousand {
			break
		}
	}
	t.Logf("a thousand requests take %v", took)
	if took > costOfThousand {
		t.Errorf("a thousand requests take %v of processor time, more than %v", took, costOfThousand)
	}
	if asked := site.Pool.Fetches() - fetches; asked > 2 {
		t.Errorf("%d fetches of the key set for %d requests of nobody", asked, sent)
	}
}

// hostileRequests are the tokens of the attack corpus that are refused, as cookies and as bearer tokens, and forms and addresses of the largest size.
func hostileRequests(site *webtest.Site) (requests []webtest.Request) {
	id := site.Pool.ID(nil)
	for _, c := range authtest.Corpus(site.Pool) {
		if c.Want == authtest.Accepted || c.Kind == authtest.AsID || strings.Trim(c.Token, ` "`) != c.Token {
			continue
		}
		requests = append(requests, webtest.Get("/api/me").Bearer(c.Token), webtest.Navigate("/profile", "__Host-Http-id="+id, "__Host-Http-access="+c.Token))
	}
	many := webtest.Submit("/profile", nil, "__Host-Http-id="+id, "__Host-Http-access=x").With("origin", "").With("sec-fetch-site", "")
	many.Body = strings.Repeat("a&", web.MaxBody/2)
	crowd := make([]string, 200)
	for i := range crowd {
		crowd[i] = "__Host-Http-access-1=" + strings.Repeat("x", 40)
	}
	return append(requests, many, webtest.Navigate("/profile", crowd...), webtest.Navigate("/profile?"+strings.Repeat("a&", web.MaxQuery/2)),
		webtest.Submit("/profile", url.Values{"a": {strings.Repeat("%", 20_000)}}))
}

func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
