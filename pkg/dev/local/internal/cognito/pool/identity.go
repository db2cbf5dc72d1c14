package pool

import (
	"encoding/json"
	"slices"
	"strings"
)

// Identity is a person at an identity provider, as the attribute identities has it.
type Identity struct {
	UserID       string  `json:"userId"`
	ProviderName string  `json:"providerName"`
	ProviderType string  `json:"providerType"`
	Issuer       *string `json:"issuer"`
	Primary      bool    `json:"primary"`     // the user was made by a sign-in with it; a link is not
	DateCreated  int64   `json:"dateCreated"` // milliseconds since 1970
}

// identityInToken is an Identity as tokens have it: primary and dateCreated are texts there (F-67).
type identityInToken struct {
	UserID       string  `json:"userId"`
	ProviderName string  `json:"providerName"`
	ProviderType string  `json:"providerType"`
	Issuer       *string `json:"issuer"`
	Primary      bool    `json:"primary,string"`
	DateCreated  int64   `json:"dateCreated,string"`
}

func identityClaim(list []Identity) []identityInToken {
	claim := make([]identityInToken, len(list))
	for n, i := range list {
		claim[n] = identityInToken(i)
	}
	return claim
}

// Identities are the places besides the pool where the user may sign in.
func (u User) Identities() []Identity {
	var list []Identity
	if text := u.Attributes["identities"]; text != "" && json.Unmarshal([]byte(text), &list) != nil {
		return nil
	}
	return list
}

// setIdentities replaces them. The caller holds mu.
func (p *Pool) setIdentities(u *user, list []Identity) error {
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	u.Attributes["identities"] = string(text)
	if len(list) == 0 {
		delete(u.Attributes, "identities")
	}
	p.touch(u)
	return nil
}

// key finds an identity whatever the case of provider and id.
func (i Identity) key() string { return strings.ToLower(i.ProviderName + "\x00" + i.UserID) }

// ofIdentity finds the user of a person at a provider. An id that differs in its case only is somebody else there
// and the same here, which AWS refuses (F-233). The caller holds mu.
func (d *directory) ofIdentity(provider, id string) (*user, bool, error) {
	u, ok := d.users[d.byName[Identity{ProviderName: provider, UserID: id}.key()]]
	if !ok {
		return nil, false, nil
	}
	exact := slices.ContainsFunc(u.Identities(), func(i Identity) bool { return i.ProviderName == provider && i.UserID == id })
	if !exact {
		return nil, false, Refuse(InvalidParameter, "Invalid ProviderName/Username combination. Please check again")
	}
	return u, true, nil
}
