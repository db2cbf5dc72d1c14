package api

import (
	"cognitossr/pkg/dev/local/internal/cognito/account"
	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// poolOf finds the pool that a call is about: the one it names, that of its app client, of its access token or of
// its session, or none. The input is valid.
func (a *Service) poolOf(operation string, values map[string]any) (*pool.Pool, error) {
	for _, way := range []struct {
		member string
		find   func(string) (*pool.Pool, bool)
		refuse func(string) error
	}{
		{"UserPoolId", a.account.Pool, account.NoSuchPool},
		{"ClientId", a.account.OfClient, pool.NoSuchClient},
		{"AccessToken", a.account.OfToken, func(string) error { return pool.ErrInvalidAccess }},
		{"Session", a.account.OfSession, func(string) error { return pool.ErrInvalidSession }},
	} {
		text := textOf(values, way.member)
		if text == "" {
			continue
		}
		p, ok := way.find(text)
		if !ok {
			return nil, way.refuse(text)
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
