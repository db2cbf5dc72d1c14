package terraform_test

import (
	"path/filepath"
	"testing"
)

// ownList is a list of functions of which some have variables and rights of their own.
const ownList = `{
  "home": { "routes": ["GET /"], "auth": "public" },
  "reports": { "routes": ["GET /reports"], "auth": "user", "policy": "read-reports", "environment": ["REPORTS_TABLE", "AWS_ENDPOINT_URL_DYNAMODB"] },
  "users": { "routes": ["GET /admin/users"], "auth": "group:admin", "calls": ["ListUsers", "AdminGetUser"], "environment": ["SENDER"] },
  "post-confirmation": { "trigger": "post_confirmation", "policy": "read-reports", "environment": ["REPORTS_TABLE"] }
}`

const ownPoliciesText = `own_policies = {
    "read-reports" = [
      { actions = ["dynamodb:GetItem", "dynamodb:Query"], resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/reports"] },
      { actions = ["s3:GetObject"], resources = ["arn:aws:s3:::reports/*"] },
    ]
`

const ownSuite = `
mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

mock_provider "aws" {
  alias           = "us_east_1"
  source          = "./tests/mocks"
  override_during = plan
}

mock_provider "aws" {
  alias           = "dns"
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                 = "demo"
  function_environment = { REPORTS_TABLE = "reports", SENDER = "" }
}

run "own_variables_and_rights" {
  command = plan

  assert {
    condition     = local.environments["reports"]["REPORTS_TABLE"] == "reports" && local.environments["reports"]["ROUTE_AUTH"] == "user"
    error_message = "A function is told the variables that it lists, besides the site's (N-18)."
  }
  assert {
    condition     = local.trigger_environments["post-confirmation"] == { LOG_LEVEL = "info", GOMAXPROCS = "1", REPORTS_TABLE = "reports" }
    error_message = "A trigger is told the variables that it lists, and nothing of the pool (R-78)."
  }
  assert {
    condition     = [for name, environment in local.environments : name if can(environment.REPORTS_TABLE)] == ["reports"] && [for name, environment in local.environments : name if can(environment.SENDER)] == ["users"]
    error_message = "No function is told what another one lists."
  }
  assert {
    condition     = !can(local.environments["reports"]["AWS_ENDPOINT_URL_DYNAMODB"])
    error_message = "Where a service is, a deployment need not say."
  }
  assert {
    condition = jsonencode(local.statements["reports"]) == jsonencode([
      { actions = ["dynamodb:GetItem", "dynamodb:Query"], resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/reports"] },
      { actions = ["s3:GetObject"], resources = ["arn:aws:s3:::reports/*"] },
    ])
    error_message = "A function with a policy of one's own may do what stands there, and nothing in the pool (SEC-115)."
  }
  assert {
    condition     = local.statements["home"] == [] && jsonencode(local.statements["users"]) == jsonencode([
      { actions = ["cognito-idp:AdminGetUser", "cognito-idp:ListUsers"], resources = [module.user_pool.arn] },
    ])
    error_message = "A function that lists calls may make these in the pool, and no other function may (SEC-115)."
  }
  assert {
    condition     = jsondecode(aws_iam_role_policy.trigger["post-confirmation"].policy).Statement[0].Action == ["dynamodb:GetItem", "dynamodb:Query"] && length(jsondecode(aws_iam_role_policy.trigger["post-confirmation"].policy).Statement) == 2
    error_message = "A trigger may have a policy of one's own too."
  }
}

run "a_name_of_the_site" {
  command         = plan
  expect_failures = [var.function_environment]
  variables {
    function_environment = { REPORTS_TABLE = "reports", SENDER = "", COGNITO_JWKS_URL = "https://keys.example.org" }
  }
}

run "a_name_that_is_none" {
  command         = plan
  expect_failures = [var.function_environment]
  variables {
    function_environment = { REPORTS_TABLE = "reports", SENDER = "", "reports-table" = "reports" }
  }
}
`

// newOwnStack is a stack with functions of one's own in the list.
func newOwnStack(t *testing.T, environ ...string) stack {
	t.Helper()
	s := newStack(t, environ...)
	writeFile(t, filepath.Join(s.folder, "..", "functions", "routes.json"), []byte(ownList))
	writeFile(t, filepath.Join(s.folder, "..", "dist", "reports.zip"), emptyFunction(t))
	s.replaceIn(t, "own_policies.tf", "own_policies = {\n", ownPoliciesText)
	return s
}

// A function gets the variables that it lists and the rights of a policy of one's own, and no other function does.
func TestFunctionsHaveVariablesAndRightsOfTheirOwn_N18(t *testing.T) {
	t.Parallel()
	s := newOwnStack(t, "AWS_REGION="+region)
	writeFile(t, filepath.Join(s.folder, "tests", "own.tftest.hcl"), []byte(ownSuite))
	if output, err := s.run(t, "test", "-filter=tests/own.tftest.hcl"); err != nil {
		t.Errorf("terraform test: %v\n%s", err, lastLines(output, 80))
	}
}

// Mistakes in them are reported by terraform plan.
func TestMistakesInVariablesAndRightsAreTold_SEC115(t *testing.T) {
	t.Parallel()
	emulator := startEmulator(t)
	s := newOwnStack(t, emulator.Environ()...)
	s.replaceIn(t, "own_policies.tf", `"dynamodb:Query"`, `"dynamodb:*"`)
	s.replaceIn(t, "own_policies.tf", `"arn:aws:dynamodb:eu-west-1:123456789012:table/reports"`, `"*"`)
	s.replaceIn(t, "own_policies.tf", `own_policies = {`, `own_policies = { "user-files" = [{ actions = ["s3:GetObject"], resources = ["arn:aws:s3:::rep*/*"] }],`)
	s.mustTell(t, []string{`function_environment={SENDER="x", REPORT_TABLE="reports"}`},
		"terraform/own_policies.tf allows too much: dynamodb:*.",
		"terraform/own_policies.tf allows too much: *, arn:aws:s3:::rep*/*.",
		"functions/routes.json lists variables that have no value: post-confirmation (REPORTS_TABLE), reports (REPORTS_TABLE)",
		"function_environment has variables that no function lists in functions/routes.json: REPORT_TABLE",
	)
}
