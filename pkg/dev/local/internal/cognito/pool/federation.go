package pool

import (
	"context"
	"maps"
	"slices"
	"strings"
)

// ProviderSignIn is a sign-in that went to an identity provider.
type ProviderSignIn struct {
	Query  string // of the authorization request, which goes on afterwards
	Nonce  string // that the provider's ID token must have
	Claims map[string]string
	Slow   bool // the stand-in takes its time
}

// SignInFrom signs in a person whom an identity provider vouches for, by the provider's claims. The first time it makes
// a user, unless an administrator linked the person to one; each time it writes the mapped attributes.
func (p *Pool) SignInFrom(ctx context.Context, provider IdentityProvider, clientID string,
	claims map[string]string) (User, error) {
	id := claims[provider.IDClaim()]
	if id == "" || len(provider.ProviderName+id) > 127 || strings.ContainsFunc(id, func(r rune) bool { return !InName(r) }) {
		return User{}, Refuse(InvalidParameter, "Invalid user attributes: username: the provider sent no id, or one that no user name can have")
	}
	claims, err := p.inbound(ctx, provider, clientID, claims)
	if err != nil {
		return User{}, err
	}
	mapped, err := p.mapClaims(provider, claims)
	if err != nil {
		return User{}, err
	}
	user, known, err := p.returning(provider, id, mapped)
	if err != nil || known {
		return p.returned(ctx, clientID, user, err)
	}
	name := provider.ProviderName + "_" + id
	if p.Behaviour.Variant().ProviderUserName == "lower" {
		name = strings.ToLower(name)
	}
	if err := p.preSignUpFrom(ctx, name, clientID, mapped); err != nil {
		return User{}, err
	}
	if user, known, err = p.returning(provider, id, mapped); err != nil || known { // the trigger may have linked the person
		return user, err
	}
	if user, err = p.insertFrom(provider, name, id, mapped); err != nil {
		return User{}, err
	}
	return user, p.postConfirmation(ctx, "PostConfirmation_ConfirmSignUp", &clientID, user, nil)
}

// returned tells the functions of a person who has signed in before; the first time, those of a sign-up are told.
func (p *Pool) returned(ctx context.Context, clientID string, user User, err error) (User, error) {
	by := By{ClientID: clientID}
	if err == nil {
		err = p.PreAuthenticate(ctx, by, user.Username)
	}
	if err == nil {
		err = p.PostAuthenticate(ctx, by, user.Username)
	}
	return user, err
}

// mapClaims are the pool's attributes of a person. Those that the schema requires must be there (F-14).
func (p *Pool) mapClaims(provider IdentityProvider, claims map[string]string) (map[string]string, error) {
	schema := p.Configuration()
	mapped := map[string]string{}
	for attribute, claim := range provider.AttributeMapping {
		if _, known := schema.Attribute(attribute); known && claims[claim] != "" {
			mapped[attribute] = claims[claim]
		}
	}
	var missing []string
	for _, a := range schema.SchemaAttributes {
		if a.Required && a.Name != "sub" && mapped[a.Name] == "" {
			missing = append(missing, a.Name)
		}
	}
	if len(missing) > 0 {
		return nil, Refuse(InvalidParameter, "attributes required: [%s]", strings.Join(missing, ", "))
	}
	return mapped, p.checkAttributes(mapped, true)
}

// returning signs in a person who has a user here.
func (p *Pool) returning(provider IdentityProvider, id string, mapped map[string]string) (User, bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	u, known, err := p.ofIdentity(provider.ProviderName, id)
	if err != nil || !known {
		return User{}, false, err
	}
	if !u.Enabled {
		return User{}, true, errUserDisabled
	}
	if err := p.changeAttributes(u, mapped); err != nil {
		return User{}, true, err
	}
	return u.copy(), true, nil
}

// preSignUpFrom asks whether somebody whom a provider vouches for may have a user. The event is as recorded (F-218).
func (p *Pool) preSignUpFrom(ctx context.Context, name, clientID string, mapped map[string]string) error {
	attributes := maps.Clone(mapped)
	attributes["cognito:email_alias"], attributes["cognito:phone_number_alias"] = "", ""
	if attributes["email"] != "" && attributes["email_verified"] == "" {
		attributes["email_verified"] = "false"
	}
	request := map[string]any{"validationData": map[string]string{}}
	response := map[string]any{"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false}
	_, err := p.call(ctx, preSignUp, p.event("PreSignUp_ExternalProvider", &clientID, name, attributes, request, response))
	return err
}

// insertFrom makes the user of a person at a provider, in the provider's group (F-67).
func (p *Pool) insertFrom(provider IdentityProvider, name, id string, mapped map[string]string) (User, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, taken := p.find(name); taken {
		return User{}, Refuse(InvalidParameter, "Already found an entry for username %s", name)
	}
	attributes := maps.Clone(mapped)
	if attributes["email"] != "" && attributes["email_verified"] == "" {
		attributes["email_verified"] = "false"
	}
	u := p.insert(name, p.newSub(), attributes, ExternalProvider)
	if err := p.setIdentities(u, []Identity{{id, provider.ProviderName, provider.ProviderType, nil, true,
		p.clock.Now().UnixMilli()}}); err != nil {
		return User{}, err
	}
	group := p.settings.ID + "_" + provider.ProviderName
	p.ensureGroup(group, "Autogenerated group for users who sign in using "+provider.ProviderName)
	u.Groups = append(u.Groups, group)
	return u.copy(), nil
}

// PeopleOf are the users who signed in with a provider, each with the id there, by the time of the first sign-in.
func (p *Pool) PeopleOf(provider string) []Person {
	p.mu.Lock()
	defer p.mu.Unlock()
	var people []Person
	for _, u := range p.users {
		for _, i := range u.Identities() {
			if i.ProviderName == provider {
				people = append(people, Person{ID: i.UserID, User: u.copy(), since: i.DateCreated})
			}
		}
	}
	slices.SortFunc(people, func(a, b Person) int {
		if a.since != b.since {
			return int(a.since - b.since)
		}
		return strings.Compare(a.ID, b.ID)
	})
	return people
}

// Person is somebody at an identity provider who is known here.
type Person struct {
	ID    string
	User  User
	since int64
}
