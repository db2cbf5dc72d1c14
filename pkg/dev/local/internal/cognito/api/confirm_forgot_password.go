package api

type confirmForgotPasswordInput struct {
	ClientId, Username, ConfirmationCode, Password, SecretHash string
	ClientMetadata                                             map[string]string
}

// confirmForgotPassword sets a new password with the mailed code.
func (a *API) confirmForgotPassword(in confirmForgotPasswordInput) (any, error) {
	client, err := a.clientFor(in.ClientId, in.Username, in.SecretHash)
	if err != nil {
		return nil, err
	}
	if err := a.tellUnknown(client, in.Username, "Username/client id combination not found."); err != nil {
		return nil, err
	}
	return nil, a.pool.ConfirmForgotPassword(a.ctx, in.ClientId, in.Username, in.ConfirmationCode, in.Password,
		in.ClientMetadata)
}
