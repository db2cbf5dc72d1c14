package api

import (
	"context"
)

type updateUserAttributesInput struct {
	AccessToken    string
	UserAttributes []attribute
}

type updateUserAttributesOutput struct{ CodeDeliveryDetailsList []codeDelivery }

// updateUserAttributes changes the attributes of the token's user; a new address is mailed a code.
func (a *API) updateUserAttributes(_ context.Context, in updateUserAttributesInput) (any, error) {
	access, err := a.access(in.AccessToken)
	if err != nil {
		return nil, err
	}
	client, _ := a.pool.Client(access.ClientID)
	if err := client.CheckWritable(attributesOf(in.UserAttributes)); err != nil {
		return nil, err
	}
	sent, err := a.pool.UpdateOwnAttributes(access.User.Username, attributesOf(in.UserAttributes))
	out := updateUserAttributesOutput{CodeDeliveryDetailsList: []codeDelivery{}}
	for _, d := range sent {
		out.CodeDeliveryDetailsList = append(out.CodeDeliveryDetailsList, codeDeliveryOf(d))
	}
	return out, err
}
