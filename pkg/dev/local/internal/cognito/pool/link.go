package pool

import "slices"

// maximumLinks is the quota of identities that one user may be linked to.
const maximumLinks = 5

// Link lets a person at a provider sign in as a user that is here already (AdminLinkProviderForUser).
func (p *Pool) Link(name, provider, id string) error {
	source, ok := p.Kept.IdentityProviders.Find(provider)
	if !ok {
		return Refuse(ResourceNotFound, "Identity provider %s does not exist.", provider)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	u, ok := p.find(name)
	if !ok {
		return errUserNotFound
	}
	other, taken, err := p.ofIdentity(provider, id)
	switch {
	case err != nil:
		return err
	case taken && other == u && !u.OfProvider():
		return Refuse(InvalidParameter, "SourceUser is already linked to DestinationUser")
	case taken && other.OfProvider():
		return Refuse(InvalidParameter, "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link")
	case taken:
		return Refuse(AliasExists, "SourceUser is already linked to another user")
	case len(u.Identities()) >= maximumLinks:
		return Refuse(LimitExceeded, "Exceeded the limit of %d identities for a user.", maximumLinks)
	}
	return p.setIdentities(u, append(u.Identities(), Identity{id, provider, source.ProviderType, nil, false,
		p.clock.Now().UnixMilli()}))
}

// Unlink ends that a person at a provider signs in as the user of now (AdminDisableProviderForUser). A user that the
// provider made stays, with a name that keeps the person from getting another.
func (p *Pool) Unlink(provider, id string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	u, known, err := p.ofIdentity(provider, id)
	if err != nil {
		return err
	}
	if !known {
		return errUserNotFound
	}
	rest := slices.DeleteFunc(u.Identities(), func(i Identity) bool { return i.ProviderName == provider && i.UserID == id })
	p.revokeUser(u.Username)
	return p.setIdentities(u, rest)
}
