package templates

import (
	"net/url"
	"time"

	"github.com/a-h/templ"

	"cognitossr/pkg/language"
)

// AccountView is a visitor's own account: the answer to GET /account.
type AccountView struct {
	Layout
	Email         string
	EmailVerified bool
	Federated     bool          // signs in with another provider, which keeps address and password
	SignedInSince time.Time     // in this browser
	Authenticator bool          // the user pool offers authenticator apps
	Passkeys      bool          // the user pool offers passkeys
	Unlocked      bool          // the browser holds an authorization for changes
	Notice        language.Text // what has just been changed; "": nothing
}

// AccountLockedView stands in place of a page that needs a recent sign-in.
type AccountLockedView struct {
	Layout
	Heading  language.Text // of the page
	ReturnTo string        // its path
}

// AccountPasswordView is the answer to GET /account/password/change.
type AccountPasswordView struct {
	Layout
	Email          string        // for password managers
	Again          bool          // was filled in before, and not kept
	CurrentProblem language.Text // what is wrong with the current password; "": nothing
	NewProblem     language.Text // what is wrong with the new one; "": nothing
}

// AccountEmailView is the answer to GET /account/email.
type AccountEmailView struct {
	Layout
	Email   string        // the current address
	Again   bool          // was filled in before, and not kept
	New     string        // what was entered; "": nothing yet
	Problem language.Text // what is wrong with it; "": nothing
}

// AccountEmailCodeView asks for the code that was mailed to a new address: the answer to GET /account/email/code.
type AccountEmailCodeView struct {
	Layout
	Email   string        // the current address
	Again   bool          // was filled in before, and not kept
	Problem language.Text // what is wrong with the code; "": nothing
}

// AccountAuthenticatorView is the answer to GET /account/authenticator.
type AccountAuthenticatorView struct {
	Layout
	On       bool // an app is set up
	Again    bool // a code was entered, and not kept
	Required bool // the user pool requires a second factor: the app can be replaced only
}

// AccountAuthenticatorSetupView shows the key of an authenticator app that is being set up.
type AccountAuthenticatorSetupView struct {
	Layout
	Key     string        // base32
	Link    string        // the same as an otpauth address
	Code    QRCode        // the same as a picture
	Problem language.Text // what is wrong with the code that was entered; "": nothing
}

// QRCode is a QR code as one path of SVG, in modules, with its margin.
type QRCode struct {
	Size int
	Path string
}

// AccountPasskeysView is the answer to GET /account/passkeys.
type AccountPasskeysView struct {
	Layout
	Passkeys []PasskeyRow
	AddURL   string // the user pool's own page
}

// PasskeyRow is one passkey.
type PasskeyRow struct {
	ID      string
	Name    string
	Created time.Time
}

// AccountDataView is the answer to GET /account/data.
type AccountDataView struct {
	Layout
}

// signInFresh is the address of a sign-in that asks again, and leads back to a page.
func signInFresh(returnTo string) templ.SafeURL {
	return templ.SafeURL("/auth/login?fresh=1&return_to=" + url.QueryEscape(returnTo))
}
