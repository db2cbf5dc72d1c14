package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"cognitossr/pkg/view"
)

// A form that is sent after the session's tokens have expired is not lost: the browser is redirected to refresh and
// back with the form, by 307, which keeps method and body (RFC 9110, section 15.4.8). No handler has seen the form
// before, so it is handled once. If the session cannot be renewed, a page keeps the fields, with a button that sends
// them again.
//
// This does not make an invalid form valid: each redirect checks the form's origin (checkOrigin), and the page that
// keeps the form adds nothing to it.

// isFormSubmission reports whether a browser sends a form and will show the response as a page. Scripts get a status
// instead.
func isFormSubmission(r *http.Request) bool {
	return r.Method == http.MethodPost && opensPage(r)
}

// IsFormHop reports whether a page has redirected a browser with a form to refresh.
func IsFormHop(r *http.Request) bool { return isFormSubmission(r) }

// FormReturnTo is ReturnTo for a form on its way to refresh and back: it may also lead to forms below /auth, but not
// back to refresh itself. Without an address of this site the form cannot be sent on.
func FormReturnTo(r *http.Request) (path string, ok bool) {
	values := r.URL.Query()["return_to"]
	if len(values) != 1 || !takesForms(values[0]) {
		return "", false
	}
	return values[0], true
}

// RedirectForm redirects a browser together with its form. The address is a result of FormReturnTo, or that of refresh.
func RedirectForm(w http.ResponseWriter, location string) {
	w.Header().Set("Location", location)
	w.WriteHeader(http.StatusTemporaryRedirect)
}

// canRenew reports whether a form may be redirected to refresh and back. Public paths below /auth, signing out above
// all, must work without.
func (d Deps) canRenew(r *http.Request) bool {
	path := requestPath(r)
	return isFormSubmission(r) && (d.Config.Auth.Private() || isPage(r.URL.Path)) && takesForms(path) &&
		d.fitsHead(r, path, refreshCookie)
}

func (d Deps) hopWithForm(w http.ResponseWriter, r *http.Request) {
	RedirectForm(w, RefreshPath(requestPath(r), d.Config.Auth.Private()))
}

// maxFields limits the page that keeps a form: each field is a line of it.
const maxFields = 500

// passwordSuffix is how the name of every field for a password ends.
const passwordSuffix = "password"

// keepForm lets the page of a failure keep the form that was sent. It is for failures of the guard, which come before
// any change. The form must come from a page of the site: otherwise the page would submit another site's fields in
// the site's name.
func (d Deps) keepForm(r *http.Request, err error) error {
	if err == nil {
		return nil
	}
	failure := *failureOf(err)
	failure.keepsForm = isFormSubmission(r) && takesForms(requestPath(r)) && d.fromOwnPage(r)
	return &failure
}

// fromOwnPage reports whether it is certain that a form comes from a page of the site.
func (d Deps) fromOwnPage(r *http.Request) bool {
	return r.Header.Get("Sec-Fetch-Site") == "same-origin" || r.Header.Get("Origin") == d.Config.BaseURL || d.ofSession(r)
}

func hasPassword(form url.Values) bool {
	for name := range form {
		if strings.HasSuffix(name, passwordSuffix) {
			return true
		}
	}
	return false
}

// keptForm returns the form that a failure's page keeps, or nil. The fields are unchanged, including the form token:
// it is verified when the form is sent again. A form with a password is not kept: a page holds none, not even out of
// sight, and this one may be another user's.
func keptForm(r *http.Request, failure *Failure) view.Form {
	if !failure.keepsForm || r.ParseForm() != nil || hasPassword(r.PostForm) {
		return view.Form{}
	}
	form := view.Form{Action: requestPath(r)}
	for name, values := range r.PostForm {
		for _, value := range values {
			form.Fields = append(form.Fields, view.Field{Name: name, Value: value})
		}
	}
	if len(form.Fields) > maxFields {
		return view.Form{}
	}
	slices.SortStableFunc(form.Fields, func(a, b view.Field) int { return strings.Compare(a.Name, b.Name) })
	return form
}
