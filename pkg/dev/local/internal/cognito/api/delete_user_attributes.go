package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

type deleteUserAttributesInput struct {
	UserAttributeNames []string
}

// deleteUserAttributes removes attributes of the token's user.
func (a *API) deleteUserAttributes(access pool.Access, in deleteUserAttributesInput) (any, error) {
	names := map[string]string{}
	for _, name := range in.UserAttributeNames {
		names[name] = ""
	}
	client, _ := a.pool.Client(access.ClientID)
	if err := client.CheckWritable(names); err != nil {
		return nil, err
	}
	return nil, a.pool.DeleteAttributes(access.User.Username, in.UserAttributeNames)
}

// adminDeleteUserAttributes removes attributes of any user.
func (a *API) adminDeleteUserAttributes(username string, in deleteUserAttributesInput) (any, error) {
	return nil, a.pool.DeleteAttributes(username, in.UserAttributeNames)
}
