package web

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"

	"cognitossr/pkg/language"
)

// Code identifies a kind of failure. It appears on the page, in the log line and in FAILURES.md. Its meaning never
// changes.
type Code string

// The codes, in the order of the catalogue.
const (
	CodeCallbackMalformed   Code = "AUTH-CALLBACK-MALFORMED"
	CodeFlowUnknown         Code = "AUTH-FLOW-UNKNOWN"
	CodeCookiesRefused      Code = "AUTH-COOKIES-REFUSED"
	CodeFlowExpired         Code = "AUTH-FLOW-EXPIRED"
	CodeProviderDenied      Code = "AUTH-PROVIDER-DENIED"
	CodeProviderFailed      Code = "AUTH-PROVIDER-FAILED"
	CodeMisconfigured       Code = "AUTH-MISCONFIGURED"
	CodeSignUpRefused       Code = "AUTH-SIGN-UP-REFUSED"
	CodeProviderUnavailable Code = "AUTH-PROVIDER-UNAVAILABLE"
	CodeCodeRefused         Code = "AUTH-CODE-REFUSED"
	CodeNonceMismatch       Code = "AUTH-NONCE-MISMATCH"
	CodeTokensRefused       Code = "AUTH-TOKENS-REFUSED"
	CodeSessionTooLarge     Code = "AUTH-SESSION-TOO-LARGE"
	CodeClientRefused       Code = "AUTH-CLIENT-REFUSED"
	CodeUnavailable         Code = "AUTH-UNAVAILABLE"
	CodeKeysUnavailable     Code = "AUTH-KEYS-UNAVAILABLE"
	CodeClockBehind         Code = "AUTH-CLOCK-BEHIND"
	CodeSessionUnchecked    Code = "AUTH-SESSION-UNCHECKED"
	CodeRefreshUnavailable  Code = "AUTH-REFRESH-UNAVAILABLE"
	CodeSignInRequired      Code = "AUTH-SIGN-IN-REQUIRED"
	CodeAddressNotKept      Code = "AUTH-ADDRESS-NOT-KEPT"
	CodeFormOfAnother       Code = "AUTH-FORM-OF-ANOTHER-USER"
	CodeSessionExpired      Code = "AUTH-SESSION-EXPIRED"
	CodeTokenInvalid        Code = "AUTH-TOKEN-INVALID"
	CodeCredentials         Code = "AUTH-CREDENTIALS-MALFORMED"
	CodeSignOutIncomplete   Code = "AUTH-SIGN-OUT-INCOMPLETE"
	CodeForbidden           Code = "AUTH-FORBIDDEN"
	CodeReauthenticate      Code = "AUTH-SIGN-IN-AGAIN"
	CodeManagedElsewhere    Code = "AUTH-MANAGED-ELSEWHERE"
	CodeDeletionRefused     Code = "AUTH-DELETION-REFUSED"
	CodeDeletionUnconfirmed Code = "AUTH-DELETION-UNCONFIRMED"
	CodeChangeUnconfirmed   Code = "AUTH-CHANGE-UNCONFIRMED"
	CodeSecondRegion        Code = "AUTH-SECOND-REGION"
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

// recovery is the next step that the page of a failure offers besides the home page.
type recovery int

const (
	onlyHome          recovery = iota
	signIn                     // start a sign-in
	signInAgain                // start one that asks for the password even if Cognito has a session
	signInAsOther              // start one in which the identity provider asks for the account, even if it has a session
	signInWithCookies          // start one that first checks whether the browser keeps cookies
	otherAccount               // sign out, or sign in with another account even if Cognito has a session
	tryAgain                   // request the same address again
	elsewhere                  // open the failure's address in a new tab
	ownAccount                 // the visitor's own account
)

func (r recovery) isSignIn() bool {
	return r == signIn || r == signInAgain || r == signInAsOther || r == signInWithCookies
}

// Entry is one row of the catalogue.
type Entry struct {
	Code     Code
	Status   int
	Heading  language.Func // of the page
	Visitor  language.Func // what the page says
	Operator string        // the cause and the next step, for the operator of the site
	Event    string        // the log event; "" for none, because the access log has the request
	Level    slog.Level    // of that event
	recovery recovery
}

// Catalogue returns the texts of each code for visitors and operators. Page, log and FAILURES.md are made of them. They
// are data of the program, and no map, which every function would fill when it starts, whether a request fails or not.
func Catalogue() []Entry { return slices.Concat(signInFailures, sessionFailures, requestFailures) }

// EntryOf returns the entry of a code. One that the catalogue does not have is an internal failure.
func EntryOf(code Code) Entry {
	for _, group := range [...][]Entry{signInFailures, sessionFailures, requestFailures} {
		for i := range group {
			if group[i].Code == code {
				return group[i]
			}
		}
	}
	return EntryOf(CodeInternal)
}

// Failure is an error with a code, which determines what the visitor is told. Its cause is only logged.
type Failure struct {
	Code   Code
	Reason string // for the log: a stable word, more specific than the code; "" for the code itself
	Cause  error

	returnTo  string // where the visitor wanted to go; "" for the request's own address
	elsewhere string // the address that its page opens in a new tab
	claimed   bool   // reported only by parameters that anybody can write
	keepsForm bool   // the page keeps the form that was sent, and sends it again
}

// Claimed marks a failure that only the request's own parameters report: anybody can write them, so it is logged as a
// warning at most and raises no alarm.
func Claimed(err error) error {
	failure := *failureOf(err)
	failure.claimed = true
	return &failure
}

// WithReturnTo adds to a failure where the visitor wanted to go, if that is not the request's own address. It returns
// nil for nil.
func WithReturnTo(returnTo string, err error) error {
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

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Cause }

// CodeOf returns the code that an error is shown with.
func CodeOf(err error) Code { return failureOf(err).Code }

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
