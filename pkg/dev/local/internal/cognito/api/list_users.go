package api

import (
	"context"
	"slices"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type listUsersInput struct {
	UserPoolId, Filter, PaginationToken string
	AttributesToGet                     []string
	Limit                               *int
}

type listUsersOutput struct {
	Users           []userType
	PaginationToken string `json:",omitempty"`
}

// listUsers lists the users that a filter finds, sorted by its attribute.
func (a *API) listUsers(_ context.Context, in listUsersInput) (any, error) {
	filter, err := pool.ParseFilter(in.Filter)
	if err != nil {
		return nil, err
	}
	if err := a.knownAttributes(in.AttributesToGet); err != nil {
		return nil, err
	}
	users, next, err := a.pool.Users(filter, page(in.Limit, in.PaginationToken))
	if err != nil {
		return nil, err
	}
	out := listUsersOutput{Users: userTypes(users), PaginationToken: next}
	if in.AttributesToGet != nil {
		err = narrow(out.Users, in.AttributesToGet)
	}
	return out, err
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
func narrow(users []userType, wanted []string) error {
	for i := range users {
		kept := []attribute{}
		for _, name := range wanted {
			at := slices.IndexFunc(users[i].Attributes, func(a attribute) bool { return a.Name == name })
			switch {
			case at >= 0:
				kept = append(kept, users[i].Attributes[at])
			case !pool.Filterable(name):
				return errNoSuchAttributes
			}
		}
		users[i].Attributes = kept
	}
	return nil
}
