package api

type listUsersInGroupInput struct {
	GroupName string
	paged
}

// listUsersInGroup lists the members of a group.
func (a *API) listUsersInGroup(in listUsersInGroupInput) (any, error) {
	users, next, err := a.pool.UsersInGroup(in.GroupName, in.page())
	return listed("Users", users, userTypeOf, nextToken, next), err
}
