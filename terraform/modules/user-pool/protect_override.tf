# Terraform refuses every plan that would delete or replace one of these, whatever the reason: another name, another region, the variables of another
# environment. AWS's own protection saves the rows of users only, and speaks after the groups, the client and its secret are gone.
# Files named *_override.tf are merged into the resources of the same name; prevent_destroy cannot be a variable, so taking the site down
# begins with deleting this file (README.md, "Taking it down").

resource "aws_cognito_user_pool" "this" {
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_cognito_user_pool_client" "site" {
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_cognito_user_group" "this" {
  lifecycle {
    prevent_destroy = true
  }
}
