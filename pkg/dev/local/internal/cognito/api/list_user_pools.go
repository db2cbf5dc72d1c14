package api

import (
	"context"
)

type listUserPoolsInput struct {
	NextToken  string
	MaxResults *int
}

// listUserPools lists the one pool there is.
func (a *API) listUserPools(_ context.Context, in listUserPoolsInput) (any, error) {
	return map[string]any{"UserPools": []any{map[string]any{
		"Id": a.pool.ID(), "Name": a.pool.Name(), "LambdaConfig": map[string]string{},
		"CreationDate": epochOf(a.pool.Created()), "LastModifiedDate": epochOf(a.pool.Created()),
	}}}, nil
}
