# Mistakes that only the whole configuration shows, which must fail while planning. Wrong values of variables are in variables/.

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

# A mocked certificate offers no proof to make a record of.
override_module {
  target = module.site_certificate
  outputs = {
    arn           = "arn:aws:acm:eu-west-1:123456789012:certificate/site"
    us_east_1_arn = "arn:aws:acm:us-east-1:123456789012:certificate/site"
  }
}

override_module {
  target = module.auth_certificate
  outputs = {
    arn           = "arn:aws:acm:us-east-1:123456789012:certificate/auth"
    us_east_1_arn = null
  }
}

variables {
  name = "demo"
}

run "group_that_a_route_asks_for" {
  command         = plan
  expect_failures = [terraform_data.routes]
  variables {
    user_groups = [{ name = "staff" }]
  }
}

run "parent_without_an_address" {
  command         = plan
  expect_failures = [terraform_data.auth_domain]
  variables {
    hosted_zone = "example.com"
    auth_domain = "auth.login.example.com"
  }
  override_data {
    target = data.aws_route53_records.auth_parent[0]
    values = { resource_record_sets = [] }
  }
}

run "sign_in_in_a_vpc" {
  command         = plan
  expect_failures = [terraform_data.routes]
  variables {
    function_vpc = { callback = { subnet_ids = ["subnet-01"], security_group_ids = ["sg-01"] } }
  }
}
