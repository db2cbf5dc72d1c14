package local

import (
	"testing"

	"cognitossr/pkg/routes"
)

const trigger = `package main

import (
	"errors"

	"github.com/aws/aws-lambda-go/lambda"
)

func main() {
	lambda.Start(func(event map[string]any) (map[string]any, error) {
		if event["userName"] == "refused" {
			return nil, errors.New("Not today")
		}
		event["seen"] = true
		return event, nil
	})
}
`

func TestTriggerReachesTheFunctionOfTheList(t *testing.T) {
	stack := start(t, newSite(t), nil)
	answer, err := stack.trigger(t.Context(), "post_confirmation", []byte(`{"userName":"x"}`))
	if err != nil || string(answer) != `{"seen":true,"userName":"x"}` {
		t.Errorf("got %s, %v", answer, err)
	}
	if _, err = stack.trigger(t.Context(), "post_confirmation", []byte(`{"userName":"refused"}`)); err == nil || err.Error() != "Not today" {
		t.Errorf("the pool gets %q of an error, not its message alone, as from Lambda", err)
	}
	answer, err = stack.trigger(t.Context(), "pre_sign_up", []byte(`{"userName":"x"}`))
	if err != nil || answer != nil {
		t.Errorf("a trigger without a function: %s, %v", answer, err)
	}
}

func TestEveryFunctionHasAnEnvironmentThatTheListAllows(t *testing.T) {
	stack := start(t, newSite(t), nil)
	for _, variable := range stack.environment(routes.Function{Name: "x", Trigger: "post_confirmation"}) {
		if variable != "LOG_LEVEL=info" {
			t.Errorf("a trigger gets %s", variable)
		}
	}
}
