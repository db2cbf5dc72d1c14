package auditlog

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"cognitossr/pkg/lambda"
	"cognitossr/pkg/web"
)

// logged is what functions write of entries, with lines about other things between them.
func logged(t *testing.T, entries ...web.AuditEntry) string {
	t.Helper()
	var log bytes.Buffer
	logger := lambda.NewLog(&log, slog.LevelInfo)
	d := web.Deps{Log: logger, Now: func() time.Time { return time.Unix(1_800_000_000, 0) }}
	for _, e := range entries {
		logger.Warn("access was denied", "event", "guard.denied", "actor", "somebody")
		if err := d.Audit(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	return log.String()
}

// TestReadsWhatFunctionsWrite: the lines are those of package web, of every event that it audits.
func TestReadsWhatFunctionsWrite_U39(t *testing.T) {
	var written []web.AuditEntry
	for _, event := range events {
		written = append(written, web.AuditEntry{Event: event, Actor: "s1", Action: "delete", Target: "s2",
			Group: "editors", Result: web.ResultDone, Reason: "why"})
	}
	var read []Entry
	log := "[users] " + strings.ReplaceAll(logged(t, written...), "\n", "\n[users] ") +
		"no JSON {\n{\"event\":\"admin.action\"}"
	if err := Read(strings.NewReader(log), func(e Entry) { read = append(read, e) }); err != nil {
		t.Fatal(err)
	}
	if len(read) != len(events) {
		t.Fatalf("%d of %d lines: %+v", len(read), len(events), read)
	}
	want := Entry{Time: time.Unix(1_800_000_000, 0).UTC(), Event: events[0], Actor: "s1", Action: "delete",
		Target: "s2", Group: "editors", Result: "done", Reason: "why"}
	if read[0] != want || !read[0].Concerns("s1") || !read[0].Concerns("s2") || read[0].Concerns("editors") {
		t.Errorf("%+v, want %+v", read[0], want)
	}
	if err := Read(failing{}, func(Entry) {}); !errors.Is(err, errBroken) {
		t.Errorf("%v", err)
	}
}

var errBroken = errors.New("broken")

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errBroken }

func TestResultsLeaveBeginningsOut_U39(t *testing.T) {
	at := func(second int64, request, result string) Entry {
		return Entry{Time: time.Unix(second, 0), Request: request, Action: "delete", Result: result}
	}
	got := Results([]Entry{at(3, "r2", "started"), at(1, "r1", "started"), at(2, "r1", "done"), at(4, "", "started"),
		at(5, "r3", "denied")})
	var said []string
	for _, e := range got {
		said = append(said, e.Request+" "+e.Result)
	}
	if want := []string{"r1 done", "r2 started", " started", "r3 denied"}; !slices.Equal(said, want) {
		t.Errorf("%q, want %q", said, want)
	}
}

// pages answers like CloudWatch, which may send an empty page before the last.
type pages struct {
	t      *testing.T
	inputs []*cloudwatchlogs.FilterLogEventsInput
	lines  [][]string
	err    error
}

func (p *pages) FilterLogEvents(_ context.Context, input *cloudwatchlogs.FilterLogEventsInput,
	_ ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.FilterLogEventsOutput, error) {
	copied := *input
	p.inputs = append(p.inputs, &copied)
	output := &cloudwatchlogs.FilterLogEventsOutput{}
	for _, line := range p.lines[len(p.inputs)-1] {
		output.Events = append(output.Events, types.FilteredLogEvent{Message: aws.String(line)})
	}
	if len(p.inputs) < len(p.lines) {
		output.NextToken = aws.String("more")
	}
	return output, p.err
}

func TestFilterReadsEveryPage_U39(t *testing.T) {
	line := logged(t, web.AuditEntry{Event: "admin.action", Actor: "s1", Action: "export", Result: web.ResultDone})
	line = line[strings.Index(line, "\n")+1:]
	api := &pages{t: t, lines: [][]string{{line}, {}, {"START RequestId", line}}}
	count := 0
	if err := Filter(t.Context(), api, "/aws/lambda/site-users", time.Unix(5, 0),
		func(Entry) { count++ }); err != nil || count != 2 {
		t.Errorf("%d entries, %v", count, err)
	}
	want := `{ ($.event = "account.change") || ($.event = "account.deleted") || ($.event = "account.deletion") || ($.event = "admin.action") }`
	first := api.inputs[0]
	if *first.FilterPattern != want || *first.StartTime != 5000 || *first.LogGroupName != "/aws/lambda/site-users" ||
		len(api.inputs) != 3 {
		given, _ := json.Marshal(first)
		t.Errorf("%d calls, the first with %s", len(api.inputs), given)
	}
	api = &pages{t: t, lines: [][]string{{}}, err: errBroken}
	if err := Filter(t.Context(), api, "/aws/lambda/site-users", time.Time{}, func(Entry) {}); !errors.Is(err,
		errBroken) || api.inputs[0].StartTime != nil {
		t.Errorf("%v, %+v", err, api.inputs[0])
	}
}
