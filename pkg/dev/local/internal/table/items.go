package table

import (
	"fmt"
	"regexp"
	"strconv"
)

// getInput is the input of GetItem. Eventually consistent reads are answered as strongly consistent ones.
//
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
type getInput struct {
	TableName              string
	Key                    Item
	ConsistentRead         bool
	ReturnConsumedCapacity string
}

type getOutput struct {
	Item Item `json:",omitempty"`
}

func (t *Table) getItem(in getInput) (any, error) {
	key, err := t.key(in.TableName, in.Key)
	if err != nil {
		return nil, err
	}
	return getOutput{t.get(key)}, nil
}

// transactInput is the input of TransactGetItems.
//
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html
type transactInput struct {
	TransactItems []struct {
		Get struct {
			TableName string
			Key       Item
		}
	}
	ReturnConsumedCapacity string
}

// maximumReads is how many items a transaction reads at most.
const maximumReads = 100

func (t *Table) transactGetItems(in transactInput) (any, error) {
	if len(in.TransactItems) == 0 || len(in.TransactItems) > maximumReads {
		return nil, invalid(fmt.Sprintf("1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length "+
			"less than or equal to %d, and greater than or equal to 1", maximumReads))
	}
	keys, seen := make([]string, len(in.TransactItems)), map[string]bool{}
	for i, item := range in.TransactItems {
		key, err := t.key(item.Get.TableName, item.Get.Key)
		switch {
		case err != nil:
			return nil, err
		case seen[key]:
			return nil, invalid("Transaction request cannot include multiple operations on one item")
		}
		keys[i], seen[key] = key, true
	}
	output := struct{ Responses []getOutput }{make([]getOutput, len(keys))}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.expire()
	for i, key := range keys {
		output.Responses[i].Item = t.items[key] // which is replaced, never changed
	}
	return output, nil
}

// putInput is the input of PutItem.
//
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
type putInput struct {
	TableName                 string
	Item                      Item
	ConditionExpression       string
	ExpressionAttributeNames  map[string]string
	ExpressionAttributeValues Item
	ReturnConsumedCapacity    string
}

func (t *Table) putItem(in putInput) (any, error) {
	if _, err := t.key(in.TableName, Item{Key: in.Item[Key]}); err != nil {
		return nil, err
	}
	for name, value := range in.Item {
		if err := value.check(); err != nil {
			return nil, fmt.Errorf("attribute %s: %w", name, err)
		}
	}
	condition, err := parseCondition(in.ConditionExpression, in.ExpressionAttributeNames, in.ExpressionAttributeValues)
	if err != nil {
		return nil, err
	}
	return struct{}{}, t.put(in.Item, condition)
}

// maximumKey is the longest value of a partition key, in bytes.
const maximumKey = 2048

// key checks the table's name and an item's key, and returns the key's value.
func (t *Table) key(table string, key Item) (string, error) {
	if table != t.name {
		return "", errNoTable
	}
	value, there := key[Key]["S"]
	switch {
	case len(key) != 1 || len(key[Key]) != 1 || !there:
		return "", invalid("The provided key element does not match the schema")
	case value == "":
		return "", invalid("One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: " + Key)
	case len(value) > maximumKey:
		return "", invalid("One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of 2048 bytes")
	}
	return value, nil
}

var number = regexp.MustCompile(`^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$`)

// check refuses what is neither a text nor a number: the table's items need no other types.
func (v Value) check() error {
	if len(v) != 1 {
		return invalid("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")
	}
	for kind, text := range v {
		switch {
		case kind == "N" && !number.MatchString(text):
			return invalid("The parameter cannot be converted to a numeric value: " + text)
		case kind != "N" && kind != "S":
			return invalid("The local table has attributes of the types S and N only")
		}
	}
	return nil
}

// number is the value of an attribute of the type N.
func (v Value) number() (float64, bool) {
	text, there := v["N"]
	value, err := strconv.ParseFloat(text, 64)
	return value, there && err == nil
}
