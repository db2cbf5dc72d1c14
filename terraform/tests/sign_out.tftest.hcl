# Instant sign-out: the table, and who may do what with it. Without the variable there is nothing of it, which switches.tftest.hcl looks at.

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

run "the_table" {
  command = plan

  module {
    source = "./modules/ended-sessions"
  }

  variables {
    name                = "demo-ended-sessions"
    deletion_protection = true
  }

  assert {
    condition = (
      aws_dynamodb_table.ended_sessions.hash_key == "id" && aws_dynamodb_table.ended_sessions.range_key == null
      && [for attribute in aws_dynamodb_table.ended_sessions.attribute : "${attribute.name} ${attribute.type}"] == ["id S"]
    )
    error_message = "An entry is found by its id alone (N-40)."
  }
  assert {
    condition     = aws_dynamodb_table.ended_sessions.billing_mode == "PAY_PER_REQUEST" && aws_dynamodb_table.ended_sessions.deletion_protection_enabled
    error_message = "What nobody asks costs nothing, and AWS refuses to delete it (N-26, N-40)."
  }
  assert {
    condition     = aws_dynamodb_table.ended_sessions.ttl[0].attribute_name == "expires_at" && aws_dynamodb_table.ended_sessions.ttl[0].enabled && aws_dynamodb_table.ended_sessions.point_in_time_recovery[0].enabled
    error_message = "Entries go by themselves, and what is lost can be brought back (N-40)."
  }
}

run "on" {
  command = plan

  variables {
    name                         = "demo"
    instant_sign_out             = true
    instant_sign_out_remember    = 30
    instant_sign_out_unavailable = ["user", "group"]
    deletion_protection          = "INACTIVE"
  }

  assert {
    condition     = output.instant_sign_out_table == "demo-ended-sessions" && !module.ended_sessions[0].deletion_protection
    error_message = "The table is named after the site, and as protected as the pool."
  }
  assert {
    condition = alltrue([for name, entry in local.pages : jsonencode([for statement in local.statements[name] : statement if strcontains(jsonencode(statement), "dynamodb")]) == jsonencode(concat(
      entry.auth != "public" || try(entry.secret, false) ? [{ actions = ["dynamodb:GetItem"], resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/mock"] }] : [],
      try(entry.ends_sessions, false) ? [{ actions = ["dynamodb:PutItem"], resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/mock"] }] : [],
    ))])
    error_message = "Who identifies a visitor, or stores tokens, may read this table, who ends sessions may write to it, and nobody anything else (SEC-115, N-40)."
  }
  assert {
    condition = alltrue([for name, environment in local.environments :
      jsonencode({ for variable, value in environment : variable => value if startswith(variable, "INSTANT_SIGN_OUT") }) == (!strcontains(jsonencode(local.statements[name]), "dynamodb") ? "{}" :
    jsonencode({ INSTANT_SIGN_OUT_REMEMBER = "30", INSTANT_SIGN_OUT_TABLE = "demo-ended-sessions", INSTANT_SIGN_OUT_UNAVAILABLE = "group,user" }))])
    error_message = "Those that may use the table are told of it, and no other function is."
  }
  assert {
    condition     = !strcontains(jsonencode(local.trigger_environments), "INSTANT") && !strcontains(jsonencode(local.call_statements), "dynamodb")
    error_message = "Triggers know nothing of it."
  }
}
