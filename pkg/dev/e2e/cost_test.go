package e2e

import (
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

var update = flag.Bool("update", false, "write the table of docs/reference/measured.md anew")

// cost is what one step of a visitor takes. Bytes are those of the site's answers, with their headers as HTTP/1.1 writes
// them: HTTP/2 has fewer.
type cost struct {
	site, cognito, redirects int // requests, and how many of both were answered by a redirect
	bytes                    int
	took                     time.Duration // until the answers of the site were there
}

// counter counts the answers on the way to a client, which sees them as they came.
type counter struct {
	next http.RoundTripper
	cost
}

func (c *counter) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Accept-Encoding", "gzip") // as a browser, and nothing is unpacked on the way
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	r.Header.Set("Sec-Fetch-Dest", "document")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	begun := time.Now()
	response, err := c.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if 300 <= response.StatusCode && response.StatusCode < 400 || response.Header.Get("Refresh") != "" {
		c.redirects++
	}
	if !strings.HasPrefix(r.URL.String(), site.url+"/") {
		c.cognito++
		return response, nil
	}
	c.site++
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	c.took += time.Since(begun)
	head, err := httputil.DumpResponse(response, false)
	if err != nil {
		return nil, err
	}
	c.bytes += len(head) + len(body)
	response.Body = io.NopCloser(strings.NewReader(string(body)))
	return response, nil
}

// take returns what was counted since the last time.
func (c *counter) take() cost {
	taken := c.cost
	c.cost = cost{}
	return taken
}

// loads fetches what a page refers to and the browser does not have yet: it may keep all of it for good.
func (v *visitor) loads(on *answer, had map[string]bool) {
	v.t.Helper()
	document, err := html.Parse(strings.NewReader(on.body))
	if err != nil {
		v.t.Fatal(err)
	}
	for node := range document.Descendants() {
		address := attribute(node, "src")
		if node.Data == "link" {
			address = attribute(node, "href")
		}
		if node.Type != html.ElementNode || address == "" || had[address] ||
			!strings.HasPrefix(on.url.String(), site.url+"/") {
			continue
		}
		had[address] = true
		if cached := v.get(address).wants(http.StatusOK).header.Get("Cache-Control"); !strings.Contains(cached, "immutable") {
			v.t.Errorf("%s is fetched again with each page: %q", address, cached)
		}
	}
}

// leg is a part of a visitor's journey: what the protocol demands at least, and what does that.
type leg struct {
	name  string
	least cost
	walk  func()
}

// firstVisit is what the first page and all that it shows may have, in bytes.
const firstVisit = 9 << 10

// TestJourneyCostsWhatTheTableSays: requests, redirects and bytes of each step are those of the table, and within their
// budgets. Times are not compared.
func TestJourneyCostsWhatTheTableSays_N20(t *testing.T) {
	localOnly(t)
	v := newVisitor(t)
	counted := &counter{next: http.DefaultTransport}
	v.client.Transport = counted
	had := map[string]bool{}
	var page *answer
	open := func(address string) { page = v.get(address).wants(http.StatusOK); v.loads(page, had) }
	steps := []leg{
		{"first visit: the home page, its style sheet and icon", cost{site: 3}, func() { open("/") }},
		{"a page that is public, again", cost{site: 1}, func() { open("/") }},
		{"sign-in on the way to a private page, until the form is there", cost{site: 1, cognito: 1, redirects: 1},
			func() { open("/profile") }},
		{"the form is sent, until the private page is there", cost{site: 2, cognito: 1, redirects: 2}, func() {
			page = v.submit(page, map[string]string{"username": userEmail,
				"password": userPassword}).wants(http.StatusOK, userEmail)
		}},
		{"a private page, signed in", cost{site: 1}, func() { open("/profile") }},
		{"return with an expired token", cost{site: 1}, func() { v.expire(userEmail); counted.take(); open("/profile") }},
		{"sign-out, until the site says so", cost{site: 2, cognito: 1, redirects: 2}, func() {
			leaving := v.press(page, "/auth/logout").wants(http.StatusOK)
			page = v.get(strings.TrimPrefix(leaving.header.Get("Refresh"), "0; url=")).wants(http.StatusOK, "signed out")
		}},
	}
	var table strings.Builder
	for i, s := range steps {
		s.walk()
		c := counted.take()
		if i == 0 && c.bytes > firstVisit {
			t.Errorf("the first visit takes %d bytes, the budget is %d", c.bytes, firstVisit)
		}
		fmt.Fprintf(&table, "| %s | %d (%d) | %d (%d) | %d (%d) | %d | %.0f |\n",
			s.name, c.site, s.least.site, c.cognito, s.least.cognito, c.redirects, s.least.redirects, c.bytes,
			float64(c.took.Microseconds())/1000)
	}
	compareTable(t, table.String())
}

const (
	measuredFile = "../../../docs/reference/measured.md"
	tableBegins  = "| --- | --- | --- | --- | --- | --- |\n"
)

func compareTable(t *testing.T, got string) {
	t.Helper()
	text, err := os.ReadFile(measuredFile)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), tableBegins)
	if !found {
		t.Fatalf("%s has no table of the journey", measuredFile)
	}
	kept, after, _ := strings.Cut(rest, "\n\n")
	t.Log("\n" + got)
	if *update {
		if err := os.WriteFile(measuredFile, []byte(before+tableBegins+got+"\n"+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !sameCosts(kept, got) {
		t.Errorf("the journey costs\n%s\nand %s says\n%s\nIf the change is wanted: go test ./pkg/dev/e2e -run JourneyCosts -update", got, measuredFile, kept)
	}
}

// addressBytes is how much an answer may differ in length: tokens and pages hold the addresses of the local site.
const addressBytes = 40

// sameCosts compares two tables but for the times, which stand last.
func sameCosts(a, b string) bool {
	lines := func(table string) []string { return strings.Split(strings.TrimSpace(table), "\n") }
	return slices.EqualFunc(lines(a), lines(b), func(a, b string) bool {
		as, bs := strings.Split(a, " | "), strings.Split(b, " | ")
		const bytes = 4
		if len(as) != bytes+2 || len(bs) != bytes+2 {
			return false
		}
		x, errX := strconv.Atoi(as[bytes])
		y, errY := strconv.Atoi(bs[bytes])
		return errX == nil && errY == nil && max(x, y)-min(x, y) <= addressBytes && slices.Equal(as[:bytes], bs[:bytes])
	})
}

func TestCostsAreCompared(t *testing.T) {
	const row = "| sign-in | 2 (1) | 2 (1) | 3 (1) | 2188 | 2 |\n"
	for other, want := range map[string]bool{
		row: true, strings.Replace(row, "| 2 |", "| 99 |", 1): true, strings.Replace(row, "2188", "2199", 1): true,
		strings.Replace(row, "2188", "2288", 1): false, strings.Replace(row, "3 (1)", "4 (1)", 1): false,
		row + row: false, "": false,
	} {
		if sameCosts(row, other) != want {
			t.Errorf("compared with %q: %v", other, !want)
		}
	}
}
