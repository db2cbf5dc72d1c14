package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/session"
	"cognitossr/pkg/view"
)

// refreshEarly is how long before its end a session is refreshed while the visitor is looking at pages, so that a
// form does not meet an expired one. It is at most a fifth of the token's validity, or a short-lived token would be
// refreshed at every page.
const refreshEarly = time.Minute

// visitor is the sender of a request, according to the tokens.
type visitor struct {
	identity     *auth.Identity // nil: no verified user
	form         string         // the token for the forms of the session; "" without a session
	unverifiable bool           // there is a session, but it can be neither verified nor refreshed at the moment
}

// IdentityFrom returns the verified identity of the caller. It is never nil if the access right requires a user or a
// group (UserRoutes pass it to the handler), may be nil if it is "optional", and is always nil if it is "public".
func IdentityFrom(ctx context.Context) (*auth.Identity, bool) {
	v := stateOf(ctx).visitor
	if v == nil || v.identity == nil {
		return nil, false
	}
	return v.identity, true
}

// Unverifiable reports whether the visitor has a session that cannot be verified at the moment.
func Unverifiable(ctx context.Context) bool {
	v := stateOf(ctx).visitor
	return v != nil && v.unverifiable
}

// Layout fills the frame of a page: who is signed in, and the token for its forms. If the request was not identified,
// the frame does not say.
func Layout(r *http.Request, title string) view.Layout {
	layout := view.Layout{Title: title}
	layout.Language, _ = LanguageOf(r)
	state := stateOf(r.Context())
	layout.Failover = state.failover
	v := state.visitor
	if v == nil {
		layout.Neutral = true
		return layout
	}
	if v.identity != nil {
		layout.SignedInAs, layout.Administrator = v.identity.Email(), v.identity.InGroup(access.Administrators)
	}
	layout.FormToken = v.form
	return layout
}

// guard enforces the function's access right.
func (d Deps) guard(kind string, next http.Handler) http.Handler {
	switch d.Config.Auth {
	case access.Public:
		return next
	case access.Optional:
		return d.greet(kind, next)
	}
	return Handle(d, func(w http.ResponseWriter, r *http.Request) error {
		v, answered, err := d.identify(w, r, kind)
		switch {
		case answered:
			return nil
		case err == nil && v.identity == nil && !v.unverifiable && kind == access.KindPage && RedirectsLikeNavigation(r):
			err = d.goToSignIn(w, r)
			answered = err == nil
		case err == nil:
			stateOf(r.Context()).visitor = v // first, because the page of a refusal says who is signed in
			err = d.mayEnter(r, v)
		}
		if err != nil {
			return d.keepForm(r, err)
		}
		if !answered {
			next.ServeHTTP(w, r)
		}
		return nil
	})
}

// mayEnter refuses a visitor without the access right, or with a form that was rendered for another user.
func (d Deps) mayEnter(r *http.Request, v *visitor) error {
	right := d.Config.Auth
	switch {
	case v.unverifiable:
		return Fail(CodeRefreshUnavailable, nil)
	case v.identity == nil:
		return Fail(CodeSignInRequired, nil)
	case ofAnotherUser(r, v):
		return Fail(CodeFormOfAnother, nil)
	case right != access.User && !v.identity.InGroup(right.Group()):
		return Fail(CodeForbidden, nil)
	}
	return nil
}

// greet admits everybody, and tells the handler who is signed in. A visitor whose session cannot be verified is
// anonymous. Only a form is refused, until it can be handled in the name of the user who filled it in. A bearer token
// that cannot be verified is refused, because its sender does not expect an anonymous response.
func (d Deps) greet(kind string, next http.Handler) http.Handler {
	return Handle(d, func(w http.ResponseWriter, r *http.Request) error {
		v, answered, err := d.identify(w, r, kind)
		switch {
		case answered:
			return nil
		case err != nil && (sendsBearer(r, kind) || CodeOf(err) == CodeAddressNotKept):
			// In the second case the session could be renewed, but the address could not be kept.
			return err
		case err != nil:
			d.logUnchecked(r, err)
			v = &visitor{unverifiable: isPassing(err)}
		}
		stateOf(r.Context()).visitor = v
		if refusal := d.mayHandle(r, v, err); refusal != nil {
			return d.keepForm(r, refusal)
		}
		next.ServeHTTP(w, r)
		return nil
	})
}

// isPassing reports whether a session that could not be verified may be valid in a moment.
func isPassing(err error) bool {
	return errors.Is(err, auth.ErrUnavailable) || errors.Is(err, auth.ErrNotYet) || CodeOf(err) == CodeSessionUnchecked
}

