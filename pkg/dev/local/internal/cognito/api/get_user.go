package api

import (
	"context"
)

type getUserOutput struct {
	Username       string
	UserAttributes []attribute
	userFactors
}

// getUser shows the token's user.
func (a *API) getUser(_ context.Context, in tokenInput) (any, error) {
	access, err := a.access(in.AccessToken)
	if err != nil {
		return nil, err
	}
	client, _ := a.pool.Client(access.ClientID)
	return getUserOutput{access.User.Username, attributeList(client.Readable(access.User.Attributes)), factorsOf(access.User)}, nil
}
