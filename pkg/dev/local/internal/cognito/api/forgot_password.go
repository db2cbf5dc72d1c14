package api

// forgotPassword mails a code, or pretends to.
func (a *API) forgotPassword(in nameInput) (any, error) {
	client, err := a.clientFor(in.ClientId, in.Username, in.SecretHash)
	if err != nil {
		return nil, err
	}
	sent, err := a.pool.ForgotPassword(a.ctx, in.by(), in.Username) // may take the user over from elsewhere first
	if unknown := a.tellUnknown(client, in.Username, "Username/client id combination not found."); unknown != nil &&
		err == nil {
		err = unknown
	}
	return codeDeliveryAnswer{codeDeliveryOf(sent)}, err
}
