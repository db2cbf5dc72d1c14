package main

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/authflow"
	"cognitossr/pkg/awsclient"
	"cognitossr/pkg/web"
)

// endTimeout is how long the pool may take to end the sessions, retries included.
const endTimeout = 5 * time.Second

// ender is the part of *cognitoidentityprovider.Client that this function uses.
type ender interface {
	AdminUserGlobalSignOut(context.Context, *idp.AdminUserGlobalSignOutInput, ...func(*idp.Options)) (*idp.AdminUserGlobalSignOutOutput, error)
}

type everywhere struct {
	web.Deps
	client     func() ender // creates it at the first call
	signOutURL string
}

func (e everywhere) handler() (http.Handler, error) {
	return web.UserRoutes{"POST /auth/logout-everywhere": e.serve}.Handler(e.Deps)
}

// serve ends the sessions in the pool first, and then for the tokens that are still valid. If that fails, the visitor
// stays signed in and is told so: after losing a device they must not believe that it is signed out.
func (e everywhere) serve(w http.ResponseWriter, r *http.Request, identity *auth.Identity) error {
	if err := e.end(r.Context(), identity.Access.Username()); err != nil {
		return &web.Failure{Code: web.CodeBusy, Reason: awsclient.Code(err), Cause: awsclient.Cause(err)}
	}
	if err := e.EndUser(r.Context(), identity.Subject(), identity); err != nil {
		return &web.Failure{Code: web.CodeBusy, Reason: "sign-out-table", Cause: err}
	}
	e.Event(r, slog.LevelInfo, "signout.everywhere", "")
	authflow.SignOut(e.Deps, w, r, e.signOutURL)
	return nil
}

// end signs the user out on all devices. A user who no longer exists has no sessions.
func (e everywhere) end(ctx context.Context, username string) error {
	ctx, cancel := context.WithTimeout(ctx, endTimeout)
	defer cancel()
	_, err := e.client().AdminUserGlobalSignOut(ctx, &idp.AdminUserGlobalSignOutInput{
		UserPoolId: aws.String(e.Config.UserPoolID), Username: aws.String(username),
	})
	if awsclient.Code(err) == "UserNotFoundException" {
		return nil
	}
	return err
}
