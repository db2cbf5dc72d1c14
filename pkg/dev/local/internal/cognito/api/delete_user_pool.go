package api

// deleteUserPool removes a pool that is not protected and has no domain.
func (a *API) deleteUserPool(_ struct{}) (any, error) {
	return nil, a.account.Delete(a.pool.ID())
}
