package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

type getUserOutput struct {
	Username       string
	UserAttributes []attribute
	userFactors
}

// getUser shows the token's user.
func (a *API) getUser(access pool.Access, _ struct{}) (any, error) {
	client, _ := a.pool.Client(access.ClientID)
	return getUserOutput{access.User.Username, attributeList(client.Readable(access.User.Attributes)),
		factorsOf(access.User)}, nil
}
