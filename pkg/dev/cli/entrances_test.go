package main

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local"
)

// once is what an event holds that works one time only: the second entrance would rightly get another answer.
var once = regexp.MustCompile(`\{\{(admin_)?(code|flow_cookie|refresh_cookie)\}\}`)

// different is what is another one in every answer: random values, and the id of the request.
var different = regexp.MustCompile(`(state|nonce|code_challenge)=[A-Za-z0-9_-]+|flow-[A-Za-z0-9_-]{8}=[^; ]*|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// TestOneAnswerByEveryEntrance sends each committed event to the built program as Lambda, ./build.sh invoke and sam
// local do, and as a browser's request to the local site: status, headers, cookies and body are the same.
func TestOneAnswerByEveryEntrance_N03(t *testing.T) {
	root, table := project(t)
	clock := &local.Clock{}
	stack, err := local.Start(t.Context(), local.Options{
		Root: root, Addr: "localhost:0", CognitoAddr: "127.0.0.1:0", Now: clock.Now, Output: io.Discard,
		Log:    slog.New(slog.DiscardHandler),
		Getenv: local.SampleEnvironment(table),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stack.Close() })
	sampler, compared := local.NewSampler(stack, clock), map[int]int{}
	for _, f := range table.Functions {
		files, err := filepath.Glob(filepath.Join(root, "functions", f.Name, "event*.json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			event, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !f.HasRoutes() || once.Match(event) {
				continue
			}
			t.Run(f.Name+"/"+filepath.Base(file), func(t *testing.T) {
				if event, err = sampler.Fill(t.Context(), event); err != nil {
					t.Fatal(err)
				}
				byEvent, byHTTP := invoked(t, stack, f.Name, event), requested(t, stack, event)
				if byEvent != byHTTP {
					t.Errorf("as an event:\n%s\nas a request:\n%s", byEvent, byHTTP)
				}
				compared[int(byEvent[0]-'0')]++
			})
		}
	}
	t.Logf("compared answers by the first figure of their status: %v", compared)
	if compared[2] < 8 || compared[3] < 5 || compared[4] < 5 {
		t.Errorf("compared %v: too few of pages, redirects or refusals", compared)
	}
}

// sentBy is what the gateway or HTTP itself adds to an answer.
var sentBy = []string{"Date", "Content-Length", "Connection"}

// shown is an answer as text, in one order, without what is another one each time.
func shown(status int, header http.Header, body string) string {
	var out strings.Builder
	for _, name := range slices.Sorted(maps.Keys(header)) {
		if !slices.Contains(sentBy, name) {
			out.WriteString("\n" + name + ": " + strings.Join(header[name], "\n\t"))
		}
	}
	return different.ReplaceAllString(strconv.Itoa(status)+out.String()+"\n\n"+body, "…")
}

// invoked is the answer to the event itself.
func invoked(t *testing.T, stack *local.Stack, function string, event []byte) string {
	payload, err := stack.Invoke(t.Context(), function, event)
	if err != nil {
		t.Fatal(explained(err))
	}
	var answer httpAnswer
	if err := json.Unmarshal(payload, &answer); err != nil {
		t.Fatal(err)
	}
	header := http.Header{}
	for name, value := range answer.Headers {
		header.Set(name, value)
	}
	for _, line := range answer.Cookies {
		header.Add("Set-Cookie", line)
	}
	if answer.IsBase64Encoded {
		decoded, err := base64.StdEncoding.DecodeString(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body = string(decoded)
	}
	return shown(answer.StatusCode, header, answer.Body)
}

// requested is the answer to the request that the event speaks of.
func requested(t *testing.T, stack *local.Stack, event []byte) string {
	var e struct {
		RawPath, RawQueryString string
		Cookies                 []string
		Headers                 map[string]string
		Body                    string
		IsBase64Encoded         bool
		RequestContext          struct{ HTTP struct{ Method string } }
	}
	if err := json.Unmarshal(event, &e); err != nil {
		t.Fatal(err)
	}
	body := []byte(e.Body)
	if e.IsBase64Encoded {
		decoded, err := base64.StdEncoding.DecodeString(e.Body)
		if err != nil {
			t.Fatal(err)
		}
		body = decoded
	}
	r, err := http.NewRequestWithContext(t.Context(), e.RequestContext.HTTP.Method,
		stack.SiteURL+cmp.Or(e.RawPath, "/"), bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.URL.RawQuery = e.RawQueryString
	for name, value := range e.Headers {
		r.Header.Set(name, value)
	}
	r.Header.Del("Content-Length") // net/http's own
	if len(e.Cookies) > 0 {
		r.Header.Set("Cookie", strings.Join(e.Cookies, "; "))
	}
	response, err := (&http.Transport{DisableCompression: true, DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return shown(response.StatusCode, response.Header, string(text))
}
