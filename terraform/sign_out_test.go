package terraform_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"cognitossr/pkg/awsjson"
	"cognitossr/pkg/revocation"
	"cognitossr/pkg/routes"
)

// dynamo is a client of the emulator's DynamoDB with somebody's keys.
func (d deployment) dynamo(t *testing.T, session aws.Config) *awsjson.Client {
	t.Helper()
	keys, err := session.Credentials.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	environment := map[string]string{
		"AWS_ENDPOINT_URL_DYNAMODB": d.emulator.URL, "AWS_REGION": region,
		"AWS_ACCESS_KEY_ID": keys.AccessKeyID, "AWS_SECRET_ACCESS_KEY": keys.SecretAccessKey,
		"AWS_SESSION_TOKEN": keys.SessionToken,
	}
	return awsjson.New(func(name string) string { return environment[name] },
		awsjson.Limits{Attempt: 20 * time.Second, Attempts: 1})
}

// checkSignOutTable looks at the table that instant_sign_out makes, and at who may do what with it.
func (d deployment) checkSignOutTable(t *testing.T) {
	name := d.outputs.Text(t, "instant_sign_out_table")
	expect(t, "table", name, "demo-ended-sessions")
	root, input := d.dynamo(t, d.emulator.Root()), `{"TableName":"`+name+`"}`
	for action, want := range map[awsjson.Action][]string{
		"dynamodb:DescribeTable":             {`"KeyType":"HASH"`, `"AttributeName":"id"`, `"BillingMode":"PAY_PER_REQUEST"`},
		"dynamodb:DescribeTimeToLive":        {`"TimeToLiveStatus":"ENABLED"`, `"AttributeName":"expires_at"`},
		"dynamodb:DescribeContinuousBackups": {`"PointInTimeRecoveryStatus":"ENABLED"`},
	} {
		answer, err := root.Call(t.Context(), action, input)
		for _, text := range want {
			if err != nil || !strings.Contains(strings.ReplaceAll(answer, `": `, `":`), text) {
				t.Errorf("%s: no %s in %s, %v", action, text, answer, err)
			}
		}
	}
	callers := map[string]*awsjson.Client{}
	for _, function := range always(t) {
		callers[function.Name] = d.dynamo(t, d.assumeRoleOf(t, function.Name))
	}
	d.emulator.EnforceIAM(t.Context(), t)
	for _, function := range always(t) {
		t.Run(function.Name, func(t *testing.T) { checkSignOutRights(t, function, callers[function.Name], name) })
	}
}

// checkSignOutRights tries what can be done with a table, with this one and another.
func checkSignOutRights(t *testing.T, function routes.Function, caller *awsjson.Client, name string) {
	const key, item = `"Key":{"id":{"S":"user#nobody"}}`, `"Item":{"id":{"S":"user#nobody"}}`
	get := func(table string) string { return `"Get":{"TableName":"` + table + `",` + key + `}` }
	for _, table := range []string{name, "demo-another"} {
		of := func(rest string) string { return `{"TableName":"` + table + `"` + rest + `}` }
		reads, writes := function.AsksForEnded() && table == name, function.EndsSessions && table == name
		for action, call := range map[awsjson.Action]struct {
			input string
			may   bool
		}{
			"dynamodb:GetItem":          {of("," + key), reads},
			"dynamodb:TransactGetItems": {`{"TransactItems":[{` + get(table) + `}]}`, reads},
			"dynamodb:PutItem":          {of("," + item), writes},
			"dynamodb:DeleteItem":       {of("," + key), false},
			"dynamodb:UpdateItem":       {of("," + key), false},
			"dynamodb:Scan":             {of(""), false},
			"dynamodb:DescribeTable":    {of(""), false},
		} {
			_, err := caller.Call(t.Context(), action, call.input)
			failed := new(awsjson.Error)
			refused := errors.As(err, &failed) && failed.Status == http.StatusForbidden
			if refused == call.may || call.may && err != nil {
				t.Errorf("%s of %s: %v, may be done: %v", action, table, err, call.may)
			}
		}
	}
}

// checkEndedSession ends the sessions of a user with the rights of one function; another one, as it is deployed, must
// not accept the user's tokens any more.
func (d deployment) checkEndedSession(t *testing.T, s stack) {
	tokens := d.signIn(t, "grace@example.com") // the other user is for the tests of signing in
	me := d.function(t, s, "me", "me")
	writer := d.dynamo(t, d.assumeRoleOf(t, "logout-everywhere"))
	list := revocation.NewList(writer, d.outputs.Text(t, "instant_sign_out_table"), 0, time.Now)
	d.emulator.EnforceIAM(t.Context(), t)
	ask := func() (status int, body string) {
		return me.get(t, "GET /api/me", "/api/me",
			map[string]string{"authorization": "Bearer " + aws.ToString(tokens.AccessToken)}, nil)
	}
	status, body := ask()
	var user struct{ Sub string }
	if err := json.Unmarshal([]byte(body), &user); err != nil || status != http.StatusOK || user.Sub == "" {
		t.Fatalf("before: %d %s", status, body)
	}
	if err := list.EndUser(t.Context(), user.Sub, time.Hour); err != nil {
		t.Fatal(err)
	}
	status, body = ask()
	expect(t, "status of the ended session: "+body, status, http.StatusUnauthorized)
}
