package pool

// changeAttributes writes attributes of a user. A changed address is unverified until it is confirmed, unless
// the same call says otherwise, which only an administrator may. The caller holds mu and has checked the attributes.
func (p *Pool) changeAttributes(u *user, attributes map[string]string) error {
	address, given := attributes["email"]
	moved := given && address != u.Attributes["email"]
	if moved {
		if other, taken := p.find(address); taken && other != u {
			return Refuse(AliasExists, "An account with the email already exists.")
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
