# Alarms. They notify alarm_actions and, when an address is given, a topic of their own; without either they only show in the console.

locals {
  # Times in five minutes that are more than the usual noise of the internet.
  event_limits = {
    "signin.failed"  = { limit = 10, meaning = "Many visitors cannot sign in. The metric Failures says why." }
    "refresh.failed" = { limit = 10, meaning = "Many sessions cannot be renewed: visitors are signed out or see errors." }
    "jwks.failed"    = { limit = 1, meaning = "The pool's keys cannot be fetched: new instances refuse every token." }
    "token.invalid"  = { limit = 50, meaning = "Many forged or foreign tokens arrive." }
    "guard.denied"   = { limit = 50, meaning = "Many requests for pages that the visitor may not see, such as user management." }
    "csrf.denied"    = { limit = 20, meaning = "Many forms come from other sites." }
    "config.error"   = { limit = 1, meaning = "A function refuses to start because its environment is wrong." }
    "panic"          = { limit = 1, meaning = "A function has a bug." }
  }
  actions = concat(var.alarm_actions, aws_sns_topic.alarms[*].arn)
}

# Only where somebody listens (D-14). Without a key of its own: alarms cannot publish to a topic under AWS's own SNS key,
# and what an alarm says is no secret.
#trivy:ignore:AVD-AWS-0095
#tfsec:ignore:aws-sns-enable-topic-encryption
resource "aws_sns_topic" "alarms" {
  count = var.alarm_email == null ? 0 : 1

  name = "${var.name}-alarms"
}

resource "aws_sns_topic_subscription" "email" {
  count = var.alarm_email == null ? 0 : 1

  topic_arn = aws_sns_topic.alarms[0].arn
  protocol  = "email"
  endpoint  = var.alarm_email
}

resource "aws_cloudwatch_metric_alarm" "event" {
  for_each = local.event_limits

  alarm_name          = "${var.name}-${replace(each.key, ".", "-")}"
  alarm_description   = each.value.meaning
  namespace           = var.name
  metric_name         = contains(local.faults, each.key) ? "Faults" : "Events"
  dimensions          = { Event = each.key }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = each.value.limit
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.actions
  ok_actions          = local.actions
}

resource "aws_cloudwatch_metric_alarm" "function_errors" {
  for_each = var.functions

  alarm_name          = "${var.name}-${each.key}-errors"
  alarm_description   = "The function ${each.key} crashes, times out or refuses to start."
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = each.value }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.actions
  ok_actions          = local.actions
}

resource "aws_cloudwatch_metric_alarm" "throttles" {
  alarm_name          = "${var.name}-lambda-throttles"
  alarm_description   = "Lambda turns requests away: the account's concurrency (all functions of the region together) is used up."
  namespace           = "AWS/Lambda"
  metric_name         = "Throttles"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.actions
  ok_actions          = local.actions
}

resource "aws_cloudwatch_metric_alarm" "server_errors" {
  alarm_name          = "${var.name}-api-5xx"
  alarm_description   = "Visitors get server errors."
  namespace           = "AWS/ApiGateway"
  metric_name         = "5xx"
  dimensions          = { ApiId = var.api_id }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 5
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.actions
  ok_actions          = local.actions
}

resource "aws_cloudwatch_metric_alarm" "latency" {
  alarm_name          = "${var.name}-api-latency"
  alarm_description   = "One request in twenty takes more than 3 seconds."
  namespace           = "AWS/ApiGateway"
  metric_name         = "Latency"
  dimensions          = { ApiId = var.api_id }
  extended_statistic  = "p95"
  period              = 300
  evaluation_periods  = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = 3000
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.actions
  ok_actions          = local.actions
}
