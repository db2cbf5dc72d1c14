package pool

import (
	"maps"
	"slices"
)

// holdEmail takes a new address out of the attributes that are about to be changed, in a pool whose users keep the
// present one until the new one is verified; the address then waits for its code. An administrator who says in the same
// call that it is verified changes it at once. The caller holds mu.
func (p *Pool) holdEmail(u *user, attributes map[string]string) (now map[string]string, waiting string, err error) {
	address, given := attributes["email"]
	if !p.keepsEmail() || !given || address == u.Attributes["email"] || isTrue(attributes["email_verified"]) {
		return attributes, "", nil
	}
	if other, taken := p.find(address); taken && other != u {
		return nil, "", aliasTaken("email")
	}
	now = maps.Clone(attributes)
	delete(now, "email")
	return now, address, nil
}

// keepsEmail says that an address stays until a new one is verified.
func (p *Pool) keepsEmail() bool {
	return slices.Contains(p.Configuration().UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate, "email")
}

func aliasTaken(attribute string) error {
	return Refuse(AliasExists, "An account with the %s already exists.", attribute)
}

// changeAttributes writes attributes of a user. A changed address or telephone number is unverified until it is
// confirmed, unless the same call says otherwise, which only an administrator may. The caller holds mu and has checked
// the attributes.
func (p *Pool) changeAttributes(u *user, attributes map[string]string) error {
	var moved []string
	for _, name := range []string{"email", "phone_number"} {
		value, given := attributes[name]
		if !given || value == u.Attributes[name] {
			continue
		}
		if other, taken := p.find(value); taken && other != u && !u.OfProvider() && (name == "email" || p.Configuration().signsInWith(name)) {
			return aliasTaken(name)
		}
		moved = append(moved, name)
	}
	for _, name := range moved {
		u.Attributes[name+"_verified"] = "false"
	}
	for name, value := range attributes {
		switch {
		case value != "":
			u.Attributes[name] = value
		case name != "email_verified":
			delete(u.Attributes, name)
			delete(u.Attributes, name+"_verified")
		}
	}
	p.touch(u)
	return nil
}
