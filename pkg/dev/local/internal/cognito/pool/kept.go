package pool

import (
	"encoding/json"
	"time"
)

// Kept are the things that an administrator makes beside a pool's users, clients and groups.
type Kept struct {
	ResourceServers   Collection[ResourceServer]   // by identifier
	IdentityProviders Collection[IdentityProvider] // by name
	Customizations    Collection[Customization]    // by client id, or ForAllClients
	Brandings         Collection[Branding]         // by their ids
	Terms             Collection[Document]         // by their ids
	Settings          Collection[json.RawMessage]  // what the pool only keeps: risk and log configuration
}

// forgetClient drops what was made for an app client.
func (k *Kept) forgetClient(id string) {
	k.Customizations.DeleteFunc(func(key string, _ Customization) bool { return key == id })
	k.Settings.DeleteFunc(func(key string, _ json.RawMessage) bool { return key == riskOf(id) })
	k.Brandings.DeleteFunc(func(_ string, b Branding) bool { return b.ClientID == id })
	k.Terms.DeleteFunc(func(_ string, d Document) bool { return d.ClientID == id })
}

// riskOf is the key of the risk configuration of an app client, or of all.
func riskOf(clientID string) string { return "risk " + clientID }

// SetRisk keeps a risk configuration, of a client or "" for all.
func (k *Kept) SetRisk(clientID string, configuration json.RawMessage) {
	k.Settings.Set(riskOf(clientID), configuration)
}

// Risk finds it.
func (k *Kept) Risk(clientID string) (json.RawMessage, bool) {
	return k.Settings.Find(riskOf(clientID))
}

// ResourceServer is an API whose scopes tokens can carry, as Identifier/ScopeName.
type ResourceServer struct {
	Identifier, Name string
	Scopes           []ResourceServerScope `json:",omitempty"`
}

// ResourceServerScope is one of its scopes.
type ResourceServerScope struct{ ScopeName, ScopeDescription string }

// ForAllClients is the client id of a customization that clients without their own have.
const ForAllClients = "ALL"

// Customization is the look of the classic pages.
type Customization struct {
	CSS               string
	Image             []byte
	Created, Modified time.Time
}

// Document is something with an id of which the pool understands nothing.
type Document struct {
	ID, ClientID      string
	Name              string
	Members           map[string]any // with the names of the service model
	Created, Modified time.Time
}

// CustomizationOf finds that of a client, or else that of all, with the id that it is kept under.
func (k *Kept) CustomizationOf(clientID string) (id string, c Customization, ok bool) {
	if c, ok = k.Customizations.Find(clientID); ok {
		return clientID, c, true
	}
	c, ok = k.Customizations.Find(ForAllClients)
	return ForAllClients, c, ok
}

// HasScope says whether a resource server has the scope Identifier/ScopeName.
func (k *Kept) HasScope(scope string) bool {
	for _, server := range k.ResourceServers.List() {
		for _, s := range server.Scopes {
			if server.Identifier+"/"+s.ScopeName == scope {
				return true
			}
		}
	}
	return false
}

// ErrNoIdentityProvider refuses an identity provider that there is not.
var ErrNoIdentityProvider = Refuse(ResourceNotFound, "Identity provider does not exist.")

// prepare has a function called when one of them changes, and says how each refuses what it does not keep.
func (k *Kept) prepare(changed func()) {
	k.ResourceServers.changed, k.IdentityProviders.changed, k.Customizations.changed = changed, changed, changed
	k.Brandings.changed, k.Terms.changed, k.Settings.changed = changed, changed, changed
	k.ResourceServers.missing = func(identifier string) error {
		return Refuse(ResourceNotFound, "Resource server %s does not exist.", identifier)
	}
	always := func(err error) func(string) error { return func(string) error { return err } }
	k.IdentityProviders.missing = always(ErrNoIdentityProvider)
	k.Brandings.missing = always(Refuse(ResourceNotFound, "ManagedLoginBranding does not exist."))
	k.Terms.missing = always(Refuse(ResourceNotFound, "Terms do not exist."))
}
