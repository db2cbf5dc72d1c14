package web

import (
	"context"
	"fmt"
	"log/slog"

	"cognitossr/pkg/lambda"
)

// AuditEntry is one line of the audit log: who did what to whom, and what came of it. It holds no address, name or value (SEC-103).
type AuditEntry struct {
	Event                 string // one of the list of events
	Actor, Action, Target string // sub, a word of the site's own, sub
	Result, Reason        string // one of the results; a stable word, "" where the result says it all
}

// Results of what was asked for.
const (
	ResultStarted = "started" // about to be made
	ResultDone    = "done"
	ResultPartial = "partial" // begun, and neither finished nor taken back
	ResultDenied  = "denied"  // not allowed by the rules of this site
	ResultRefused = "refused" // Cognito does not allow it for this user at present
	ResultFailed  = "failed"  // no usable answer; not made as far as we know
)

// Audit writes an event that must not get lost, and reports where it cannot be written. It goes around the level of the log, because whoever wants fewer
// lines does not want to know less of what is done to accounts; it is a warning so that Lambda's own filter keeps it as well.
func (d Deps) Audit(ctx context.Context, e AuditEntry) error {
	record := slog.NewRecord(d.Now(), slog.LevelWarn, eventMessages[e.Event], 0)
	record.AddAttrs(slog.String("event", e.Event), slog.String("reason", e.Reason), slog.String("function_request_id", lambda.RequestID(ctx)),
		slog.String("actor", e.Actor), slog.String("action", e.Action), slog.String("target", e.Target), slog.String("result", e.Result))
	if err := d.Log.Handler().Handle(ctx, record); err != nil {
		return fmt.Errorf("writing the audit log: %w", err)
	}
	return nil
}
