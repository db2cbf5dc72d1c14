package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

// adminUpdateUserAttributes changes attributes of any user, *_verified among them.
func (a *API) adminUpdateUserAttributes(username string, in updateUserAttributesInput) (any, error) {
	return nil, a.pool.UpdateAttributes(a.ctx, pool.Administrator(in.ClientMetadata), username,
		attributesOf(in.UserAttributes))
}
