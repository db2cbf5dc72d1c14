// Package revocation ends sessions at once: it writes entries into a table and asks it, for tokens that verify, whether
// their session has ended. Cognito's tokens cannot be called back: without an entry they are good until they expire.
// It must not verify tokens, decide what happens to a visitor, or be asked before the tokens have verified: anybody can
// make up an id.
//
// The table (INSTANT_SIGN_OUT_TABLE) has a partition key "id", a text:
//
//	session#<origin_jti>   the session has ended
//	user#<sub>             every session of the user has ended whose sign-in was before the second in "not_before"
//
// "expires_at", a number of seconds since 1970, is the attribute of the table's time to live.
package revocation

import (
	"context"
	"errors"
	"time"

	"cognitossr/pkg/awsjson"
)

// Session is what verified tokens say about the session they belong to.
type Session struct {
	Subject   string    // sub
	OriginJTI string    // of the sign-in; "" where the app client has token revocation off
	AuthTime  time.Time // of the sign-in; it survives refreshes, so that none brings a session back
}

// Limits of what a visitor waits for. A first call includes a TLS handshake, which takes a small function's processor
// a tenth of a second.
const (
	readTimeout  = 1500 * time.Millisecond
	writeTimeout = 2500 * time.Millisecond
)

var limits = awsjson.Limits{Attempt: 700 * time.Millisecond, Attempts: 3, Backoff: 50 * time.Millisecond}

// late is how long after a sign-out an answer with new tokens of the session may still be on its way: API Gateway gives
// up after 30 seconds.
const late = time.Minute

// MaxValidity is the longest that Cognito lets an access or ID token be valid.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
const MaxValidity = 24 * time.Hour

// List is the list of sessions that have ended. It may be used concurrently.
type List struct {
	table    table
	memory   memory
	remember time.Duration
	now      func() time.Time
}

// New returns the list in a table. An answer is remembered for a time, 0 for none, in which a session that has ended is
// let in: by this process, and no longer. The table is called in the region, and with the credentials, of the
// environment, at AWS_ENDPOINT_URL_DYNAMODB if that is set.
func New(getenv func(string) string, name string, remember time.Duration, now func() time.Time) *List {
	client := awsjson.New(getenv, limits)
	client.Now = now
	return NewList(client, name, remember, now)
}

// NewList is New for a client of the caller's own.
func NewList(aws awsjson.Caller, name string, remember time.Duration, now func() time.Time) *List {
	return &List{table: table{name: name, aws: aws}, remember: remember, now: now}
}

// ErrUnavailable means that the table did not answer, or not in a way that can be used: whether a session has ended is
// not known, or that it has is not recorded. The error that wraps it says why, and may be logged.
var ErrUnavailable = errors.New("the table of ended sessions does not answer")

// Ended reports whether a session has ended. One call of the table serves all who ask for a session at the same time,
// and for as long as the answer is remembered; so does a failure, which wraps ErrUnavailable.
func (l *List) Ended(ctx context.Context, s Session) (bool, error) {
	if l.remember == 0 {
		ctx, cancel := context.WithTimeout(ctx, readTimeout)
		defer cancel()
		return l.table.ended(ctx, s)
	}
	call, known := l.memory.recall(s, l.now(), l.remember,
		func(ctx context.Context) (bool, error) { return l.table.ended(ctx, s) })
	if known != nil {
		return known.ended, known.err
	}
	ended, _, err := call.Wait(ctx)
	return ended, unavailable(err)
}

// ErrNoOrigin means that tokens do not say which session they belong to: the app client has token revocation off.
var ErrNoOrigin = errors.New("the tokens have no origin_jti, because the app client has token revocation off")

// EndSession ends a session for all who ask from now on. It is not an error that it has ended before. validity is how
// long the longest of its tokens is valid after its issue.
func (l *List) EndSession(ctx context.Context, originJTI string, validity time.Duration) error {
	if originJTI == "" {
		return ErrNoOrigin
	}
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	err := l.table.endSession(ctx, originJTI, l.end(validity))
	l.memory.forget(func(s Session) bool { return s.OriginJTI == originJTI })
	return err
}

// EndUser ends all sessions of a user that have begun until now. It is not an error that they have ended before.
func (l *List) EndUser(ctx context.Context, subject string, validity time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	notBefore := l.now().Unix() + 1 // a sign-in of this very second may have been before
	err := l.table.endUser(ctx, subject, notBefore, l.end(validity))
	l.memory.forget(func(s Session) bool { return s.Subject == subject })
	return err
}

// end is when an entry may go: when the last token that it must outlast has expired.
func (l *List) end(validity time.Duration) int64 {
	return l.now().Add(max(validity, 0) + late).Unix()
}
