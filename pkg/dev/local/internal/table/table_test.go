package table

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash/crc32"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

const name = "site-ended-sessions"

// client calls a table as an SDK does.
type client struct {
	t     *testing.T
	table *Table
	url   string
}

func newClient(t *testing.T, now func() time.Time) client {
	t.Helper()
	table := New(name, now)
	server := httptest.NewServer(table)
	t.Cleanup(server.Close)
	return client{t, table, server.URL}
}

// request is a signed call.
func (c client) request(operation, body string) *http.Request {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.url, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("X-Amz-Target", "DynamoDB_20120810."+operation)
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	hash := sha256.Sum256([]byte(body))
	keys := aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local", SessionToken: "token"}
	if err := v4.NewSigner().SignHTTP(c.t.Context(), keys, r, hex.EncodeToString(hash[:]), "dynamodb", "eu-west-1",
		time.Now()); err != nil {
		c.t.Fatal(err)
	}
	return r
}

// send returns the status, the error code without its namespace, and the body.
func (c client) send(r *http.Request) (status int, code, body string) {
	c.t.Helper()
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if kind := response.Header.Get("Content-Type"); kind != "application/x-amz-json-1.0" {
		c.t.Errorf("Content-Type %q", kind)
	}
	if sum := response.Header.Get("X-Amz-Crc32"); sum != strconv.FormatUint(uint64(crc32.ChecksumIEEE(content)), 10) {
		c.t.Errorf("X-Amz-Crc32 is %q", sum)
	}
	var failure struct {
		Type string `json:"__type"`
	}
	_ = json.Unmarshal(content, &failure)
	_, code, _ = strings.Cut(failure.Type, "#")
	return response.StatusCode, code, string(bytes.TrimSpace(content))
}

func (c client) call(operation, body string) (status int, code, answer string) {
	c.t.Helper()
	return c.send(c.request(operation, body))
}

func of(member string) string { return `{"TableName":"` + name + `",` + member + `}` }

const ada = `"Key":{"id":{"S":"user#ada"}}`

func putting(notBefore, expires, more string) string {
	return of(`"Item":{"id":{"S":"user#ada"},"not_before":{"N":"` + notBefore + `"},"expires_at":{"N":"` + expires +
		`"}}` + more)
}

// newer is the condition with which a later end of all sessions is kept.
func newer(than string) string {
	return `,"ConditionExpression":"attribute_not_exists(id) OR not_before <= :n","ExpressionAttributeValues":{":n":{"N":"` + than + `"}}`
}

func TestItemsAreReadAsTheyWereWritten_N40(t *testing.T) {
	c := newClient(t, nil)
	if status, _, body := c.call("GetItem", of(ada+`,"ConsistentRead":true`)); status != 200 || body != `{}` {
		t.Errorf("nothing there: %d %s", status, body)
	}
	if status, _, body := c.call("PutItem", putting("5", "9999999999", newer("5"))); status != 200 || body != `{}` {
		t.Fatalf("PutItem: %d %s", status, body)
	}
	const item = `{"Item":{"expires_at":{"N":"9999999999"},"id":{"S":"user#ada"},"not_before":{"N":"5"}}}`
	if status, _, body := c.call("GetItem", of(ada)); status != 200 || body != item {
		t.Errorf("GetItem: %d %s", status, body)
	}
	get := func(key string) string {
		return `{"Get":{"TableName":"` + name + `","Key":{"id":{"S":"` + key + `"}}}}`
	}
	both := `{"TransactItems":[` + get("session#1") + `,` + get("user#ada") + `]}`
	if status, _, body := c.call("TransactGetItems", both); status != 200 || body != `{"Responses":[{},`+item+`]}` {
		t.Errorf("TransactGetItems: %d %s", status, body)
	}
	if items := c.table.Items(); len(items) != 1 || items[0]["not_before"]["N"] != "5" {
		t.Errorf("Items() = %v", items)
	}
	if c.table.Reset(); len(c.table.Items()) != 0 {
		t.Error("Reset() leaves items")
	}
}

