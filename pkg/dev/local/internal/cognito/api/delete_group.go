package api

// deleteGroup removes a group and everybody from it.
func (a *API) deleteGroup(in groupInput) (any, error) {
	return nil, a.pool.DeleteGroup(in.GroupName)
}
