package terraform_test

import (
	"context"
	"path/filepath"
	"testing"

	"cognitossr/pkg/dev/scaffold"
	"cognitossr/pkg/routes"
)

// ownList is a list of functions of which some have variables and rights of their own.
const ownList = `{
  "home": { "routes": ["GET /"], "auth": "public" },
  "reports": { "routes": ["GET /reports"], "auth": "user", "policy": "read-reports", "environment": ["REPORTS_TABLE", "AWS_ENDPOINT_URL_DYNAMODB"] },
  "users": { "routes": ["GET /admin/users"], "auth": "group:admin", "calls": ["ListUsers", "AdminGetUser"], "environment": ["SENDER"] },
  "post-confirmation": { "trigger": "post_confirmation", "policy": "read-reports", "environment": ["REPORTS_TABLE"] },
  "digest": { "schedule": "cron(0 3 * * ? *)", "calls": ["ListUsers"], "timeout": 300, "environment": ["ARCHIVE"] }
}`

const ownPoliciesText = `own_policies = {
    "read-reports" = [
      { actions = ["dynamodb:GetItem", "dynamodb:Query"], resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/reports"] },
      { actions = ["s3:GetObject"], resources = ["arn:aws:s3:::reports/*"] },
    ]
`

// mockedSuite begins a suite that calls nobody.
const mockedSuite = `
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

`

const ownSuite = mockedSuite + `
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

run "what_runs_by_itself" {
  command = plan

  assert {
    condition     = keys(aws_scheduler_schedule.this) == ["digest"] && aws_scheduler_schedule.this["digest"].schedule_expression == "cron(0 3 * * ? *)" && jsondecode(aws_scheduler_schedule.this["digest"].target[0].input).time == "<aws.scheduler.scheduled-time>"
    error_message = "A function with a schedule is called at that time, and told when it was due."
  }
  assert {
    condition     = !can(local.environments["digest"].ROUTE_AUTH) && local.environments["digest"].ARCHIVE == "archive" && can(local.environments["digest"].COGNITO_USER_POOL_ID) && local.statements["digest"] == [{ actions = ["cognito-idp:ListUsers"], resources = [module.user_pool.arn] }]
    error_message = "It knows the pool, may make the calls that it lists, and has no access right."
  }
  assert {
    condition     = !contains(values(local.routes), "digest") && length(jsondecode(aws_iam_role_policy.scheduler[0].policy).Statement) == 1
    error_message = "No visitor reaches it, and the scheduler may call nothing else."
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
	for _, name := range []string{"reports", "digest"} {
		writeFile(t, filepath.Join(s.folder, "..", "dist", name+".zip"), emptyFunction(t))
	}
	s.replaceIn(t, "own_policies.tf", "own_policies = {\n", ownPoliciesText)
	s.replaceIn(t, "own_policies.tf", "own_settings = {\n", "own_settings = {\n    ARCHIVE = \"archive\"\n")
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
	s.replaceIn(t, "own_policies.tf", `own_policies = {`,
		`own_policies = { "user-files" = [{ actions = ["s3:GetObject"], resources = ["arn:aws:s3:::rep*/*"] }],`)
	s.mustTell(t, []string{`function_environment={SENDER="x", REPORT_TABLE="reports"}`},
		"terraform/own_policies.tf allows too much: dynamodb:*.",
		"terraform/own_policies.tf allows too much: *, arn:aws:s3:::rep*/*.",
		"functions/routes.json lists variables that have no value: post-confirmation (REPORTS_TABLE), reports (REPORTS_TABLE)",
		"function_environment has variables that no function lists in functions/routes.json: REPORT_TABLE",
	)
}

const newSuite = mockedSuite + `
variables {
  name = "demo"
}

run "what_new_writes" {
  command = plan

  assert {
    condition     = local.environments["wish-list"].WISH_LIST_TABLE == "demo-wish-list" && local.statements["wish-list"][0].actions == ["dynamodb:PutItem", "dynamodb:Query"]
    error_message = "A function is told the name of its table, and may read and write it."
  }
  assert {
    condition     = local.environments["notes"].NOTES_TABLE == aws_dynamodb_table.notes.name && aws_dynamodb_table.notes.deletion_protection_enabled
    error_message = "Two functions have two tables."
  }
  assert {
    condition     = keys(aws_scheduler_schedule.this) == ["digest"] && contains(keys(local.pool_triggers), "post_authentication")
    error_message = "What runs by itself has a schedule, and a trigger its event."
  }
}
`

// What ./build.sh new writes is formatted, valid, and planned without a further change.
func TestWhatNewWritesIsDeployed(t *testing.T) {
	t.Parallel()
	s := newStack(t, "AWS_REGION="+region)
	root := filepath.Dir(s.folder)
	writeFile(t, filepath.Join(root, "go.mod"), []byte("module example.com/site\n\ngo 1.26.0\n"))
	writeFile(t, filepath.Join(root, "pkg", "language", "texts", "en.txt"), []byte("Home: Home\n"))
	site := scaffold.Site{Root: root, SAM: func(routes.Table) ([]byte, error) { return nil, nil }}
	for _, request := range []scaffold.Request{
		{Name: "wish-list", Route: "GET /wishes/{id}", Form: true, Table: true},
		{Name: "notes", Route: "GET /api/notes", API: true, Table: true},
		{Name: "greet", Trigger: "post_authentication"},
		{Name: "digest", Schedule: "cron(0 3 * * ? *)"},
	} {
		f, err := scaffold.New(site, request)
		if err == nil {
			_, err = f.Add(t.Context(), func(context.Context, scaffold.Function) error { return nil })
		}
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(root, "dist", request.Name+".zip"), emptyFunction(t))
	}
	writeFile(t, filepath.Join(s.folder, "tests", "new.tftest.hcl"), []byte(newSuite))
	for _, args := range [][]string{{"fmt", "-check", "-diff"}, {"test", "-filter=tests/new.tftest.hcl"}} {
		if output, err := s.run(t, args...); err != nil {
			t.Errorf("terraform %s: %v\n%s", args[0], err, lastLines(output, 80))
		}
	}
}
