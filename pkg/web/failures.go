package web

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
)

// Code names a way a request can fail. It stands on the page, in the log line and in FAILURES.md, and never changes its meaning.
type Code string

// The codes, in the order of the catalogue.
const (
	CodeCallbackMalformed   Code = "AUTH-CALLBACK-MALFORMED"
	CodeFlowUnknown         Code = "AUTH-FLOW-UNKNOWN"
	CodeFlowExpired         Code = "AUTH-FLOW-EXPIRED"
	CodeProviderDenied      Code = "AUTH-PROVIDER-DENIED"
	CodeProviderFailed      Code = "AUTH-PROVIDER-FAILED"
	CodeSignUpRefused       Code = "AUTH-SIGN-UP-REFUSED"
	CodeProviderUnavailable Code = "AUTH-PROVIDER-UNAVAILABLE"
	CodeCodeRefused         Code = "AUTH-CODE-REFUSED"
	CodeNonceMismatch       Code = "AUTH-NONCE-MISMATCH"
	CodeTokensRefused       Code = "AUTH-TOKENS-REFUSED"
	CodeSessionTooLarge     Code = "AUTH-SESSION-TOO-LARGE"
	CodeClientRefused       Code = "AUTH-CLIENT-REFUSED"
	CodeUnavailable         Code = "AUTH-UNAVAILABLE"
	CodeKeysUnavailable     Code = "AUTH-KEYS-UNAVAILABLE"
	CodeRefreshUnavailable  Code = "AUTH-REFRESH-UNAVAILABLE"
	CodeSignInRequired      Code = "AUTH-SIGN-IN-REQUIRED"
	CodeSessionExpired      Code = "AUTH-SESSION-EXPIRED"
	CodeTokenInvalid        Code = "AUTH-TOKEN-INVALID"
	CodeCredentials         Code = "AUTH-CREDENTIALS-MALFORMED"
	CodeForbidden           Code = "AUTH-FORBIDDEN"
	CodeReauthenticate      Code = "AUTH-SIGN-IN-AGAIN"
	CodeDeletionRefused     Code = "AUTH-DELETION-REFUSED"
	CodeDeletionUnconfirmed Code = "AUTH-DELETION-UNCONFIRMED"
	CodeCrossSite           Code = "AUTH-CROSS-SITE"
	CodeNotNavigation       Code = "AUTH-NOT-A-NAVIGATION"
	CodeBadRequest          Code = "SITE-BAD-REQUEST"
	CodeNotFound            Code = "SITE-NOT-FOUND"
	CodeMethod              Code = "SITE-METHOD"
	CodeTooLarge            Code = "SITE-TOO-LARGE"
	CodeMediaType           Code = "SITE-MEDIA-TYPE"
	CodeConflict            Code = "SITE-CONFLICT"
	CodeBusy                Code = "SITE-BUSY"
	CodeInternal            Code = "SITE-INTERNAL"
)

// wayOn is what the page of a failure offers besides the home page.
type wayOn int

const (
	onlyHome      wayOn = iota
	signIn              // start a sign-in
	signInAgain         // start one that asks for the password though Cognito has a session
	signInAsOther       // start one in which an identity provider asks for the account, though it has a session
	tryAgain            // the same address once more
)

func (w wayOn) isSignIn() bool { return w == signIn || w == signInAgain || w == signInAsOther }

// Entry is one row of the catalogue.
type Entry struct {
	Status   int
	Heading  string     // of the page
	Visitor  string     // what a visitor is told
	Operator string     // what it means to whoever runs the site, and the next step
	Event    string     // the log event it writes; "" for none, as the access log has it
	Level    slog.Level // of that event
	wayOn    wayOn
}

const unfinished = "Sign-in could not be finished"

// Catalogue says for each code what everybody is told. Page, log and FAILURES.md are made from it.
var Catalogue = map[Code]Entry{
	CodeCallbackMalformed:   {400, unfinished, "The address that brought you here is not complete. Please start again.", "The callback was called without state or code, with one of them twice, or with a foreign issuer. Links to the callback must not be kept or shared.", "signin.failed", slog.LevelWarn, signIn},
	CodeFlowUnknown:         {400, "Almost there", "This browser has no sign-in under way that fits. If you have just confirmed your address, continue to sign in.", "The cookie of the attempt is missing: another browser, a reload, a bookmark, or a forged callback. Single cases are normal.", "signin.failed", slog.LevelWarn, signIn},
	CodeFlowExpired:         {400, unfinished, "It took longer than ten minutes, so for your safety please start again.", "The attempt was older than ten minutes. If it happens to everybody, compare the clocks.", "signin.failed", slog.LevelInfo, signIn},
	CodeProviderDenied:      {400, unfinished, "Signing in was cancelled or not allowed.", "Cognito or an identity provider answered access_denied.", "signin.failed", slog.LevelInfo, signIn},
	CodeProviderFailed:      {400, unfinished, "The sign-in service did not accept the request. Please try once more.", "Cognito answered with an error: look for a failing Lambda trigger, scopes that the client lacks, or a federation setting.", "signin.failed", slog.LevelWarn, signIn},
	CodeSignUpRefused:       {403, "You cannot register here with this address", "This site does not take every e-mail address. Please use another one, or ask the operator of this site.", "Somebody came from an identity provider with an address that may not register (allowed_email_domains). The reason stands in the log of the function pre-sign-up, which counts it.", "", slog.LevelInfo, signInAsOther},
	CodeProviderUnavailable: {503, "Signing in is not possible just now", "The sign-in service has a problem. Please try again in a moment.", "Cognito answered server_error or temporarily_unavailable, or at the end of a sign-in the pool's keys could not be fetched (reason jwks).", "signin.failed", slog.LevelError, signIn},
	CodeCodeRefused:         {400, unfinished, "This sign-in was already used or has expired. Please start again.", "The token endpoint answered invalid_grant: the code was used, expired or belongs to another attempt.", "signin.failed", slog.LevelWarn, signIn},
	CodeNonceMismatch:       {400, unfinished, "The answer of the sign-in service does not belong to this browser. Please start again.", "The nonce of the ID token is missing or another attempt's: an injected code, or a proxy that mixes answers.", "signin.failed", slog.LevelError, signIn},
	CodeTokensRefused:       {400, unfinished, "The answer of the sign-in service could not be verified. Please start again.", "The tokens failed verification; the reason stands in the log. Check pool id, client id and issuer.", "signin.failed", slog.LevelError, signIn},
	CodeSessionTooLarge:     {431, "Your account has too many groups for this site", "Your details do not fit into a browser's cookies. Please tell the operator of this site the code below.", "ID, access and refresh token together exceed the cookie budget: reduce the user's groups or the attributes the client may read (see the table in pkg/session).", "signin.failed", slog.LevelError, onlyHome},
	CodeClientRefused:       {503, "Signing in is not possible just now", "This site has a problem with its sign-in service. It is not your fault; please try again later.", "The token endpoint refused our app client. Check the client secret parameter and that the client allows the code flow.", "signin.failed", slog.LevelError, tryAgain},
	CodeUnavailable:         {503, "Signing in is not possible just now", "The sign-in service does not answer. Please try again in a moment.", "The token endpoint gave no answer, or none that can be understood. Nothing was lost; the attempt can be repeated.", "signin.failed", slog.LevelError, tryAgain},
	CodeKeysUnavailable:     {503, "Please try again in a moment", "We cannot check your sign-in just now. You are still signed in.", "The pool's keys could not be fetched and no kept ones are left. Ship them with the deployment (COGNITO_JWKS) and check the network.", "token.invalid", slog.LevelError, tryAgain},
	CodeRefreshUnavailable:  {503, "Please try again in a moment", "We cannot renew your session just now. You are still signed in.", "The token endpoint failed at a refresh and the access token has expired. See the refresh.failed event before.", "", slog.LevelInfo, tryAgain},
	CodeSignInRequired:      {401, "Please sign in", "This page is for signed-in visitors.", "No session, and the request was not one that can be sent to sign in.", "", slog.LevelInfo, signIn},
	CodeSessionExpired:      {401, "Your session has expired", "Nothing was changed. Please sign in and try again.", "A form was sent after the session had expired. It is never replayed.", "", slog.LevelInfo, signIn},
	CodeTokenInvalid:        {401, "Please sign in", "The token was not accepted.", "A bearer token or a session failed verification; the reason stands in the log.", "token.invalid", slog.LevelWarn, signIn},
	CodeCredentials:         {400, "Bad request", "The Authorization header is not well formed.", "More than one credential, or a bearer token that is not one token.", "token.invalid", slog.LevelWarn, onlyHome},
	CodeForbidden:           {403, "You may not see this page", "Your account does not have the right to open it.", "The verified access token lacks the group that the route asks for.", "guard.denied", slog.LevelWarn, onlyHome},
	CodeReauthenticate:      {403, "Please sign in once more", "This needs a fresh sign-in. Nothing was changed.", "The sign-in is older than the action, or SESSION_MAX_AGE, allows.", "guard.denied", slog.LevelInfo, signInAgain},
	CodeDeletionRefused:     {403, "An administrator has to do that", "You cannot delete your account yourself; an administrator who is somebody else can. Nothing was changed.", "The user administers the site (reason admin), which must not lose its last administrator, or was disabled (reason disabled) and could else register anew. Delete the account on the page of users.", "guard.denied", slog.LevelInfo, onlyHome},
	CodeDeletionUnconfirmed: {503, "Please try again in a moment", "There is no answer that says whether your account is deleted. Trying again does no harm: if it is, you are told so.", "AdminDeleteUser failed, or its answer was lost; the log has its code. The user may be there still, enabled as before: a visitor who does not try again may need an administrator.", "failure", slog.LevelError, tryAgain},
	CodeCrossSite:           {403, "This request came from another site", "Nothing was changed. Please use the buttons on this site.", "The Origin or Sec-Fetch-Site header says that another site sent the form, or there is neither and no form token.", "csrf.denied", slog.LevelWarn, onlyHome},
	CodeNotNavigation:       {401, "Please open this page itself", "Signing in starts only when you open the page.", "A prefetch, a picture or a script asked for a page that starts a sign-in or a refresh.", "", slog.LevelInfo, onlyHome},
	CodeBadRequest:          {400, "Bad request", "The address or the form has something in it that this site does not understand.", "A parameter is missing, repeated or out of range.", "", slog.LevelInfo, onlyHome},
	CodeNotFound:            {404, "Page not found", "There is nothing at this address.", "No route fits.", "", slog.LevelInfo, onlyHome},
	CodeMethod:              {405, "That is not possible here", "This page cannot be used that way.", "The route exists for other methods; they stand in the Allow header.", "", slog.LevelInfo, onlyHome},
	CodeTooLarge:            {413, "That is too much", "What you sent is larger than this site takes.", "The body is larger than a form of this site can be.", "", slog.LevelInfo, onlyHome},
	CodeMediaType:           {415, "That is not a form", "This site takes plain forms only.", "The body is not application/x-www-form-urlencoded.", "", slog.LevelInfo, onlyHome},
	CodeConflict:            {409, "That is not possible", "The change was not made, because it would lock somebody out who must not be.", "An administrator tried to disable, delete or demote itself or the last one.", "guard.denied", slog.LevelWarn, onlyHome},
	CodeBusy:                {503, "Please try again in a moment", "The service behind this page does not answer just now. Nothing was changed.", "A call to AWS failed, was throttled or was denied; the log has the operation.", "failure", slog.LevelError, tryAgain},
	CodeInternal:            {500, "Something went wrong", "It is not your fault. Please try again later.", "A fault of the site; the log has the place.", "failure", slog.LevelError, tryAgain},
}

