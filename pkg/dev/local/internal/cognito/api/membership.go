package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

// membership is a change of whether a user is in a group: AdminAddUserToGroup and AdminRemoveUserFromGroup.
func membership(do func(p *pool.Pool, username, group string) error) about[groupInput] {
	return func(a *API, username string, in groupInput) (any, error) {
		return nil, do(a.pool, username, in.GroupName)
	}
}
