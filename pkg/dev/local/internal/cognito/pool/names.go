package pool

import (
	"slices"
	"strings"
)

// signsInWith says whether an attribute is what users of the pool give as their name. The real user name is the sub
// then.
func (c *Configuration) signsInWith(attribute string) bool {
	return slices.Contains(c.UsernameAttributes, attribute)
}

// checkName refuses a name that does not fit the pool, and completes the attributes with what the name says.
func (c *Configuration) checkName(name string, attributes map[string]string) error {
	switch {
	case len(c.UsernameAttributes) == 0:
		if slices.Contains(c.AliasAttributes, "email") && LooksLikeEmail(name) {
			return Refuse(InvalidParameter, "Username cannot be of email format, since user pool is configured for email alias.")
		}
		if slices.Contains(c.AliasAttributes, "phone_number") && phoneNumber.MatchString(name) {
			return Refuse(InvalidParameter, "Username cannot be of phone number format, since user pool is configured for phone number alias.")
		}
		return nil
	case c.signsInWith("email") && LooksLikeEmail(name):
		if given := attributes["email"]; given != "" && foldEmail(given) != foldEmail(name) {
			return Refuse(InvalidParameter, "Email in the attributes does not match the user name.")
		}
		attributes["email"] = name
		return nil
	case c.signsInWith("phone_number") && phoneNumber.MatchString(name):
		attributes["phone_number"] = name
		return nil
	case c.signsInWith("email") && c.signsInWith("phone_number"):
		return Refuse(InvalidParameter, "Username should be either an email or a phone number.")
	case c.signsInWith("email"):
		return Refuse(InvalidParameter, "Username should be an email.")
	}
	return Refuse(InvalidParameter, "Username should be a phone number.")
}

// checkRequired refuses a new user without the attributes that the schema requires.
func (c *Configuration) checkRequired(attributes map[string]string) error {
	var missing strings.Builder
	for _, a := range c.SchemaAttributes {
		if a.Required && a.Name != "sub" && attributes[a.Name] == "" {
			missing.WriteString(a.Name + ": The attribute " + a.Name + " is required\n")
		}
	}
	if missing.Len() > 0 {
		return Refuse(InvalidParameter, "Attributes did not conform to the schema: %s", missing.String())
	}
	return nil
}

// nameTaken is the refusal of a name that somebody has.
func (c *Configuration) nameTaken(name string) error {
	switch {
	case len(c.UsernameAttributes) == 0:
		return Refuse(UsernameExists, "User already exists")
	case phoneNumber.MatchString(name):
		return Refuse(UsernameExists, "An account with the given phone_number already exists.")
	}
	return Refuse(UsernameExists, "An account with the given email already exists.")
}

// newUsername is the user name of somebody who registers under a name, which is a sub where the name is an address.
func (p *Pool) newUsername(name string) (username, sub string) {
	sub = p.newSub()
	if len(p.Configuration().UsernameAttributes) == 0 {
		return name, sub
	}
	return sub, sub
}

// namesOf are all names by which a user is found besides the user name itself: attributes that stand for it, aliases
// that are verified, persons at providers, the sub, and the user name in lower case where case does not matter.
func (c *Configuration) namesOf(u *user) []string {
	var names []string
	for _, i := range u.Identities() {
		names = append(names, i.key())
	}
	for _, attribute := range []string{"email", "phone_number", "preferred_username"} {
		value := foldEmail(u.Attributes[attribute])
		verified := attribute == "preferred_username" || isTrue(u.Attributes[attribute+"_verified"])
		if value != "" && !u.OfProvider() && (c.signsInWith(attribute) ||
			slices.Contains(c.AliasAttributes, attribute) && verified) {
			names = append(names, value)
		}
	}
	if u.Username != u.Attributes["sub"] {
		names = append(names, u.Attributes["sub"])
	}
	if c.foldsUsernames() {
		names = append(names, foldEmail(u.Username))
	}
	return names
}

// foldsUsernames says that Ann and ann are one user name.
func (c *Configuration) foldsUsernames() bool {
	return c.UsernameConfiguration != nil && !c.UsernameConfiguration.CaseSensitive
}
