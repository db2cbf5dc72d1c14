//go:build !race

package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"strconv"
	"testing"
	"time"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/config"
	"cognitossr/pkg/lambda"
	"cognitossr/pkg/web"
)

// The race detector makes pools forget at random, so allocations are counted without it only.

// warmBudget is how often a signed-in page allocates from event to answer once its tokens are known. Each time counts:
// at this size of page the garbage collector is half of what a request costs.
const warmBudget = 58 // of which the page takes 31

// signedIn is the home page as web.Run puts it together, and the event of a signed-in visitor with the headers of a
// browser.
func signedIn(tb testing.TB, pool *authtest.Pool, claims authtest.Claims) (*lambda.Adapter, []byte) {
	tb.Helper()
	c := config.Config{
		BaseURL: "https://www.example.com", ClientID: pool.ClientID, Domain: "https://auth.example.com", Issuer: pool.Issuer,
		Auth: access.Optional, SessionMaxAge: config.DefaultSessionMaxAge, SessionIdleAge: config.DefaultSessionIdleAge,
	}
	seeded := pool.Config()
	seeded.JWKS = pool.JWKS()
	verifier, err := auth.New(seeded)
	if err != nil {
		tb.Fatal(err)
	}
	d := web.NewDeps(c, verifier, slog.New(slog.DiscardHandler), time.Now, rand.Reader)
	handler, err := newHandler(d)
	if err != nil {
		tb.Fatal(err)
	}
	event, err := json.Marshal(map[string]any{
		"version": "2.0", "routeKey": "GET /", "rawPath": "/", "rawQueryString": "",
		"cookies": []string{"__Host-Http-id=" + pool.ID(claims), "__Host-Http-access=" + pool.Access(claims)},
		"headers": map[string]string{
			"accept": "text/html,*/*;q=0.8", "accept-encoding": "gzip, deflate, br, zstd",
			"accept-language": "en-GB,en;q=0.5", "content-length": "0", "host": "www.example.com",
			"sec-fetch-dest": "document", "sec-fetch-mode": "navigate", "sec-fetch-site": "none",
			"sec-fetch-user": "?1", "upgrade-insecure-requests": "1",
			"user-agent": "Mozilla/5.0", "x-amzn-trace-id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700",
			"x-forwarded-for": "192.0.2.7", "x-forwarded-port": "443",
			"x-forwarded-proto": "https",
		},
		"requestContext": map[string]any{"domainName": "www.example.com",
			"http": map[string]string{"method": "GET", "path": "/", "sourceIp": "192.0.2.7"}},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return web.NewAdapter(d, access.KindPage, handler), event
}

// TestWarmPageStaysInItsBudget: neither allocations nor calls grow unseen.
func TestWarmPageStaysInItsBudget_N20(t *testing.T) {
	pool := authtest.NewPool(t)
	adapter, event := signedIn(t, pool, nil)
	answer, err := adapter.Invoke(t.Context(), event)
	if err != nil || !bytes.Contains(answer, []byte("Hello "+authtest.Email)) {
		t.Fatalf("answer %.300s (%v)", answer, err)
	}
	n := testing.AllocsPerRun(100, func() { _, err = adapter.Invoke(t.Context(), event) })
	if err != nil || n > warmBudget {
		t.Errorf("a signed-in page allocates %v times, the budget is %d (%v)", n, warmBudget, err)
	}
	if pool.Fetches() != 0 {
		t.Errorf("the key set was fetched %d times though it was shipped", pool.Fetches())
	}
}

func BenchmarkSignedInPage(b *testing.B) {
	adapter, event := signedIn(b, authtest.NewPool(b), nil)
	ctx := b.Context()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := adapter.Invoke(ctx, event); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkNewVisitor has another pair of tokens each time, as many as nobody remembers: what a page costs without
// memory.
func BenchmarkNewVisitor(b *testing.B) {
	pool := authtest.NewPool(b)
	adapter, _ := signedIn(b, pool, nil)
	events := make([][]byte, 300)
	for i := range events {
		_, events[i] = signedIn(b, pool, authtest.Claims{"jti": strconv.Itoa(i)})
	}
	ctx, next := b.Context(), 0
	b.ReportAllocs()
	for b.Loop() {
		if _, err := adapter.Invoke(ctx, events[next%len(events)]); err != nil {
			b.Fatal(err)
		}
		next++
	}
}
