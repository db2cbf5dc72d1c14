package useradmin

import (
	"errors"
	"fmt"

	"cognitossr/pkg/awsclient"
)

// What came of a call.
var (
	ErrNotFound    = errors.New("there is no such user")
	ErrRefused     = errors.New("the user's state or the input does not allow it")
	ErrThrottled   = errors.New("too many calls")
	ErrDenied      = errors.New("our right, our credentials or a setting of the pool is not good enough")
	ErrUnavailable = errors.New("no usable answer")
	// ErrHalfDone comes with one of the others: a change was begun, and neither finished nor taken back.
	ErrHalfDone = errors.New("the change was made in part")
	// ErrQuery: a search that is not sent, because the filter cannot express it.
	ErrQuery = errors.New("not a search that the pool understands")
)

// classify gives an SDK error one of the classes above. The service's message is left out: it may repeat addresses.
func classify(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", awsclient.Cause(err), class(awsclient.Code(err)))
}

func class(code string) error {
	switch {
	case code == "UserNotFoundException":
		return ErrNotFound
	case awsclient.IsThrottled(code):
		return ErrThrottled
	case awsclient.IsDenied(code), code == "ResourceNotFoundException": // the latter: no such pool or group
		return ErrDenied
	}
	switch code {
	case "InvalidParameterException", "NotAuthorizedException", "UnsupportedUserStateException", "CodeDeliveryFailureException",
		"UserLambdaValidationException", "InvalidPasswordException", "PreconditionNotMetException":
		return ErrRefused
	}
	return ErrUnavailable
}
