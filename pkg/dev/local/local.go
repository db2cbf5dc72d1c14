// Package local runs the whole site on this machine: the real functions behind a stand-in for API Gateway and Lambda,
// and a stand-in for the user pool. It must not be part of anything that is deployed, and shares no code with the
// packages whose counterpart it plays.
package local

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"cognitossr/pkg/dev/build"
	"cognitossr/pkg/dev/local/internal/cognito"
	"cognitossr/pkg/dev/local/internal/gateway"
	"cognitossr/pkg/routes"
)

// User is a user who exists from the start.
type User = cognito.User

// PoolClient is an app client of another pool than the first.
type PoolClient = cognito.PoolClient

// Provider is an identity provider beside the pool's own passwords.
type Provider = cognito.Provider

// Region is the AWS region of the local user pool.
const Region = "eu-west-1"

// Issuers that tokens of StartPool can name.
var Issuers = []string{cognito.IssuerLocal, cognito.IssuerAWS, cognito.IssuerUpdated}

// Options of a stack. Only Root is required.
type Options struct {
	Root        string // the repository's folder
	Addr        string // address of the site; "localhost:3000" when empty, port 0 for any free one
	CognitoAddr string // address of the local Cognito; "127.0.0.1:9229" when empty
	BaseURL     string // origin of the site in the browser; http://localhost:<port> when empty

	Log      *slog.Logger       // the stack's own log; nil: none
	Output   io.Writer          // output of the functions; nil: discarded
	Progress func(build.Result) // called for each function built at the start; may be nil

	BinariesDir string   // folder with <name>/bootstrap, prebuilt for this machine
	NoRebuild   bool     // do not rebuild functions after the start
	KeepGoing   bool     // start even if a function does not compile: its page shows the error
	Cover, Race bool     // see build.Options
	Debug       bool     // see build.Options; one process for each function, and nothing times out
	Tags        []string // see build.Options
	Env         []string // "NAME=value" for every function, as in SESSION_MAX_AGE=1h
	Processes   int      // maximum per function; 0: 4

	// Getenv returns the settings that functions depend on, as in ALLOWED_EMAIL_DOMAINS, and the variables that they
	// list; nil: none.
	Getenv func(name string) string

	Users                                []User           // users from the start; nil: DefaultUsers
	UsersFile                            string           // JSON file with more users: [{"email": "...", "password": "...", "groups": ["..."]}]
	DataFile                             string           // see the local Cognito
	PoolsFile                            string           // of StartPool: JSON file with more pools, see docs/howto/local-cognito.md
	CSSFile, LogoFile                    string           // of the hosted pages; those of terraform/branding when empty
	Now                                  func() time.Time // the local Cognito's clock
	AccessTokenValidity, IDTokenValidity time.Duration
	RefreshTokenValidity, RotationGrace  time.Duration
	RotationOff                          bool
	groups                               []string    // groups from the start, besides those of the users
	MFA                                  string      // OFF, OPTIONAL or ON; "": OFF
	MFAFactors                           []string    // of totp, sms and email; nil: totp, as in a deployment
	Passkeys                             bool        // as in a deployment; the local Cognito is at the name localhost then
	CognitoHosts                         []string    // of StartPool: names by which containers ask; it then listens on every address
	TLSFile                              string      // of StartPool: it speaks TLS, and writes there what to trust; "": without TLS
	Issuer                               string      // of StartPool: one of Issuers; "": local
	LambdaEndpoint                       string      // where functions are called that a pool's LambdaConfig names and that are not the site's; "": nowhere
	Deployment                           *Deployment // nil: a site that is deployed nowhere
	ManagedLogin                         bool        // the pages are managed login, not the classic hosted UI
	Failover                             bool        // functions are told that the pool is served from a second Region
	SignUpOff                            bool        // only administrators create users; functions get COGNITO_SIGN_UP=off
	Providers                            []Provider  // other places to sign in, besides those of Deployment; functions get COGNITO_IDENTITY_PROVIDERS

	InstantSignOut            bool   // with a table of ended sessions, at the address of the local Cognito
	InstantSignOutRemember    string // as the variable of the functions; "": their default
	InstantSignOutUnavailable string // as the variable of the functions; "": their default
}

