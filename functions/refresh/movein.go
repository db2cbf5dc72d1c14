package main

import (
	"errors"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/session"
)

// moveIn takes over the session of another project that the browser still has. Its tokens are verified as strictly as
// the site's own; whatever comes of it, this browser does it once. Only an outage leaves everything as it is.
func (n renewal) moveIn() error {
	old, whole := n.Cookies(n.r).OldTokens()
	if !whole {
		return n.end("old-incomplete")
	}
	identity, err := n.Verifier.VerifyPair(n.r.Context(), old.ID.Reveal(), old.Access.Reveal())
	switch {
	case err == nil:
		n.movesIn = identity.Subject()
		return n.accept(identity, cognito.Tokens{ID: old.ID, Access: old.Access, Refresh: old.Refresh})
	case errors.Is(err, auth.ErrUnavailable):
		n.pause(auth.Reason(err), err)
		return nil
	case errors.Is(err, auth.ErrExpired):
		return n.renewOld(old)
	}
	return n.end("old-" + auth.Reason(err))
}

// renewOld asks Cognito for new tokens. The access token vouches for the refresh token beside it: it was issued to
// this app client, and the new tokens must be of the same user.
func (n renewal) renewOld(old session.OldTokens) error {
	known, err := n.Verifier.SessionIgnoringExpiry(n.r.Context(), old.Access.Reveal())
	stored := session.RefreshToken{Value: old.Refresh}
	switch {
	case err != nil:
		return n.end("old-" + auth.Reason(err))
	case old.Refresh.Empty():
		return n.end("old-expired")
	case n.Cookies(n.r).IsSignedOut(known.OriginJTI):
		return n.end("signed-out")
	case n.Cookies(n.r).IsRefused(stored):
		return n.end("refused")
	}
	n.movesIn = known.Subject
	return n.ask(stored)
}
