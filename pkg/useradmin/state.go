package useradmin

import "strings"

// States of a user's account (UserStatusType of the API reference). Whether it is enabled is separate.
const (
	Unconfirmed         = "UNCONFIRMED"           // signed up, and has not confirmed the address yet
	Confirmed           = "CONFIRMED"             // can sign in
	ResetRequired       = "RESET_REQUIRED"        // must choose a new password with a code
	ForceChangePassword = "FORCE_CHANGE_PASSWORD" // was invited, and has not replaced the temporary password yet
	ExternalProvider    = "EXTERNAL_PROVIDER"     // signs in with another provider, and has no password in this pool
)

// Statuses returns the states above, as Cognito writes them.
func Statuses() []string {
	return []string{Unconfirmed, Confirmed, ResetRequired, ForceChangePassword, ExternalProvider}
}

// StateError reports that the state of an account does not allow a change. It wraps ErrRefused.
type StateError struct {
	Status  string // as Cognito says it
	Enabled bool
	Instead string // what to do instead, in sentences for an administrator
}

// Error implements error.
func (e *StateError) Error() string {
	state := strings.ToLower(strings.ReplaceAll(e.Status, "_", " "))
	if !e.Enabled {
		state += ", disabled"
	}
	return "the account does not allow it in its state (" + state + "): " + e.Instead
}

// Unwrap returns ErrRefused.
func (e *StateError) Unwrap() error { return ErrRefused }

func (u User) refuse(instead string) error {
	return &StateError{Status: u.Status, Enabled: u.Enabled, Instead: instead}
}

// What to do instead, for states that do not allow a change of the password or an invitation.
const (
	enableFirst    = "Enable the account first."
	confirmAddress = "The user has not confirmed the address yet. " +
		"Signing in with the password leads to the page that takes the code, and sends a new one."
	signInOutside = "The user signs in with an external provider and has no password here; it is managed there."
	codeWasSent   = "A code to choose a new password was sent. \"Forgot your password?\" on the sign-in page sends " +
		"another."
	inviteAgain = "The user has not replaced the temporary password yet. Send the invitation again."
	hasAccount  = "The user accepted the invitation and has a password. Reset the password instead."
	noAddress   = "The account has no e-mail address to send it to."
	notVerified = "The e-mail address is not verified, so Cognito sends no code there. " +
		"Set a password with ./build.sh users set-password."
)

// CanResetPassword returns a *StateError if Cognito does not reset the password of a user in this state.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html
func (u User) CanResetPassword() error {
	switch {
	case u.Status == ExternalProvider:
		return u.refuse(signInOutside)
	case !u.Enabled:
		return u.refuse(enableFirst)
	case u.Status == Unconfirmed:
		return u.refuse(confirmAddress)
	case u.Status == ForceChangePassword:
		return u.refuse(inviteAgain)
	case u.Status == ResetRequired:
		return u.refuse(codeWasSent)
	case !u.EmailVerified:
		return u.refuse(notVerified)
	}
	return nil
}

// CanInviteAgain returns a *StateError unless the user was invited and the invitation is still open, whether or not it
// has expired.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
func (u User) CanInviteAgain() error {
	switch {
	case u.Status == ExternalProvider:
		return u.refuse(signInOutside)
	case u.Status == Unconfirmed:
		return u.refuse(confirmAddress)
	case u.Status == ResetRequired:
		return u.refuse(codeWasSent)
	case u.Status != ForceChangePassword:
		return u.refuse(hasAccount)
	case !u.Enabled:
		return u.refuse(enableFirst)
	case u.Email == "":
		return u.refuse(noAddress)
	}
	return nil
}

// CanSetPassword returns a *StateError for a user of an external provider. Cognito would accept a password and make
// the user a local one, out of sync with the provider; AWS advises against it.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html
func (u User) CanSetPassword() error {
	if u.Status == ExternalProvider {
		return u.refuse(signInOutside)
	}
	return nil
}
