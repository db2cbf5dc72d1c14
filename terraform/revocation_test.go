package terraform_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/awsjson"
	"cognitossr/pkg/revocation"
)

// The list of ended sessions against a DynamoDB that nobody here wrote.
func TestEndedSessionsInDynamoDB_N40(t *testing.T) {
	environment := map[string]string{}
	for _, variable := range startEmulator(t).Environ() {
		name, value, _ := strings.Cut(variable, "=")
		environment[name] = value
	}
	getenv := func(name string) string { return environment[name] }
	client := awsjson.New(getenv, awsjson.Limits{Attempt: 20 * time.Second, Attempts: 1})
	_, err := client.Call(t.Context(), "dynamodb:CreateTable", `{"TableName":"ended","BillingMode":"PAY_PER_REQUEST",
		"KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}]}`)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	list := revocation.NewList(client, "ended", 0, time.Now)
	behind := revocation.NewList(client, "ended", 0, func() time.Time { return began.Add(-time.Hour) })
	session := func(origin string, at time.Duration) revocation.Session {
		return revocation.Session{Subject: "ada", OriginJTI: origin, AuthTime: began.Add(at)}
	}
	for _, step := range []struct {
		name string
		do   func() error
		ask  revocation.Session
		want bool
	}{
		{"nothing has ended", nil, session("s1", -time.Minute), false},
		{"the session", func() error { return list.EndSession(t.Context(), "s1", time.Hour) },
			session("s1", -time.Minute), true},
		{"no other", nil, session("s2", -time.Minute), false},
		{"all of the user's", func() error { return list.EndUser(t.Context(), "ada", time.Hour) },
			session("s2", -time.Minute), true},
		{"again, by a clock that is behind", func() error { return behind.EndUser(t.Context(), "ada", time.Hour) },
			session("s2", -time.Minute), true},
		{"no later one", nil, session("s3", time.Minute), false},
	} {
		if step.do != nil {
			if err := step.do(); err != nil {
				t.Errorf("%s: %v", step.name, err)
			}
		}
		if ended, err := list.Ended(t.Context(), step.ask); err != nil || ended != step.want {
			t.Errorf("%s: %v, %v; want %v", step.name, ended, err, step.want)
		}
	}
	missing := revocation.NewList(client, "missing", 0, time.Now)
	if _, err := missing.Ended(t.Context(), session("s1", 0)); !errors.Is(err, revocation.ErrUnavailable) ||
		!strings.Contains(err.Error(), "ResourceNotFoundException") {
		t.Errorf("without the table: %v", err)
	}
}
