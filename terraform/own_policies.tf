# What functions of your own may do besides Cognito, by the name that stands as "policy" in routes.json. Exact actions on exact ARNs (SEC-115);
# a test compares the actions with the SDK calls in the function's code.

locals {
  # A page that shows reports, with "policy": "read-reports" and "environment": ["REPORTS_TABLE"] in its entry, and
  # function_environment = { REPORTS_TABLE = "my-site-reports" } in terraform.tfvars:
  #
  #   "read-reports" = [
  #     { actions = ["dynamodb:GetItem", "dynamodb:Query"], resources = [aws_dynamodb_table.reports.arn] },
  #   ]
  own_policies = {
  }
}

# resource "aws_dynamodb_table" "reports" {
#   name         = var.function_environment["REPORTS_TABLE"]
#   billing_mode = "PAY_PER_REQUEST"
#   hash_key     = "sub"
#
#   attribute {
#     name = "sub"
#     type = "S"
#   }
# }
