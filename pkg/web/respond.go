package web

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"

	"cognitossr/pkg/access"
	"cognitossr/pkg/lambda"
	"cognitossr/pkg/language"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/view"
)

// Handle adapts a handler that returns an error: the error becomes a page, or JSON if the caller wants that, and a
// log line.
func Handle(d Deps, handler func(w http.ResponseWriter, r *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := handler(w, r); err != nil {
			d.fail(w, r, err)
		}
	})
}

// MethodNotAllowed is the failure of a request whose method the route does not have, with its Allow header.
func MethodNotAllowed(w http.ResponseWriter, allowed ...string) error {
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	return Fail(CodeMethod, nil)
}

// Redirect redirects a browser with GET. The address was built by the site, or is a checked return path; it is
// written unchanged, because http.Redirect turns some harmless paths into addresses of other sites.
func Redirect(w http.ResponseWriter, location string) {
	w.Header().Set("Location", location)
	w.WriteHeader(http.StatusSeeOther)
}

// JSON responds with an object. It escapes HTML markup.
func JSON(w http.ResponseWriter, status int, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return Fail(CodeInternal, err)
	}
	header := w.Header()
	header["Content-Type"] = contentTypeJSON
	header["Content-Security-Policy"] = contentSecurityNoHTML
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n'))
	return nil
}

// retryAfter is the Retry-After header's number of seconds, for failures that are temporary.
const retryAfter = "15"

// fail responds with the catalogue's entry. The error itself is not revealed.
func (d Deps) fail(w http.ResponseWriter, r *http.Request, err error) {
	failure := failureOf(err)
	entry := EntryOf(failure.Code)
	failure.Code = entry.Code
	d.logFailure(r, failure, entry)
	header := w.Header()
	header["Cache-Control"] = noStore
	if entry.Status == http.StatusServiceUnavailable {
		header.Set("Retry-After", retryAfter)
	}
	if wantsJSON(r) {
		d.failJSON(w, r, failure, entry)
		return
	}
	if err := WritePage(w, r, entry.Status, d.ErrorPage(d.failureView(r, failure, entry))); err != nil {
		d.Event(r, slog.LevelError, "failure", string(CodeInternal), "cause", err.Error())
		http.Error(w, "Something went wrong.", http.StatusInternalServerError)
	}
}

func (d Deps) logFailure(r *http.Request, failure *Failure, entry Entry) {
	event, level := entry.Event, entry.Level
	if event == "" {
		event, level = "request.refused", slog.LevelDebug
	}
	if failure.claimed {
		level = min(level, slog.LevelWarn)
	}
	attributes := []any{"code", string(failure.Code), "status", entry.Status}
	if failure.Cause != nil {
		attributes = append(attributes, "cause", failure.Cause.Error())
	}
	reason := failure.Reason
	if reason == "" {
		reason = string(failure.Code)
	}
	d.Event(r, level, event, reason, attributes...)
}

// failJSON responds to a program. A rejected credential gets the challenge of RFC 6750 section 3, with an error code;
// a missing one gets it without.
func (d Deps) failJSON(w http.ResponseWriter, r *http.Request, failure *Failure, entry Entry) {
	if challenge := challengeFor(failure.Code); challenge != "" {
		w.Header().Set("WWW-Authenticate", challenge)
	}
	problem := map[string]string{"code": string(failure.Code), "message": string(entry.Visitor(language.EN))}
	if id := lambda.RequestID(r.Context()); id != "" {
		problem["request_id"] = id
	}
	if entry.recovery.isSignIn() {
		problem["login_url"] = d.Config.BaseURL + paths.Login
	}
	if err := JSON(w, entry.Status, map[string]any{"error": problem}); err != nil {
		http.Error(w, "Something went wrong.", http.StatusInternalServerError)
	}
}

func challengeFor(code Code) string {
	const scheme = `Bearer realm="api"`
	switch code {
	case CodeSignInRequired, CodeSessionExpired, CodeNotNavigation:
		return scheme
	case CodeTokenInvalid:
		return scheme + `, error="invalid_token", error_description="The token was not accepted"`
	case CodeCredentials:
		return scheme + `, error="invalid_request", error_description="The credentials are not well formed"`
	case CodeForbidden:
		return scheme + `, error="insufficient_scope", error_description="The token does not have the right"`
	}
	return ""
}

