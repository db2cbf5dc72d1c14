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

// refreshEarly is how long before its end a session is refreshed while the visitor is looking at pages, so that a form does not meet an expired one.
// It is at most a fifth of the token's life, or a token with a short one would be refreshed at every page.
const refreshEarly = time.Minute

// visitor is who makes a request, as far as the tokens tell.
type visitor struct {
	identity     *auth.Identity // nil: nobody that could be verified
	form         string         // the token for the forms of the session; "" where there is none
	unverifiable bool           // there is a session, but it can be neither verified nor refreshed at the moment
}

// IdentityFrom returns the verified identity of the caller. There is one wherever the access right asks for a user or a group (UserRoutes hand it
// over), there may be one where it is "optional", and there is none where it is "public".
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

// Layout fills the frame of a page: who is signed in, and the token for its forms. Where nobody was asked who they are, the frame does not say.
func Layout(r *http.Request, title string) view.Layout {
	layout := view.Layout{Title: title}
	v := stateOf(r.Context()).visitor
	if v == nil {
		layout.Neutral = true
		return layout
	}
	if v.identity != nil {
		layout.SignedInAs = v.identity.Email()
	}
	layout.FormToken = v.form
	return layout
}

// guard lets in who may enter by the function's access right.
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

// mayEnter refuses a visitor who has no right to enter, or whose form was made for somebody else.
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

// greet lets everybody in, and tells the handler who is signed in. A visitor whose session cannot be verified is anonymous, never refused, but for a
// form: it waits until it can be handled in the name of whoever has filled it in. A bearer token that cannot be verified is refused, because its
// sender wants more than an anonymous caller gets.
func (d Deps) greet(kind string, next http.Handler) http.Handler {
	return Handle(d, func(w http.ResponseWriter, r *http.Request) error {
		v, answered, err := d.identify(w, r, kind)
		switch {
		case answered:
			return nil
		case err != nil && (sendsBearer(r, kind) || CodeOf(err) == CodeAddressNotKept): // whose session could be renewed, if not for the address
			return err
		case err != nil:
			v = &visitor{unverifiable: errors.Is(err, auth.ErrUnavailable) || errors.Is(err, auth.ErrNotYet)}
		}
		stateOf(r.Context()).visitor = v
		if refusal := d.mayHandle(r, v, err); refusal != nil {
			return d.keepForm(r, refusal)
		}
		next.ServeHTTP(w, r)
		return nil
	})
}

// mayHandle refuses a form that would be handled in nobody's name, or in somebody else's. Signing out must work in any state.
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

// SignedIn reports whether a request carries a session that verifies. It answers nothing and changes nothing.
func SignedIn(d Deps, r *http.Request) bool {
	_, ok := d.verified(r)
	return ok
}

// Fresh reports whether a request carries a session that verifies and does not end soon: one that another tab has just refreshed, say.
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

// IsSignedOut reports whether the tokens of a request, whatever their age, are those of a session that was signed out in
// this browser a moment ago, or of a sign-in that was then under way: the late answer to a refresh, or of the callback,
// has brought them. They count as none. Requests without such a record cost nothing.
func IsSignedOut(d Deps, r *http.Request) bool {
	jar := d.Cookies(r)
	if !jar.AnySignedOut() {
		return false
	}
	if tokens, presence := jar.Tokens(); presence == session.Present {
		identity, err := d.Verifier.VerifyPair(r.Context(), tokens.ID.Reveal(), tokens.Access.Reveal())
		if err == nil && jar.IsSignedOut(identity.ID.Nonce()) { // which no refreshed token has
			return true
		}
	}
	known, ok := SessionOf(d, r)
	return ok && jar.IsSignedOut(known.OriginJTI)
}

// SessionOf returns the session that a request's cookies are of, whatever its age. Tokens that cannot be verified otherwise are of none.
func SessionOf(d Deps, r *http.Request) (auth.Session, bool) {
	tokens, presence := d.Cookies(r).Tokens()
	if presence != session.Present {
		return auth.Session{}, false
	}
	known, err := d.Verifier.SessionIgnoringExpiry(r.Context(), tokens.Access.Reveal())
	return known, err == nil
}

// HasSession reports whether a request carries a session that goes on, or that goes on once it is refreshed or can be
// verified again. Only tokens that say nothing, and those of a session that was signed out, are none.
func HasSession(d Deps, r *http.Request) bool {
	tokens, presence := d.Cookies(r).Tokens()
	if presence != session.Present || IsSignedOut(d, r) {
		return false
	}
	_, err := d.Verifier.SessionIgnoringExpiry(r.Context(), tokens.Access.Reveal())
	return err == nil || errors.Is(err, auth.ErrUnavailable) || errors.Is(err, auth.ErrUnknownKey) || errors.Is(err, auth.ErrNotYet)
}

