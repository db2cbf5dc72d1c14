package terraform_test

import (
	"context"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"cognitossr/pkg/routes"
)

const readSecret = "ssm:GetParameter"

// What each function's code can call is what its role may do: neither less (D-05) nor more (SEC-115, D-07).
func TestPoliciesAreTheCallsInTheCode_SEC115(t *testing.T) {
	code := loadProgram(t)
	policies := allPolicyActions(t)
	for _, function := range table(t).Functions {
		t.Run(function.Name, func(t *testing.T) {
			if !code.has(function.Name) {
				t.Fatalf("functions/%s has no code", function.Name)
			}
			expect(t, "calls in the code (left) and rights (right)", code.calls(function.Name), rightsOf(function, policies))
		})
	}
}

func rightsOf(function routes.Function, policies map[string][]string) []string {
	rights := slices.Clone(policies[function.Policy])
	if function.Secret {
		rights = append(rights, readSecret)
	}
	return sorted(rights)
}

var (
	policyList = regexp.MustCompile(`"([a-z-]+)"\s*=\s*\[([^\]]*)\]`)
	quoted     = regexp.MustCompile(`"([^"]+)"`)
)

// policyActions reads the named policies of functions.tf.
func policyActions(t *testing.T) map[string][]string {
	t.Helper()
	source, err := os.ReadFile("functions.tf")
	if err != nil {
		t.Fatal(err)
	}
	_, block, found := strings.Cut(string(source), "policies = {")
	block, _, closed := strings.Cut(block, "\n  }\n")
	if !found || !closed {
		t.Fatal("functions.tf has no policies")
	}
	policies := map[string][]string{}
	for _, entry := range policyList.FindAllStringSubmatch(block, -1) {
		for _, action := range quoted.FindAllStringSubmatch(entry[2], -1) {
			policies[entry[1]] = append(policies[entry[1]], action[1])
		}
	}
	return policies
}

// allPolicyActions are the named policies, those of own_policies.tf too.
func allPolicyActions(t *testing.T) map[string][]string {
	t.Helper()
	source, err := os.ReadFile("own_policies.tf")
	if err != nil {
		t.Fatal(err)
	}
	policies := policyActions(t)
	for name, actions := range ownPolicyActions(string(source)) {
		policies[name] = append(policies[name], actions...)
	}
	return policies
}

var (
	comment    = regexp.MustCompile(`(?m)^\s*(#|//).*\n`)
	ownPolicy  = regexp.MustCompile(`(?m)^    "?([a-z][a-z0-9-]*)"?\s*= \[`)
	actionList = regexp.MustCompile(`actions\s*= \[([^\]]*)\]`)
)

// ownPolicyActions reads the policies of own_policies.tf, as "terraform fmt" leaves it, with their actions.
func ownPolicyActions(source string) map[string][]string {
	_, block, _ := strings.Cut(comment.ReplaceAllString(source, ""), "own_policies = {\n")
	block, _, _ = strings.Cut(block, "\n  }\n")
	policies, begins := map[string][]string{}, ownPolicy.FindAllStringSubmatchIndex(block, -1)
	for i, at := range begins {
		text := block[at[1]:]
		if i+1 < len(begins) {
			text = block[at[1]:begins[i+1][0]]
		}
		name := block[at[2]:at[3]]
		for _, list := range actionList.FindAllStringSubmatch(text, -1) {
			for _, action := range quoted.FindAllStringSubmatch(list[1], -1) {
				if !slices.Contains(policies[name], action[1]) {
					policies[name] = append(policies[name], action[1])
				}
			}
		}
	}
	return policies
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
    send-mail = [{ actions = ["ses:SendEmail"], resources = [local.sender] }]
  }
}
`
	got := ownPolicyActions(source)
	expect(t, "policies", sorted(slices.Collect(maps.Keys(got))), []string{"read-reports", "send-mail"})
	expect(t, "actions", got["read-reports"], []string{"dynamodb:GetItem", "dynamodb:Query", "s3:GetObject"})
	expect(t, "actions", got["send-mail"], []string{"ses:SendEmail"})
}

// Every policy is used, every policy that is asked for exists, and no action is a pattern.
func TestPoliciesAreThoseOfTheList_D05(t *testing.T) {
	policies, used := allPolicyActions(t), map[string]bool{}
	for _, function := range table(t).Functions {
		if function.Policy != "" && policies[function.Policy] == nil {
			t.Errorf("%s asks for the policy %q, which neither functions.tf nor own_policies.tf has", function.Name, function.Policy)
		}
		used[function.Policy] = true
	}
	for name := range policies {
		if !used[name] {
			t.Errorf("no function uses the policy %q", name)
		}
	}
	for name, actions := range policyActions(t) {
		for _, action := range actions {
			if strings.Contains(action, "*") || poolCalls(aws.Config{})[action] == nil {
				t.Errorf("policy %q: the test of the roles does not know the action %s", name, action)
			}
		}
	}
}

// poolCalls is one call for each action on a user pool that any policy names, made with the given session.
func poolCalls(session aws.Config) map[string]func(ctx context.Context, pool string) error {
	api := cognito.NewFromConfig(session)
	user, group := aws.String("nobody@example.com"), aws.String("admin")
	return map[string]func(context.Context, string) error{
		"cognito-idp:ListUsers": func(ctx context.Context, pool string) error {
			_, err := api.ListUsers(ctx, &cognito.ListUsersInput{UserPoolId: &pool})
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
			_, err := api.AdminCreateUser(ctx, &cognito.AdminCreateUserInput{UserPoolId: &pool, Username: user, MessageAction: types.MessageActionTypeResend})
			return err
		},
		"cognito-idp:AdminDeleteUser": func(ctx context.Context, pool string) error {
			_, err := api.AdminDeleteUser(ctx, &cognito.AdminDeleteUserInput{UserPoolId: &pool, Username: user})
			return err
		},
		"cognito-idp:AdminAddUserToGroup": func(ctx context.Context, pool string) error {
			_, err := api.AdminAddUserToGroup(ctx, &cognito.AdminAddUserToGroupInput{UserPoolId: &pool, Username: user, GroupName: group})
			return err
		},
		"cognito-idp:AdminRemoveUserFromGroup": func(ctx context.Context, pool string) error {
			_, err := api.AdminRemoveUserFromGroup(ctx, &cognito.AdminRemoveUserFromGroupInput{UserPoolId: &pool, Username: user, GroupName: group})
			return err
		},
		"cognito-idp:AdminUserGlobalSignOut": func(ctx context.Context, pool string) error {
			_, err := api.AdminUserGlobalSignOut(ctx, &cognito.AdminUserGlobalSignOutInput{UserPoolId: &pool, Username: user})
			return err
		},
		"cognito-idp:AdminUpdateUserAttributes": func(ctx context.Context, pool string) error {
			attributes := []types.AttributeType{{Name: aws.String("custom:app_user_id"), Value: aws.String("1")}}
			_, err := api.AdminUpdateUserAttributes(ctx, &cognito.AdminUpdateUserAttributesInput{UserPoolId: &pool, Username: user, UserAttributes: attributes})
			return err
		},
	}
}
