# Metrics from the log lines of the functions. A line of an event has its name in "event" and, where something went wrong, a stable code in "reason".

locals {
  events = [
    "signin.started", "signin.completed", "signin.failed", "refresh.completed", "refresh.failed",
    "signout.completed", "signout.everywhere", "account.change", "account.deleted", "jwks.fetched", "jwks.failed", "token.invalid",
    "guard.denied", "csrf.denied", "admin.action", "signup.refused", "config.error", "panic",
  ]
  failures = ["signin.failed", "refresh.failed", "jwks.failed", "token.invalid", "guard.denied", "csrf.denied", "signup.refused"]

  # The names are listed instead of "any event", so that the number of metrics, which cost money, does not depend on what is logged.
  event_pattern   = "{ ${join(" || ", [for event in local.events : "($.event = \"${event}\")"])} }"
  faults          = ["signin.failed", "refresh.failed"]
  fault_pattern   = "{ ($.level = \"ERROR\") && (${join(" || ", [for event in local.faults : "($.event = \"${event}\")"])}) }"
  failure_pattern = "{ ${join(" || ", [for event in local.failures : "($.event = \"${event}\")"])} }"
}

# How often each event happened: metric Events, by Event.
resource "aws_cloudwatch_log_metric_filter" "events" {
  for_each = var.log_groups

  name           = "${var.name}-${each.key}-events"
  log_group_name = each.value
  pattern        = local.event_pattern

  metric_transformation {
    namespace  = var.name
    name       = "Events"
    value      = "1"
    unit       = "Count"
    dimensions = { Event = "$.event" }
  }
}

# What went wrong on the site's or on Cognito's side: metric Faults, by Event. Such a line has the level ERROR. What a visitor can bring about alone, by a
# callback that is made up for one, has a lower one: it must not tell the operator that many visitors have trouble.
resource "aws_cloudwatch_log_metric_filter" "faults" {
  for_each = var.log_groups

  name           = "${var.name}-${each.key}-faults"
  log_group_name = each.value
  pattern        = local.fault_pattern

  metric_transformation {
    namespace  = var.name
    name       = "Faults"
    value      = "1"
    unit       = "Count"
    dimensions = { Event = "$.event" }
  }
}

# Why it failed: metric Failures, by Event and Reason.
resource "aws_cloudwatch_log_metric_filter" "failures" {
  for_each = var.log_groups

  name           = "${var.name}-${each.key}-failures"
  log_group_name = each.value
  pattern        = local.failure_pattern

  metric_transformation {
    namespace  = var.name
    name       = "Failures"
    value      = "1"
    unit       = "Count"
    dimensions = { Event = "$.event", Reason = "$.reason" }
  }
}
