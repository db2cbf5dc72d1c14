// Package revocationtest has a table of ended sessions in memory, for tests. It reads the calls as DynamoDB does, and
// shares no code with package revocation. Nothing but tests may import it.
package revocationtest

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"

	"cognitossr/pkg/awsjson"
)

// Name is the name of the table.
const Name = "site-ended-sessions"

// Attributes is an item: {"id":{"S":"user#1"},"not_before":{"N":"1790000000"}}.
type Attributes map[string]map[string]string

// Table is a table in memory. Its zero value is an empty one. It may be used concurrently.
type Table struct {
	// Fail returns the error of a call that is to fail. It is set before the table is used, or by SetFail.
	fail func(awsjson.Action) error

	mutex         sync.Mutex
	items         map[string]Attributes
	reads, writes int
}

// SetFail lets every further call fail with what the function returns; nil: none.
func (t *Table) SetFail(fail func(awsjson.Action) error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.fail = fail
}

// Down is the failure of every call with a code.
func Down(code string, status int) func(awsjson.Action) error {
	return func(action awsjson.Action) error { return &awsjson.Error{Action: action, Code: code, Status: status} }
}

// WritesDown lets writes alone fail.
func WritesDown(action awsjson.Action) error {
	if action != "dynamodb:PutItem" {
		return nil
	}
	return &awsjson.Error{Action: action, Code: "ThrottlingException", Status: 400}
}

// Calls returns how many reads and writes there were, the failed ones included.
func (t *Table) Calls() (reads, writes int) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return t.reads, t.writes
}

// Item returns an item, nil if there is none.
func (t *Table) Item(id string) Attributes {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return t.items[id]
}

// Call carries out one call.
func (t *Table) Call(ctx context.Context, action awsjson.Action, input string) (string, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	switch action {
	case "dynamodb:PutItem":
		t.writes++
	case "dynamodb:TransactGetItems":
		t.reads++
	default:
		panic("the table does not know " + string(action))
	}
	if t.fail != nil {
		if err := t.fail(action); err != nil {
			return "", err
		}
	}
	if action == "dynamodb:PutItem" {
		return t.put(action, input)
	}
	return t.get(input)
}

func (t *Table) get(input string) (string, error) {
	var request struct {
		TransactItems []struct {
			Get struct {
				TableName string
				Key       Attributes
			}
		}
	}
	must(json.Unmarshal([]byte(input), &request))
	answer := struct{ Responses []map[string]Attributes }{}
	for _, item := range request.TransactItems {
		ofTable(item.Get.TableName)
		response := map[string]Attributes{}
		if found := t.items[item.Get.Key["id"]["S"]]; found != nil {
			response["Item"] = found
		}
		answer.Responses = append(answer.Responses, response)
	}
	text, err := json.Marshal(answer)
	must(err)
	return string(text), nil
}

func (t *Table) put(action awsjson.Action, input string) (string, error) {
	var request struct {
		TableName, ConditionExpression string
		Item                           Attributes
		ExpressionAttributeValues      Attributes
	}
	must(json.Unmarshal([]byte(input), &request))
	ofTable(request.TableName)
	id := request.Item["id"]["S"]
	switch request.ConditionExpression {
	case "":
	case "attribute_not_exists(id) OR not_before <= :n":
		if there := t.items[id]; there != nil && number(there["not_before"]) > number(request.ExpressionAttributeValues[":n"]) {
			return "", &awsjson.Error{Action: action, Code: "ConditionalCheckFailedException", Status: 400}
		}
	default:
		panic("the table does not know the condition " + request.ConditionExpression)
	}
	if t.items == nil {
		t.items = map[string]Attributes{}
	}
	t.items[id] = request.Item
	return `{}`, nil
}

func number(attribute map[string]string) int64 {
	value, err := strconv.ParseInt(attribute["N"], 10, 64)
	must(err)
	return value
}

func ofTable(name string) {
	if name != Name {
		panic(fmt.Sprintf("there is no table %q", name))
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
