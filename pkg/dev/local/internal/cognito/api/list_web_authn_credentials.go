package api

import (
	"context"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type listWebAuthnCredentialsInput struct {
	NextToken  string
	MaxResults *int
}

type webAuthnCredential struct {
	CredentialId            string
	FriendlyCredentialName  string
	RelyingPartyId          string
	AuthenticatorAttachment string `json:",omitempty"`
	AuthenticatorTransports []string
	CreatedAt               epoch
}

// friendlyName is what every passkey is called: AWS has the name of the maker, by a list that is not public.
const friendlyName = "Passkey"

// listWebAuthnCredentials lists the passkeys of the user.
func (a *API) listWebAuthnCredentials(_ context.Context, access pool.Access, in listWebAuthnCredentialsInput) (any, error) {
	keys, next, err := a.pool.Passkeys(access.User.Username, page(in.MaxResults, in.NextToken))
	if err != nil {
		return nil, err
	}
	list := make([]webAuthnCredential, len(keys))
	for i, k := range keys {
		list[i] = webAuthnCredential{k.ID(), friendlyName, k.RelyingPartyID, k.Attachment(), k.Transports(),
			epochOf(k.Created)}
	}
	return struct {
		Credentials []webAuthnCredential
		NextToken   string `json:",omitempty"`
	}{list, next}, nil
}
