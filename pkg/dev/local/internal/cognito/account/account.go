// Package account is the AWS account of the local Cognito: all user pools there are, and what is unique among them, which is their ids, the ids of their app clients and their domains. It decides which pool a request is
// about; what a pool does is the pool's own business.
package account

import (
	"cmp"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// ID is the number of the account, which stands in ARNs.
const ID = "000000000000"

// Settings are what every pool of the account shares.
type Settings struct {
	Region string
	Issuer func(poolID string) string // the iss claim of a pool's tokens, without trailing slash
	Pool   pool.Settings              // of a new pool: trigger, clock, random source and log
	File   *File                      // that keeps all over a restart; nil: nothing does
}

// Account is safe for use by several goroutines.
type Account struct {
	settings Settings
	first    *pool.Pool // that is described by who starts the program

	mu      sync.RWMutex
	pools   []*pool.Pool
	domains *pool.Collection[Domain] // by their names
}

// New makes an account of a pool, which answers when a request names none, and of those that the file has kept.
func New(s Settings, first *pool.Pool) (*Account, error) {
	if s.File == nil {
		s.File = &File{}
	}
	a := &Account{settings: s, first: first, pools: []*pool.Pool{first},
		domains: pool.NewCollection[Domain](s.File.Changed, func(string) error { return errNoSuchDomain })}
	s.Pool.Changed = s.File.Changed
	a.settings.Pool = s.Pool
	for _, data := range s.File.read.pools {
		if data.PoolID == first.ID() {
			continue
		}
		kept := a.settings.Pool
		kept.Data, kept.Region, kept.Configuration = data, data.Made.Region, data.Made.Configuration
		if _, err := a.add(data.PoolID, kept); err != nil {
			return nil, fmt.Errorf("restoring the pool %s: %w", data.PoolID, err)
		}
	}
	for _, d := range s.File.read.Domains {
		if _, ok := a.Pool(d.PoolID); ok && d.PoolID != first.ID() {
			a.domains.Set(d.Name, d)
		}
	}
	s.File.follow(a.snapshot)
	return a, nil
}

// snapshot is what the file keeps: of the first pool what happened in it, of the others all.
func (a *Account) snapshot() (content, error) {
	c := content{Version: fileVersion}
	for _, p := range a.Pools() {
		data, err := p.Data(p != a.first)
		if err != nil {
			return c, fmt.Errorf("the pool %s: %w", p.ID(), err)
		}
		c.Pools = append(c.Pools, data)
	}
	c.Domains = a.domains.List()
	return c, nil
}

// Region is the AWS Region of pools that are made without naming one.
func (a *Account) Region() string { return a.settings.Region }

// ARN names a pool. Its id begins with its Region.
func (a *Account) ARN(poolID string) string {
	region, _, _ := strings.Cut(poolID, "_")
	return "arn:aws:cognito-idp:" + region + ":" + ID + ":userpool/" + poolID
}

// Create makes a pool in a Region; "" is the account's. Its id is made up when there is none.
func (a *Account) Create(region, id string, c pool.Configuration) (*pool.Pool, error) {
	s := a.settings.Pool
	s.Region, s.Configuration = cmp.Or(region, a.settings.Region), c
	return a.add(cmp.Or(id, s.Region+"_"+rand.Text()[:9]), s)
}

// add makes a pool with an id.
func (a *Account) add(id string, s pool.Settings) (*pool.Pool, error) {
	s.ID, s.Issuer = id, func() string { return a.settings.Issuer(id) }
	p, err := pool.New(s)
	if err != nil {
		return nil, fmt.Errorf("making a user pool: %w", err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.pools = append(a.pools, p)
	a.settings.File.Changed()
	return p, nil
}

// NewClientID makes the id of an app client: 26 characters of which none is upper case.
func (a *Account) NewClientID() string { return strings.ToLower(rand.Text()) }

// Pools lists the pools in the order in which they were made.
func (a *Account) Pools() []*pool.Pool {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return slices.Clone(a.pools)
}

// First is the oldest pool, which answers when a request names none; nil when all are deleted.
func (a *Account) First() *pool.Pool {
	a.mu.RLock()
	defer a.mu.RUnlock()
	if len(a.pools) == 0 {
		return nil
	}
	return a.pools[0]
}

// Pool finds a pool by its id.
func (a *Account) Pool(id string) (*pool.Pool, bool) {
	return a.find(func(p *pool.Pool) bool { return p.ID() == id })
}

// OfClient finds the pool of an app client.
func (a *Account) OfClient(id string) (*pool.Pool, bool) {
	return a.find(func(p *pool.Pool) bool { _, has := p.Client(id); return has })
}

// OfSession finds the pool that opened a challenge.
func (a *Account) OfSession(session string) (*pool.Pool, bool) {
	return a.find(func(p *pool.Pool) bool { return p.Challenges.Has(session) })
}

// OfToken finds the pool that an access token says it is of. Whether that is true is for the pool to check.
func (a *Account) OfToken(token string) (*pool.Pool, bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return nil, false
	}
	var claims struct {
		Issuer string `json:"iss"`
	}
	if json.Unmarshal(raw, &claims) != nil {
		return nil, false
	}
	issuer, err := url.Parse(claims.Issuer)
	if err != nil {
		return nil, false
	}
	return a.Pool(path.Base(issuer.Path))
}

func (a *Account) find(wanted func(*pool.Pool) bool) (*pool.Pool, bool) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	at := slices.IndexFunc(a.pools, wanted)
	if at < 0 {
		return nil, false
	}
	return a.pools[at], true
}

// Delete removes a pool. Its domain must be gone before, and it must not be protected.
func (a *Account) Delete(id string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	at := slices.IndexFunc(a.pools, func(p *pool.Pool) bool { return p.ID() == id })
	switch {
	case at < 0:
		return NoSuchPool(id)
	case a.pools[at].Configuration().DeletionProtection == "ACTIVE":
		return pool.Refuse(pool.InvalidParameter, "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.")
	case slices.ContainsFunc(a.domains.List(), func(d Domain) bool { return d.PoolID == id }):
		return pool.Refuse(pool.InvalidParameter, "User pool cannot be deleted. It has a domain configured that should be deleted first.")
	}
	a.pools = slices.Delete(slices.Clone(a.pools), at, at+1)
	a.settings.File.Changed()
	return nil
}

// NoSuchPool is the refusal of a pool that is not there.
func NoSuchPool(id string) error {
	return pool.Refuse(pool.ResourceNotFound, "User pool %s does not exist.", id)
}

// Close writes what the data file still lacks.
func (a *Account) Close() error { return a.settings.File.Close() }
