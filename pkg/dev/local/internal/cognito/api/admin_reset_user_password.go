package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

// adminResetUserPassword mails a code without which the user cannot sign in any more.
func (a *API) adminResetUserPassword(username string, in struct{ ClientMetadata map[string]string }) (any, error) {
	return nil, a.pool.ResetPassword(a.ctx, pool.Administrator(in.ClientMetadata), username)
}
