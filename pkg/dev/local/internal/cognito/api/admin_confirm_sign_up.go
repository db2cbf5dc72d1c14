package api

// adminConfirmSignUp confirms a user without the code.
func (a *API) adminConfirmSignUp(username string, in struct{ ClientMetadata map[string]string }) (any, error) {
	return nil, a.pool.Confirm(a.ctx, username, in.ClientMetadata)
}
