package api

type groupInput struct{ GroupName string }

// getGroup shows a group.
func (a *API) getGroup(in groupInput) (any, error) {
	g, err := a.pool.Group(in.GroupName)
	return groupAnswer{a.groupTypeOf(g)}, err
}
