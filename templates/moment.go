package templates

import "time"

// machineTime is the time as RFC 3339 in UTC, for the datetime attribute.
func machineTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// readableTime is the time for people, in UTC because the server does not know where they are.
func readableTime(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") }

// readableDay is the date of readableTime.
func readableDay(t time.Time) string { return t.UTC().Format("2 January 2006") }
