package cognito

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

const arn = "arn:aws:lambda:eu-west-1:000000000000:function:"

// withLambda is a pool that the API made, whose functions are called by their ARNs.
func withLambda(t *testing.T, config string, answer func(arn string, event map[string]any) error) (*application, *recorder) {
	t.Helper()
	r := &recorder{every: true, answer: answer}
	a := &application{stack: start(t, func(o *Options) { o.Lambda = r.call })}
	made, _ := a.ok("CreateUserPool", `{"PoolName":"another","LambdaConfig":`+config+`}`)["UserPool"].(map[string]any)
	a.pool, _ = made["Id"].(string)
	return a, r
}

func (a *application) lambdaConfig() map[string]any {
	shown, _ := a.ok("DescribeUserPool", `{"UserPoolId":"POOL"}`)["UserPool"].(map[string]any)
	config, _ := shown["LambdaConfig"].(map[string]any)
	return config
}

// claims signs bob in and reads his tokens.
func (a *application) claims(client string) (id, access map[string]any) {
	a.t.Helper()
	result, _ := a.ok("InitiateAuth", `{"AuthFlow":"USER_PASSWORD_AUTH","ClientId":"`+client+
		`","AuthParameters":{"USERNAME":"bob","PASSWORD":"Good-pass-1"}}`)["AuthenticationResult"].(map[string]any)
	idToken, _ := result["IdToken"].(string)
	accessToken, _ := result["AccessToken"].(string)
	t, ok := a.t.(*testing.T)
	if !ok {
		a.t.Fatal("not in a test")
	}
	return decode(t, idToken, 1), decode(t, accessToken, 1)
}

func (a *application) bob() {
	a.t.Helper()
	a.ok("AdminCreateUser", `{"UserPoolId":"POOL","Username":"bob","MessageAction":"SUPPRESS","UserAttributes":[{"Name":"email","Value":"bob@example.com"}]}`)
	a.ok("AdminSetUserPassword", `{"UserPoolId":"POOL","Username":"bob","Password":"Good-pass-1","Permanent":true}`)
}

// beforeTokens answers each version of the event in its own form.
func beforeTokens(function string, event map[string]any) error {
	response, _ := event["response"].(map[string]any)
	switch {
	case strings.HasSuffix(function, "failing"):
		return errors.New("not today")
	case event["version"] == "1":
		response["claimsOverrideDetails"] = object{"claimsToAddOrOverride": object{"plan": "gold"},
			"claimsToSuppress": []string{"email"}}
	default:
		response["claimsAndScopeOverrideDetails"] = object{"accessTokenGeneration": object{"claimsToAddOrOverride": object{"plan": "gold"}, "scopesToAdd": []string{"orders/extra"}}}
	}
	return nil
}

// The first version of the event changes ID tokens only; the third comes for machines as well (F-213, F-214).
func TestVersionsOfTheEventBeforeTokens_F213(t *testing.T) {
	a, r := withLambda(t, `{"PreTokenGeneration":"`+arn+`first"}`, beforeTokens)
	if got := a.lambdaConfig(); fmt.Sprint(got["PreTokenGenerationConfig"]) != "map[LambdaArn:"+arn+
		"first LambdaVersion:V1_0]" {
		t.Errorf("the configuration is %v", got)
	}
	a.ok("CreateResourceServer", `{"UserPoolId":"POOL","Identifier":"orders","Name":"Orders","Scopes":[{"ScopeName":"read","ScopeDescription":"r"}]}`)
	client, _ := a.client(`"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]`)
	machine, secret := a.client(`"AllowedOAuthFlowsUserPoolClient":true,"AllowedOAuthFlows":["client_credentials"],"AllowedOAuthScopes":["orders/read"],"GenerateSecret":true`)
	token := func(metadata string) tokenAnswer {
		return a.tokenAs(machine, secret, "grant_type", "client_credentials", "aws_client_metadata", metadata)
	}
	a.bob()
	if id, access := a.claims(client); id["plan"] != "gold" || id["email"] != nil || access["plan"] != nil {
		t.Errorf("the first version: %v and %v", id, access)
	}
	if request, _ := r.last(t, "TokenGeneration_Authentication"); request["scopes"] != nil {
		t.Errorf("the first version has scopes: %v", request)
	}
	for _, version := range []string{"V2_0", "V3_0"} {
		a.ok("UpdateUserPool", `{"UserPoolId":"POOL","LambdaConfig":{"PreTokenGenerationConfig":{"LambdaVersion":"`+
			version+`","LambdaArn":"`+arn+`later"}}}`)
		if got := a.lambdaConfig(); got["PreTokenGeneration"] != arn+"later" {
			t.Errorf("the configuration is %v", got)
		}
		if _, access := a.claims(client); access["plan"] != "gold" ||
			access["scope"] != "aws.cognito.signin.user.admin orders/extra" {
			t.Errorf("%s: %v", version, access)
		}
		if _, event := r.last(t, "TokenGeneration_Authentication"); event["version"] != version[1:2] {
			t.Errorf("%s: the event is %v", version, event)
		}
		if got := decode(t, token("").AccessToken, 1)["plan"]; (got == "gold") != (version == "V3_0") {
			t.Errorf("%s: a machine's plan is %v", version, got)
		}
	}
	if got := token(`{"from":"a machine"}`); decode(t, got.AccessToken, 1)["scope"] != "orders/extra orders/read" {
		t.Errorf("a machine gets %+v", got)
	}
	request, event := r.last(t, "TokenGeneration_ClientCredentials")
	context, _ := event["callerContext"].(map[string]any)
	if event["version"] != "3" || context["clientId"] != machine ||
		fmt.Sprint(request["clientMetadata"]) != "map[from:a machine]" || fmt.Sprint(request["scopes"]) != "[orders/read]" {
		t.Errorf("the event is %v", event)
	}
	if got := token("not JSON"); got.Status != http.StatusBadRequest || got.Error != "invalid_request" {
		t.Errorf("metadata that is none: %+v", got)
	}
	a.ok("UpdateUserPool", `{"UserPoolId":"POOL","LambdaConfig":{"PreTokenGenerationConfig":{"LambdaVersion":"V3_0","LambdaArn":"`+arn+`failing"}}}`)
	if got := token(""); got.Status != http.StatusBadRequest || got.AccessToken != "" {
		t.Errorf("a function that fails: %+v", got)
	}
}