func TestConditions_N40(t *testing.T) {
	c := newClient(t, nil)
	for _, step := range []struct{ at, code string }{{"5", ""}, {"5", ""}, {"7", ""},
		{"6", "ConditionalCheckFailedException"}, {"10", ""}} {
		if _, code, body := c.call("PutItem", putting(step.at, "9999999999", newer(step.at))); code != step.code {
			t.Errorf("not_before %s: %s, want %q", step.at, body, step.code)
		}
	}
	there := Item{"id": {"S": "user#ada"}, "n": {"N": "5"}, "text": {"S": "b"}}
	values := Item{":low": {"N": "4.5"}, ":high": {"N": "1e1"}, ":text": {"S": "a"}}
	for expression, want := range map[string]bool{
		"n > :low": true, "n >= :high": false, "n <> :low": true, "n = :text": false, "text > :text": true,
		":low < n AND n < :high": true,
		"NOT n < :low":           true, "attribute_exists(#n) and not attribute_exists(other)": true,
		"other < :low OR (n<:high)":                              true,
		"attribute_not_exists(id) OR n > :high AND text = :text": false, "other = :text": false,
	} {
		used := Item{}
		for name, value := range values {
			if strings.Contains(expression, name) {
				used[name] = value
			}
		}
		condition, err := parseCondition(expression, map[string]string{"#n": "n"}, used)
		if err != nil {
			t.Errorf("%s: %v", expression, err)
			continue
		}
		if met, err := condition(there); err != nil || met != want {
			t.Errorf("%s: %v, %v; want %v", expression, met, err, want)
		}
	}
}

func TestWhatDynamoDBRefuses_N40(t *testing.T) {
	c := newClient(t, nil)
	for what, tt := range map[string]struct{ operation, body, code string }{
		"another table":   {"GetItem", `{"TableName":"another",` + ada + `}`, "ResourceNotFoundException"},
		"another key":     {"GetItem", of(`"Key":{"sub":{"S":"ada"}}`), "ValidationException"},
		"a key too many":  {"GetItem", of(`"Key":{"id":{"S":"1"},"sub":{"S":"ada"}}`), "ValidationException"},
		"a number as key": {"GetItem", of(`"Key":{"id":{"N":"1"}}`), "ValidationException"},
		"an empty key":    {"GetItem", of(`"Key":{"id":{"S":""}}`), "ValidationException"},
		"a long key": {"GetItem", of(`"Key":{"id":{"S":"` + strings.Repeat("x", 2049) + `"}}`),
			"ValidationException"},
		"no JSON":              {"GetItem", `{`, "SerializationException"},
		"an unknown member":    {"GetItem", of(ada + `,"Consistent":true`), "SerializationException"},
		"an unknown operation": {"Scan", `{}`, "UnknownOperationException"},
		"no reads":             {"TransactGetItems", `{"TransactItems":[]}`, "ValidationException"},
		"one item twice": {"TransactGetItems", `{"TransactItems":[{"Get":` + of(ada) + `},{"Get":` + of(ada) +
			`}]}`, "ValidationException"},
		"no key":    {"PutItem", of(`"Item":{"not_before":{"N":"1"}}`), "ValidationException"},
		"no number": {"PutItem", putting("soon", "1", ""), "ValidationException"},
		"values for nothing": {"PutItem", putting("1", "1", `,"ExpressionAttributeValues":{":n":{"N":"1"}}`),
			"ValidationException"},
		"a value too many": {"PutItem", putting("1", "1",
			`,"ConditionExpression":"attribute_exists(id)","ExpressionAttributeValues":{":n":{"N":"1"}}`),
			"ValidationException"},
		"a missing value": {"PutItem", putting("1", "1", `,"ConditionExpression":"not_before < :n"`),
			"ValidationException"},
		"half a condition": {"PutItem", putting("1", "1", `,"ConditionExpression":"attribute_exists(id"`),
			"ValidationException"},
		"a strange condition": {"PutItem", putting("1", "1", `,"ConditionExpression":"begins_with(id, id)"`),
			"ValidationException"},
		"words after it": {"PutItem", putting("1", "1", `,"ConditionExpression":"attribute_exists(id) id"`),
			"ValidationException"},
	} {
		if status, code, body := c.call(tt.operation, tt.body); status != 400 || code != tt.code {
			t.Errorf("%s: %d %s, want %s", what, status, body, tt.code)
		}
	}
	if items := c.table.Items(); len(items) != 0 {
		t.Errorf("what was refused is stored: %v", items)
	}
}

