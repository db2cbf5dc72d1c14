package terraform_test

import (
	"context"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"cognitossr/pkg/routes"
)

const readSecret = "ssm:GetParameter"

// The rights on the table of ended sessions, where instant sign-out is on.
const (
	readEnded  = "dynamodb:GetItem"
	writeEnded = "dynamodb:PutItem"
)

// What each function's code can call is what its role may do: neither less (D-05) nor more (SEC-115, D-07).
func TestCallsOfTheListAreThoseInTheCode_SEC115(t *testing.T) {
	code := loadProgram(t)
	for _, function := range table(t).Functions {
		t.Run(function.Name, func(t *testing.T) {
			if !code.has(function.Name) {
				t.Fatalf("functions/%s has no code", function.Name)
			}
			calls := code.calls(function.Name)
			if !function.AsksForEnded() { // what its guard links, and never reaches with its access right
				calls = sorted(slices.DeleteFunc(calls, func(action string) bool { return action == readEnded }))
			}
			expect(t, "calls in the code (left) and rights (right)", calls, rightsOf(t, function))
		})
	}
}

// rightsOf are the actions that Terraform makes of a function's entry.
func rightsOf(t *testing.T, function routes.Function) []string {
	t.Helper()
	rights := slices.Concat(poolActions(function), ownPolicies(t)[function.Policy])
	if function.Secret || function.Client != "" {
		rights = append(rights, readSecret)
	}
	if function.AsksForEnded() {
		rights = append(rights, readEnded)
	}
	if function.EndsSessions {
		rights = append(rights, writeEnded)
	}
	return sorted(rights)
}

// poolActions are the actions on the user pool that a function's calls need.
func poolActions(function routes.Function) (actions []string) {
	for _, call := range function.Calls {
		actions = append(actions, "cognito-idp:"+call)
	}
	return actions
}

// ownPolicies are the actions of the policies in own_policies.tf.
func ownPolicies(t *testing.T) map[string][]string {
	t.Helper()
	source, err := os.ReadFile("own_policies.tf")
	if err != nil {
		t.Fatal(err)
	}
	return ownPolicyActions(t, string(source))
}

// ownPolicyActions reads the policies of own_policies.tf with their actions. The resources of a policy are expressions
// that only Terraform can evaluate, so nothing but the texts in its lists of actions is read.
func ownPolicyActions(t *testing.T, source string) map[string][]string {
	t.Helper()
	file, diagnostics := hclsyntax.ParseConfig([]byte(source), "own_policies.tf", hcl.InitialPos)
	if diagnostics.HasErrors() {
		t.Fatal(diagnostics)
	}
	policies := map[string][]string{}
	for _, block := range file.Body.(*hclsyntax.Body).Blocks {
		list, found := block.Body.Attributes["own_policies"]
		if block.Type != "locals" || !found {
			continue
		}
		for name, statements := range objectItems(t, list.Expr) {
			for _, statement := range statements.(*hclsyntax.TupleConsExpr).Exprs {
				for _, action := range objectItems(t, statement)["actions"].(*hclsyntax.TupleConsExpr).Exprs {
					value, diagnostics := action.Value(nil)
					if diagnostics.HasErrors() {
						t.Fatal(diagnostics)
					}
					if text := value.AsString(); !slices.Contains(policies[name], text) {
						policies[name] = append(policies[name], text)
					}
				}
			}
		}
	}
	return policies
}

// objectItems are the items of an object expression by their keys.
func objectItems(t *testing.T, expression hclsyntax.Expression) map[string]hclsyntax.Expression {
	t.Helper()
	items := map[string]hclsyntax.Expression{}
	for _, item := range expression.(*hclsyntax.ObjectConsExpr).Items {
		key, diagnostics := item.KeyExpr.Value(nil)
		if diagnostics.HasErrors() {
			t.Fatal(diagnostics)
		}
		items[key.AsString()] = item.ValueExpr
	}
	return items
}

// The comparison of rights and calls reads the policies of one's own in each way of writing them.
func TestOwnPoliciesAreRead_D05(t *testing.T) {
	source := `locals {
  # "example" = [{ actions = ["s3:GetObject"], resources = [] }]
  own_policies = {
    "read-reports" = [
      { actions = ["dynamodb:GetItem", "dynamodb:Query"], resources = [aws_dynamodb_table.reports.arn] },
      {
        actions   = ["dynamodb:Query", "s3:GetObject"]
        resources = ["arn:aws:s3:::reports/*"]
      },
    ]
    # of the page with the form
    send-mail = [{ actions = ["ses:SendEmail"], resources = ["${local.sender}/*", "actions = [\"ses:No\"]"] }]
  }
}
`
	got := ownPolicyActions(t, source)
	expect(t, "policies", sorted(slices.Collect(maps.Keys(got))), []string{"read-reports", "send-mail"})
	expect(t, "actions", got["read-reports"], []string{"dynamodb:GetItem", "dynamodb:Query", "s3:GetObject"})
	expect(t, "actions", got["send-mail"], []string{"ses:SendEmail"})
}

