package local

import (
	"slices"
	"strings"
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
	if _, err = stack.trigger(t.Context(), "post_confirmation", []byte(`{"userName":"refused"}`)); err == nil ||
		err.Error() != "Not today" {
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

// A function gets the variables of its entry from the developer's environment, and no others.
func TestFunctionIsToldItsOwnVariables_N18(t *testing.T) {
	root := newSite(t)
	save(t, root, "functions/routes.json", `{"home": {"routes": ["GET /"], "auth": "public", "environment": ["TABLE", "FORGOTTEN", "AWS_ENDPOINT_URL_DYNAMODB"]},
		"users": {"routes": ["GET /admin"], "auth": "public", "environment": ["BUCKET"]}, "confirmed": {"trigger": "post_confirmation", "environment": ["TABLE"]}}`)
	stack := start(t, root, func(o *Options) {
		o.Getenv = func(name string) string {
			return map[string]string{"TABLE": "reports", "BUCKET": "files",
				"AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:8000", "AWS_PROFILE": "work", "HOME": "/"}[name]
		}
	})
	told := func(environment []string) (own []string) {
		for _, variable := range environment {
			name, _, _ := strings.Cut(variable, "=")
			if slices.Contains([]string{"TABLE", "BUCKET", "FORGOTTEN", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_PROFILE",
				"HOME", "AWS_ACCESS_KEY_ID"}, name) {
				own = append(own, variable)
			}
		}
		return slices.Sorted(slices.Values(own))
	}
	want := map[string][]string{
		"home": {"AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:8000", "TABLE=reports"}, "users": {"BUCKET=files"},
		"confirmed": {"TABLE=reports"},
	}
	for _, f := range stack.list.current().Functions {
		if got := told(stack.environment(f)); !slices.Equal(got, want[f.Name]) {
			t.Errorf("%s is told %v, want %v", f.Name, got, want[f.Name])
		}
	}
	if got := told(ask(t, stack.SiteURL+"/").Environment); !slices.Equal(got, want["home"]) {
		t.Errorf("the process of home has %v, want %v", got, want["home"])
	}
	if got := stack.Unset(); !slices.Equal(got, []string{"FORGOTTEN of home"}) {
		t.Errorf("not set: %v", got)
	}
}

// A function that depends on a setting exists as in the deployment: with the setting in its environment, or not at all.
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
