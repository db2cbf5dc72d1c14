package lambda

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/jsonscan"
)

// standardEvent is the event as encoding/json reads it, which is what the scanner must accept, and how.
// Elements are pointers because encoding/json leaves in a slice what an earlier array of the same name had there.
type standardEvent struct {
	Version         string            `json:"version"`
	RouteKey        string            `json:"routeKey"`
	HTTPMethod      string            `json:"httpMethod"`
	RawPath         string            `json:"rawPath"`
	RawQueryString  string            `json:"rawQueryString"`
	Cookies         []*string         `json:"cookies"`
	Headers         map[string]string `json:"headers"`
	PathParameters  map[string]string `json:"pathParameters"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
	RequestContext  struct {
		DomainName string `json:"domainName"`
		Stage      string `json:"stage"`
		HTTP       struct {
			Method   string `json:"method"`
			SourceIP string `json:"sourceIp"`
		} `json:"http"`
	} `json:"requestContext"`
}

// text puts all values in one order, for a comparison.
func (s *standardEvent) text() string {
	cookies := make([]string, len(s.Cookies))
	for i, cookie := range s.Cookies {
		if cookie != nil {
			cookies[i] = *cookie
		}
	}
	return fmt.Sprintf("%q", []any{s.Version, s.RouteKey, s.HTTPMethod, s.RawPath, s.RawQueryString, cookies, s.Headers,
		s.PathParameters, s.Body,
		fmt.Sprint(s.IsBase64Encoded), s.RequestContext.DomainName, s.RequestContext.Stage,
		s.RequestContext.HTTP.Method, s.RequestContext.HTTP.SourceIP})
}

func (e *event) text() string {
	return fmt.Sprintf("%q", []any{e.version, e.routeKey, e.httpMethod, e.rawPath, e.rawQueryString,
		append([]string{}, e.cookies...), asMap(e.headers), asMap(e.pathParameters),
		e.body, fmt.Sprint(e.isBase64Encoded), e.domainName, e.stage, e.method, e.sourceIP})
}

func asMap(fields []field) map[string]string {
	m := map[string]string{}
	for _, f := range fields {
		m[f.name] = f.value
	}
	return m
}

// compareWithStandard reads an event both ways.
func compareWithStandard(t *testing.T, payload []byte) {
	t.Helper()
	var want standardEvent
	wanted := json.Unmarshal(payload, &want)
	before := string(payload)
	var got event
	fault := got.read(payload)
	if string(payload) != before {
		t.Fatal("the payload was written to")
	}
	if (fault == jsonscan.None) != (wanted == nil) {
		t.Fatalf("%q: %s, encoding/json says %v", payload, fault, wanted)
	}
	if wanted == nil && got.text() != want.text() {
		t.Errorf("%q:\n%s, encoding/json reads\n%s", payload, got.text(), want.text())
	}
}

// oddEvents are texts that a careless scanner reads differently from encoding/json.
var oddEvents = []string{
	``, ` `, `null`, ` null `, `nul`, `nulll`, `true`, `1`, `"x"`, `[]`, `{}`, `{},`, `{}{}`, ` {} `, "\ufeff{}",
	"{}\x00", "\v{}", `{`, `{"`, `{"a`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`,
	`{"a":1,}`, `{,}`, `{"a" "b"}`, `{"a"::1}`, `{a:1}`, `{"a":1 "b":2}`, `{"a":[1,]}`, `{"a":[,1]}`, `{"a":[1 2]}`,
	`{"a":[1}`, `{"a":{]}`, `{"a":[}]`,
	`{"version":null,"cookies":null,"headers":null,"requestContext":null,"isBase64Encoded":null,"pathParameters":null}`,
	`{"version":1}`, `{"version":[]}`, `{"version":{}}`, `{"version":true}`, `{"cookies":"a"}`, `{"cookies":{}}`,
	`{"cookies":[1]}`, `{"cookies":[null,"a"]}`, `{"cookies":[]}`,
	`{"headers":[]}`, `{"headers":{"a":1}}`, `{"headers":{"a":null}}`, `{"headers":{"a":"1","a":"2"}}`,
	`{"headers":{"a":"1"},"headers":{"b":"2"}}`,
	`{"headers":{"a":"1"},"headers":null}`, `{"headers":{"a":"1"},"headers":null,"headers":{}}`,
	`{"cookies":["a","b"],"cookies":[null]}`,
	`{"isBase64Encoded":1}`, `{"isBase64Encoded":"true"}`, `{"isBase64Encoded":tru}`,
	`{"isBase64Encoded":true,"isBase64Encoded":null}`,
	`{"version":"1","version":"2"}`, `{"Version":"2.0"}`, `{"VERSION":"2.0","version":"3"}`, `{"ver\u0073ion":"2.0"}`,
	`{"ver\u017fion":"2.0"}`, `{"verſion":"2.0"}`, `{"cooKies":["x"]}`,
	`{"requestContext":{"http":{"method":"GET"}},"requestContext":{"http":{"sourceIp":"x"}}}`,
	`{"requestContext":{"http":null}}`, `{"requestContext":{"http":[]}}`, `{"requestContext":[]}`,
	`{"requestContext":{"HTTP":{"METHOD":"GET"},"x":[{"http":1}]}}`,
	`{"body":"\"\\\/\b\f\n\r\t\u00e4\u20AC"}`, `{"body":"\x"}`, `{"body":"\'"}`, `{"body":"\u12"}`, `{"body":"\u12g4"}`,
	`{"body":"\`, `{"body":"\"`, `{"body":"\u`,
	`{"body":"\ud83d\ude00"}`, `{"body":"\ud83d"}`, `{"body":"\ud83dx"}`, `{"body":"\ude00\ud83d"}`,
	`{"body":"\ud83d\ud83d\ude00"}`, `{"body":"\ud83d\u0041"}`, `{"body":"\ud83d\n"}`, `{"body":"\ud83d\uzzzz"}`,
	"{\"body\":\"\xff\xc3\x28\xed\xa0\x80\xf4\x90\x80\x80 ä€😀\"}", "{\"body\":\"a\nb\"}", "{\"body\":\"a\x00b\"}",
	"{\"body\":\"a\x7fb\"}", "{\"body\":\"12345678\x1f\"}", "{\"\xff\":1,\"bo\xffdy\":\"x\"}",
	`{"a":0}`, `{"a":-0}`, `{"a":00}`, `{"a":01}`, `{"a":-}`, `{"a":+1}`, `{"a":.5}`, `{"a":1.}`, `{"a":1.5e}`,
	`{"a":1E+2}`, `{"a":1e-}`, `{"a":-1.25e-10}`, `{"a":0x1}`, `{"a":1-2}`, `{"a":NaN}`, `{"a":1e999}`,
	`{"a":tru}`, `{"a":falsey}`, `{"a":nul}`, `{"a":"b"c}`, `{"a":[[],{},"",null,true,false,1]}`,
}

func TestEventsReadAsEncodingJSONDoes(t *testing.T) {
	for _, text := range oddEvents {
		t.Run(text, func(t *testing.T) { compareWithStandard(t, []byte(text)) })
	}
	for _, depth := range []int{9_999, 10_000, 10_001} {
		t.Run(fmt.Sprint("arrays nested ", depth), func(t *testing.T) {
			compareWithStandard(t, []byte(`{"a":`+strings.Repeat("[", depth-1)+strings.Repeat("]", depth-1)+`}`))
			compareWithStandard(t, []byte(strings.Repeat(`{"a":`, depth)+"1"+strings.Repeat("}", depth)))
		})
	}
}

// TestEveryPrefixOfAnEventIsRefused: a truncated event is invalid, wherever it was cut.
func TestEveryPrefixOfAnEventIsRefused(t *testing.T) {
	whole := eventWith(t, map[string]any{"cookies": []string{"a=ä", `b="`}, "body": "\u2028", "isBase64Encoded": true})
	for i := range whole {
		compareWithStandard(t, whole[:i])
	}
	compareWithStandard(t, whole)
}

// TestValuesOutliveThePayload: aws-lambda-go reuses the payload's memory for the next event.
func TestValuesOutliveThePayload(t *testing.T) {
	payload := eventWith(t, map[string]any{"cookies": []string{"a=1"}})
	r, err := newRequest(t.Context(), payload)
	if err != nil {
		t.Fatal(err)
	}
	copy(payload, slices.Repeat([]byte("x"), len(payload)))
	if r.URL.Path != "/profile" || r.Header.Get("Cookie") != "a=1" || r.Host != "www.example.com" {
		t.Errorf("%q, %q, %q", r.URL.Path, r.Header, r.Host)
	}
}

// FuzzEvent compares the scanner with encoding/json.
func FuzzEvent(f *testing.F) {
	for _, text := range oddEvents {
		f.Add([]byte(text))
	}
	f.Add(eventWith(f, nil))
	f.Add(eventWith(f, map[string]any{"cookies": []string{"a=ä", `b="`}, "body": "AP8=", "isBase64Encoded": true,
		"pathParameters": map[string]string{"sub": "a/b"}}))
	f.Fuzz(func(t *testing.T, payload []byte) { compareWithStandard(t, payload) })
}
