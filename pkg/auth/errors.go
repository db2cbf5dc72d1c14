package auth

import "errors"

// The three classes of failure. Every error of this package is one of them, which errors.Is tells.
var (
	// ErrExpired is said of a token that is good in every respect but its age. A refresh may follow.
	ErrExpired = errors.New("token expired")
	// ErrInvalid is said of a token that must be treated as absent.
	ErrInvalid = errors.New("token invalid")
	// ErrUnavailable says that the keys cannot be had, so nothing is known about the token. The session must survive it.
	ErrUnavailable = errors.New("signing keys unavailable")
)

// reasonUnavailable and reasonDeadline are the reason codes of ErrUnavailable.
const (
	reasonUnavailable = "jwks"
	reasonDeadline    = "deadline"
)

// rejection is an error of one class with a stable reason code. It holds nothing of the token.
type rejection struct {
	class  error
	reason string
	cause  error
}

// Error implements error.
func (r *rejection) Error() string {
	text := r.class.Error() + ": " + r.reason
	if r.cause != nil {
		text += ": " + r.cause.Error()
	}
	return text
}

// Unwrap gives the class and, for keys that cannot be had, the cause.
func (r *rejection) Unwrap() []error {
	if r.cause == nil {
		return []error{r.class}
	}
	return []error{r.class, r.cause}
}

// rejections holds the error of every guard, so that refusing a token allocates nothing.
var rejections = func() (all [guardCount]rejection) {
	for g := range all {
		all[g] = rejection{class: ErrInvalid, reason: guardNames[g]}
	}
	all[guardExpiry].class = ErrExpired
	return all
}()

// refused is the error of a guard.
func refused(g guard) error { return &rejections[g] }

// unavailable says why the keys cannot be had.
func unavailable(reason string, cause error) error {
	return &rejection{class: ErrUnavailable, reason: reason, cause: cause}
}

// Reason gives the stable code of an error of this package: "" for nil, "unknown" for an error that is not from here.
func Reason(err error) string {
	if err == nil {
		return ""
	}
	var r *rejection
	if errors.As(err, &r) {
		return r.reason
	}
	return "unknown"
}
