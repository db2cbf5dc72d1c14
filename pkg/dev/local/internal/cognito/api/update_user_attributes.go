package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

type updateUserAttributesInput struct {
	UserAttributes []attribute
	ClientMetadata map[string]string
}

type updateUserAttributesOutput struct{ CodeDeliveryDetailsList []codeDelivery }

// updateUserAttributes changes the attributes of the token's user; a new address is mailed a code.
func (a *API) updateUserAttributes(access pool.Access, in updateUserAttributesInput) (any, error) {
	client, _ := a.pool.Client(access.ClientID)
	if err := client.CheckWritable(attributesOf(in.UserAttributes)); err != nil {
		return nil, err
	}
	sent, err := a.pool.UpdateOwnAttributes(a.ctx, pool.By{ClientID: access.ClientID, Metadata: in.ClientMetadata},
		access.User.Username, attributesOf(in.UserAttributes))
	out := updateUserAttributesOutput{CodeDeliveryDetailsList: []codeDelivery{}}
	for _, d := range sent {
		out.CodeDeliveryDetailsList = append(out.CodeDeliveryDetailsList, codeDeliveryOf(d))
	}
	return out, err
}
