// Function account serves /account and most of what is below it: a visitor looks after their own account. They change
// the password and the e-mail address, set up an authenticator app, manage passkeys, and download their data.
//
// The session's own tokens allow none of that. For these pages alone the function gets an access token of another app
// client, by an authorization code flow that only a recent sign-in can begin. It keeps the token for ten minutes, sealed
// and bound to the session, in a cookie that no other function can read; no refresh token is kept. See decision 35 in
// docs/DESIGN.md.
package main

import (
	"context"
	"errors"
	"net/http"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/authflow"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/secret"
	"cognitossr/pkg/signup"
	"cognitossr/pkg/userapi"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

func main() { web.Run(templates.Failure, newHandler) }

var errNoClient = errors.New("COGNITO_ACCOUNT_CLIENT_ID is not set; the entry in routes.json has \"client\": \"account\", " +
	"and on AWS terraform/ sets it, locally ./build.sh dev does")

func newHandler(d web.Deps) (http.Handler, error) {
	client, told := d.Config.Account()
	if !told {
		return nil, errNoClient
	}
	domains, err := signup.ParseDomains(d.Getenv(signup.Variable))
	if err != nil {
		return nil, err
	}
	source := secret.Source(client)
	return account{
		Deps:    d,
		oauth:   cognito.NewAccount(client, source),
		tokens:  d.Verifier.ForClient(client.ClientID),
		api:     userapi.New(d.Getenv, d.Config.Region()),
		seal:    seal{secret: source, random: d.Sessions.Random},
		domains: domains,
		factors: factors{
			authenticator: d.Getenv("COGNITO_MFA") == "OPTIONAL" || d.Getenv("COGNITO_MFA") == "ON",
			required:      d.Getenv("COGNITO_MFA") == "ON",
			passkeys:      d.Getenv("COGNITO_PASSKEYS") == "on",
		},
	}.handler()
}

// oauthClient is the part of *cognito.Client that this function uses.
type oauthClient interface {
	AuthorizeURL(cognito.AuthorizationRequest) string
	AddPasskeyURL(returnTo string) string
	authflow.Redeemer
}

// tokenVerifier is the part of *auth.Verifier that this function uses, for the account client.
type tokenVerifier interface {
	authflow.PairVerifier
	VerifyAccess(ctx context.Context, token string) (*auth.AccessToken, error)
}
