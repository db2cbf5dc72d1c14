package useradmin

import (
	"errors"
	"fmt"

	"cognitossr/pkg/awsclient"
)

// Results of a call.
var (
	ErrNotFound    = errors.New("there is no such user")
	ErrRefused     = errors.New("the user's state or the input does not allow it")
	ErrThrottled   = errors.New("too many calls")
	ErrDenied      = errors.New("access denied: missing permission, bad credentials or no such pool")
	ErrNoGroup     = errors.New("there is no such group")
	ErrUnavailable = errors.New("no usable response")
	// ErrHalfDone accompanies one of the others: a change was neither completed nor undone.
	ErrHalfDone = errors.New("the change is incomplete")
	// ErrQuery: the filter cannot express the search, which is not sent.
	ErrQuery = errors.New("not a search that the pool understands")
)

// ErrNoList means an answer without the list that was asked for: Cognito sends an empty one where there is nobody.
// Taken for that, it would tell that a user is gone, or is no administrator.
var ErrNoList error = noList{}

// noList is an error that allocates nothing when a function starts.
type noList struct{}

// Error implements error.
func (noList) Error() string { return ErrUnavailable.Error() + ": the response has no list" }

// Unwrap makes it one of ErrUnavailable.
func (noList) Unwrap() error { return ErrUnavailable }

// Classify wraps an SDK error in one of the classes above. The service's message is left out: it may repeat addresses.
func Classify(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", awsclient.Cause(err), class(awsclient.Code(err)))
}

// noResource is the code for a pool, a group or another resource, except a user, that does not exist.
const noResource = "ResourceNotFoundException"

// classifyMembership is classify for a call about a group, of a user who was just found in the pool.
func classifyMembership(err error) error {
	if awsclient.Code(err) == noResource {
		return fmt.Errorf("%w: %w", awsclient.Cause(err), ErrNoGroup)
	}
	return Classify(err)
}

func class(code string) error {
	switch {
	case code == "UserNotFoundException":
		return ErrNotFound
	case awsclient.IsThrottled(code):
		return ErrThrottled
	case awsclient.IsDenied(code), code == noResource: // the latter: no such pool
		return ErrDenied
	}
	switch code {
	case "InvalidParameterException", "NotAuthorizedException", "UnsupportedUserStateException",
		"CodeDeliveryFailureException",
		"UserLambdaValidationException", "InvalidPasswordException", "PreconditionNotMetException":
		return ErrRefused
	}
	return ErrUnavailable
}
