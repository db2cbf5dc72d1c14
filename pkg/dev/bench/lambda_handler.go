package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime"
	"testing"
	"time"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/config"
	"cognitossr/pkg/lambda"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

// homeAdapter is the home page from event to answer, put together as functions/home and web.Run do: a main package
// cannot be imported.
func homeAdapter(pool *authtest.Pool) (*lambda.Adapter, error) {
	c := config.Config{
		BaseURL: site, UserPoolID: poolID(pool), ClientID: pool.ClientID, Domain: "https://auth.example.com",
		Issuer: pool.Issuer, JWKSURL: pool.JWKSURL,
		JWKS: pool.JWKS(), Auth: access.Optional, SessionMaxAge: config.DefaultSessionMaxAge,
		SessionIdleAge: config.DefaultSessionIdleAge,
	}
	log := lambda.NewLog(io.Discard, slog.LevelInfo)
	verifier, err := auth.New(auth.Config{Issuer: c.Issuer, ClientID: c.ClientID, JWKSURL: c.JWKSURL, JWKS: c.JWKS, Log: log})
	if err != nil {
		return nil, fmt.Errorf("making the verifier: %w", err)
	}
	d := web.NewDeps(c, verifier, log, time.Now, rand.Reader)
	d.ErrorPage = templates.Failure
	home, err := web.Routes{"GET /": func(w http.ResponseWriter, r *http.Request) error {
		view := templates.HomeView{Layout: web.Layout(r, ""), Unverifiable: web.Unverifiable(r.Context())}
		return web.WritePage(w, r, http.StatusOK, templates.Home(view))
	}}.Handler(d)
	if err != nil {
		return nil, fmt.Errorf("making the handler: %w", err)
	}
	return web.NewAdapter(d, access.KindPage, home), nil
}

// In process, slices can be short and many: on a shared machine a neighbour's burst then spoils a few of them and not
// the median.
const (
	handlerSlice  = 4 * time.Millisecond
	handlerRounds = 2 // for each round of warm requests
)

// handlerTable prints what a signed-in page costs without process and protocol, event in and answer out, next to Node.
func (l *lambdaBench) handlerTable(o lambdaOptions, out io.Writer) error {
	adapter, err := homeAdapter(l.pool)
	if err != nil {
		return err
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // as in the function, see pkg/lambda/gomaxprocs
	ctx := context.Background()
	own := inProcess(l.page.name, func(int) error {
		answer, err := adapter.Invoke(ctx, l.page.event)
		if err == nil {
			err = l.page.check(answer)
		}
		return err
	})
	if _, err := own.run(1); err != nil {
		return err
	}
	allocations := testing.AllocsPerRun(200, func() { _, _ = adapter.Invoke(ctx, l.page.event) }) // it has worked once, see above
	fmt.Fprintf(out, "\nThe handler allocates %.0f times for each signed-in page.\n", allocations)
	if len(l.node) == 0 {
		return nil
	}
	var contenders []contender
	for _, v := range l.node {
		n, err := startHandler(v)
		if err != nil {
			return err
		}
		defer n.end()
		contenders = append(contenders, n.contender())
	}
	results, err := compare(plan{o.warm.rounds * handlerRounds, handlerSlice}, contenders[0], append(contenders[1:], own))
	if err != nil {
		return err
	}
	printRatios(out, "Handler in process, processor time", l.node[0].name, results)
	return nil
}
