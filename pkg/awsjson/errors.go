package awsjson

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
)

// Values of Error.Code for a call without a usable answer of the service.
const (
	CodeCredentials = "credentials" // there are none in the environment
	CodeTimeout     = "timeout"
	CodeCanceled    = "canceled"
	CodeConnection  = "connection"
	CodeAnswer      = "answer" // it is too long, or not what the service documents
	CodeOther       = "other"
)

// Error is a call that failed. Its text holds the operation and the code, and may be logged.
type Error struct {
	Action Action
	Code   string // the service's error code, as in "ThrottlingException", or one of the words above
	Status int    // of the service's answer; 0 if there was none

	cause error
}

// Error implements error.
func (e *Error) Error() string { return "calling " + e.Action.operation() + ": " + e.Code }

// Unwrap returns the error of the network or the context, or nil.
func (e *Error) Unwrap() error { return e.cause }

// Invalid is the error of an answer that does not hold what the caller needs.
func Invalid(action Action) *Error {
	return &Error{Action: action, Code: CodeAnswer, Status: http.StatusOK}
}

// Code returns the code of an error of a call, CodeOther for any other error, and "" for nil.
func Code(err error) string {
	failed := new(Error)
	switch {
	case err == nil:
		return ""
	case errors.As(err, &failed):
		return failed.Code
	}
	return CodeOther
}

// temporary reports whether the same call may succeed in a moment.
func (e *Error) temporary() bool {
	switch e.Code {
	case CodeTimeout, CodeConnection:
		return true
	case "TransactionCanceledException": // another call was writing what this one reads
		return true
	}
	return e.Status >= 500 || e.Status == http.StatusTooManyRequests || IsThrottled(e.Code)
}

// IsThrottled reports whether a code means that the service throttled the call.
//
// Source: the list of the SDK, with which a test compares this one
func IsThrottled(code string) bool {
	switch code {
	case "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException",
		"ProvisionedThroughputExceededException", "RequestLimitExceeded", "TransactionInProgressException",
		"BandwidthLimitExceeded", "LimitExceededException", "PriorRequestNotComplete", "SlowDown", "EC2ThrottledException",
		"TooManyRequestsException":
		return true
	}
	return false
}

// failure is the error of a call without an answer.
func failure(action Action, err error) *Error {
	code := CodeOther
	var network net.Error
	switch {
	case errors.Is(err, errNoCredentials):
		code = CodeCredentials
	case errors.Is(err, context.DeadlineExceeded):
		code = CodeTimeout
	case errors.Is(err, context.Canceled):
		code = CodeCanceled
	case errors.As(err, &network) && network.Timeout():
		code = CodeTimeout
	case errors.As(err, &network), errors.Is(err, io.ErrUnexpectedEOF):
		code = CodeConnection
	}
	return &Error{Action: action, Code: code, cause: err}
}

// codeOf returns the service's error code: the header comes before the body, and both may name a namespace before it
// and an address after it.
//
// Source: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization
func codeOf(response *http.Response, body string) string {
	code := plainCode(response.Header.Get("X-Amzn-Errortype"))
	if code == "" {
		named, _ := Text(body, "__type")
		code = plainCode(named)
	}
	if code == "" {
		named, _ := Text(body, "code")
		code = plainCode(named)
	}
	if code == "" {
		return CodeAnswer
	}
	return code
}

// maxCode is the longest code that is believed: it stands in logs.
const maxCode = 64

func plainCode(text string) string {
	text, _, _ = strings.Cut(text, ":")
	if _, after, found := strings.Cut(text, "#"); found {
		text = after
	}
	if len(text) > maxCode || strings.ContainsFunc(text, func(c rune) bool {
		return (c|0x20 < 'a' || 'z' < c|0x20) && (c < '0' || '9' < c)
	}) {
		return ""
	}
	return text
}
