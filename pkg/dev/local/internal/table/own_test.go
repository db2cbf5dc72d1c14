package table

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestOwnTablesKeepWhatBelongsToAUser(t *testing.T) {
	var own Own
	server := httptest.NewServer(own.Or(New(name, nil)))
	t.Cleanup(server.Close)
	c := client{t: t, url: server.URL}
	item := func(sub, id string) string {
		return fmt.Sprintf(`{"TableName":"own-notes","Item":{"sub":{"S":%q},"id":{"S":%q},"text":{"S":"x"}}}`, sub, id)
	}
	query := func(more string) string {
		return `{"TableName":"own-notes","KeyConditionExpression":"#o = :o","ExpressionAttributeNames":{"#o":"sub"},"ExpressionAttributeValues":{":o":{"S":"ann"}}` + more + `}`
	}
	for _, call := range []struct{ name, operation, body, code, want string }{
		{"nothing is there", "Query", query(""), "", `"Items":[]`},
		{"one", "PutItem", item("ann", "1"), "", "{}"},
		{"another", "PutItem", item("ann", "2"), "", "{}"},
		{"somebody else's", "PutItem", item("bob", "3"), "", "{}"},
		{"all of one user", "Query", query(""), "", `"Count":2`},
		{"the latest first", "Query", query(`,"ScanIndexForward":false,"Limit":1`), "", `"Items":[{"id":{"S":"2"}`},
		{"there is more", "Query", query(`,"Limit":1`), "", `"LastEvaluatedKey":{"id":{"S":"1"}`},
		{"no owner", "PutItem", item("", "1"), "ValidationException", "both of the type S"},
		{"another condition", "Query", strings.Replace(query(""), "#o = :o", "#o = :o AND id > :o", 1),
			"ValidationException", "like #owner = :owner only"},
		{"another key", "Query", strings.Replace(query(""), `"sub"`, `"id"`, 1), "ValidationException",
			"missed key schema element"},
		{"no limit", "Query", query(`,"Limit":0`), "ValidationException", "greater than or equal to 1"},
		{"what it does not know", "Query", query(`,"FilterExpression":"x"`), "SerializationException", "FilterExpression"},
		{"another operation", "DeleteItem", item("ann", "1"), "UnknownOperationException", ""},
		{"another table", "PutItem", strings.Replace(item("ann", "1"), "own-", "", 1), "ResourceNotFoundException",
			"not found"},
	} {
		_, code, body := c.send(c.request(call.operation, call.body))
		if code != call.code || !strings.Contains(body, call.want) {
			t.Errorf("%s: %s %s", call.name, code, body)
		}
	}
}
