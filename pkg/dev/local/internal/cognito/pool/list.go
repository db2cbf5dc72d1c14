package pool

import (
	"slices"
	"strings"
)

// Users lists users that match, in the order of the attribute that the filter names.
func (p *Pool) Users(f Filter, page Page) ([]User, string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.Configuration()
	var found []item[*user]
	for u := range p.candidates(f) {
		if f.matches(u, c) {
			found = append(found, item[*user]{strings.ToLower(f.value(u)), u.Username, u})
		}
	}
	list := "users\x00" + f.Attribute + "\x00" + f.Value
	users, next, err := paginate(p, list, found, page)
	return copies(users), next, err
}

// UsersInGroup lists the members of a group.
func (p *Pool) UsersInGroup(group string, page Page) ([]User, string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, ok := p.groups[group]; !ok {
		return nil, "", errGroupNotFound
	}
	var found []item[*user]
	for _, u := range p.users {
		if slices.Contains(u.Groups, group) {
			found = append(found, item[*user]{u.Username, u.Username, u})
		}
	}
	users, next, err := paginate(p, "group\x00"+group, found, page)
	return copies(users), next, err
}

func copies(users []*user) []User {
	list := make([]User, len(users))
	for i, u := range users {
		list[i] = u.copy()
	}
	return list
}

// ListGroups lists the groups of the pool by name, or those of one user.
func (p *Pool) ListGroups(ofUser string, page Page) ([]Group, string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	list, member := "groups", func(string) bool { return true }
	if ofUser != "" {
		u, ok := p.find(ofUser)
		if !ok {
			return nil, "", errUserNotFound
		}
		list, member = "groups\x00"+u.Username, func(name string) bool { return slices.Contains(u.Groups, name) }
	}
	var found []item[Group]
	for name, g := range p.groups {
		if member(name) {
			found = append(found, item[Group]{name, name, *g})
		}
	}
	return paginate(p, list, found, page)
}

// Count is how many users there are.
func (p *Pool) Count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.users)
}

// ListClients lists the app clients by id.
func (p *Pool) ListClients(page Page) ([]Client, string, error) {
	var found []item[Client]
	for _, c := range p.Clients() {
		found = append(found, item[Client]{c.ClientId, c.ClientId, c})
	}
	return paginate(p, "clients", found, page)
}
