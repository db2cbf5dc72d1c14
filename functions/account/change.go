package main

import (
	"context"
	"errors"
	"net/http"
	"time"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/language"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/userapi"
	"cognitossr/pkg/web"
)

// callsTimeout is for all calls of one request. The function's own timeout is ten seconds, so that a page can still be
// sent.
const callsTimeout = 6 * time.Second

// Actions of the audit log.
const (
	actionPassword         = "change-password"
	actionRequestEmail     = "request-email"
	actionVerifyEmail      = "verify-email"
	actionAuthenticatorOn  = "set-up-authenticator"
	actionAuthenticatorOff = "remove-authenticator"
	actionPasskey          = "delete-passkey"
	actionExport           = "export-data"
)

// userAPI is the part of *userapi.Client that this function uses.
type userAPI interface {
	User(ctx context.Context, token sensitive.Text) (userapi.User, error)
	ChangePassword(ctx context.Context, token, present, proposed sensitive.Text) error
	UpdateEmail(ctx context.Context, token sensitive.Text, address string, l language.Language) error
	VerifyEmail(ctx context.Context, token, code sensitive.Text) error
	AssociateSoftwareToken(ctx context.Context, token sensitive.Text) (sensitive.Text, error)
	VerifySoftwareToken(ctx context.Context, token, code sensitive.Text, device string) error
	SetSoftwareToken(ctx context.Context, token sensitive.Text, on bool) error
	Passkeys(ctx context.Context, token sensitive.Text) ([]userapi.Passkey, error)
	DeletePasskey(ctx context.Context, token sensitive.Text, id string) error
	SignOutEverywhere(ctx context.Context, token sensitive.Text) error
}

// change is one change of a visitor's own account, on its way.
type change struct {
	account
	w        http.ResponseWriter
	r        *http.Request
	identity *auth.Identity
	action   string
	page     string // of the form
}

// carryOut logs that the change is about to be carried out, calls the user pool, and logs the result. A change that
// cannot be logged is not carried out (SEC-103).
func (c change) carryOut(call func(ctx context.Context) error) error {
	if err := c.audit(web.ResultStarted, ""); err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	ctx, cancel := context.WithTimeout(c.r.Context(), callsTimeout)
	defer cancel()
	err := call(ctx)
	result := web.ResultDone
	if err != nil {
		result = web.ResultRefused
		if !isAnswer(err) {
			result = web.ResultFailed
		}
	}
	if logErr := c.audit(result, userapi.Code(err)); logErr != nil && err == nil {
		c.Event(c.r, 0, "failure", "audit") // the change is made: the visitor is told so all the same
	}
	return err
}

// isAnswer reports whether the pool has decided: it made no change.
func isAnswer(err error) bool {
	switch userapi.Code(err) {
	case "", userapi.CodeTimeout, userapi.CodeConnection, userapi.CodeMalformed, "InternalErrorException":
		return false
	}
	return true
}

// failed is the failure of a change for a reason that is not in the form.
func (c change) failed(err error) error {
	if failure := (*web.Failure)(nil); errors.As(err, &failure) { // not of the call
		return err
	}
	failure := &web.Failure{Code: web.CodeChangeUnconfirmed, Reason: userapi.Code(err), Cause: err}
	switch {
	case userapi.IsTokenRefused(err):
		c.Sessions.EndAccount(c.w)
		failure.Code = web.CodeReauthenticate
	case isAnswer(err):
		failure.Code = web.CodeBusy
	}
	return web.WithReturnTo(c.page, failure)
}

func (c change) audit(result, reason string) error {
	return c.Audit(c.r.Context(), web.AuditEntry{
		Event: "account.change", Actor: c.identity.Subject(), Action: c.action, Target: c.identity.Subject(),
		Result: result, Reason: reason,
	})
}

// read calls the user pool for a page.
func (a account) read(w http.ResponseWriter, r *http.Request, call func(ctx context.Context) error) error {
	ctx, cancel := context.WithTimeout(r.Context(), callsTimeout)
	defer cancel()
	err := call(ctx)
	switch {
	case err == nil:
		return nil
	case userapi.IsTokenRefused(err):
		a.Sessions.EndAccount(w)
		return &web.Failure{Code: web.CodeReauthenticate, Reason: userapi.Code(err), Cause: err}
	}
	return &web.Failure{Code: web.CodeBusy, Reason: userapi.Code(err), Cause: err}
}
