package pool

import (
	"context"
	"maps"
	"strings"
)

// own runs a change that a user makes to their own account.
func (p *Pool) own(username string, do func(*user) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	u, ok := p.users[username]
	if !ok {
		return errUserNotFound
	}
	return do(u)
}

// ChangePassword replaces the password of a user who knows the present one.
func (p *Pool) ChangePassword(username, previous, proposed string) error {
	if err := p.checkPassword(proposed); err != nil {
		return err
	}
	return p.own(username, func(u *user) error {
		if !p.within(u, "change", changesAnHour) {
			return errTooManyTries
		}
		if !p.hasPassword(u, previous) {
			return errBadCredentials
		}
		p.setPassword(u, proposed)
		p.touch(u)
		return nil
	})
}

// UpdateOwnAttributes changes attributes of the user who asks. A new address or number is sent a code where the pool
// verifies it.
func (p *Pool) UpdateOwnAttributes(ctx context.Context, by By, username string,
	attributes map[string]string) ([]Delivery, error) {
	if err := p.checkAttributes(attributes, false); err != nil {
		return nil, err
	}
	var sent []Delivery
	var codes []*message
	err := p.own(username, func(u *user) error {
		attributes, waiting, err := p.hold(u, attributes)
		if err != nil {
			return err
		}
		before := maps.Clone(u.Attributes)
		if err := p.changeAttributes(u, attributes); err != nil {
			return err
		}
		for _, name := range contacts {
			if value := u.Attributes[name]; value != "" && value != before[name] && p.verifies(name) {
				waiting = append(waiting, recipientOf(u, name))
			}
		}
		for _, to := range waiting {
			delivery, code := p.newCode(u, attributeCode(to.attribute), messageUpdate, to)
			sent, codes = append(sent, delivery), append(codes, code)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return sent, p.sendAll(ctx, by, codes)
}

// SendAttributeCode sends a code that verifies the user's address or number.
func (p *Pool) SendAttributeCode(ctx context.Context, by By, username, attribute string) (Delivery, error) {
	return sending(ctx, p, by, func() (Delivery, *message, error) {
		u, ok := p.users[username]
		switch {
		case !ok:
			return Delivery{}, nil, errUserNotFound
		case !p.within(u, "resend", resendsAnHour):
			return Delivery{}, nil, errTooManyTries
		}
		sent, code := p.newCode(u, attributeCode(attribute), messageVerify, recipientOf(u, attribute))
		return sent, code, nil
	})
}

// VerifyAttribute takes that code. An address that has waited for it becomes the user's. Where it is another user's by
// now, it is refused, and the code still works.
func (p *Pool) VerifyAttribute(username, attribute, digits string) error {
	return p.own(username, func(u *user) error {
		if !p.within(u, "confirm", confirmsAnHour) {
			return errTooManyTries
		}
		sentTo, err := p.sentTo(u, attributeCode(attribute), digits)
		if err == nil && sentTo.to != u.Attributes[attribute] && !p.keeps(attribute) { // changed meanwhile, by an administrator
			err = errExpiredCode
		}
		if err == nil {
			err = p.claimAlias(u, attribute, sentTo.to, false)
		}
		if err == nil {
			err = p.changeAttributes(u, map[string]string{attribute: sentTo.to, attribute + "_verified": "true"})
		}
		if err == nil {
			delete(u.codes, attributeCode(attribute))
		}
		return err
	})
}

// DeleteAttributes removes attributes that the user has. Those that the schema requires stay, and what an update would
// not change. Names that the schema does not have are told at once, and nothing is removed then.
func (p *Pool) DeleteAttributes(name string, attributes []string) error {
	return p.change(name, func(u *user) error {
		schema := p.Configuration()
		var unknown strings.Builder
		for _, a := range attributes {
			if _, ok := schema.Attribute(a); !ok {
				unknown.WriteString("user." + a + ": Attribute does not exist in the schema.\n")
			}
		}
		if unknown.Len() > 0 {
			return Refuse(InvalidParameter, "Invalid user attributes: %s", unknown.String())
		}
		for _, name := range attributes {
			if a, _ := schema.Attribute(name); a.Required || !a.Mutable && u.Attributes[name] != "" ||
				name == "identities" || name == "email_verified" {
				return Refuse(InvalidParameter, "Attribute cannot be deleted: %s", name)
			}
		}
		for _, a := range attributes {
			delete(u.Attributes, a)
			delete(u.Attributes, a+"_verified")
		}
		return nil
	})
}
