package api

import (
	"slices"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type adminCreateUserInput struct {
	TemporaryPassword, MessageAction string
	UserAttributes, ValidationData   []attribute
	DesiredDeliveryMediums           []string
	ForceAliasCreation               bool
	ClientMetadata                   map[string]string
}

// adminCreateUser makes a user with a temporary password. The welcome goes by mail unless the call asks for
// text messages only; this pool has no telephone numbers.
func (a *API) adminCreateUser(username string, in adminCreateUserInput) (any, error) {
	u, err := a.pool.CreateUser(a.ctx, pool.NewUser{
		SignUp: pool.SignUp{
			ClientID: "CLIENT_ID_NOT_APPLICABLE", Name: username, Password: in.TemporaryPassword,
			Attributes:     attributesOf(in.UserAttributes),
			ValidationData: attributesOf(in.ValidationData), ClientMetadata: in.ClientMetadata,
		},
		Resend: in.MessageAction == "RESEND",
		Force:  in.ForceAliasCreation,
		Suppress: in.MessageAction == "SUPPRESS" || len(in.DesiredDeliveryMediums) > 0 &&
			!slices.Contains(in.DesiredDeliveryMediums, "EMAIL"),
	})
	if err != nil {
		return nil, err
	}
	return struct{ User userType }{userTypeOf(u)}, nil
}
