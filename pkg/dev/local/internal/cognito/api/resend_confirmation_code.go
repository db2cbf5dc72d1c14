package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

type nameInput struct {
	ClientId, Username, SecretHash string
	ClientMetadata                 map[string]string
}

func (in nameInput) by() pool.By { return pool.By{ClientID: in.ClientId, Metadata: in.ClientMetadata} }

// resendConfirmationCode mails another sign-up code.
func (a *API) resendConfirmationCode(in nameInput) (any, error) {
	client, err := a.clientFor(in.ClientId, in.Username, in.SecretHash)
	if err != nil {
		return nil, err
	}
	if err := a.tellUnknown(client, in.Username, "Username/client id combination not found."); err != nil {
		return nil, err
	}
	sent, err := a.pool.ResendCode(a.ctx, in.by(), in.Username)
	return codeDeliveryAnswer{codeDeliveryOf(sent)}, err
}