// A pool calls the functions that its configuration names, and no others.
func TestFunctionsOfAPoolThatTheAPIMade_F109(t *testing.T) {
	var called []string
	a, _ := withLambda(t, `{"PreSignUp":"`+arn+`mine"}`, func(function string, _ map[string]any) error {
		called = append(called, function)
		if len(called) > 1 {
			return &pool.NotInvoked{Code: "AccessDeniedException"}
		}
		return nil
	})
	client, _ := a.client(`"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]`)
	signUp := func(name string) (int, map[string]any) {
		return a.call("SignUp", `{"ClientId":"`+client+`","Username":"`+name+
			`","Password":"Good-pass-1","UserAttributes":[{"Name":"email","Value":"bob@example.com"}]}`)
	}
	if status, out := signUp("bob"); status != http.StatusOK || len(called) != 1 || called[0] != arn+"mine" {
		t.Fatalf("%d %v after %q", status, out, called)
	}
	if status, out := signUp("ann"); status != 400 ||
		out["message"] != "PreSignUp invocation failed due to error AccessDeniedException." ||
		out["__type"] != "UnexpectedLambdaException" {
		t.Errorf("a function that may not be called: %d %v", status, out)
	}
}

func TestAFunctionThatIsNotThere(t *testing.T) {
	a := newApplication(t, `,"LambdaConfig":{"PreSignUp":"`+arn+`nowhere"}`)
	client, _ := a.client(`"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]`)
	status, out := a.call("SignUp", `{"ClientId":"`+client+`","Username":"bob","Password":"Good-pass-1"}`)
	if status != 400 || out["message"] != "PreSignUp invocation failed due to error ResourceNotFoundException." {
		t.Errorf("%d %v", status, out)
	}
}

// What is not offered is refused by its name, and so are versions that the plan does not have.
func TestLambdaConfigThatIsRefused(t *testing.T) {
	a := &application{stack: start(t)}
	for name, c := range map[string]struct{ members, want string }{
		"mails by a function": {`"LambdaConfig":{"CustomEmailSender":{"LambdaVersion":"V1_0","LambdaArn":"` + arn +
			`x"}}`, "LambdaConfig.CustomEmailSender"},
		"texts by a function": {`"LambdaConfig":{"CustomSMSSender":{"LambdaVersion":"V1_0","LambdaArn":"` + arn +
			`x"}}`, "LambdaConfig.CustomSMSSender"},
		"a key": {`"LambdaConfig":{"KMSKeyID":"arn:aws:kms:eu-west-1:000000000000:key/x"}`,
			"LambdaConfig.KMSKeyID"},
		"two functions": {`"LambdaConfig":{"PreTokenGeneration":"` + arn +
			`x","PreTokenGenerationConfig":{"LambdaVersion":"V2_0","LambdaArn":"` + arn + `y"}}`, "the same function"},
		"the plan LITE": {`"UserPoolTier":"LITE","LambdaConfig":{"PreTokenGenerationConfig":{"LambdaVersion":"V2_0","LambdaArn":"` + arn + `y"}}`, "LITE"},
	} {
		t.Run(name, func(t *testing.T) {
			status, out := a.call("CreateUserPool", `{"PoolName":"x",`+c.members+`}`)
			if message, _ := out["message"].(string); status != 400 || !strings.Contains(message, c.want) {
				t.Errorf("%d %v", status, out)
			}
		})
	}
}

// A pool waits five seconds by the context, whatever function it is.
func TestAFunctionHasADeadline(t *testing.T) {
	var has bool
	s := start(t, func(o *Options) {
		o.Trigger = func(ctx context.Context, _ string, _ []byte) ([]byte, error) {
			_, has = ctx.Deadline()
			return []byte(`[]`), nil
		}
	})
	s.passwordAuth("alice@example.com", password).refused(t, "InvalidLambdaResponseException", "Unrecognizable lambda output")
	if !has {
		t.Error("there is no deadline")
	}
}
