package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

// nameInput names a user to an app client.
type nameInput struct {
	ClientId, Username, SecretHash string
	ClientMetadata                 map[string]string
}

func (in nameInput) by() pool.By { return pool.By{ClientID: in.ClientId, Metadata: in.ClientMetadata} }

// checkName checks the client's SECRET_HASH, and that there is the user, where the client lets that be known.
func (a *API) checkName(in nameInput) error {
	client, err := a.clientFor(in.ClientId, in.Username, in.SecretHash)
	if err != nil {
		return err
	}
	return a.tellUnknown(client, in.Username, "Username/client id combination not found.")
}

// resendConfirmationCode mails another sign-up code.
func (a *API) resendConfirmationCode(in nameInput) (any, error) {
	if err := a.checkName(in); err != nil {
		return nil, err
	}
	sent, err := a.pool.ResendCode(a.ctx, in.by(), in.Username)
	return codeDeliveryAnswer{codeDeliveryOf(sent)}, err
}
