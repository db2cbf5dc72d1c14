package main

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/awsjson"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// memory is a table that a test can look into.
type memory struct {
	items   []item
	queried string
}

func (m *memory) Call(_ context.Context, action awsjson.Action, input string) (string, error) {
	if action == "dynamodb:Query" {
		m.queried = input
		answer, err := json.Marshal(map[string]any{"Items": m.items})
		return string(answer), err
	}
	var put struct{ Item item }
	err := json.Unmarshal([]byte(input), &put)
	m.items = append(m.items, put.Item)
	return "{}", err
}

func TestNotes(t *testing.T) {
	site, table := webtest.New(t, nil), &memory{}
	api := site.Function(access.KindAPI, access.User, func(d web.Deps) (http.Handler, error) {
		return notes{table: table, name: "notes", newID: func() string { return "n1" }}.handler(d)
	})
	token := site.Session(nil).Access
	if a := api.Do(webtest.PostJSON("/api/notes", `{"text":"buy milk"}`).Bearer(token)); a.Status != 201 || !strings.Contains(a.Body, `"id":"n1"`) {
		t.Errorf("%d: %s", a.Status, a.Body)
	}
	if want := (item{text{authtest.Subject}, text{"n1"}, text{"buy milk"}}); len(table.items) != 1 || table.items[0] != want {
		t.Errorf("the table holds %v", table.items)
	}
	if a := api.Do(webtest.Get("/api/notes?limit=5").Bearer(token)); a.Status != 200 || !strings.Contains(a.Body, "buy milk") {
		t.Errorf("%d: %s", a.Status, a.Body)
	}
	if !strings.Contains(table.queried, `":owner":{"S":"`+authtest.Subject+`"}`) || !strings.Contains(table.queried, `"Limit":5`) {
		t.Errorf("the query is %s", table.queried)
	}
	for name, request := range map[string]webtest.Request{
		"a limit of letters": webtest.Get("/api/notes?limit=all").Bearer(token),
		"an empty note":      webtest.PostJSON("/api/notes", `{"text":""}`).Bearer(token),
		"somebody's own id":  webtest.PostJSON("/api/notes", `{"id":"x","text":"y"}`).Bearer(token),
		"somebody's owner":   webtest.PostJSON("/api/notes", `{"sub":"x","text":"y"}`).Bearer(token),
	} {
		if a := api.Do(request); a.Status != 400 {
			t.Errorf("%s: %d", name, a.Status)
		}
	}
}