// mayHandle refuses a form that would be handled without a user, or for another one. Signing out must work in any
// state.
func (d Deps) mayHandle(r *http.Request, v *visitor, cause error) error {
	switch {
	case !isFormSubmission(r) || !isPage(r.URL.Path):
		return nil
	case cause != nil && v.unverifiable:
		return cause
	case v.unverifiable:
		return Fail(CodeRefreshUnavailable, nil)
	case v.identity == nil && ownerOf(r) != "":
		return Fail(CodeSignInRequired, nil)
	case v.identity != nil && ofAnotherUser(r, v):
		return Fail(CodeFormOfAnother, nil)
	}
	return nil
}

// SignedIn reports whether a request carries a session that verifies. It has no side effects.
func SignedIn(d Deps, r *http.Request) bool {
	_, ok := d.verified(r)
	return ok
}

// Fresh reports whether a request carries a session that verifies and does not end soon: one that another tab has
// just refreshed, say.
func Fresh(d Deps, r *http.Request) bool {
	identity, ok := d.verified(r)
	return ok && !d.EndsSoon(identity)
}

func (d Deps) verified(r *http.Request) (*auth.Identity, bool) {
	tokens, presence := d.Cookies(r).Tokens()
	if presence != session.Present {
		return nil, false
	}
	identity, err := d.Verifier.VerifyPair(r.Context(), tokens.ID.Reveal(), tokens.Access.Reveal())
	return identity, err == nil && !IsSignedOut(d, r)
}

// IsSignedOut reports whether the tokens of a request, whatever their age, are those of a session that was signed out
// in this browser just before, or of a sign-in that was in progress then: a late response of refresh or callback set
// them. They are ignored. Requests without such a record cost nothing.
func IsSignedOut(d Deps, r *http.Request) bool {
	jar := d.Cookies(r)
	if !jar.AnySignedOut() {
		return false
	}
	if tokens, presence := jar.Tokens(); presence == session.Present {
		identity, err := d.Verifier.VerifyPair(r.Context(), tokens.ID.Reveal(), tokens.Access.Reveal())
		if err == nil && jar.IsSignedOut(identity.ID.Nonce()) { // refreshed tokens have no nonce
			return true
		}
	}
	known, ok := SessionOf(d, r)
	return ok && jar.IsSignedOut(known.OriginJTI)
}

// SessionOf returns the session that a request's cookies are of, whatever its age. It returns nil if they cannot be
// verified for another reason.
func SessionOf(d Deps, r *http.Request) (auth.Session, bool) {
	tokens, presence := d.Cookies(r).Tokens()
	if presence != session.Present {
		return auth.Session{}, false
	}
	known, err := d.Verifier.SessionIgnoringExpiry(r.Context(), tokens.Access.Reveal())
	return known, err == nil
}

// HasSession reports whether a request carries a session that is valid, or will be once it is refreshed or can be
// verified again. Invalid tokens, and those of a session that was signed out, do not count.
func HasSession(d Deps, r *http.Request) bool {
	tokens, presence := d.Cookies(r).Tokens()
	if presence != session.Present || IsSignedOut(d, r) {
		return false
	}
	_, err := d.Verifier.SessionIgnoringExpiry(r.Context(), tokens.Access.Reveal())
	return err == nil || errors.Is(err, auth.ErrUnavailable) || errors.Is(err, auth.ErrUnknownKey) ||
		errors.Is(err, auth.ErrNotYet)
}

// goToSignIn redirects the browser to sign in and back. An address that cannot be kept is not truncated silently.
func (d Deps) goToSignIn(w http.ResponseWriter, r *http.Request) error {
	cookies := d.Cookies(r)
	back, whole := returnFor(r)
	if _, presence := cookies.Tokens(); presence == session.Absent { // otherwise its cookies were just cleared
		whole = whole && d.fitsHead(r, back, 0) && cookies.FlowFits(back)
	}
	if !whole {
		return notKept(r, loginPath)
	}
	Redirect(w, loginPath(back))
	return nil
}

func (d Deps) identify(w http.ResponseWriter, r *http.Request, kind string) (v *visitor, answered bool, err error) {
	if sendsBearer(r, kind) {
		// A request with a bearer token is authenticated by it alone: a cookie must not replace an invalid one.
		v, err = d.identifyBearer(r)
		return v, false, err
	}
	return d.identifySession(w, r)
}

func sendsBearer(r *http.Request, kind string) bool {
	return kind == access.KindAPI && len(r.Header["Authorization"]) > 0
}

