package terraform_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// notCounted are events that no metric is made of: they say nothing that the API's own numbers of 4xx and 5xx, or
// another event, do not say.
var notCounted = []string{"failure", "request.refused", "account.deletion", "account.authorization_started",
	"account.authorized"}

var (
	eventName  = regexp.MustCompile(`"([a-z]+(?:\.[a-z]+)?)"`)
	eventLimit = regexp.MustCompile(`(?m)^ +"([a-z.]+)" += \{ limit`)
	eventKey   = regexp.MustCompile(`(?m)^\t\{"([a-z.]+)",`)
)

// The list of the events of pages, in pkg/web/log.go, writes none of them.
const listBegins, listEnds = "var eventMessages = [...]struct{ event, message string }{", "\n}"

// A metric filter counts by the event's name in the log line. A name that no code writes, or writes otherwise, is an
// alarm that never rings.
func TestMetricsCountTheEventsOfTheCode_R84(t *testing.T) {
	counted := names(t, eventName, "modules/monitoring/main.tf", "  events = [", "]")
	written := eventsInCode(t)
	for _, event := range counted {
		if !written[event] {
			t.Errorf("the metrics count %q, which no code writes", event)
		}
	}
	for _, event := range names(t, eventLimit, "modules/monitoring/alarms.tf", "event_limits = {", "\n  }") {
		if !slices.Contains(counted, event) {
			t.Errorf("the alarm of %q has no metric", event)
		}
	}
	ofPages := names(t, eventKey, "../pkg/web/log.go", listBegins, listEnds)
	for _, event := range ofPages {
		if !written[event] {
			t.Errorf("the list has %q, which no code writes", event)
		}
		if slices.Contains(counted, event) == slices.Contains(notCounted, event) {
			t.Errorf("%q is neither counted nor among those that are not, or both", event)
		}
	}
	if len(counted) < 10 || len(ofPages) < 10 {
		t.Errorf("read %d and %d events, which cannot be all", len(counted), len(ofPages))
	}
}

// TestStrangersRaiseNoAlarm: what a visitor can bring about alone, by made up callbacks for one, must not read "many
// visitors cannot sign in". The two alarms that say so count lines of the level ERROR.
func TestStrangersRaiseNoAlarm_R84(t *testing.T) {
	faults := names(t, eventName, "modules/monitoring/main.tf", "  faults          = [", "]")
	if !slices.Equal(faults, []string{"refresh.failed", "signin.failed"}) {
		t.Errorf("faults are counted of %q", faults)
	}
	for file, want := range map[string]string{
		"modules/monitoring/main.tf":   `($.level = \"ERROR\") && (`,
		"modules/monitoring/alarms.tf": `contains(local.faults, each.key) ? "Faults" : "Events"`,
	} {
		source, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(source), want) {
			t.Errorf("%s has no %s (%v)", file, want, err)
		}
	}
}

// names are what a pattern finds in a part of a file.
func names(t *testing.T, pattern *regexp.Regexp, file, from, to string) []string {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, part, found := strings.Cut(string(source), from)
	part, _, closed := strings.Cut(part, to)
	if !found || !closed {
		t.Fatalf("%s has no %q", file, from)
	}
	set := map[string]bool{}
	for _, match := range pattern.FindAllStringSubmatch(part, -1) {
		set[match[1]] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// eventsInCode are the texts in the code of the functions that look like the name of an event.
func eventsInCode(t *testing.T) map[string]bool {
	t.Helper()
	texts := map[string]bool{}
	for _, root := range []string{"../pkg", "../functions"} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			source, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			before, list, _ := strings.Cut(string(source), listBegins)
			_, after, _ := strings.Cut(list, listEnds)
			for _, match := range eventName.FindAllStringSubmatch(before+after, -1) {
				texts[match[1]] = true
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return texts
}
