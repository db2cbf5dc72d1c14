package api

// listGroups lists all groups.
func (a *API) listGroups(in paged) (any, error) { return a.listGroupsOf("", in) }

// listGroupsOf lists the groups of a user.
func (a *API) listGroupsOf(username string, in paged) (any, error) {
	groups, next, err := a.pool.ListGroups(username, in.page())
	return listed("Groups", groups, a.groupTypeOf, nextToken, next), err
}