// Failure is an error that knows what a visitor is told. Its cause goes to the log and nowhere else.
type Failure struct {
	Code   Code
	Reason string // for the log: a stable word that says more than the code; "" for the code itself
	Cause  error

	returnTo string // where the visitor wanted to go; "" where the request itself says so
}

// BackTo adds to a failure where the visitor wanted to go, for a request whose own address does not say it. It gives back nil for nil.
func BackTo(returnTo string, err error) error {
	if err == nil {
		return nil
	}
	failure := *failureOf(err)
	failure.returnTo = returnTo
	return &failure
}

// Fail makes a Failure. The cause may be nil.
func Fail(code Code, cause error) error { return &Failure{Code: code, Cause: cause} }

// Error implements error.
func (f *Failure) Error() string {
	if f.Cause == nil {
		return string(f.Code)
	}
	return fmt.Sprintf("%s: %v", f.Code, f.Cause)
}

// Unwrap gives the cause.
func (f *Failure) Unwrap() error { return f.Cause }

// failureOf finds the Failure in an error. Any other error is internal.
func failureOf(err error) *Failure {
	var failure *Failure
	if errors.As(err, &failure) {
		return failure
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return &Failure{Code: CodeTooLarge, Cause: err}
	}
	return &Failure{Code: CodeInternal, Cause: err}
}
