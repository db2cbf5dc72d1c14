package terraform_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"cognitossr/pkg/routes"
)

// checkLeastPrivilege takes each function's role and tries everything that any function may do: its own part must be
// let through, the rest refused. A call that gets past the policies may still fail, for instance because there is no
// such user; only a refusal counts as one.
func (d deployment) checkLeastPrivilege(t *testing.T) {
	sessions := map[string]aws.Config{}
	for _, function := range always(t) {
		sessions[function.Name] = d.assumeRoleOf(t, function.Name)
	}
	d.emulator.EnforceIAM(t.Context(), t)
	for _, function := range always(t) {
		t.Run(function.Name, func(t *testing.T) { d.checkRole(t, function, sessions[function.Name]) })
	}
}

// assumeRoleOf takes on the role of a function.
func (d deployment) assumeRoleOf(t *testing.T, function string) aws.Config {
	t.Helper()
	role := decode[map[string]string](t, d.outputs, "function_role_arns")[function]
	answer, err := sts.NewFromConfig(d.emulator.Root()).AssumeRole(t.Context(),
		&sts.AssumeRoleInput{RoleArn: aws.String(role), RoleSessionName: aws.String("least-privilege")})
	if err != nil {
		t.Fatal(err)
	}
	c := answer.Credentials
	return d.emulator.Config(aws.ToString(c.AccessKeyId), aws.ToString(c.SecretAccessKey), aws.ToString(c.SessionToken))
}

func (d deployment) checkRole(t *testing.T, function routes.Function, session aws.Config) {
	pool := d.outputs.Text(t, "user_pool_id")
	allowed := poolActions(function)
	for action, call := range poolCalls(session) {
		refusal(t, action+" on the pool", call(t.Context(), pool), !slices.Contains(allowed, action))
		refusal(t, action+" on another pool", call(t.Context(), "eu-west-1_Another"), true)
	}
	parameters := ssm.NewFromConfig(session)
	ofAccount := function.Client == routes.ClientAccount
	for name, may := range map[string]bool{
		d.outputs.Text(t, "client_secret_parameter"):         function.Secret,
		d.outputs.Text(t, "account_client_secret_parameter"): ofAccount, "/demo/another": false,
	} {
		_, err := parameters.GetParameter(t.Context(), &ssm.GetParameterInput{Name: aws.String(name),
			WithDecryption: aws.Bool(true)})
		refusal(t, "ssm:GetParameter "+name, err, !may)
	}
}

// refusal checks whether a call was denied because of a missing permission.
func refusal(t *testing.T, what string, err error, want bool) {
	t.Helper()
	var problem *smithyhttp.ResponseError
	refused := errors.As(err, &problem) && problem.HTTPStatusCode() == http.StatusForbidden
	if refused != want {
		t.Errorf("%s: refused is %v, want %v (%v)", what, refused, want, err)
	}
}

// checkPolicies reads what is written in the policies: no pattern but the streams of the function's own log group, and
// no policy of anybody else.
func (d deployment) checkPolicies(t *testing.T) {
	api := iam.NewFromConfig(d.emulator.Root())
	for _, function := range always(t) {
		checkPoliciesOf(t, api, "demo-"+function.Name)
	}
}

func checkPoliciesOf(t *testing.T, api *iam.Client, role string) {
	t.Helper()
	attached, err := api.ListAttachedRolePolicies(t.Context(), &iam.ListAttachedRolePoliciesInput{RoleName: &role})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, role+": attached policies", len(attached.AttachedPolicies), 0)
	inline, err := api.ListRolePolicies(t.Context(), &iam.ListRolePoliciesInput{RoleName: &role})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range inline.PolicyNames {
		policy, err := api.GetRolePolicy(t.Context(), &iam.GetRolePolicyInput{RoleName: &role, PolicyName: aws.String(name)})
		if err != nil {
			t.Fatal(err)
		}
		checkPolicy(t, role, aws.ToString(policy.PolicyDocument))
	}
}

func checkPolicy(t *testing.T, function, document string) {
	t.Helper()
	if plain, err := url.QueryUnescape(document); err == nil {
		document = plain
	}
	var policy struct {
		Statement []struct {
			Effect           string
			Action, Resource []string
		}
	}
	if err := json.Unmarshal([]byte(document), &policy); err != nil || len(policy.Statement) == 0 {
		t.Fatalf("%s: policy %s: %v", function, document, err)
	}
	ownLog := "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/" + function + ":*"
	for _, statement := range policy.Statement {
		expect(t, "effect", statement.Effect, "Allow")
		for _, action := range statement.Action {
			if strings.Contains(action, "*") || strings.HasPrefix(action, "iam:") || strings.HasPrefix(action, "sts:") {
				t.Errorf("%s may %s", function, action)
			}
		}
		for _, resource := range statement.Resource {
			if strings.Contains(withoutContents(resource), "*") && resource != ownLog {
				t.Errorf("%s may use %s", function, resource)
			}
		}
		expect(t, function+": actions and resources are named", len(statement.Action) > 0 &&
			len(statement.Resource) > 0, true)
	}
}

var sitesOwn = regexp.MustCompile(`^arn:aws:(cognito-idp|ssm|logs):`)

// withoutContents is a resource of another service than the site's without the star for all that is in it, which
// own_policies.tf may have: a bucket's files.
func withoutContents(resource string) string {
	if sitesOwn.MatchString(resource) {
		return resource
	}
	return strings.TrimSuffix(resource, "/*")
}