// Stack is a running site and its user pool.
type Stack struct {
	SiteURL    string // origin of the site
	CognitoURL string // origin of the local Cognito: pages, OAuth endpoints, JSON API
	InboxURL   string // the mails that it "sent"
	ControlURL string // its control page
	PoolID     string
	ClientID   string
	Issuer     string
	Users      []User // with their passwords
	Clients    []PoolClient
	BuildError error // with Options.KeepGoing: the functions that do not compile

	options  Options
	cognito  *cognito.Server
	servers  []*http.Server
	builds   sync.Mutex // one build at a time
	progress progress

	accountSecret string // of the app client for a visitor's own account
	watch         build.Watch
	ctx           context.Context // ends with the stack
	cancel        context.CancelFunc
	keys          string // the pool's key set, as the deployment ships it
	list          functionTable
	closing       sync.Once

	background sync.WaitGroup // builds, and the template compiler at the start

	buildNotice, listNotice notice
}

// DefaultUsers are an ordinary user and an administrator.
func DefaultUsers() []User {
	return []User{
		{Email: "user@example.com", Password: "Local-user-1"},
		{Email: "admin@example.com", Password: "Local-admin-1", Groups: []string{"admin"}},
	}
}

// cognitoHost is another name than the site's, so that the two share no cookies, unless there are passkeys: browsers keep
// none for an IP address, and programs do not find names below localhost.
func (o Options) cognitoHost() string {
	if o.Passkeys {
		return "localhost"
	}
	return "127.0.0.1"
}

// firstFactors are what the deployment allows (terraform/modules/user-pool).
func (o Options) firstFactors() []string {
	factors := []string{"PASSWORD"}
	if o.Deployment != nil && o.Deployment.EmailOTP {
		factors = append(factors, "EMAIL_OTP")
	}
	if o.Passkeys {
		factors = append(factors, "WEB_AUTHN")
	}
	return factors
}

