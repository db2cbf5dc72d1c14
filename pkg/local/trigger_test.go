package local

import (
	"slices"
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

// A function that depends on a setting is there as the deployment has it: with the setting, which it is told, or not at all.
func TestTriggerDependsOnItsSetting_R59(t *testing.T) {
	root := newSite(t)
	save(t, root, "functions/routes.json", `{"confirmed": {"trigger": "pre_sign_up", "setting": "allowed_domains"}}`)
	for _, value := range []string{"", "example.com"} {
		stack := start(t, root, func(o *Options) {
			o.Getenv = func(name string) string { return map[string]string{"ALLOWED_DOMAINS": value, "HOME": "/"}[name] }
		})
		answer, err := stack.trigger(t.Context(), "pre_sign_up", []byte(`{"userName":"x"}`))
		if err != nil || (answer == nil) != (value == "") {
			t.Errorf("with %q: %s, %v", value, answer, err)
		}
		want := []string{"LOG_LEVEL=info"}
		if value != "" {
			want = append(want, "ALLOWED_DOMAINS="+value)
		}
		if got := stack.environment(stack.list.current().Functions[0]); !slices.Equal(got, want) {
			t.Errorf("with %q: the environment is %v", value, got)
		}
	}
}
