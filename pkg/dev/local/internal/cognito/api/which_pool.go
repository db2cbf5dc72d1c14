package api

import (
	"cognitossr/pkg/dev/local/internal/cognito/account"
	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// poolOf finds the pool that a call is about: the one it names, that of its app client, of its access token or of
// its session, or none. The input is valid.
func (a *Service) poolOf(operation string, values map[string]any) (*pool.Pool, error) {
	if id := textOf(values, "UserPoolId"); id != "" {
		p, ok := a.account.Pool(id)
		if !ok {
			return nil, account.NoSuchPool(id)
		}
		return p, nil
	}
	if id := textOf(values, "ClientId"); id != "" {
		p, ok := a.account.OfClient(id)
		if !ok {
			return nil, pool.Refuse(pool.ResourceNotFound, "User pool client %s does not exist.", id)
		}
		return p, nil
	}
	if token := textOf(values, "AccessToken"); token != "" {
		p, ok := a.account.OfToken(token)
		if !ok {
			return nil, pool.ErrInvalidAccess
		}
		return p, nil
	}
	if session := textOf(values, "Session"); session != "" {
		p, ok := a.account.OfSession(session)
		if !ok {
			return nil, pool.ErrInvalidSession
		}
		return p, nil
	}
	if !ofNoPool[operation] {
		return nil, pool.Refuse(pool.InvalidParameter,
			"The request names neither a user pool nor an app client, an access token or a session.")
	}
	return nil, nil
}

// ofNoPool are the operations that are about the account, or find their pool themselves.
var ofNoPool = map[string]bool{"CreateUserPool": true, "ListUserPools": true, "DescribeUserPoolDomain": true,
	"TagResource": true, "UntagResource": true, "ListTagsForResource": true}

// textOf is a member of an input that is a text, "" for none.
func textOf(values map[string]any, member string) string {
	text, _ := values[member].(string)
	return text
}
