package account

import (
	"cmp"
	"net"
	"strings"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// Domain is the address of a pool's pages: a prefix, or a whole host name of one's own.
type Domain struct {
	Name                string
	PoolID              string
	ManagedLoginVersion int    // 1: the classic pages, 2: managed login
	CertificateARN      string // of a custom domain, "" for a prefix
	SecurityPolicy      string
	Version             string // a time of 14 digits
}

// Custom says that the domain is a host name of one's own.
func (d Domain) Custom() bool { return d.CertificateARN != "" }

// CloudFront is the distribution that a custom domain's record would point to.
func (d Domain) CloudFront() string { return "d1234567890abc.cloudfront.net" }

var errNoSuchDomain = pool.Refuse(pool.ResourceNotFound, "No such domain or user pool exists.")

// AddDomain gives a pool a domain: at most one prefix and one custom domain.
func (a *Account) AddDomain(d Domain) (Domain, error) {
	d.Version = version(time.Now())
	return d, a.domains.AddUnless(d.Name, d, func(others []Domain) error {
		for _, other := range others {
			switch {
			case other.Name == d.Name && other.PoolID != d.PoolID:
				return pool.Refuse(pool.InvalidParameter, "Domain already associated with another user pool.")
			case other.PoolID == d.PoolID && other.Custom() == d.Custom():
				return pool.Refuse(pool.InvalidParameter, "User pool already has a domain configured.")
			}
		}
		return nil
	})
}

func version(t time.Time) string { return t.UTC().Format("20060102150405") }

// Domain finds a domain by its name.
func (a *Account) Domain(name string) (Domain, bool) { return a.domains.Find(name) }

// DomainsOf finds the names of a pool's domains, "" where it has none.
func (a *Account) DomainsOf(poolID string) (prefix, custom string) {
	for _, d := range a.domains.List() {
		switch {
		case d.PoolID != poolID:
		case d.Custom():
			custom = d.Name
		default:
			prefix = d.Name
		}
	}
	return prefix, custom
}

// ofHost finds the domain that a host name is, or that its first label is, as in my-prefix.localhost. The names of this
// machine are nobody's domain, whatever domains are called.
func (a *Account) ofHost(host string) (Domain, bool) {
	if strings.EqualFold(host, "localhost") || net.ParseIP(strings.Trim(host, "[]")) != nil {
		return Domain{}, false
	}
	if d, ok := a.Domain(host); ok {
		return d, true
	}
	label, _, _ := strings.Cut(host, ".")
	return a.Domain(label)
}

// OfHost finds the pool whose domain a host name is.
func (a *Account) OfHost(host string) (*pool.Pool, bool) {
	d, ok := a.ofHost(host)
	if !ok {
		return nil, false
	}
	return a.Pool(d.PoolID)
}

// ManagedLogin says whether a pool's pages at a host name are managed login. At a host that is none of its domains they
// are what they are at its prefix domain, or else at its custom one.
func (a *Account) ManagedLogin(poolID, host string) bool {
	if d, ok := a.ofHost(host); ok && d.PoolID == poolID {
		return d.ManagedLoginVersion == 2
	}
	prefix, custom := a.DomainsOf(poolID)
	d, _ := a.Domain(cmp.Or(prefix, custom))
	return d.ManagedLoginVersion == 2
}

// UpdateDomain changes a pool's domain.
func (a *Account) UpdateDomain(name, poolID string, change func(*Domain)) (Domain, error) {
	return a.domains.Change(name, func(d *Domain) error {
		if d.PoolID != poolID {
			return errNoSuchDomain
		}
		change(d)
		d.Version = version(time.Now())
		return nil
	})
}

// DeleteDomain takes a pool's domain away.
func (a *Account) DeleteDomain(name, poolID string) error {
	err := error(errNoSuchDomain)
	a.domains.DeleteFunc(func(_ string, d Domain) bool {
		if d.Name != name || d.PoolID != poolID {
			return false
		}
		err = nil
		return true
	})
	return err
}
