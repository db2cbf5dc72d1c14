package cognito

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"

	"cognitossr/pkg/dev/local/internal/cognito/account"
	"cognitossr/pkg/dev/local/internal/cognito/api"
	"cognitossr/pkg/dev/local/internal/cognito/control"
	"cognitossr/pkg/dev/local/internal/cognito/hosted"
	"cognitossr/pkg/dev/local/internal/cognito/pool"
	"cognitossr/pkg/dev/local/internal/inspect"
	"cognitossr/pkg/dev/local/internal/table"
)

// Server answers for an account with the site's user pool, and with those that the API makes: their pages and OAuth
// endpoints, their key sets, the cognito-idp JSON API at POST /, and the control page of the site's pool at /_local/.
// With Options.SignOutTable it answers calls of DynamoDB at POST /, too.
type Server struct {
	options Options
	origin  atomic.Pointer[string]
	account *account.Account
	pool    *pool.Pool // the site's
	api     *api.Service
	mux     *http.ServeMux
	record  *inspect.Recorder
	table   *table.Table // of ended sessions; nil: none
	own     table.Own    // those of the site's own functions

	customization pool.Customization // of the classic pages, as the options say
}

// New makes a server with two fresh keys. It does not listen; call SetOrigin before the first request.
func New(o Options) (*Server, error) {
	s := &Server{options: o.withDefaults(), mux: http.NewServeMux()}
	if err := s.fill(); err != nil {
		return nil, fmt.Errorf("setting up the local Cognito: %w", err)
	}
	s.route()
	return s, nil
}

// fill makes the account with its pools.
func (s *Server) fill() (err error) {
	o := s.options
	if err := o.check(); err != nil {
		return err
	}
	s.record = inspect.New(o.Now)
	if s.customization, err = hosted.LoadCustomization(o.CSSFile, o.LogoFile); err != nil {
		return err
	}
	file, err := account.OpenFile(o.DataFile, o.Log)
	if err != nil {
		return err
	}
	if s.pool, err = s.firstPool(file); err != nil {
		return err
	}
	if err := errors.Join(s.seed(), s.brand()); err != nil {
		return err
	}
	if s.account, err = account.New(account.Settings{
		Region: o.Region, Issuer: s.issuer, File: file, Pool: pool.Settings{Origin: s.Origin, Lambda: o.Lambda,
			Now: o.Now, Log: o.Log},
	}, s.pool); err != nil {
		return err
	}
	if _, taken := s.account.Domain(domainPrefix); taken { // by a kept pool, which was given it
		return nil
	}
	_, err = s.account.AddDomain(account.Domain{Name: domainPrefix, PoolID: s.pool.ID(),
		ManagedLoginVersion: o.managedLoginVersion()})
	return err
}

// route says who answers what.
func (s *Server) route() {
	o := s.options
	faults := &hosted.Faults{}
	domains := hosted.NewDomains(s.account, s.Origin, faults, o.Log)
	if o.SignOutTable != "" {
		s.table = table.New(o.SignOutTable, o.Now)
	}
	page := &control.Control{
		Pool: s.pool, Pools: s.account.Pools, Faults: faults, Reseed: s.seed, Record: s.record, Table: s.table,
		Look: func() bool { return s.account.ManagedLogin(s.pool.ID(), "") },
	}
	page.Register(s.mux)
	s.api = api.New(s.account, o.Log)
	s.mux.Handle("POST /{$}", s.api)
	s.mux.Handle("GET /{$}", http.RedirectHandler("/_local/", http.StatusFound))
	s.mux.Handle("GET /_local/branding", domains)
	s.mux.Handle("GET /_local/provider/{name}", domains)
	s.mux.Handle("POST /_local/provider/{name}", domains)
	s.mux.Handle("/", domains)
}

// firstPool makes the pool that the options describe, with what was kept of it.
func (s *Server) firstPool(file *account.File) (*pool.Pool, error) {
	settings, err := s.options.settings(s.Origin, s.Issuer)
	if err != nil {
		return nil, err
	}
	settings.Changed = file.Changed
	if settings.Data, err = file.First(s.options.PoolID); err != nil {
		return nil, err
	}
	return pool.New(settings)
}

// issuer is the iss claim of a pool's tokens.
func (s *Server) issuer(poolID string) string {
	region, _, _ := strings.Cut(poolID, "_")
	switch s.options.Issuer {
	case IssuerAWS:
		return "https://cognito-idp." + region + ".amazonaws.com/" + poolID
	case IssuerUpdated:
		return "https://issuer-cognito-idp." + region + ".amazonaws.com/" + poolID
	}
	return s.Origin() + "/" + poolID
}

// SetOrigin tells the server its address, such as http://127.0.0.1:9229.
func (s *Server) SetOrigin(origin string) {
	origin = strings.TrimRight(origin, "/")
	s.origin.Store(&origin)
}

// Origin is the address that SetOrigin told.
func (s *Server) Origin() string {
	if o := s.origin.Load(); o != nil {
		return *o
	}
	return "http://127.0.0.1"
}

// ServeHTTP answers loopback only, unless Options.Hosts names others: the peer must be on this machine, and the Host header must name it, so that
// no page on the web can reach the server under a name of its own (DNS rebinding).
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.options.allowedHost(r.Host) && (!loopbackPeer(r.RemoteAddr) || !loopbackHost(r.Host)) {
		http.Error(w, "The local Cognito answers to 127.0.0.1, [::1] and localhost only.", http.StatusForbidden)
		return
	}
	answers := crossOrigin(s.record.Watch(inspect.Cognito, s.mux))
	if table.Speaks(r) {
		if s.table != nil {
			answers = s.table
		}
		answers = s.own.Or(answers)
	}
	answers.ServeHTTP(w, r)
}

// WatchSite wraps the handler of the site, so that the control page shows both sides of a sign-in.
func (s *Server) WatchSite(site http.Handler) http.Handler { return s.record.Watch(inspect.Site, site) }

// PoolID is the pool's id.
func (s *Server) PoolID() string { return s.options.PoolID }

// ClientID is the id of the site's app client.
func (s *Server) ClientID() string { return s.options.ClientID }

// ClientSecret is its secret.
func (s *Server) ClientSecret() string { return s.options.ClientSecret }

// Issuer is the iss claim of the tokens.
func (s *Server) Issuer() string { return s.issuer(s.options.PoolID) }

// JWKSURL is where the keys are published.
func (s *Server) JWKSURL() string {
	return s.Origin() + "/" + s.options.PoolID + "/.well-known/jwks.json"
}

// Close writes what the data file still lacks.
func (s *Server) Close() error { return s.account.Close() }
