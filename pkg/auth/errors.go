package auth

import "errors"

// The classes of failure. Every error of a token is one of them, as errors.Is reports.
var (
	// ErrExpired is the class of a token that is valid except for its age. A refresh may follow.
	ErrExpired = errors.New("token expired")
	// ErrNotYet is the class of a token that is valid except that it was issued in the future, by this machine's clock.
	// The clock is behind, and the session must survive it.
	ErrNotYet = errors.New("token not valid yet")
	// ErrInvalid is the class of a token that must be treated as absent.
	ErrInvalid = errors.New("token invalid")
	// ErrUnavailable means that the keys are not available, so nothing is known about the token. The session must
	// survive it.
	ErrUnavailable = errors.New("signing keys unavailable")
)

// ErrUnknownKey is the cause of an ErrInvalid whose token names a key that the pool does not publish. Nobody can be let
// in by such a token, but it may have been good: the pool may have dropped the key before the token expired. A refresh
// may follow, which costs the session nothing if Cognito still knows it.
var ErrUnknownKey = errors.New("the pool publishes no key with this ID")

// rejection is an error of one class with a stable reason code. It contains no text of the token.
type rejection struct {
	class  error
	reason reasonCode
	cause  error
}

// Error implements error.
func (r *rejection) Error() string {
	text := r.class.Error() + ": " + r.reason.String()
	if r.cause != nil {
		text += ": " + r.cause.Error()
	}
	return text
}

// Unwrap returns the class and, for keys that are unavailable, the cause.
func (r *rejection) Unwrap() []error {
	if r.cause == nil {
		return []error{r.class}
	}
	return []error{r.class, r.cause}
}

// rejections holds the error of every rule, so that refusing a token allocates nothing.
var rejections = func() (all [reasonCount]rejection) {
	for reason := range all {
		all[reason] = rejection{class: ErrInvalid, reason: reasonCode(reason)}
	}
	all[reasonExpiry].class = ErrExpired
	for _, reason := range []reasonCode{reasonIssuedAt, reasonNotBefore, reasonAuthTime} {
		all[reason].class = ErrNotYet
	}
	return all
}()

// unknownKey is the error of a key ID that the current key set does not have.
var unknownKey = &rejection{class: ErrInvalid, reason: reasonKid, cause: ErrUnknownKey}

// refused is the error of the rule that refused a token.
func refused(reason reasonCode) error { return &rejections[reason] }

// unavailable is the error of keys that are not available.
func unavailable(reason reasonCode, cause error) error {
	return &rejection{class: ErrUnavailable, reason: reason, cause: cause}
}

// Reason returns the stable code of an error of this package: "" for nil, "unknown" for an error that is not from here.
func Reason(err error) string {
	if err == nil {
		return ""
	}
	var r *rejection
	if errors.As(err, &r) {
		return r.reason.String()
	}
	return "unknown"
}
