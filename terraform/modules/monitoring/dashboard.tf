# One dashboard: is the site up, can people sign in, and if not, why.

locals {
  event_series = { for event in local.events : event => [var.name, "Events", "Event", event, { label = event }] }

  # Title to what the widget shows; the order of the keys is the order on the page.
  widgets = {
    "1 Sign-ins" = {
      metrics = [for event in ["signin.started", "signin.completed", "signin.failed"] : local.event_series[event]]
    }
    # The namespace is quoted because CloudWatch wants that as soon as there is a hyphen in it.
    "2 Sign-in failures by reason" = {
      metrics = [[{ expression = "SEARCH('{\"${var.name}\",Event,Reason} Event=\"signin.failed\"', 'Sum', 300)", id = "reasons" }]]
    }
    "3 Sessions" = {
      metrics = [for event in ["refresh.completed", "refresh.failed", "signout.completed", "signout.everywhere", "account.deleted"] : local.event_series[event]]
    }
    "4 Keys and tokens" = {
      metrics = [for event in ["jwks.fetched", "jwks.failed", "token.invalid"] : local.event_series[event]]
    }
    "5 Denied and administration" = {
      metrics = [for event in ["guard.denied", "csrf.denied", "signup.refused", "admin.action", "config.error", "panic"] : local.event_series[event]]
    }
    "6 Requests" = {
      metrics = [for metric in ["Count", "4xx", "5xx"] : ["AWS/ApiGateway", metric, "ApiId", var.api_id]]
    }
    "7 Latency in ms" = {
      metrics = [for stat in ["p50", "p95", "p99"] : ["AWS/ApiGateway", "Latency", "ApiId", var.api_id, { stat = stat, label = stat }]]
    }
    "8 Function errors" = {
      metrics = [for name in values(var.functions) : ["AWS/Lambda", "Errors", "FunctionName", name]]
    }
    "9 Function duration p95 in ms" = {
      metrics = [for name in values(var.functions) : ["AWS/Lambda", "Duration", "FunctionName", name, { stat = "p95" }]]
    }
  }
}

resource "aws_cloudwatch_dashboard" "site" {
  dashboard_name = var.name

  dashboard_body = jsonencode({
    widgets = [for index, title in keys(local.widgets) : {
      type   = "metric"
      x      = index % 3 * 8
      y      = floor(index / 3) * 6
      width  = 8
      height = 6
      properties = {
        title   = substr(title, 2, -1)
        region  = var.region
        stat    = "Sum"
        period  = 300
        view    = "timeSeries"
        metrics = local.widgets[title].metrics
      }
    }]
  })
}
