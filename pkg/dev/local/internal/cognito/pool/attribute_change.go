package pool

import (
	"maps"
	"slices"
)

// contacts are the attributes that codes are sent to.
var contacts = []string{"email", "phone_number"}

// hold takes a new address or number out of the attributes that are about to be changed, in a pool whose users keep the
// present one until the new one is verified; it then waits for its code. An administrator who says in the same call that
// it is verified changes it at once. The caller holds mu.
func (p *Pool) hold(u *user, attributes map[string]string) (now map[string]string, waiting []recipient, err error) {
	now = maps.Clone(attributes)
	for _, name := range contacts {
		value := attributes[name]
		if value == "" || value == u.Attributes[name] || !p.keeps(name) || isTrue(attributes[name+"_verified"]) {
			continue
		}
		if p.isAnothers(u, name, value) {
			return nil, nil, anothers(name)
		}
		delete(now, name)
		waiting = append(waiting, recipient{name, value})
	}
	return now, waiting, nil
}

// keeps says that an address or number stays until a new one is verified.
func (p *Pool) keeps(attribute string) bool {
	return slices.Contains(p.Configuration().UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate, attribute)
}

// anothers is the refusal of a change; that of a code, in claimAlias, has other words.
func anothers(attribute string) error {
	return Refuse(AliasExists, "An account with the given %s already exists.", attribute)
}

// isAnothers says that a value is what another user signs in with. Users of a provider do not sign in by theirs. The
// caller holds mu.
func (p *Pool) isAnothers(u *user, attribute, value string) bool {
	other, taken := p.find(value)
	c := p.Configuration()
	return taken && other != u && !u.OfProvider() && (attribute == "email" || c.signsInWith(attribute) ||
		c.isAlias(attribute))
}

// isAlias says whether users may sign in with an attribute besides their user names.
func (c *Configuration) isAlias(attribute string) bool {
	return slices.Contains(c.AliasAttributes, attribute)
}

// claimAlias lets a user sign in with an address or number that is about to be verified. Where it is another user's
// alias it is refused, or taken from that user if the caller forces it; it is then unverified there. The caller holds mu.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html
func (p *Pool) claimAlias(u *user, attribute, value string, force bool) error {
	other, taken := p.find(value)
	switch {
	case value == "" || !taken || other == u || !p.Configuration().isAlias(attribute):
		return nil
	case !force:
		return Refuse(AliasExists, "An account with the %s already exists.", attribute)
	}
	other.Attributes[attribute+"_verified"] = "false"
	p.touch(other)
	return nil
}

// claimAliases does so for what attributes say is verified, of a user who is there, or of nil for one who is about to be.
func (p *Pool) claimAliases(u *user, attributes map[string]string, force bool) error {
	for _, name := range contacts {
		value := attributes[name]
		if value == "" && u != nil {
			value = u.Attributes[name]
		}
		if !isTrue(attributes[name+"_verified"]) {
			continue
		}
		if err := p.claimAlias(u, name, value, force); err != nil {
			return err
		}
	}
	return nil
}

// changeAttributes writes attributes of a user. A changed address or telephone number is unverified until it is
// confirmed, unless the same call says otherwise, which only an administrator may. The caller holds mu and has checked
// the attributes.
func (p *Pool) changeAttributes(u *user, attributes map[string]string) error {
	schema := p.Configuration()
	for name, value := range attributes {
		first := u.Attributes[name] == "" && u.Status == ForceChangePassword // required ones come with the new password
		if a, _ := schema.Attribute(name); !a.Mutable && value != u.Attributes[name] && !first {
			return Refuse(InvalidParameter, "user.%s: Attribute cannot be updated.", name)
		}
	}
	var moved []string
	for _, name := range contacts {
		value, given := attributes[name]
		if !given || value == u.Attributes[name] {
			continue
		}
		if p.isAnothers(u, name, value) {
			return anothers(name)
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