func (o Options) withDefaults() Options {
	if o.Addr == "" {
		o.Addr = "localhost:3000"
	}
	if o.CognitoAddr == "" {
		o.CognitoAddr = "127.0.0.1:9229"
	}
	if o.Passkeys {
		o.CognitoAddr = strings.Replace(o.CognitoAddr, "127.0.0.1:", "localhost:", 1)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Output == nil {
		o.Output = io.Discard
	}
	o.Output = &shared{to: o.Output}
	return o
}

// withUsers adds DefaultUsers unless users are given. The administrator is in every group that an access right names,
// so that every page can be opened.
func (o Options) withUsers() Options {
	if o.Users != nil {
		return o
	}
	o.Users = DefaultUsers()
	table, _ := routes.Load(routes.Path(o.Root)) // its errors are reported when it is used
	admin := &o.Users[len(o.Users)-1]
	for _, f := range table.Functions {
		if group := f.Auth.Group(); group != "" && !slices.Contains(admin.Groups, group) {
			admin.Groups = append(admin.Groups, group)
		}
	}
	return o
}

// withBranding uses the deployment's branding of the hosted pages, if there is any.
func (o Options) withBranding() Options {
	branding := func(given, name string) string {
		path := filepath.Join(o.Root, "terraform", "branding", name)
		if _, err := os.Stat(path); given != "" || err != nil {
			return given
		}
		return path
	}
	o.CSSFile, o.LogoFile = branding(o.CSSFile, "login.css"), branding(o.LogoFile, "logo.png")
	return o
}

// Start opens the ports, builds the functions, and serves until ctx ends or Close is called. It returns a *PortError
// if a port is in use, and a *build.Error if source does not compile. No function is started before its first
// request.
func Start(ctx context.Context, o Options) (*Stack, error) {
	s, err := newStack(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := s.start(); err != nil {
		s.Close()
		return nil, err
	}
	context.AfterFunc(s.ctx, func() { s.Close() })
	return s, nil
}

func newStack(ctx context.Context, o Options) (*Stack, error) {
	o = o.withDefaults()
	root, err := filepath.Abs(o.Root)
	if err != nil {
		return nil, fmt.Errorf("finding the repository: %w", err)
	}
	o.Root = root
	if o, err = o.withBranding().withUsers().withUsersFile(); err != nil {
		return nil, err
	}
	s := &Stack{options: o, Users: o.Users}
	s.ctx, s.cancel = context.WithCancel(ctx)
	return s, nil
}

func (s *Stack) start() error {
	site, err := listen(s.options.Addr, "PORT")
	if err != nil {
		return err
	}
	defer site.closeUnserved()
	pool, err := listen(s.options.CognitoAddr, "COGNITO_PORT")
	if err != nil {
		return err
	}
	defer pool.closeUnserved()
	s.SiteURL = s.options.BaseURL
	if s.SiteURL == "" {
		s.SiteURL = origin("localhost", site)
	}
	s.CognitoURL = origin(s.options.cognitoHost(), pool)
	if err := s.newPool(); err != nil {
		return err
	}
	s.serve(pool, s.cognito)
	if s.keys, err = fetch(s.ctx, s.cognito.JWKSURL()); err != nil {
		return fmt.Errorf("fetching the local Cognito's keys: %w", err)
	}
	if err := s.list.load(routes.Path(s.options.Root), s.newFunction); err != nil {
		return err
	}
	handler := s.cognito.WatchSite(gateway.New(gateway.Options{
		Table: s.table, Prepare: s.prepare, Invoke: s.invoke, Hosts: hosts(s.SiteURL), Log: s.options.Log,
		Timeout: s.options.timeout(gateway.IntegrationTimeout),
	}))
	if s.rebuilds() {
		s.serve(site, handler) // until the build has finished, a page says that its function is being built
	}
	if err := s.buildAll(); err != nil {
		return err
	}
	if !s.rebuilds() {
		s.serve(site, handler)
	}
	return nil
}

func (s *Stack) newPool() error {
	o := s.options
	secret, err := keptSecret(o.DataFile)
	style, refused := o.style()
	if err = errors.Join(err, refused); err != nil {
		return fmt.Errorf("starting the local Cognito: %w", err)
	}
	s.accountSecret = rand.Text() + rand.Text()
	signedIn, signedOut := s.callbacks()
	if s.cognito, err = cognito.New(cognito.Options{
		Deployed:     o.pool(),
		Region:       Region,
		OtherClients: []cognito.Client{s.accountClient()},
		CallbackURLs: signedIn,
		LogoutURLs:   signedOut,
		Users:        o.Users,
		Providers:    o.Providers,
		Groups:       o.groups,
		DataFile:     o.DataFile,
		ClientSecret: secret,
		CSSFile:      o.CSSFile,
		LogoFile:     o.LogoFile,
		ManagedLogin: o.ManagedLogin, Style: style,
		Trigger: s.trigger, Lambda: s.lambda,
		Now:                  o.Now,
		Log:                  o.Log,
		AccessTokenValidity:  o.AccessTokenValidity,
		IDTokenValidity:      o.IDTokenValidity,
		RefreshTokenValidity: o.RefreshTokenValidity,
		RotationGrace:        o.RotationGrace,
		RotationOff:          o.RotationOff,
		SignUpOff:            o.SignUpOff,
		Hosts:                o.CognitoHosts,
		Issuer:               o.Issuer,
		MFA:                  o.MFA,
		MFAFactors:           o.MFAFactors,
		FirstFactors:         o.firstFactors(),
		KeepEmail:            true, // as Terraform's pool does
		SignOutTable:         o.signOutTable(),
	}); err != nil {
		return fmt.Errorf("starting the local Cognito: %w", err)
	}
	s.tell()
	return nil
}

// tell says where the pool is, and what it is called.
func (s *Stack) tell() {
	s.cognito.SetOrigin(s.CognitoURL)
	s.InboxURL, s.ControlURL = s.CognitoURL+"/_local/inbox", s.CognitoURL+"/_local/"
	s.PoolID, s.ClientID, s.Issuer = s.cognito.PoolID(), s.cognito.ClientID(), s.cognito.Issuer()
}

// AccountClientID is the id of the app client for a visitor's own account.
const AccountClientID = "localaccount000000000000001"

// accountClient is the second app client of the deployment, for a visitor's own account.
func (s *Stack) accountClient() cognito.Client {
	return cognito.Client{
		ID: AccountClientID, Secret: s.accountSecret, Scopes: []string{"openid", "aws.cognito.signin.user.admin"},
		CallbackURLs: []string{s.SiteURL + "/account/authorized", s.SiteURL + "/account/passkeys"},
	}
}

// table returns the current list of functions.
func (s *Stack) table() (routes.Table, error) {
	if s.options.NoRebuild {
		return s.list.current(), nil
	}
	table, err := s.list.refresh(s.newFunction)
	s.listNotice.tell(s.options.Output, err)
	return table, err
}

// Close stops the servers and ends every process. It may be called more than once.
func (s *Stack) Close() error {
	var problems []error
	s.closing.Do(func() {
		s.cancel()
		for _, server := range s.servers {
			problems = append(problems, server.Close())
		}
		s.list.close()
		s.background.Wait()
		if s.cognito != nil {
			problems = append(problems, s.cognito.Close())
		}
	})
	return errors.Join(problems...)
}

// PIDs returns the process IDs of the running functions.
func (s *Stack) PIDs() []int {
	var pids []int
	for _, unit := range s.list.all() {
		pids = append(pids, unit.pool.PIDs()...)
	}
	return pids
}

func fetch(ctx context.Context, url string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = errors.New(answer.Status)
	}
	return string(body), err
}
