package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

type listUsersInput struct {
	Filter          string
	AttributesToGet []string
	paged
}

// listUsers lists the users that a filter finds, sorted by its attribute.
func (a *API) listUsers(in listUsersInput) (any, error) {
	filter, err := pool.ParseFilter(in.Filter)
	if err != nil {
		return nil, err
	}
	if err := a.knownAttributes(in.AttributesToGet); err != nil {
		return nil, err
	}
	users, next, err := a.pool.Users(filter, in.page())
	if err == nil && in.AttributesToGet != nil {
		err = narrow(users, in.AttributesToGet)
	}
	return listed("Users", users, userTypeOf, paginationToken, next), err
}

var errNoSuchAttributes = pool.Refuse(pool.InvalidParameter, "One or more requested attributes do not exist.")

func (a *API) knownAttributes(names []string) error {
	schema := a.pool.Configuration()
	for _, name := range names {
		if _, ok := schema.Attribute(name); !ok {
			return errNoSuchAttributes
		}
	}
	return nil
}

// narrow keeps the wanted attributes. One that cannot stand in a filter must have a value in every user, as
// the API reference says.
func narrow(users []pool.User, wanted []string) error {
	for i, u := range users {
		kept := map[string]string{}
		for _, name := range wanted {
			value, has := u.Attributes[name]
			switch {
			case has:
				kept[name] = value
			case !pool.Filterable(name):
				return errNoSuchAttributes
			}
		}
		users[i].Attributes = kept
	}
	return nil
}
