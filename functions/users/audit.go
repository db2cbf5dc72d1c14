package main

import (
	"context"
	"log/slog"
)

// entry is one line of the audit log: who did what to whom, and what came of it. It holds no address, name or value (SEC-103).
type entry struct {
	actor, action, target string // sub, one of the known actions, sub
	result, reason        string // one of the results; a stable word, "" where the result says it all
}

// audit writes the entry, and reports where it cannot be written.
func (u users) audit(ctx context.Context, e entry) error {
	return u.Audit(ctx, "admin.action", e.reason,
		slog.String("actor", e.actor), slog.String("action", e.action), slog.String("target", e.target), slog.String("result", e.result))
}
