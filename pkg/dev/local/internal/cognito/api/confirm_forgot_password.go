package api

type confirmForgotPasswordInput struct {
	nameInput
	ConfirmationCode, Password string
}

// confirmForgotPassword sets a new password with the mailed code.
func (a *API) confirmForgotPassword(in confirmForgotPasswordInput) (any, error) {
	if err := a.checkName(in.nameInput); err != nil {
		return nil, err
	}
	return nil, a.pool.ConfirmForgotPassword(a.ctx, in.ClientId, in.Username, in.ConfirmationCode, in.Password,
		in.ClientMetadata)
}
