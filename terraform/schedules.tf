# What runs by itself: functions with "schedule" in routes.json, called by EventBridge Scheduler. Without one there is nothing of it.

locals {
  schedules = { for name, entry in local.pages : name => entry if can(entry.schedule) }
}

resource "aws_iam_role" "scheduler" {
  count = length(local.schedules) == 0 ? 0 : 1

  name        = "${var.name}-run_schedules" # no function can have this name
  description = "Calls the functions of ${var.name} that run by themselves."
  path        = var.role_path

  permissions_boundary = var.role_permissions_boundary

  # Only for this account: https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "scheduler.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "scheduler" {
  count = length(aws_iam_role.scheduler)

  name = "invoke"
  role = aws_iam_role.scheduler[0].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "lambda:InvokeFunction"
      Resource = [for name in keys(local.schedules) : module.function[name].arn]
    }]
  })
}

# Scheduler encrypts with a key of its own, and the input is a time.
#trivy:ignore:AVD-AWS-0025
resource "aws_scheduler_schedule" "this" {
  for_each = local.schedules

  name                         = "${var.name}-${each.key}"
  description                  = "Calls the function ${each.key}."
  schedule_expression          = each.value.schedule
  schedule_expression_timezone = "UTC"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = module.function[each.key].arn
    role_arn = aws_iam_role.scheduler[0].arn

    # What pkg/lambda reads: when it was due, which stays the same if it is tried again. jsonencode would escape the angle brackets.
    input = "{\"time\":\"<aws.scheduler.scheduled-time>\"}"

    # Later than that the next one is near, or nobody waits for it any more.
    retry_policy {
      maximum_event_age_in_seconds = 3600
      maximum_retry_attempts       = 2
    }
  }

  depends_on = [aws_iam_role_policy.scheduler]
}