func (d Deps) failureView(r *http.Request, failure *Failure, entry Entry) view.Failure {
	say, _ := LanguageOf(r)
	heading := string(entry.Heading(say))
	page := view.Failure{
		Layout: view.Layout{Title: heading, Neutral: true, Language: say},
		Status: entry.Status, Code: string(failure.Code), Heading: heading, Message: string(entry.Visitor(say)),
		RequestID: lambda.RequestID(r.Context()),
	}
	if entry.recovery == otherAccount {
		page.Layout = Layout(r, heading)
		page.Neutral = page.FormToken == ""
	}
	if label, address := d.nextStep(r, failure, entry.recovery); address != "" {
		page.Actions = append(page.Actions, view.Action{Label: string(label(say)), URL: address, Primary: true,
			NewTab: entry.recovery == elsewhere})
	}
	page.Actions = append(page.Actions, view.Action{Label: string(say.HomePage()), URL: "/", Primary: len(page.Actions) == 0})
	if page.Form = keptForm(r, failure); page.Form.Action != "" {
		offerForm(&page, entry.recovery)
	} else if failure.keepsForm && hasPassword(r.PostForm) {
		page.Form.Note = string(say.FailureFormLost())
	}
	return page
}

// offerForm makes sending the form again the first action of a page. Other actions open a new tab, so that the form
// is not lost.
func offerForm(page *view.Failure, way recovery) {
	page.Form.Note = string(page.Language.FailureFormKept())
	if way == tryAgain {
		page.Form.Note = string(page.Language.FailureFormLater())
	}
	for i := range page.Actions {
		page.Actions[i].Primary, page.Actions[i].NewTab = false, true
	}
}

// nextStep returns the link of a recovery; the address is empty if only the home page is offered.
func (d Deps) nextStep(r *http.Request, failure *Failure, way recovery) (label language.Func, address string) {
	switch way {
	case signIn:
		return language.Language.SignIn, loginPath(d.returnAddress(r, failure))
	case signInAgain:
		return language.Language.SignIn, loginPathWith("fresh=1", d.returnAddress(r, failure))
	case signInWithCookies:
		return language.Language.SignIn, loginPathWith("cookies=1", d.returnAddress(r, failure))
	case otherAccount:
		return language.Language.SignInAsOther, loginPathWith("fresh=1&prompt=select_account", d.returnAddress(r, failure))
	case signInAsOther:
		return language.Language.SignIn, loginPathWith("prompt=select_account", d.returnAddress(r, failure))
	case tryAgain:
		return language.Language.TryAgain, d.sameAgain(r, failure)
	case elsewhere:
		return language.Language.Continue, failure.elsewhere
	case ownAccount:
		return language.Language.AccountBack, paths.Account
	}
	return nil, ""
}

// sameAgain returns where a visitor can try again: the page itself or, for a form, the failure's page, or "".
func (d Deps) sameAgain(r *http.Request, failure *Failure) string {
	if !isUnsafe(r.Method) {
		if path := requestPath(r); !strings.HasPrefix(path, "//") { // a browser reads what follows as a host
			return path
		}
		return "/"
	}
	if failure.returnTo == "" {
		return ""
	}
	return d.returnAddress(r, failure)
}

// returnAddress returns where a visitor wanted to go: the failure's address, or the page itself, or the page of a form.
func (d Deps) returnAddress(r *http.Request, failure *Failure) string {
	if failure.returnTo != "" {
		return SafeReturn(failure.returnTo)
	}
	if !isUnsafe(r.Method) {
		back, whole := returnFor(r)
		if path, _, _ := strings.Cut(back, "?"); !whole || !d.fitsHead(r, back, refreshCookie) {
			return path
		}
		return back
	}
	from, ours := strings.CutPrefix(r.Header.Get("Referer"), d.Config.BaseURL)
	if !ours {
		return "/"
	}
	return SafeReturn(from)
}

// requestPath returns path and query of a request's address.
func requestPath(r *http.Request) string {
	path := paths.Escape(r.URL.Path)
	if r.URL.RawQuery != "" {
		path += "?" + r.URL.RawQuery
	}
	return path
}

func loginPath(returnTo string) string {
	if returnTo == "/" {
		return paths.Login
	}
	return paths.Login + "?return_to=" + escapeReturn(returnTo)
}

// loginPathWith returns the address of a sign-in with parameters that make it ask again, although there is a session.
func loginPathWith(option, returnTo string) string {
	if returnTo == "/" {
		return paths.Login + "?" + option
	}
	return paths.Login + "?" + option + "&return_to=" + escapeReturn(returnTo)
}

// wantsJSON reports whether a request is a program's: at an API route, or with the headers that scripts set.
func wantsJSON(r *http.Request) bool {
	if kindOf(r) == access.KindAPI || strings.HasPrefix(r.URL.Path, paths.API+"/") {
		return true
	}
	accept := r.Header.Get("Accept")
	return r.Header.Get("X-Requested-With") != "" && !strings.Contains(accept, "text/html") ||
		strings.Contains(accept, "application/json") && !strings.Contains(accept, "text/html")
}
