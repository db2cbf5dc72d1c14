package main

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/authflow"
	"cognitossr/pkg/awsjson"
	"cognitossr/pkg/web"
)

// endTimeout is how long the pool may take to end the sessions, retries included.
const endTimeout = 5 * time.Second

const endSessions awsjson.Action = "cognito-idp:AdminUserGlobalSignOut"

type everywhere struct {
	web.Deps
	aws        awsjson.Caller
	signOutURL string
}

func (e everywhere) handler() (http.Handler, error) {
	return web.UserRoutes{"POST /auth/logout-everywhere": e.serve}.Handler(e.Deps)
}

// serve ends the sessions in the pool first, and then for the tokens that are still valid. If that fails, the visitor
// stays signed in and is told so: after losing a device they must not believe that it is signed out.
func (e everywhere) serve(w http.ResponseWriter, r *http.Request, identity *auth.Identity) error {
	if err := e.end(r.Context(), identity.Access.Username()); err != nil {
		return &web.Failure{Code: web.CodeBusy, Reason: awsjson.Code(err), Cause: err}
	}
	if err := e.EndUser(r.Context(), identity.Subject(), identity); err != nil {
		return &web.Failure{Code: web.CodeBusy, Reason: "sign-out-table", Cause: err}
	}
	e.Event(r, slog.LevelInfo, "signout.everywhere", "")
	authflow.SignOut(e.Deps, w, r, e.signOutURL)
	return nil
}

// end signs the user out on all devices. A user who no longer exists has no sessions.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html
func (e everywhere) end(ctx context.Context, username string) error {
	ctx, cancel := context.WithTimeout(ctx, endTimeout)
	defer cancel()
	_, err := e.aws.Call(ctx, endSessions, awsjson.OfUser(e.Config.UserPoolID, username))
	if awsjson.Code(err) == "UserNotFoundException" {
		return nil
	}
	return err
}
