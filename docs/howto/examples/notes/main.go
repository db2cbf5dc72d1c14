// Function notes is the example of docs/howto/own-table.md: GET and POST /api/notes read and write a DynamoDB table in
// which every item belongs to one user. It is not deployed: ./build.sh looks below functions only.
package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/awsjson"
	"cognitossr/pkg/web"
)

func main() { web.RunAPI(newHandler) }

// table is the part of *awsjson.Client that this function uses.
type table interface {
	Call(ctx context.Context, action awsjson.Action, input string) (answer string, err error)
}

type notes struct {
	table table
	name  string
	newID func() string
}

var limits = awsjson.Limits{Attempt: time.Second, Attempts: 3, Backoff: 100 * time.Millisecond}

func newHandler(d web.Deps) (http.Handler, error) {
	n := notes{table: awsjson.New(d.Getenv, limits), name: d.Getenv("NOTES_TABLE"), newID: rand.Text}
	if n.name == "" {
		return nil, errors.New("NOTES_TABLE is empty: set it in function_environment")
	}
	return n.handler(d)
}

func (n notes) handler(d web.Deps) (http.Handler, error) {
	return web.UserRoutes{"GET /api/notes": n.list, "POST /api/notes": n.add}.Handler(d)
}

// note is what the API takes and gives.
type note struct {
	ID   string `json:"id,omitempty"`
	Text string `json:"text"`
}

// item is a note in the table. The partition key is the owner.
type item struct {
	Subject text `json:"sub"`
	ID      text `json:"id"`
	Text    text `json:"text"`
}

type text struct {
	S string `json:"S"`
}

func (n notes) add(w http.ResponseWriter, r *http.Request, identity *auth.Identity) error {
	var added note
	if err := web.ReadJSON(r, &added); err != nil {
		return err
	}
	if added.Text == "" || len(added.Text) > 1000 || added.ID != "" {
		return web.Fail(web.CodeBadRequest, nil)
	}
	added.ID = n.newID()
	err := n.call(r.Context(), "dynamodb:PutItem", map[string]any{
		"TableName": n.name,
		"Item":      item{text{identity.Subject()}, text{added.ID}, text{added.Text}},
	}, nil)
	if err != nil {
		return err
	}
	return web.JSON(w, http.StatusCreated, added)
}

func (n notes) list(w http.ResponseWriter, r *http.Request, identity *auth.Identity) error {
	limit := 20
	if given := r.URL.Query().Get("limit"); given != "" {
		var err error
		if limit, err = strconv.Atoi(given); err != nil || limit < 1 || limit > 100 {
			return web.Fail(web.CodeBadRequest, nil)
		}
	}
	var found struct{ Items []item }
	err := n.call(r.Context(), "dynamodb:Query", map[string]any{
		"TableName":                 n.name,
		"KeyConditionExpression":    "#owner = :owner",
		"ExpressionAttributeNames":  map[string]string{"#owner": "sub"},
		"ExpressionAttributeValues": map[string]text{":owner": {identity.Subject()}},
		"Limit":                     limit,
	}, &found)
	if err != nil {
		return err
	}
	answer := make([]note, 0, len(found.Items))
	for _, i := range found.Items {
		answer = append(answer, note{i.ID.S, i.Text.S})
	}
	return web.JSON(w, http.StatusOK, answer)
}

func (n notes) call(ctx context.Context, action awsjson.Action, input, output any) error {
	body, err := json.Marshal(input)
	if err != nil {
		return fmt.Errorf("writing the input of %s: %w", action, err)
	}
	answer, err := n.table.Call(ctx, action, string(body))
	if err != nil {
		return fmt.Errorf("calling the table: %w", err)
	}
	if output == nil {
		return nil
	}
	if err := json.Unmarshal([]byte(answer), output); err != nil {
		return fmt.Errorf("reading the answer of %s: %w", action, err)
	}
	return nil
}
