package terraform_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"cognitossr/pkg/signup"
)

const entrance = "pre-sign-up"

// checkRegistration looks at a stack with a list of domains: the function is asked at each registration, keeps to the
// list, and may do nothing else. Then at plans that change the list and take it away.
func (d deployment) checkRegistration(t *testing.T, s stack, variables ...string) {
	function, _ := table(t).Function(entrance)
	t.Run("deployment", func(t *testing.T) {
		found, err := d.lambda().GetFunctionConfiguration(t.Context(),
			&lambda.GetFunctionConfigurationInput{FunctionName: aws.String("demo-" + entrance)})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, "environment", found.Environment.Variables, map[string]string{"LOG_LEVEL": "info", "GOMAXPROCS": "1",
			signup.Variable: "example.com example.org"})
		pool, err := d.cognito().DescribeUserPool(t.Context(),
			&cognito.DescribeUserPoolInput{UserPoolId: aws.String(d.outputs.Text(t, "user_pool_id"))})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, "the pool's trigger", aws.ToString(pool.UserPool.LambdaConfig.PreSignUp), aws.ToString(found.FunctionArn))
		d.checkPermissions(t, function, "")
		checkPoliciesOf(t, iam.NewFromConfig(d.emulator.Root()), "demo-"+entrance)
	})
	t.Run("code", func(t *testing.T) { d.checkEntrance(t, s) })
	t.Run("another list changes the functions that keep to it alone, in place", func(t *testing.T) {
		plan := s.planned(t, append(variables, `allowed_email_domains=["example.net"]`)...)
		keepers := []string{`module.trigger["pre-sign-up"].aws_lambda_function.this`,
			`module.function["account"].aws_lambda_function.this`}
		for address, actions := range plan {
			if changed := strings.Join(actions, " ") != "no-op"; changed != slices.Contains(keepers, address) {
				t.Errorf("%s: %v", address, actions)
			}
		}
		for _, keeper := range keepers {
			expect(t, "the plan's actions on "+keeper, plan[keeper], []string{"update"})
		}
	})
	t.Run("no list leaves the pool", func(t *testing.T) {
		plan := s.planned(t, variables...)
		expect(t, "the plan's actions on the pool", plan["module.user_pool.aws_cognito_user_pool.this[0]"],
			[]string{"update"})
		expect(t, "the plan's actions on the function", plan[`module.trigger["pre-sign-up"].aws_lambda_function.this`],
			[]string{"delete"})
	})
}

// checkEntrance runs the deployed code as the pool calls it, and tries what its role may do.
func (d deployment) checkEntrance(t *testing.T, s stack) {
	function, _ := table(t).Function(entrance)
	deployed, session := d.function(t, s, entrance, entrance), d.assumeRoleOf(t, entrance)
	d.emulator.EnforceIAM(t.Context(), t)
	d.checkRole(t, function, session)
	for address, want := range map[string]bool{"ada@example.org": true, "ada@example.net": false} {
		answer := string(deployed.invoke(t, map[string]any{
			"version": "1", "triggerSource": "PreSignUp_SignUp", "region": region,
			"userPoolId": d.outputs.Text(t, "user_pool_id"), "userName": "1",
			"request": map[string]any{"userAttributes": map[string]string{"email": address}}, "response": map[string]any{},
		}))
		expect(t, address+" may register", strings.Contains(answer, address), want)
		expect(t, address+" is refused", strings.Contains(answer, strings.TrimSuffix(signup.Refusal, ".")), !want)
	}
}