// identifySession verifies the tokens in the cookies. It answers the request itself if it redirects the browser to
// refresh them.
func (d Deps) identifySession(w http.ResponseWriter, r *http.Request) (v *visitor, answered bool, err error) {
	tokens, presence := d.Cookies(r).Tokens()
	switch presence {
	case session.Absent:
		return d.identifyNewcomer(w, r)
	case session.Broken:
		d.endSession(w, r, "cookies")
		return &visitor{}, false, nil
	}
	if IsSignedOut(d, r) {
		d.endSession(w, r, "signed-out")
		return &visitor{}, false, nil
	}
	identity, err := d.Verifier.VerifyPair(r.Context(), tokens.ID.Reveal(), tokens.Access.Reveal())
	switch {
	case err == nil && d.Sessions.PastAbsoluteTimeout(identity.AuthTime()):
		d.endSession(w, r, "outlived")
		return &visitor{}, false, nil
	case err == nil:
		if d.EndsSoon(identity) && mayRedirectToRefresh(r) && !d.Cookies(r).RefreshPaused() &&
			d.redirectToRefresh(w, r) == nil {
			return nil, true, nil
		}
		return d.identifyVerified(w, r, identity, tokens.Access)
	case errors.Is(err, auth.ErrExpired):
		return d.identifyExpired(w, r, tokens.Access)
	case errors.Is(err, auth.ErrUnknownKey):
		// The pool may have dropped the key before the tokens expired; Cognito knows whether the session continues.
		d.Event(r, slog.LevelWarn, "token.invalid", auth.Reason(err))
		return d.identifyExpired(w, r, tokens.Access)
	case errors.Is(err, auth.ErrNotYet):
		return nil, false, &Failure{Code: CodeClockBehind, Reason: auth.Reason(err), Cause: err}
	case errors.Is(err, auth.ErrUnavailable):
		return nil, false, &Failure{Code: CodeKeysUnavailable, Reason: auth.Reason(err), Cause: err}
	}
	d.endSession(w, r, auth.Reason(err))
	return &visitor{form: rawFormToken(tokens.Access)}, false, nil
}

// identifyNewcomer is for a request without a session. Where sessions of another project are taken over, a page that is
// opened with one goes to refresh, which does it.
func (d Deps) identifyNewcomer(w http.ResponseWriter, r *http.Request) (v *visitor, answered bool, err error) {
	if cookies := d.Cookies(r); cookies.HasOld() && mayRedirectToRefresh(r) {
		if cookies.RefreshPaused() {
			return &visitor{unverifiable: true}, false, nil
		}
		answered = d.redirectToRefresh(w, r) == nil
	}
	return &visitor{}, answered, nil
}

// identifyVerified is for a session whose tokens are valid: it may have ended elsewhere.
func (d Deps) identifyVerified(
	w http.ResponseWriter, r *http.Request, identity *auth.Identity, token sensitive.Text,
) (v *visitor, answered bool, err error) {
	ended, err := d.SessionHasEnded(r, identity.Access)
	switch {
	case err != nil:
		return nil, false, err
	case ended:
		d.endSession(w, r, reasonRevoked)
		return &visitor{}, false, nil
	}
	return &visitor{identity: identity, form: identityFormToken(identity, token)}, false, nil
}

// identifyExpired is for a session whose tokens have expired. Only a page that is being opened, or a form, is
// redirected to refresh.
func (d Deps) identifyExpired(w http.ResponseWriter, r *http.Request, token sensitive.Text) (v *visitor, answered bool,
	err error) {
	switch {
	case d.Cookies(r).RefreshPaused():
		return &visitor{form: d.formTokenOf(r, token), unverifiable: true}, false, nil
	case mayRedirectToRefresh(r):
		err := d.redirectToRefresh(w, r)
		return nil, err == nil, err
	case d.canRenew(r):
		d.hopWithForm(w, r)
		return nil, true, nil
	case !d.Config.Auth.Private():
		return &visitor{form: d.formTokenOf(r, token)}, false, nil
	}
	return nil, false, Fail(CodeSessionExpired, nil)
}

// endSession makes the visitor anonymous. An API sets no cookies: the next page clears them. Paths below /auth keep
// them, too: signing out there must revoke the refresh token, which only these paths receive.
func (d Deps) endSession(w http.ResponseWriter, r *http.Request, reason string) {
	if kindOf(r) != access.KindAPI && !strings.HasPrefix(r.URL.Path, paths.Auth+"/") {
		d.Cookies(r).Clear(w)
	}
	d.Event(r, slog.LevelWarn, "token.invalid", reason)
}
