package hosted

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"cognitossr/pkg/dev/local/internal/cognito/account"
	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// Domains serves the domains of all pools of an account at one address, where each has its own at AWS. A request goes
// to the pool that it is about: the one in its path or host name, that of its app client or of its access token.
type Domains struct {
	account *account.Account
	origin  func() string
	faults  *Faults
	log     *slog.Logger

	mu     sync.Mutex
	served map[*pool.Pool]http.Handler
}

// NewDomains makes the domains. The origin is asked for on each request, for it is known only after listening.
func NewDomains(a *account.Account, origin func() string, faults *Faults, log *slog.Logger) *Domains {
	return &Domains{account: a, origin: origin, faults: faults, log: log, served: map[*pool.Pool]http.Handler{}}
}

func (d *Domains) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p, ok := d.poolOf(r)
	if !ok {
		http.NotFound(w, r)
		return
	}
	d.handler(p).ServeHTTP(w, r)
}

func (d *Domains) handler(p *pool.Pool) http.Handler {
	d.mu.Lock()
	defer d.mu.Unlock()
	if served, ok := d.served[p]; ok {
		return served
	}
	mux := http.NewServeMux()
	managed := func(host string) bool { return d.account.ManagedLogin(p.ID(), host) }
	New(p, d.origin, managed, d.faults, d.log).Register(mux)
	d.served[p] = mux
	return mux
}

func (d *Domains) poolOf(r *http.Request) (*pool.Pool, bool) {
	if id, _, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/.well-known/"); ok {
		return d.account.Pool(id)
	}
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	if p, ok := d.account.OfHost(host); ok {
		return p, true
	}
	if p, ok := d.account.OfSession(r.URL.Query().Get("state")); ok { // on the way to an identity provider, and back
		return p, true
	}
	if p, ok := d.account.OfClient(clientOf(r)); ok {
		return p, true
	}
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		if p, ok := d.account.OfToken(token); ok {
			return p, true
		}
	}
	first := d.account.First()
	return first, first != nil
}

// clientOf is the id of the app client that a request names in its query, its Authorization header or its form.
func clientOf(r *http.Request) string {
	if id := r.URL.Query().Get("client_id"); id != "" {
		return id
	}
	if id, _, ok := r.BasicAuth(); ok {
		return unescape(id)
	}
	if r.Method != http.MethodPost {
		return ""
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maximumForm+1))
	r.Body = readAgain{io.MultiReader(bytes.NewReader(body), r.Body), r.Body}
	form, parsed := url.ParseQuery(string(body))
	if err != nil || parsed != nil {
		return "" // whoever reads the form for its content says so
	}
	return form.Get("client_id")
}

// readAgain is a body of which a part was read and is put before the rest.
type readAgain struct {
	io.Reader
	io.Closer
}
