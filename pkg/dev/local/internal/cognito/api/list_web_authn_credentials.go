package api

import "cognitossr/pkg/dev/local/internal/cognito/passkey"

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
func (a *API) listWebAuthnCredentials(username string, in paged) (any, error) {
	keys, next, err := a.pool.Passkeys(username, in.page())
	return listed("Credentials", keys, func(k passkey.Passkey) webAuthnCredential {
		return webAuthnCredential{k.ID(), friendlyName, k.RelyingPartyID, k.Attachment(), k.Transports(), epochOf(k.Created)}
	}, nextToken, next), err
}
