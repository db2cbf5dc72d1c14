package pool

import (
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Group is a group of the pool.
type Group struct {
	Name        string    `json:"name"`
	Description string    `json:"description,omitempty"`
	RoleARN     string    `json:"role_arn,omitempty"`
	Precedence  *int      `json:"precedence,omitempty"`
	Created     time.Time `json:"created"`
	Modified    time.Time `json:"modified"`
}

// maximumGroupsOfUser is the quota of groups that one user may be in.
const maximumGroupsOfUser = 100

var errGroupNotFound = Refuse(ResourceNotFound, "Group not found.")

// IsGroupName reports whether the pool takes a text as the name of a group. It is also for groups that do not come
// through the API: a name that works here must work in AWS.
func IsGroupName(name string) bool {
	return name != "" && utf8.RuneCountInString(name) <= 128 &&
		!strings.ContainsFunc(name, func(r rune) bool { return !InName(r) })
}

func checkGroupName(name string) error {
	if !IsGroupName(name) {
		return Refuse(InvalidParameter, "a group name has 1 to 128 characters and no spaces")
	}
	return nil
}

// CreateGroup adds a group under a new name.
func (p *Pool) CreateGroup(g Group) (Group, error) {
	if err := checkGroupName(g.Name); err != nil {
		return Group{}, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, taken := p.groups[g.Name]; taken {
		return Group{}, Refuse(GroupExists, "A group with the name already exists.")
	}
	g.Created = p.clock.Now()
	g.Modified = g.Created
	p.groups[g.Name] = &g
	p.changed()
	return g, nil
}

// Group finds a group by its name.
func (p *Pool) Group(name string) (Group, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	g, ok := p.groups[name]
	if !ok {
		return Group{}, errGroupNotFound
	}
	return *g, nil
}

// ensureGroup makes a group that is not there yet. The caller holds mu.
func (p *Pool) ensureGroup(name, description string) {
	if _, ok := p.groups[name]; !ok {
		now := p.clock.Now()
		p.groups[name] = &Group{Name: name, Description: description, Created: now, Modified: now}
	}
}

// UpdateGroup changes a group's properties.
func (p *Pool) UpdateGroup(name string, change func(*Group)) (Group, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	g, ok := p.groups[name]
	if !ok {
		return Group{}, errGroupNotFound
	}
	change(g)
	g.Modified = p.clock.Now()
	p.changed()
	return *g, nil
}

// DeleteGroup removes a group and everybody from it.
func (p *Pool) DeleteGroup(name string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, ok := p.groups[name]; !ok {
		return errGroupNotFound
	}
	delete(p.groups, name)
	for _, u := range p.users {
		u.Groups = slices.DeleteFunc(u.Groups, func(g string) bool { return g == name })
	}
	p.changed()
	return nil
}

// AddToGroup puts a user into a group; doing it twice is no error.
func (p *Pool) AddToGroup(name, group string) error {
	return p.changeGroups(name, group, func(u *user) error {
		if slices.Contains(u.Groups, group) {
			return nil
		}
		if len(u.Groups) >= maximumGroupsOfUser {
			return Refuse(LimitExceeded, "User is in too many groups.")
		}
		u.Groups = append(u.Groups, group)
		slices.Sort(u.Groups)
		return nil
	})
}

// RemoveFromGroup takes a user out of a group; one who is not in it is no error.
func (p *Pool) RemoveFromGroup(name, group string) error {
	return p.changeGroups(name, group, func(u *user) error {
		u.Groups = slices.DeleteFunc(u.Groups, func(g string) bool { return g == group })
		return nil
	})
}

func (p *Pool) changeGroups(name, group string, change func(*user) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	u, ok := p.find(name)
	if !ok {
		return errUserNotFound
	}
	if _, ok := p.groups[group]; !ok {
		return errGroupNotFound
	}
	if err := change(u); err != nil {
		return err
	}
	p.changed()
	return nil
}

// roles are the IAM roles of a user's groups, and the preferred one: that of the group with the lowest
// precedence, none counting as the highest number, unless two such groups have different roles (API reference,
// CreateGroup). The caller holds mu.
func (d *directory) roles(u *user) (all []string, preferred string) {
	lowest := -1
	for _, name := range u.Groups {
		g, ok := d.groups[name]
		if !ok || g.RoleARN == "" {
			continue
		}
		if !slices.Contains(all, g.RoleARN) {
			all = append(all, g.RoleARN)
		}
		precedence := math.MaxInt
		if g.Precedence != nil {
			precedence = *g.Precedence
		}
		switch {
		case lowest < 0 || precedence < lowest:
			lowest, preferred = precedence, g.RoleARN
		case precedence == lowest && g.RoleARN != preferred:
			preferred = ""
		}
	}
	return all, preferred
}
