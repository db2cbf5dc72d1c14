package useradmin

import (
	"strings"

	"cognitossr/pkg/language"
)

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
	Instead language.Func // what to do instead, in sentences for an administrator
}

// Error implements error.
func (e *StateError) Error() string {
	state := strings.ToLower(strings.ReplaceAll(e.Status, "_", " "))
	if !e.Enabled {
		state += ", disabled"
	}
	return "the account does not allow it in its state (" + state + "): " + string(e.Instead(language.EN))
}

// Unwrap returns ErrRefused.
func (e *StateError) Unwrap() error { return ErrRefused }

func (u User) refuse(instead language.Func) error {
	return &StateError{Status: u.Status, Enabled: u.Enabled, Instead: instead}
}

// CanResetPassword returns a *StateError if Cognito does not reset the password of a user in this state.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html
func (u User) CanResetPassword() error {
	switch {
	case u.Status == ExternalProvider:
		return u.refuse(language.Language.InsteadSignInOutside)
	case !u.Enabled:
		return u.refuse(language.Language.InsteadEnableFirst)
	case u.Status == Unconfirmed:
		return u.refuse(language.Language.InsteadConfirmAddress)
	case u.Status == ForceChangePassword:
		return u.refuse(language.Language.InsteadInviteAgain)
	case u.Status == ResetRequired:
		return u.refuse(language.Language.InsteadCodeWasSent)
	case !u.EmailVerified:
		return u.refuse(language.Language.InsteadNotVerified)
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
		return u.refuse(language.Language.InsteadSignInOutside)
	case u.Status == Unconfirmed:
		return u.refuse(language.Language.InsteadConfirmAddress)
	case u.Status == ResetRequired:
		return u.refuse(language.Language.InsteadCodeWasSent)
	case u.Status != ForceChangePassword:
		return u.refuse(language.Language.InsteadHasAccount)
	case !u.Enabled:
		return u.refuse(language.Language.InsteadEnableFirst)
	case u.Email == "":
		return u.refuse(language.Language.InsteadNoAddress)
	}
	return nil
}

// CanSetPassword returns a *StateError for a user of an external provider. Cognito would accept a password and make
// the user a local one, out of sync with the provider; AWS advises against it.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html
func (u User) CanSetPassword() error {
	if u.Status == ExternalProvider {
		return u.refuse(language.Language.InsteadSignInOutside)
	}
	return nil
}
