package authflow

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/session"
	"cognitossr/pkg/web"
)

// Redeemer exchanges an authorization code for tokens; *cognito.Client is one.
type Redeemer interface {
	Revoker
	Redeem(ctx context.Context, code, verifier sensitive.Text) (cognito.Tokens, error)
}

// PairVerifier verifies the tokens of one app client; *auth.Verifier is one.
type PairVerifier interface {
	VerifyPair(ctx context.Context, id, access string) (*auth.Identity, error)
}

// Completion is what a flow of one app client is completed with. Keep decides about verified tokens and stores them.
type Completion struct {
	Pool     Redeemer
	Verifier PairVerifier
	Keep     func(*auth.Identity, cognito.Tokens) error
}

// Complete exchanges the code of a response for tokens, verifies that they are of this flow, and hands them to Keep. If
// the token endpoint does not respond, the flow stays, so that a reload can try again; any definite response ends it.
// Tokens that are not kept are revoked.
func (c Completion) Complete(d web.Deps, w http.ResponseWriter, r *http.Request, flow session.Flow, code string) error {
	switch {
	case !isCode(code):
		return web.Fail(web.CodeCallbackMalformed, nil)
	case r.Method == http.MethodHead: // would use up the code of the visitor's own request
		return web.Fail(web.CodeNotNavigation, nil)
	}
	tokens, err := c.Pool.Redeem(r.Context(), sensitive.New(code), flow.Verifier)
	switch {
	case errors.Is(err, cognito.ErrGrant):
		d.Sessions.EndFlow(w, flow.State.Reveal())
		return web.Fail(web.CodeCodeRefused, err)
	case errors.Is(err, cognito.ErrClient):
		return web.Fail(web.CodeClientRefused, err)
	case err != nil:
		return web.Fail(web.CodeUnavailable, err)
	}
	d.Sessions.EndFlow(w, flow.State.Reveal())
	identity, err := c.verify(r.Context(), flow, tokens)
	if err == nil {
		err = c.Keep(identity, tokens)
	}
	if err != nil {
		Revoke(d, r, c.Pool, tokens.Refresh)
		return err
	}
	w.Header().Set("Referrer-Policy", "no-referrer") // this page's own address holds the code
	return nil
}

// verify holds the tokens against each other (OpenID Connect Core, section 3.1.3.6) and against the flow's nonce.
func (c Completion) verify(ctx context.Context, flow session.Flow, tokens cognito.Tokens) (*auth.Identity, error) {
	identity, err := c.Verifier.VerifyPair(ctx, tokens.ID.Reveal(), tokens.Access.Reveal())
	if err != nil {
		return nil, notVerified(err)
	}
	if !identity.ID.IssuedWith(tokens.Access.Reveal()) {
		return nil, &web.Failure{Code: web.CodeTokensRefused, Reason: "at_hash"}
	}
	if subtle.ConstantTimeCompare([]byte(identity.ID.Nonce()), []byte(flow.Nonce.Reveal())) != 1 {
		return nil, web.Fail(web.CodeNonceMismatch, nil)
	}
	return identity, nil
}

// notVerified is the failure of tokens that the verifier rejects. Tokens that are too large for it would not fit into
// cookies either, and the user is told so.
func notVerified(err error) error {
	code := web.CodeTokensRefused
	switch {
	case errors.Is(err, auth.ErrUnavailable):
		code = web.CodeProviderUnavailable
	case errors.Is(err, auth.ErrNotYet):
		code = web.CodeClockBehind
	case auth.Reason(err) == "size":
		code = web.CodeSessionTooLarge
	}
	return &web.Failure{Code: code, Reason: auth.Reason(err), Cause: err}
}
