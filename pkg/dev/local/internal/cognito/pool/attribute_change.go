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
	keeps := slices.Contains(p.Configuration().UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate, "email")
	if !keeps || !given || address == u.Attributes["email"] || attributes["email_verified"] == "true" {
		return attributes, "", nil
	}
	if other, taken := p.find(address); taken && other != u {
		return nil, "", errAddressTaken
	}
	now = maps.Clone(attributes)
	delete(now, "email")
	return now, address, nil
}

var errAddressTaken = Refuse(AliasExists, "An account with the email already exists.")

// changeAttributes writes attributes of a user. A changed address is unverified until it is confirmed, unless
// the same call says otherwise, which only an administrator may. The caller holds mu and has checked the attributes.
func (p *Pool) changeAttributes(u *user, attributes map[string]string) error {
	address, given := attributes["email"]
	moved := given && address != u.Attributes["email"]
	if moved {
		if other, taken := p.find(address); taken && other != u {
			return errAddressTaken
		}
		p.unindex(u)
		u.Attributes["email"] = address
		u.Attributes["email_verified"] = "false"
		p.index(u)
	}
	for name, value := range attributes {
		switch {
		case name == "email":
		case value == "" && name != "email_verified":
			delete(u.Attributes, name)
		default:
			u.Attributes[name] = value
		}
	}
	p.touch(u)
	return nil
}
