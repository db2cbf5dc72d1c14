package web

import (
	"net/http"
	"slices"
	"strings"

	"cognitossr/pkg/view"
)

// A form that is sent when the session's tokens have expired is not lost: the browser is sent to refresh them and back here with the form, by 307,
// which keeps method and body (RFC 9110, section 15.4.8). No handler has seen it before, so that it is handled once. Where the session cannot be renewed,
// or not yet, a page keeps what was filled in, with a button that sends it again.
//
// None of it makes a form good that was not: each hop checks where the form comes from (checkOrigin), and the page that keeps it adds nothing to it.

// isFormSubmission reports whether a browser sends a form and will show the answer as a page. A script that sends something is told by a status.
func isFormSubmission(r *http.Request) bool {
	return r.Method == http.MethodPost && opensPage(r)
}

// IsFormHop reports whether a page has sent a browser with a form to refresh.
func IsFormHop(r *http.Request) bool { return isFormSubmission(r) }

// FormReturnTo is ReturnTo for a form on its way to refresh and back: it may also lead to forms below /auth, but not back to refresh itself. Without an
// address of the site's own there is nothing to send the form to.
func FormReturnTo(r *http.Request) (path string, ok bool) {
	values := r.URL.Query()["return_to"]
	if len(values) != 1 || !takesForms(values[0]) {
		return "", false
	}
	return values[0], true
}

// RedirectForm sends a browser on with the form that it has sent. The address is one of FormReturnTo, or of refresh itself.
func RedirectForm(w http.ResponseWriter, location string) {
	w.Header().Set("Location", location)
	w.WriteHeader(http.StatusTemporaryRedirect)
}

// canRenew reports whether a form may go to refresh and come back. What stands below /auth and is open to everybody, signing out above all, must work
// without.
func (d Deps) canRenew(r *http.Request) bool {
	path := requestPath(r)
	return isFormSubmission(r) && (d.Config.Auth.Private() || isPage(r.URL.Path)) && takesForms(path) && d.fitsHead(r, path, refreshCookie)
}

func (d Deps) hopWithForm(w http.ResponseWriter, r *http.Request) {
	RedirectForm(w, RefreshPath(requestPath(r), d.Config.Auth.Private()))
}

// maxFields bounds the page that keeps a form: each field is a line of it.
const maxFields = 500

// keepForm lets the page of a failure keep the form that was sent. It is for failures of the guard, before which nothing was done. The form must be known
// to come from a page of the site: else the page would send in the site's name what another site has filled in.
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

// keptForm is the form that a failure's page keeps, or none. It is as it was sent, form token included: whether it is good is decided when it comes
// again.
func keptForm(r *http.Request, failure *Failure) view.Form {
	if !failure.keepsForm || r.ParseForm() != nil {
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
