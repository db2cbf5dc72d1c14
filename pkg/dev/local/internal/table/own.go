package table

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// OwnPrefix begins the names of the site's own tables. Each is there as soon as it is asked for.
const OwnPrefix = "own-"

// The keys of the site's own tables: as ./build.sh new --table writes them in Terraform.
const (
	OwnPartition = "sub"
	OwnSort      = "id"
)

// Own are the tables of the site's own functions. The zero value has none yet; it may be used concurrently.
type Own struct {
	mutex sync.Mutex
	items map[string]map[string]Item // by table and partition, then by sort key
}

// Or answers for the own tables, and lets others answer for the rest.
func (o *Own) Or(others http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maximumBody))
		r.Body = io.NopCloser(bytes.NewReader(body))
		var asked struct{ TableName string }
		_ = json.Unmarshal(body, &asked) // whoever answers refuses it
		if err == nil && strings.HasPrefix(asked.TableName, OwnPrefix) {
			o.serve(w, r)
			return
		}
		others.ServeHTTP(w, r)
	})
}

var ownOperations = map[string]func(*Own, []byte) (any, error){
	"PutItem": call((*Own).put),
	"Query":   call((*Own).query),
}

func (o *Own) serve(w http.ResponseWriter, r *http.Request) {
	do, body, refused := received(w, r, ownOperations)
	if refused != nil {
		refused.write(w)
		return
	}
	output, err := do(o, body)
	respond(w, output, err)
}

func (o *Own) put(in struct {
	TableName string
	Item      Item
},
) (any, error) {
	partition, sort := in.Item[OwnPartition]["S"], in.Item[OwnSort]["S"]
	if partition == "" || sort == "" {
		return nil, invalid("One or more parameter values were invalid: the local table has the keys " + OwnPartition +
			" and " + OwnSort + ", both of the type S")
	}
	for _, value := range in.Item {
		if err := value.check(); err != nil {
			return nil, err
		}
	}
	o.mutex.Lock()
	defer o.mutex.Unlock()
	key := in.TableName + "\n" + partition
	if o.items == nil {
		o.items = map[string]map[string]Item{}
	}
	if o.items[key] == nil {
		o.items[key] = map[string]Item{}
	}
	o.items[key][sort] = maps.Clone(in.Item)
	return struct{}{}, nil
}

// queryInput is the input of Query.
//
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
type queryInput struct {
	TableName, KeyConditionExpression string
	ExpressionAttributeNames          map[string]string
	ExpressionAttributeValues         Item
	ScanIndexForward                  *bool
	Limit                             *int
}

var ofOnePartition = regexp.MustCompile(`^\s*(#?[A-Za-z0-9_]+)\s*=\s*(:[A-Za-z0-9_]+)\s*$`)

// query answers for one partition; what else a key condition can say it refuses.
func (o *Own) query(in queryInput) (any, error) {
	parts := ofOnePartition.FindStringSubmatch(in.KeyConditionExpression)
	if parts == nil {
		return nil, invalid("The local table takes a KeyConditionExpression like #owner = :owner only")
	}
	name, value := parts[1], in.ExpressionAttributeValues[parts[2]]
	if strings.HasPrefix(name, "#") {
		name = in.ExpressionAttributeNames[name]
	}
	if name != OwnPartition || value["S"] == "" {
		return nil, invalid("Query condition missed key schema element: " + OwnPartition)
	}
	if in.Limit != nil && *in.Limit < 1 {
		return nil, invalid("1 validation error detected: Value at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1")
	}
	o.mutex.Lock()
	defer o.mutex.Unlock()
	partition := o.items[in.TableName+"\n"+value["S"]]
	keys := slices.Sorted(maps.Keys(partition))
	if in.ScanIndexForward != nil && !*in.ScanIndexForward {
		slices.Reverse(keys)
	}
	found := struct {
		Items               []Item
		Count, ScannedCount int
		LastEvaluatedKey    Item `json:",omitempty"`
	}{Items: []Item{}}
	for _, key := range keys {
		if in.Limit != nil && len(found.Items) == *in.Limit {
			last := found.Items[len(found.Items)-1]
			found.LastEvaluatedKey = Item{OwnPartition: last[OwnPartition], OwnSort: last[OwnSort]}
			break
		}
		found.Items = append(found.Items, partition[key])
	}
	found.Count, found.ScannedCount = len(found.Items), len(found.Items)
	return found, nil
}
