package api

type changePasswordInput struct {
	PreviousPassword, ProposedPassword string
}

// changePassword replaces the password of the token's user.
func (a *API) changePassword(username string, in changePasswordInput) (any, error) {
	return nil, a.pool.ChangePassword(username, in.PreviousPassword, in.ProposedPassword)
}
