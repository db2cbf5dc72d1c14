# What functions of your own may do besides Cognito, by the name that stands as "policy" in routes.json. Exact actions on exact ARNs (SEC-115);
# a test compares the actions with the SDK calls in the function's code.

# What is named here is defined beside it: ./build.sh new --table writes own_NAME.tf, and adds it.

locals {
  # A page that shows reports, with "policy": "read-reports" and "environment": ["REPORTS_TABLE"] in its entry:
  #
  #   "read-reports" = [
  #     { actions = ["dynamodb:GetItem", "dynamodb:Query"], resources = [aws_dynamodb_table.reports.arn] },
  #   ]
  own_policies = {
  }

  # What functions are told of such resources, by the variable in "environment", as in REPORTS_TABLE = aws_dynamodb_table.reports.name. It comes before
  # function_environment.
  own_settings = {
  }
}
