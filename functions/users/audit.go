package main

import (
	"context"
	"fmt"
	"log/slog"

	"cognitossr/pkg/httplambda"
)

// entry is one line of the audit log: who did what to whom, and what came of it. It holds no address, name or value (SEC-103).
type entry struct {
	actor, action, target string // sub, one of the known actions, sub
	result, reason        string // one of the results; a stable word, "" where the result says it all
}

// audit writes the entry, and reports where it cannot be written. It goes around the level of the log, because whoever wants fewer lines does
// not want to know less of what administrators do; it is a warning so that Lambda's own filter keeps it as well.
func (u users) audit(ctx context.Context, e entry) error {
	record := slog.NewRecord(u.Now(), slog.LevelWarn, "an administrator acted on a user", 0)
	record.AddAttrs(
		slog.String("event", "admin.action"), slog.String("reason", e.reason), slog.String("function_request_id", httplambda.RequestID(ctx)),
		slog.String("actor", e.actor), slog.String("action", e.action), slog.String("target", e.target), slog.String("result", e.result),
	)
	if err := u.Log.Handler().Handle(ctx, record); err != nil {
		return fmt.Errorf("writing the audit log: %w", err)
	}
	return nil
}
