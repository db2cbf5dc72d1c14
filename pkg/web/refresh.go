package web

import (
	"cognitossr/pkg/auth"
	"cognitossr/pkg/paths"
	"net/http"
	"strings"
)

// mayRedirectToRefresh reports whether a request may be sent to refresh: a page that is being opened, and to which the
// browser can be sent back.
func mayRedirectToRefresh(r *http.Request) bool {
	return RedirectsLikeNavigation(r) && isPage(r.URL.Path)
}

// redirectToRefresh sends the browser to the one function that can refresh, and back here. It marks a page for
// signed-in visitors: if there is nothing to refresh, that function starts the sign-in without two more redirects
//
func (d Deps) redirectToRefresh(w http.ResponseWriter, r *http.Request) error {
	back, whole := returnFor(r)
	there := func(back string) string { return RefreshPath(back, d.Config.Auth.Private()) }
	if !whole || !d.fitsHead(r, back, refreshCookie) {
		return notKept(r, there)
	}
	Redirect(w, there(back))
	return nil
}

// notKept is the failure of an address that cannot be kept during sign-in or refresh. Its page stays at the address,
// and offers sign-in or refresh in another tab, which returns to the same page without a query.
func notKept(r *http.Request, there func(back string) string) error {
	path, _, _ := strings.Cut(requestPath(r), "?")
	if len(path) > fullyEscaped {
		path = "/"
	}
	return NotKept(there(SafeReturn(path)))
}

// NotKept is the failure of a return path that cannot be passed on to an address of the site.
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

// IsSet reports whether a parameter appears exactly once in the query, with the value 1.
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
