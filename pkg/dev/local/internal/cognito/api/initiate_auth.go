package api

import (
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type initiateAuthInput struct {
	AuthFlow, ClientId, Session string
	AuthParameters              map[string]string
	ClientMetadata              map[string]string
}

// flow begins a sign-in of a client that names it in its ExplicitAuthFlows.
type flow struct {
	begin func(a *API, in initiateAuthInput) (any, error)
	needs string // such as ALLOW_USER_PASSWORD_AUTH; "": begin looks itself
}

// flows are what a sign-in may begin with, in InitiateAuth and in AdminInitiateAuth.
var flows = map[string]flow{
	"REFRESH_TOKEN_AUTH": {(*API).refreshAuth, ""},
	"REFRESH_TOKEN":      {(*API).refreshAuth, ""},
	"USER_SRP_AUTH":      {(*API).srpAuth, "ALLOW_USER_SRP_AUTH"},
	"USER_AUTH":          {(*API).userAuth, "ALLOW_USER_AUTH"},
	"CUSTOM_AUTH":        {(*API).customAuth, "ALLOW_CUSTOM_AUTH"},
}

// publicFlows are for InitiateAuth alone, adminFlows for AdminInitiateAuth.
var (
	publicFlows = map[string]flow{"USER_PASSWORD_AUTH": {(*API).passwordAuth, "ALLOW_USER_PASSWORD_AUTH"}}
	adminFlows  = map[string]flow{
		"ADMIN_USER_PASSWORD_AUTH": {(*API).passwordAuth, "ALLOW_ADMIN_USER_PASSWORD_AUTH"},
		"ADMIN_NO_SRP_AUTH":        {(*API).passwordAuth, "ALLOW_ADMIN_USER_PASSWORD_AUTH"}, // the former name
	}
)

// initiateAuth signs a user in, or refreshes.
func (a *API) initiateAuth(in initiateAuthInput) (any, error) {
	return a.begin(in, publicFlows, adminFlows)
}

// begin runs a flow of this operation; others are those of the other one.
func (a *API) begin(in initiateAuthInput, own, others map[string]flow) (any, error) {
	if _, other := others[in.AuthFlow]; other {
		return nil, errOtherOperation
	}
	do, offered := own[in.AuthFlow]
	if !offered {
		do, offered = flows[in.AuthFlow]
	}
	if !offered {
		return nil, flowRefused(in.AuthFlow)
	}
	client, err := a.client(in.ClientId)
	if err != nil {
		return nil, err
	}
	if do.needs != "" && !client.Allows(do.needs) {
		return nil, flowOff(in.AuthFlow)
	}
	return do.begin(a, in)
}

// errOtherOperation is for the password flow of InitiateAuth in AdminInitiateAuth, and the other way round.
var errOtherOperation = pool.Refuse(pool.InvalidParameter, "Initiate Auth method not supported.")

func flowRefused(flow string) error {
	return pool.Refuse(pool.InvalidParameter, "%s is not enabled for the client.", flow)
}

// flowOff refuses a flow that the client does not name; the words differ (F-87).
func flowOff(name string) error {
	switch {
	case name == "USER_SRP_AUTH":
		return flowRefused(name)
	case strings.HasPrefix(name, "ADMIN_"):
		return pool.Refuse(pool.InvalidParameter, "Auth flow not enabled for this client")
	}
	return pool.Refuse(pool.InvalidParameter, "%s flow not enabled for this client", name)
}

// needed refuses a call without one of the parameters.
func needed(parameters map[string]string, names ...string) error {
	for _, name := range names {
		if parameters[name] == "" {
			return pool.Refuse(pool.InvalidParameter, "Missing required parameter %s", name)
		}
	}
	return nil
}

func (a *API) passwordAuth(in initiateAuthInput) (any, error) {
	if err := needed(in.AuthParameters, "USERNAME", "PASSWORD"); err != nil {
		return nil, err
	}
	name := in.AuthParameters["USERNAME"]
	client, err := a.clientFor(in.ClientId, name, in.AuthParameters["SECRET_HASH"])
	if err != nil {
		return nil, err
	}
	if err := a.pool.Migrate(a.ctx, pool.By{ClientID: in.ClientId, Metadata: in.ClientMetadata}, name,
		in.AuthParameters["PASSWORD"]); err != nil {
		return nil, err
	}
	if err := a.tellUnknown(client, name, "User does not exist."); err != nil {
		return nil, err
	}
	if err := a.preAuthenticate(in); err != nil {
		return nil, err
	}
	user, err := a.pool.Authenticate(name, in.AuthParameters["PASSWORD"])
	if err != nil {
		return nil, err
	}
	return a.passwordProved(began(in), user)
}

// refreshAuth is refused while rotation is on, as with AWS: GetTokensFromRefreshToken is for that. The
// SECRET_HASH is made with the user name, which is the sub here, not with the e-mail address.
func (a *API) refreshAuth(in initiateAuthInput) (any, error) {
	if err := needed(in.AuthParameters, "REFRESH_TOKEN"); err != nil {
		return nil, err
	}
	token := in.AuthParameters["REFRESH_TOKEN"]
	client, err := a.client(in.ClientId)
	switch {
	case err != nil:
		return nil, err
	case !a.pool.Behaviour.Rotation(client).Off:
		return nil, pool.Refuse(pool.UnsupportedOperation, "This API does not support refresh token rotation")
	case !client.Allows("ALLOW_REFRESH_TOKEN_AUTH"):
		return nil, flowOff("REFRESH_TOKEN_AUTH")
	}
	if _, err := a.clientFor(in.ClientId, a.pool.RefreshTokenUser(token), in.AuthParameters["SECRET_HASH"]); err != nil {
		return nil, err
	}
	tokens, err := a.pool.Refresh(a.ctx, began(in), token)
	if err != nil {
		return nil, err
	}
	return authAnswerOf(tokens), nil
}
