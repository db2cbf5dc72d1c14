package templates

import "time"

// machineTime is the time as RFC 3339 in UTC, for the datetime attribute.
func machineTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }
