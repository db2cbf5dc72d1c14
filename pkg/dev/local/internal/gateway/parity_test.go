package gateway

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the ledger of the gateway anew")

const ledger = "PARITY.md"

// The ledger is written from the facts, so that it cannot claim what no test shows.
func TestParityOfTheGatewayIsFresh_N02(t *testing.T) {
	want := writeLedger()
	if *update {
		if err := os.WriteFile(ledger, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(ledger)
	if err != nil || string(got) != want {
		t.Errorf("%s is stale (%v): run go test ./pkg/dev/local/internal/gateway -run Parity -update", ledger, err)
	}
}

func writeLedger() string {
	counts := map[string]int{}
	var rows strings.Builder
	for _, f := range facts() {
		counts[f.evidence]++
		local := f.local
		if local == "" {
			local = "the same"
		}
		fmt.Fprintf(&rows, "| %s: %s | %s | %s | %s |\n", f.name, f.aws, local, f.evidence, f.source)
	}
	var out strings.Builder
	out.WriteString(`# What the local gateway has in common with an HTTP API of AWS

Written by a test from the facts of ` + "`facts_test.go`" + `; do not edit. Each line is a test. How it is known what AWS does:

`)
	for _, evidence := range []struct{ kind, means string }{
		{recorded, "by a program that asked AWS: a capture of events"},
		{shown, "by somebody who ran it"},
		{documented, "AWS's documentation says so"},
		{chosen, "nothing says what AWS does, and this project chose"},
	} {
		if n := counts[evidence.kind]; n > 0 {
			fmt.Fprintf(&out, "- **%d %s**: %s\n", n, evidence.kind, evidence.means)
		}
	}
	fmt.Fprintf(&out, "- %d in all\n\n| AWS | the local gateway | known by | source |\n|---|---|---|---|\n%s%s",
		len(facts()), rows.String(), otherwise)
	return out.String()
}

const otherwise = `
## What it does otherwise, and why

- It speaks plain HTTP, so that ` + "`x-forwarded-proto`" + ` is http. It answers hosts of this machine only, because a page of the web could let its name
  point here.
- A percent sign that means nothing the first time is refused by net/http, with 400 and text instead of JSON.
- A function that gives no answer is explained on a page to a browser; programs get AWS's status and message.
- No authorizers (an authorizer's event has the header ` + "`cookie`" + ` as well, F-111), no function URLs and REST APIs (they leave ` + "`rawPath`" + ` encoded,
  F-116), no CDN in front (its viewer's address would be ` + "`sourceIp`" + `, F-121), no CORS settings, no throttling, no mutual TLS. What a
  function whose instance failed does next is the local Lambda's (F-122).
`

// Every fact has a name of its own, and evidence that can be looked up.
func TestFactsAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range facts() {
		if f.name == "" || f.aws == "" || f.source == "" || (f.got == nil) == (f.status == 0) || seen[f.name] {
			t.Errorf("fact %q is incomplete or there twice", f.name)
		}
		if f.evidence == recorded && !strings.Contains(f.source, "(20") && !strings.Contains(f.source, "captured 20") {
			t.Errorf("fact %q was recorded without a date", f.name)
		}
		seen[f.name] = true
	}
}
