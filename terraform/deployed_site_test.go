package terraform_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"cognitossr/pkg/config"
	"cognitossr/pkg/routes"
)

func (d deployment) lambda() *lambda.Client { return lambda.NewFromConfig(d.emulator.Root()) }

// Every entry of routes.json is a function, but for those that wait for a setting, with the environment that its code
// asks for and no secret in it.
func (d deployment) checkFunctions(t *testing.T) {
	expect(t, "functions", len(decode[map[string]string](t, d.outputs, "function_names")), len(always(t)))
	secret := aws.ToString(d.client(t).ClientSecret)
	for _, function := range always(t) {
		t.Run(function.Name, func(t *testing.T) {
			found, err := d.lambda().GetFunctionConfiguration(t.Context(),
				&lambda.GetFunctionConfigurationInput{FunctionName: aws.String("demo-" + function.Name)})
			if err != nil {
				t.Fatal(err)
			}
			expect(t, "runtime", found.Runtime, types.RuntimeProvidedal2023)
			expect(t, "architecture", found.Architectures, []types.Architecture{types.ArchitectureArm64})
			expect(t, "memory", int(aws.ToInt32(found.MemorySize)), function.Memory)
			expect(t, "timeout", int(aws.ToInt32(found.Timeout)), function.Timeout)
			expect(t, "log format", found.LoggingConfig.LogFormat, types.LogFormatJson)
			d.checkEnvironment(t, function, found.Environment.Variables)
			for name, value := range found.Environment.Variables {
				if strings.Contains(value, secret) {
					t.Errorf("the variable %s shows the secret", name)
				}
			}
		})
	}
}

func (d deployment) checkEnvironment(t *testing.T, function routes.Function, environment map[string]string) {
	t.Helper()
	want := sampleValues(function)
	want["LOG_LEVEL"], want["GOMAXPROCS"] = "info", "1"
	if function.Trigger != "" {
		expect(t, "environment of a trigger (R-78)", environment, want)
		return
	}
	maps.Copy(want, map[string]string{
		"BASE_URL":             d.outputs.Text(t, "site_url"),
		"COGNITO_USER_POOL_ID": d.outputs.Text(t, "user_pool_id"),
		"COGNITO_CLIENT_ID":    d.outputs.Text(t, "user_pool_client_id"),
		"COGNITO_DOMAIN":       d.outputs.Text(t, "hosted_ui_url"),
	})
	if !function.HasRoutes() {
		expect(t, "environment of what has a schedule", environment, want)
		return
	}
	want["ROUTE_AUTH"] = string(function.Auth)
	if function.Secret {
		want["COGNITO_CLIENT_SECRET_PARAMETER"] = d.outputs.Text(t, "client_secret_parameter")
	}
	if function.Client == routes.ClientAccount {
		want["COGNITO_ACCOUNT_CLIENT_ID"] = d.outputs.Text(t, "account_client_id")
		want["COGNITO_ACCOUNT_CLIENT_SECRET_PARAMETER"] = d.outputs.Text(t, "account_client_secret_parameter")
		want["COGNITO_MFA"], want["COGNITO_PASSKEYS"] = "OPTIONAL", "off"
	}
	expect(t, "environment", environment, want)
	if _, err := config.Load(func(name string) string { return environment[name] }); err != nil {
		t.Errorf("the function would refuse to start: %v", err)
	}
}

// The API has the routes of routes.json and no other, each leads to its function, and that function lets in this one
// route.
func (d deployment) checkRoutes(t *testing.T) {
	api := apigatewayv2.NewFromConfig(d.emulator.Root())
	id, _, _ := strings.Cut(strings.TrimPrefix(d.outputs.Text(t, "api_endpoint"), "https://"), ".")
	found, err := api.GetRoutes(t.Context(), &apigatewayv2.GetRoutesInput{ApiId: aws.String(id)})
	if err != nil {
		t.Fatal(err)
	}
	deployed := map[string]string{}
	for _, route := range found.Items {
		integration, err := api.GetIntegration(t.Context(), &apigatewayv2.GetIntegrationInput{
			ApiId: aws.String(id), IntegrationId: aws.String(strings.TrimPrefix(aws.ToString(route.Target), "integrations/")),
		})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, "payload version", aws.ToString(integration.PayloadFormatVersion), "2.0")
		deployed[aws.ToString(route.RouteKey)] = functionIn(aws.ToString(integration.IntegrationUri))
	}
	listed := map[string]string{}
	for _, function := range always(t) {
		for _, key := range function.Keys() {
			listed[key] = "demo-" + function.Name
		}
		d.checkPermissions(t, function, id)
	}
	expect(t, "routes", deployed, listed)
	d.checkStage(t, api, id)
}

// checkStage looks at what every request passes: the limit, and the log, which must show neither a code nor who was
// there.
func (d deployment) checkStage(t *testing.T, api *apigatewayv2.Client, id string) {
	t.Helper()
	stage, err := api.GetStage(t.Context(), &apigatewayv2.GetStageInput{ApiId: aws.String(id),
		StageName: aws.String("$default")})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "rate limit", aws.ToFloat64(stage.DefaultRouteSettings.ThrottlingRateLimit), 100)
	format := aws.ToString(stage.AccessLogSettings.Format)
	if !json.Valid([]byte(format)) {
		t.Errorf("the access log is no JSON: %s", format)
	}
	for _, secret := range []string{"$context.path", "queryString", "$context.identity", "authorizer", "cookie"} {
		if strings.Contains(format, secret) {
			t.Errorf("the access log shows %s", secret)
		}
	}
}

var (
	functionARN = regexp.MustCompile(`function:([a-z0-9-]+)`)
	parameter   = regexp.MustCompile(`\{[^}]*\}`)
)

func functionIn(uri string) string {
	if found := functionARN.FindStringSubmatch(uri); found != nil {
		return found[1]
	}
	return uri
}

// checkPermissions compares who may call a function with its routes, or with the pool for a trigger.
func (d deployment) checkPermissions(t *testing.T, function routes.Function, apiID string) {
	t.Helper()
	var want []string
	for _, key := range function.Keys() {
		path := strings.Replace(parameter.ReplaceAllString(key, "*"), " ", "", 1)
		want = append(want, "arn:aws:execute-api:eu-west-1:123456789012:"+apiID+"/*/"+path)
	}
	if function.Trigger != "" {
		want = []string{d.outputs.Text(t, "user_pool_arn")}
	}
	answer, err := d.lambda().GetPolicy(t.Context(),
		&lambda.GetPolicyInput{FunctionName: aws.String("demo-" + function.Name)})
	if err != nil {
		t.Fatal(err)
	}
	var policy struct {
		Statement []struct {
			Action    string
			Condition struct{ ArnLike map[string]string }
		}
	}
	if err := json.Unmarshal([]byte(aws.ToString(answer.Policy)), &policy); err != nil {
		t.Fatal(err)
	}
	var sources []string
	for _, statement := range policy.Statement {
		expect(t, "action", statement.Action, "lambda:InvokeFunction")
		sources = append(sources, statement.Condition.ArnLike["AWS:SourceArn"])
	}
	expect(t, "callers of "+function.Name, sorted(sources), sorted(want))
}

func expect[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func sorted(texts []string) []string { return slices.Sorted(slices.Values(texts)) }

func containsText(value []byte, text string) bool { return bytes.Contains(value, []byte(text)) }
