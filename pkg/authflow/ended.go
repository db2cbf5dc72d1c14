package authflow

import (
	"errors"
	"net/http"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/session"
	"cognitossr/pkg/web"
)

// EndSession records that the session of a request has ended, where the deployment has instant sign-out on, so that a
// copy of its cookies opens nothing either. The entry lasts as long as its access tokens, or as the whole session if
// its refresh token may still be good. Tokens that verify at no time need no entry.
//
// If it cannot be recorded, the browser is signed out all the same, by clearing its cookies; the failure that is
// returned says so.
func EndSession(d web.Deps, w http.ResponseWriter, r *http.Request, refreshRevoked bool) error {
	if d.Revocations == nil {
		return nil
	}
	err := record(d, r, refreshRevoked)
	if err == nil {
		return nil
	}
	forget(d, w, r)
	web.ForgetVisitor(r)
	return &web.Failure{Code: web.CodeSignOutIncomplete, Reason: "sign-out-table", Cause: err}
}

func record(d web.Deps, r *http.Request, refreshRevoked bool) error {
	tokens, presence := d.Cookies(r).Tokens()
	if presence != session.Present {
		return nil
	}
	known, err := d.Verifier.SessionIgnoringExpiry(r.Context(), tokens.Access.Reveal())
	switch {
	case errors.Is(err, auth.ErrUnavailable), errors.Is(err, auth.ErrNotYet):
		return err // it may verify later
	case err != nil:
		return nil
	case !refreshRevoked:
		known.Validity = max(known.Validity, d.Config.SessionMaxAge)
	}
	return d.EndSession(r.Context(), known.OriginJTI, known.Validity)
}
