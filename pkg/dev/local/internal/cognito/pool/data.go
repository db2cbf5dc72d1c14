package pool

import (
	"encoding/json"
	"errors"
	"time"
)

// Data is what a restart keeps of a pool. It holds password hashes, with which SRP could be proved, digests of refresh
// tokens, so that a restart keeps people signed in, the secrets of authenticator apps, and those of app clients and
// providers, which are settings; it never holds a password, a signing key, a code that was sent, or a token that could be
// used.
type Data struct {
	PoolID   string                   `json:"pool_id"`
	Made     *Made                    `json:"made,omitempty"` // nil: what it is like is for who starts the program to say
	Users    []keptUser               `json:"users"`
	Groups   []*Group                 `json:"groups"`
	Families []*family                `json:"sessions"`
	Refresh  map[string]*refreshToken `json:"refresh_tokens"`
}

// Made is what an administrator made of a pool.
type Made struct {
	Region        string             `json:"region"`
	Created       time.Time          `json:"created"`
	Modified      time.Time          `json:"modified"`
	Configuration Configuration      `json:"configuration"`
	Clients       []Client           `json:"clients"`
	Providers     []IdentityProvider `json:"identity_providers,omitempty"`
	Others        others             `json:"others"`
}

// others are the collections of Kept that were added later than the identity providers.
type others struct {
	ResourceServers map[string]ResourceServer  `json:"resource_servers,omitempty"`
	Customizations  map[string]Customization   `json:"customizations,omitempty"`
	Brandings       map[string]Branding        `json:"brandings,omitempty"`
	Terms           map[string]Document        `json:"terms,omitempty"`
	Settings        map[string]json.RawMessage `json:"settings,omitempty"`
}

// made is what an administrator made of the pool.
func (p *Pool) made() *Made {
	return &Made{Region: p.settings.Region, Created: p.created, Modified: p.Modified(), Configuration: *p.Configuration(),
		Clients: p.Clients(), Providers: p.Kept.IdentityProviders.List(), Others: others{
			p.Kept.ResourceServers.copy(), p.Kept.Customizations.copy(), p.Kept.Brandings.copy(), p.Kept.Terms.copy(),
			p.Kept.Settings.copy(),
		}}
}

func (p *Pool) remake(m *Made) {
	p.created, p.configured.modified = m.Created, m.Modified
	p.clients.list = append(p.clients.list, m.Clients...)
	for _, provider := range m.Providers {
		p.Kept.IdentityProviders.Set(provider.ProviderName, provider)
	}
	p.Kept.ResourceServers.fill(m.Others.ResourceServers)
	p.Kept.Customizations.fill(m.Others.Customizations)
	p.Kept.Brandings.fill(m.Others.Brandings)
	p.Kept.Terms.fill(m.Others.Terms)
	p.Kept.Settings.fill(m.Others.Settings)
}

// restore fills a pool that nobody else has yet.
func (p *Pool) restore(d *Data) error {
	if d == nil {
		return nil
	}
	if d.Made != nil {
		p.remake(d.Made)
	}
	for _, u := range d.Users {
		if u.Username == "" || u.Attributes["sub"] == "" {
			return errors.New("it is broken: a user without a name")
		}
		restored := &user{keptUser: u, codes: map[codePurpose]*code{}, hourly: map[string]*hourCount{}}
		p.users[u.Username] = restored
		p.index(restored)
	}
	for _, g := range d.Groups {
		if g == nil {
			return errors.New("it is broken: an empty group")
		}
		p.groups[g.Name] = g
	}
	for _, f := range d.Families {
		if f == nil {
			return errors.New("it is broken: an empty session")
		}
		p.keep(f)
	}
	for digest, r := range d.Refresh {
		if r == nil {
			return errors.New("it is broken: an empty refresh token")
		}
		p.refresh[digest] = r
	}
	return nil
}

// changed tells that something worth keeping changed.
func (p *Pool) changed() {
	if p.settings.Changed != nil {
		p.settings.Changed()
	}
}

// Data is the JSON of what a restart keeps, with what an administrator made of the pool or without.
func (p *Pool) Data(withMade bool) (json.RawMessage, error) {
	var d Data
	if withMade {
		d.Made = p.made()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	d.PoolID, d.Refresh = p.settings.ID, p.refresh
	for _, u := range p.users {
		d.Users = append(d.Users, u.keptUser)
	}
	for _, g := range p.groups {
		d.Groups = append(d.Groups, g)
	}
	for _, f := range p.families {
		d.Families = append(d.Families, f)
	}
	return json.Marshal(d)
}
