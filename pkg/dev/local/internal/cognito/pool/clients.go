package pool

import (
	"slices"
	"sync"
)

// clients are the pool's app clients, in the order in which they were made.
type clients struct {
	mu   sync.RWMutex
	list []Client
}

func (c *clients) all() []Client {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return slices.Clone(c.list)
}

func (c *clients) find(id string) (Client, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if at := c.index(id); at >= 0 {
		return c.list[at], true
	}
	return Client{}, false
}

// index is where a client is. The caller holds mu.
func (c *clients) index(id string) int {
	return slices.IndexFunc(c.list, func(client Client) bool { return client.ClientId == id })
}

// Client finds an app client by its id.
func (p *Pool) Client(id string) (Client, bool) { return p.clients.find(id) }

// Clients lists the app clients in the order in which they were made, the site's own first.
func (p *Pool) Clients() []Client { return p.clients.all() }

// FirstClient is the client that was made first, which the control page takes for the site's.
func (p *Pool) FirstClient() Client {
	if list := p.Clients(); len(list) > 0 {
		return list[0]
	}
	return Client{}
}

// NoSuchClient is the refusal of an app client that is not there.
func NoSuchClient(id string) error {
	return Refuse(ResourceNotFound, "User pool client %s does not exist.", id)
}

// AddClient adds an app client under an id that is free.
func (p *Pool) AddClient(c Client) Client {
	c.Created = p.clock.Now()
	c.Modified = c.Created
	for i := range c.Secrets {
		c.Secrets[i].Created = c.Created
	}
	p.clients.mu.Lock()
	defer p.clients.mu.Unlock()
	p.clients.list = append(p.clients.list, c)
	p.changed()
	return c
}

// UpdateClient changes a client. The change gets a copy whose lists it must replace, not write into; when it returns
// an error nothing changes. It must not call the pool.
func (p *Pool) UpdateClient(id string, change func(*Client) error) (Client, error) {
	p.clients.mu.Lock()
	defer p.clients.mu.Unlock()
	at := p.clients.index(id)
	if at < 0 {
		return Client{}, NoSuchClient(id)
	}
	next := p.clients.list[at]
	if err := change(&next); err != nil {
		return Client{}, err
	}
	next.Modified = p.clock.Now()
	p.clients.list[at] = next
	p.changed()
	return next, nil
}

// DeleteClient removes a client, its style and what else was made for it. Its tokens are no longer refreshed.
func (p *Pool) DeleteClient(id string) error {
	p.clients.mu.Lock()
	defer p.clients.mu.Unlock()
	at := p.clients.index(id)
	if at < 0 {
		return NoSuchClient(id)
	}
	p.clients.list = slices.Delete(slices.Clone(p.clients.list), at, at+1)
	p.Kept.forgetClient(id)
	return nil
}
