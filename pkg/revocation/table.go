package revocation

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"cognitossr/pkg/awsjson"
	"cognitossr/pkg/jsonscan"
)

// What is called. A transaction of reads is strongly consistent, takes one round trip for two entries, and needs the
// right dynamodb:GetItem; a batch of reads would need one of its own.
//
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
const (
	readEntries awsjson.Action = "dynamodb:TransactGetItems"
	putItem     awsjson.Action = "dynamodb:PutItem"
)

// table is a table of DynamoDB.
type table struct {
	name string
	aws  awsjson.Caller
}

func sessionKey(originJTI string) string { return "session#" + originJTI }

func userKey(subject string) string { return "user#" + subject }

// unavailable wraps the error of a call.
func unavailable(err error) error {
	if err == nil || errors.Is(err, ErrUnavailable) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}

// ended reads both entries that may be there at one moment.
//
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html
func (t table) ended(ctx context.Context, s Session) (bool, error) {
	keys := []string{userKey(s.Subject)}
	if s.OriginJTI != "" {
		keys = append(keys, sessionKey(s.OriginJTI))
	}
	input := `{"TransactItems":[`
	for i, key := range keys {
		if i > 0 {
			input += ","
		}
		input += `{"Get":{"TableName":` + awsjson.Quote(t.name) + `,"Key":{"id":{"S":` + awsjson.Quote(key) + `}}}}`
	}
	answer, err := t.aws.Call(ctx, readEntries, input+`]}`)
	if err != nil {
		return false, unavailable(err)
	}
	items, ok := itemsIn(answer)
	if !ok || len(items) != len(keys) {
		return false, unavailable(awsjson.Invalid(readEntries))
	}
	for i, found := range items {
		switch {
		case found.id == "": // there is no such entry
		case found.id != keys[i]:
			return false, unavailable(awsjson.Invalid(readEntries))
		case i > 0, s.AuthTime.Unix() < found.notBefore:
			return true, nil
		}
	}
	return false, nil
}

// endSession and endUser may be carried out twice.
//
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
func (t table) endSession(ctx context.Context, originJTI string, expires int64) error {
	_, err := t.aws.Call(ctx, putItem, t.put(sessionKey(originJTI), `"expires_at":{"N":"`+strconv.FormatInt(expires,
		10)+`"}`)+`}`)
	return unavailable(err)
}

// endUser leaves an entry that ends more sessions as it is.
func (t table) endUser(ctx context.Context, subject string, notBefore, expires int64) error {
	attributes := fmt.Sprintf(`"not_before":{"N":"%d"},"expires_at":{"N":"%d"}`, notBefore, expires)
	condition := fmt.Sprintf(`,"ConditionExpression":"attribute_not_exists(id) OR not_before <= :n",`+
		`"ExpressionAttributeValues":{":n":{"N":"%d"}}}`, notBefore)
	_, err := t.aws.Call(ctx, putItem, t.put(userKey(subject), attributes)+condition)
	failed := new(awsjson.Error)
	if errors.As(err, &failed) && failed.Code == "ConditionalCheckFailedException" {
		return nil
	}
	return unavailable(err)
}

// put is the beginning of the input of PutItem.
func (t table) put(key, attributes string) string {
	return `{"TableName":` + awsjson.Quote(t.name) + `,"Item":{"id":{"S":` + awsjson.Quote(key) + `},` + attributes + `}`
}

// item is what is read of an entry. Its zero value is one that is not there.
type item struct {
	id        string
	notBefore int64
}

// itemsIn reads the items of an answer, in the order of the request.
func itemsIn(answer string) (items []item, ok bool) {
	r := &reader{}
	r.Begin(answer, awsjson.Policy)
	if r.Peek() != '{' {
		return nil, false
	}
	listed := false
	r.object(func(name string) {
		if name != "Responses" || r.Peek() != '[' {
			r.Skip()
			return
		}
		listed = true
		r.Array()
		for started := false; r.Element(started); started = true {
			items = append(items, r.response())
		}
	})
	return items, r.End() == jsonscan.None && listed && !r.invalid
}

// reader reads an answer. It notes values that are not of their documented type.
type reader struct {
	jsonscan.Scanner
	invalid bool
}

// object calls a function for each member of the object that comes next, which reads or skips its value.
func (r *reader) object(member func(name string)) {
	if r.Peek() != '{' {
		r.invalid = true
		r.Skip()
		return
	}
	o := r.Object()
	for name, ok := r.Member(&o); ok; name, ok = r.Member(&o) {
		member(name)
	}
}

// response reads one element: {} or {"Item":{...}}.
func (r *reader) response() (found item) {
	r.object(func(name string) {
		if name != "Item" {
			r.Skip()
			return
		}
		number := ""
		r.object(func(name string) {
			switch name {
			case "id":
				found.id = r.attribute("S")
			case "not_before":
				number = r.attribute("N")
			default:
				r.Skip()
			}
		})
		notBefore, err := strconv.ParseInt(number, 10, 64)
		if found.notBefore = notBefore; found.id == "" || err != nil && number != "" {
			r.invalid = true
		}
	})
	return found
}

// attribute reads a value with its type: {"S":"..."}.
func (r *reader) attribute(of string) (value string) {
	r.object(func(name string) {
		if name == of && r.Peek() == '"' {
			value = r.Text()
			return
		}
		r.invalid = true
		r.Skip()
	})
	return value
}