// goToSignIn sends the browser to sign in and back. An address that cannot be kept is not shortened in silence.
func (d Deps) goToSignIn(w http.ResponseWriter, r *http.Request) error {
	cookies := d.Cookies(r)
	back, whole := returnFor(r)
	if _, presence := cookies.Tokens(); presence == session.Absent { // else its cookies have just been cleared, and do not come again
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
		// Whoever sends a bearer token means it: a cookie that happens to be there must not stand in for a bad one.
		v, err = d.identifyBearer(r)
		return v, false, err
	}
	return d.identifySession(w, r)
}

func sendsBearer(r *http.Request, kind string) bool {
	return kind == access.KindAPI && len(r.Header["Authorization"]) > 0
}

// identifySession verifies the tokens in the cookies. It answers the request itself where it sends the browser to refresh them.
func (d Deps) identifySession(w http.ResponseWriter, r *http.Request) (v *visitor, answered bool, err error) {
	tokens, presence := d.Cookies(r).Tokens()
	switch presence {
	case session.Absent:
		return &visitor{}, false, nil
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
		if d.EndsSoon(identity) && mayRedirectToRefresh(r) && !d.Cookies(r).RefreshPaused() && d.redirectToRefresh(w, r) == nil {
			return nil, true, nil
		}
		return &visitor{identity: identity, form: identityFormToken(identity, tokens.Access)}, false, nil
	case errors.Is(err, auth.ErrExpired):
		return d.identifyExpired(w, r, tokens.Access)
	case errors.Is(err, auth.ErrUnknownKey):
		// The pool may have dropped the key before the tokens expired; Cognito knows whether the session goes on.
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

// identifyExpired is for a session whose tokens were good once. Only a page that is being opened, or a form, goes to refresh.
func (d Deps) identifyExpired(w http.ResponseWriter, r *http.Request, token sensitive.Text) (v *visitor, answered bool, err error) {
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

// mayRedirectToRefresh reports whether a request may be sent to refresh: a page that is being opened, and to which the
// browser can be sent back.
func mayRedirectToRefresh(r *http.Request) bool {
	return RedirectsLikeNavigation(r) && isPage(r.URL.Path)
}

// redirectToRefresh sends the browser to the one function that can refresh, and back here. For a page of signed-in
// visitors it says so: if there is nothing to refresh, that function begins the sign-in, without two more redirects.
func (d Deps) redirectToRefresh(w http.ResponseWriter, r *http.Request) error {
	back, whole := returnFor(r)
	there := func(back string) string { return RefreshPath(back, d.Config.Auth.Private()) }
	if !whole || !d.fitsHead(r, back, refreshCookie) {
		return notKept(r, there)
	}
	Redirect(w, there(back))
	return nil
}

// notKept is the failure of an address that cannot be kept to sign in or to refresh. Its page stays at the address, and goes there in another tab,
// which leads back to the same page without a query.
func notKept(r *http.Request, there func(back string) string) error {
	path, _, _ := strings.Cut(requestPath(r), "?")
	if len(path) > fullyEscaped {
		path = "/"
	}
	return NotKept(there(SafeReturn(path)))
}

// NotKept is the failure of a way back that cannot be kept to an address of the site.
func NotKept(elsewhere string) error { return &Failure{Code: CodeAddressNotKept, elsewhere: elsewhere} }

// RefreshPath is the address of a refresh for a page, which only a signed-in visitor may see or everybody.
func RefreshPath(returnTo string, private bool) string {
	address := paths.Refresh + "?return_to=" + escapeReturn(returnTo)
	if private {
		address += "&private=1"
	}
	return address
}

// FromPrivatePage reports whether a page that only a signed-in visitor may see has sent the browser to refresh.
func FromPrivatePage(r *http.Request) bool { return IsSet(r, "private") }

// IsSet reports whether a parameter of the query stands there once, and is 1.
func IsSet(r *http.Request, name string) bool {
	values := r.URL.Query()[name]
	return len(values) == 1 && values[0] == "1"
}

// EndsSoon reports whether a session should be refreshed at the next page.
func (d Deps) EndsSoon(identity *auth.Identity) bool {
	ends := identity.ExpiresAt()
	early := min(refreshEarly, ends.Sub(identity.Access.IssuedAt())/5)
	return ends.Sub(d.Now()) < early
}

// endSession makes the visitor anonymous. An API sets no cookies: there the next page clears them. Nor does what stands below /auth: whoever asks there
// whether to sign out is about to, and then the refresh token has to be revoked, which only these paths receive.
func (d Deps) endSession(w http.ResponseWriter, r *http.Request, reason string) {
	if kindOf(r) != access.KindAPI && !strings.HasPrefix(r.URL.Path, paths.Auth+"/") {
		d.Cookies(r).Clear(w)
	}
	d.Event(r, slog.LevelWarn, "token.invalid", reason)
}
