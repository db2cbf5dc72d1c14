package web

import (
	"context"
	"fmt"
	"log/slog"

	"cognitossr/pkg/lambda"
)

// AuditEntry is one line of the audit log: who did what to whom, with which result. It holds no address, name or
// value (SEC-103).
type AuditEntry struct {
	Event                 string // one of the list of events
	Actor, Action, Target string // sub, a word of the site's own, sub
	Group                 string // a group that the pool has; "" if the action is about none
	Result, Reason        string // one of the results; a stable word, "" if the result suffices
}

// Results of an action.
const (
	ResultStarted = "started" // about to be carried out
	ResultDone    = "done"
	ResultPartial = "partial" // neither completed nor undone
	ResultDenied  = "denied"  // not allowed by the rules of this site
	ResultRefused = "refused" // Cognito does not allow it for this user at present
	ResultFailed  = "failed"  // no usable response; not carried out as far as is known
)

// Audit writes an event that must not get lost, and returns an error if it cannot be written. It ignores the log
// level, because a quieter log must not hide changes of accounts; it is a warning so that Lambda's log filter keeps
// it, too.
func (d Deps) Audit(ctx context.Context, e AuditEntry) error {
	record := slog.NewRecord(d.Now(), slog.LevelWarn, messageOf(e.Event), 0)
	record.AddAttrs(slog.String("event", e.Event), slog.String("reason", e.Reason),
		slog.String("function_request_id", lambda.RequestID(ctx)),
		slog.String("actor", e.Actor), slog.String("action", e.Action), slog.String("target", e.Target),
		slog.String("result", e.Result))
	if e.Group != "" {
		record.AddAttrs(slog.String("group", e.Group))
	}
	if err := d.Log.Handler().Handle(ctx, record); err != nil {
		return fmt.Errorf("writing the audit log: %w", err)
	}
	return nil
}
