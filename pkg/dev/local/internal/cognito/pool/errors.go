package pool

import (
	"errors"
	"fmt"
)

// Error is a refusal in AWS's words: Name is what the JSON API sends as __type.
type Error struct{ Name, Message string }

func (e *Error) Error() string { return e.Name + ": " + e.Message }

// The error names of the cognito-idp API that this pool uses.
const (
	AliasExists           = "AliasExistsException"
	CodeMismatch          = "CodeMismatchException"
	EnableSoftwareToken   = "EnableSoftwareTokenMFAException"
	ExpiredCode           = "ExpiredCodeException"
	DuplicateProvider     = "DuplicateProviderException"
	GroupExists           = "GroupExistsException"
	InvalidParameter      = "InvalidParameterException"
	InvalidPassword       = "InvalidPasswordException"
	LimitExceeded         = "LimitExceededException"
	NotAuthorized         = "NotAuthorizedException"
	PasswordResetRequired = "PasswordResetRequiredException"
	ScopeDoesNotExist     = "ScopeDoesNotExistException"
	RefreshTokenReuse     = "RefreshTokenReuseException"
	ResourceNotFound      = "ResourceNotFoundException"
	SoftwareTokenNotFound = "SoftwareTokenMFANotFoundException"
	TooManyFailedAttempts = "TooManyFailedAttemptsException"
	Unauthorized          = "UnauthorizedException"
	UnexpectedLambda      = "UnexpectedLambdaException"
	InvalidLambdaResponse = "InvalidLambdaResponseException"
	UnsupportedOperation  = "UnsupportedOperationException"
	UnsupportedTokenType  = "UnsupportedTokenTypeException"
	UnsupportedUserState  = "UnsupportedUserStateException"
	UserLambdaValidation  = "UserLambdaValidationException"
	UsernameExists        = "UsernameExistsException"
	UserNotConfirmed      = "UserNotConfirmedException"
	UserNotFound          = "UserNotFoundException"
)

// Refuse makes an Error; Is asks for one by its name.
func Refuse(name, format string, args ...any) *Error {
	return &Error{Name: name, Message: fmt.Sprintf(format, args...)}
}

// Is says whether err is an Error of that name.
func Is(err error, name string) bool {
	var e *Error
	return errors.As(err, &e) && e.Name == name
}

// ErrInvalidSession refuses a Session that stands for no open challenge.
var ErrInvalidSession = Refuse(NotAuthorized, "Invalid session for the user.")

// IsWrongPassword says whether err is the refusal of a wrong password or an unknown user.
func IsWrongPassword(err error) bool { return errors.Is(err, errBadCredentials) }

var (
	errBadCredentials = Refuse(NotAuthorized, "Incorrect username or password.")
	errLocked         = Refuse(NotAuthorized, "Password attempts exceeded")
	errUserDisabled   = Refuse(NotAuthorized, "User is disabled.")
	errNotConfirmed   = Refuse(UserNotConfirmed, "User is not confirmed.")
	errSignUpOff      = Refuse(NotAuthorized, "SignUp is not permitted for this user pool")
	errUserNotFound   = Refuse(UserNotFound, "User does not exist.")
	errCodeMismatch   = Refuse(CodeMismatch, "Invalid verification code provided, please try again.")
	errExpiredCode    = Refuse(ExpiredCode, "Invalid code provided, please request a code again.")
	errCannotReset    = Refuse(NotAuthorized, "User password cannot be reset in the current state.")
	errTooManyTries   = Refuse(LimitExceeded, "Attempt limit exceeded, please try after some time.")

	errNothingVerified = Refuse(InvalidParameter,
		"Cannot reset password for the user as there is no registered/verified email or phone_number")
)