// Every policy is used, every policy that is asked for exists, and the test of the roles tries every call.
func TestPoliciesAreThoseOfTheList_D05(t *testing.T) {
	policies, used := ownPolicies(t), map[string]bool{}
	for _, function := range table(t).Functions {
		if function.Policy != "" && policies[function.Policy] == nil {
			t.Errorf("%s asks for the policy %q, which own_policies.tf does not have", function.Name, function.Policy)
		}
		used[function.Policy] = true
		for _, action := range poolActions(function) {
			if poolCalls(aws.Config{})[action] == nil {
				t.Errorf("%s: the test of the roles does not know the action %s", function.Name, action)
			}
		}
	}
	for name := range policies {
		if !used[name] {
			t.Errorf("no function uses the policy %q", name)
		}
	}
}

// poolCalls is one call for each action on a user pool that any function may make, made with the given session.
func poolCalls(session aws.Config) map[string]func(ctx context.Context, pool string) error {
	api := cognito.NewFromConfig(session)
	user, group := aws.String("nobody@example.com"), aws.String("admin")
	return map[string]func(context.Context, string) error{
		"cognito-idp:ListUsers": func(ctx context.Context, pool string) error {
			_, err := api.ListUsers(ctx, &cognito.ListUsersInput{UserPoolId: &pool})
			return err
		},
		"cognito-idp:ListGroups": func(ctx context.Context, pool string) error {
			_, err := api.ListGroups(ctx, &cognito.ListGroupsInput{UserPoolId: &pool})
			return err
		},
		"cognito-idp:ListUsersInGroup": func(ctx context.Context, pool string) error {
			_, err := api.ListUsersInGroup(ctx, &cognito.ListUsersInGroupInput{UserPoolId: &pool, GroupName: group})
			return err
		},
		"cognito-idp:DescribeUserPool": func(ctx context.Context, pool string) error {
			_, err := api.DescribeUserPool(ctx, &cognito.DescribeUserPoolInput{UserPoolId: &pool})
			return err
		},
		"cognito-idp:AdminGetUser": func(ctx context.Context, pool string) error {
			_, err := api.AdminGetUser(ctx, &cognito.AdminGetUserInput{UserPoolId: &pool, Username: user})
			return err
		},
		"cognito-idp:AdminListGroupsForUser": func(ctx context.Context, pool string) error {
			_, err := api.AdminListGroupsForUser(ctx, &cognito.AdminListGroupsForUserInput{UserPoolId: &pool, Username: user})
			return err
		},
		"cognito-idp:AdminDisableUser": func(ctx context.Context, pool string) error {
			_, err := api.AdminDisableUser(ctx, &cognito.AdminDisableUserInput{UserPoolId: &pool, Username: user})
			return err
		},
		"cognito-idp:AdminEnableUser": func(ctx context.Context, pool string) error {
			_, err := api.AdminEnableUser(ctx, &cognito.AdminEnableUserInput{UserPoolId: &pool, Username: user})
			return err
		},
		"cognito-idp:AdminResetUserPassword": func(ctx context.Context, pool string) error {
			_, err := api.AdminResetUserPassword(ctx, &cognito.AdminResetUserPasswordInput{UserPoolId: &pool, Username: user})
			return err
		},
		"cognito-idp:AdminCreateUser": func(ctx context.Context, pool string) error {
			_, err := api.AdminCreateUser(ctx, &cognito.AdminCreateUserInput{UserPoolId: &pool, Username: user,
				MessageAction: types.MessageActionTypeResend})
			return err
		},
		"cognito-idp:AdminDeleteUser": func(ctx context.Context, pool string) error {
			_, err := api.AdminDeleteUser(ctx, &cognito.AdminDeleteUserInput{UserPoolId: &pool, Username: user})
			return err
		},
		"cognito-idp:AdminAddUserToGroup": func(ctx context.Context, pool string) error {
			_, err := api.AdminAddUserToGroup(ctx, &cognito.AdminAddUserToGroupInput{UserPoolId: &pool, Username: user,
				GroupName: group})
			return err
		},
		"cognito-idp:AdminRemoveUserFromGroup": func(ctx context.Context, pool string) error {
			_, err := api.AdminRemoveUserFromGroup(ctx, &cognito.AdminRemoveUserFromGroupInput{UserPoolId: &pool,
				Username: user, GroupName: group})
			return err
		},
		"cognito-idp:AdminUserGlobalSignOut": func(ctx context.Context, pool string) error {
			_, err := api.AdminUserGlobalSignOut(ctx, &cognito.AdminUserGlobalSignOutInput{UserPoolId: &pool, Username: user})
			return err
		},
		"cognito-idp:AdminUpdateUserAttributes": func(ctx context.Context, pool string) error {
			attributes := []types.AttributeType{{Name: aws.String("custom:app_user_id"), Value: aws.String("1")}}
			_, err := api.AdminUpdateUserAttributes(ctx, &cognito.AdminUpdateUserAttributesInput{UserPoolId: &pool,
				Username: user, UserAttributes: attributes})
			return err
		},
	}
}