func TestCallsAreSigned_N40(t *testing.T) {
	c := newClient(t, nil)
	for what, tt := range map[string]struct{ header, value, code string }{
		"nothing":         {"Authorization", "", "MissingAuthenticationTokenException"},
		"no signature":    {"Authorization", "Bearer x", "IncompleteSignatureException"},
		"another service": {"Authorization", "AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/ssm/aws4_request, SignedHeaders=host;x-amz-target, Signature=" + strings.Repeat("0", 64), "IncompleteSignatureException"},
		"no date":         {"X-Amz-Date", "", "IncompleteSignatureException"},
	} {
		r := c.request("GetItem", of(ada))
		if r.Header.Set(tt.header, tt.value); tt.value == "" {
			r.Header.Del(tt.header)
		}
		if status, code, _ := c.send(r); status != 400 || code != tt.code {
			t.Errorf("%s: %d %s, want %s", what, status, code, tt.code)
		}
	}
}

func TestEntriesEndAfterTheirTime_N40(t *testing.T) {
	now := time.Unix(1_790_000_000, 0)
	c := newClient(t, func() time.Time { return now })
	c.call("PutItem", putting("1", "1790000060", ""))
	now = now.Add(59 * time.Second)
	if _, _, body := c.call("GetItem", of(ada)); body == `{}` {
		t.Error("gone before its time")
	}
	now = now.Add(time.Second)
	if _, _, body := c.call("GetItem", of(ada)); body != `{}` || len(c.table.Items()) != 0 {
		t.Errorf("there after its time: %s", body)
	}
	if _, code, _ := c.call("PutItem", putting("0", "1790009999", newer("0"))); code != "" {
		t.Errorf("its condition is still compared: %s", code)
	}
}

func TestFaults_N40(t *testing.T) {
	c := newClient(t, nil)
	for fault, want := range map[string]string{
		Throttled: "ProvisionedThroughputExceededException", TooMany: "ThrottlingException",
		Failing: "InternalServerError", Denied: "AccessDeniedException",
		Missing: "ResourceNotFoundException", Expired: "ExpiredTokenException",
	} {
		if err := c.table.Set(State{Fault: fault}); err != nil {
			t.Fatal(err)
		}
		if status, code, body := c.call("GetItem", of(ada)); code != want || (status == 500) != (fault == Failing) {
			t.Errorf("%s: %d %s", fault, status, body)
		}
	}
	for _, fault := range []string{Reset, Cut} {
		_ = c.table.Set(State{Fault: fault})
		response, err := http.DefaultClient.Do(c.request("PutItem", putting("1", "9999999999", "")))
		if err == nil {
			_, err = io.ReadAll(response.Body)
			_ = response.Body.Close()
		}
		if err == nil {
			t.Errorf("%s: the answer is whole", fault)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_ = c.table.Set(State{Fault: Timeout})
	if _, err := http.DefaultClient.Do(c.request("GetItem", of(ada)).WithContext(ctx)); !errors.Is(err,
		context.DeadlineExceeded) {
		t.Errorf("timeout: %v", err)
	}
	_ = c.table.Set(State{Fault: Slow, Delay: "1ms"})
	if status, _, body := c.call("GetItem", of(ada)); status != 200 || body != `{}` {
		t.Errorf("slow: %d %s", status, body)
	}
	if items := c.table.Items(); len(items) != 0 {
		t.Errorf("a call that failed was carried out: %v", items)
	}
}

func TestFaultsOfOneKindOfCall_N40(t *testing.T) {
	c := newClient(t, nil)
	for on, want := range map[string][2]string{Reads: {"ThrottlingException", ""}, Writes: {"", "ThrottlingException"},
		All: {"ThrottlingException", "ThrottlingException"}} {
		if err := c.table.Set(State{Fault: TooMany, On: on}); err != nil {
			t.Fatal(err)
		}
		_, read, _ := c.call("GetItem", of(ada))
		_, write, _ := c.call("PutItem", putting("1", "9999999999", ""))
		if read != want[0] || write != want[1] {
			t.Errorf("%s: %q and %q", on, read, write)
		}
	}
	before := c.table.State()
	for _, wrong := range []State{{Fault: "tired"}, {On: "sundays"}, {Delay: "soon"}, {Delay: "2m"}, {Delay: "-1s"}} {
		if err := c.table.Set(wrong); err == nil || c.table.State() != before {
			t.Errorf("Set(%v) = %v", wrong, err)
		}
	}
}
