// Package auditlog reads who did what from the lines that functions of the site log about changes of accounts. It must
// not decide whom a reader may see, or keep anything: lines are as old as the logs are kept.
package auditlog

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"cognitossr/pkg/web"
)

// Entry is a line of the audit log. People are named by their sub.
type Entry struct {
	Time    time.Time `json:"timestamp"`
	Event   string    `json:"event"`
	Actor   string    `json:"actor"`
	Action  string    `json:"action"`
	Target  string    `json:"target"` // "": none, or it is not known yet
	Group   string    `json:"group,omitempty"`
	Result  string    `json:"result"`
	Reason  string    `json:"reason,omitempty"`
	Request string    `json:"function_request_id"`
}

// Functions are those that log changes of accounts, by their names in routes.json.
var Functions = []string{"account", "delete-account", "users"}

// events are those that package web writes by Audit.
var events = []string{"account.change", "account.deleted", "account.deletion", "admin.action"}

// Parse reads a line of a log. It reports false for a line about something else.
func Parse(line string) (Entry, bool) {
	var e Entry
	_, object, found := strings.Cut(line, "{") // the local site puts the function's name before it
	if !found || json.Unmarshal([]byte("{"+object), &e) != nil {
		return Entry{}, false
	}
	return e, slices.Contains(events, e.Event) && e.Actor != ""
}

// Concerns reports whether a user did it, or it was done to them.
func (e Entry) Concerns(subject string) bool { return e.Actor == subject || e.Target == subject }

// Read reads the lines of a file.
func Read(from io.Reader, each func(Entry)) error {
	lines := bufio.NewReader(from)
	for {
		line, err := lines.ReadString('\n')
		if e, ok := Parse(line); ok {
			each(e)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading the log: %w", err)
		}
	}
}

// Filter reads a log group of CloudWatch, which looks for the lines itself.
//
// Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
func Filter(ctx context.Context, client cloudwatchlogs.FilterLogEventsAPIClient, group string, since time.Time,
	each func(Entry)) error {
	input := &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String(group), FilterPattern: aws.String(pattern())}
	if !since.IsZero() {
		input.StartTime = aws.Int64(since.UnixMilli())
	}
	for pages := cloudwatchlogs.NewFilterLogEventsPaginator(client, input); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("reading the log group %s: %w", group, err)
		}
		for _, event := range page.Events {
			if e, ok := Parse(aws.ToString(event.Message)); ok {
				each(e)
			}
		}
	}
	return nil
}

func pattern() string {
	conditions := make([]string, len(events))
	for i, event := range events {
		conditions[i] = fmt.Sprintf("($.event = %q)", event)
	}
	return "{ " + strings.Join(conditions, " || ") + " }"
}

// Results sorts entries by time and leaves out the beginning of what has a result. One without is worth seeing: nobody
// knows how it ended.
func Results(entries []Entry) []Entry {
	type act struct{ request, action, group string }
	of := func(e Entry) act { return act{e.Request, e.Action, e.Group} }
	ended := map[act]bool{}
	for _, e := range entries {
		if e.Result != web.ResultStarted {
			ended[of(e)] = true
		}
	}
	entries = slices.DeleteFunc(entries, func(e Entry) bool { return e.Result == web.ResultStarted && e.Request != "" && ended[of(e)] })
	slices.SortStableFunc(entries, func(a, b Entry) int { return a.Time.Compare(b.Time) })
	return entries
}
