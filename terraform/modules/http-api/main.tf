# The HTTP API: one integration a function, one route and one permission a route key, the stage with its access log, and the site's domain.

locals {
  # What Lambda sees as the source of a request to a route: its method and path, a star for each {parameter}.
  route_sources = {
    for key in keys(var.routes) : key => (
      key == "$default" ? "*/$default" : "*/${split(" ", key)[0]}${replace(split(" ", key)[1], "/\\{[^}]*\\}/", "*")}"
    )
  }
}

resource "aws_apigatewayv2_api" "this" {
  name          = var.name
  description   = "The site ${var.name}: each route is a function."
  protocol_type = "HTTP"

  # No cors_configuration: the site's pages and its API are one origin.

  # Beside a domain this is a second entrance. It is the only one until the domain answers, so closing it is a step of its own. CloudFront always needs
  # it, as its origin (README.md says what that leaves open, and why no secret header closes it).
  disable_execute_api_endpoint = !var.default_address_open
}

resource "aws_apigatewayv2_integration" "function" {
  for_each = var.functions

  api_id                 = aws_apigatewayv2_api.this.id
  description            = each.key
  integration_type       = "AWS_PROXY"
  integration_method     = "POST"
  integration_uri        = each.value.invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_route" "this" {
  for_each = var.routes

  api_id    = aws_apigatewayv2_api.this.id
  route_key = each.key
  target    = "integrations/${aws_apigatewayv2_integration.function[each.value].id}"
}

resource "aws_lambda_permission" "route" {
  for_each = var.routes

  # A statement id takes letters, digits, hyphens and underscores only.
  statement_id  = "api-${replace(replace(replace(each.key, "/[{}$]/", ""), "/", "_"), "/[^A-Za-z0-9_]+/", "-")}"
  action        = "lambda:InvokeFunction"
  function_name = var.functions[each.value].name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.this.execution_arn}/${local.route_sources[each.key]}"
}

# The name under /aws/vendedlogs/ keeps this log out of the account's one log resource policy, which is full at 5120 characters.
# CloudWatch encrypts it; a key of one's own would cost more than the whole site and hide nothing that the log shows.
#trivy:ignore:AVD-AWS-0017
#tfsec:ignore:aws-cloudwatch-log-group-customer-key
resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/vendedlogs/${var.name}/api"
  retention_in_days = var.log_retention_in_days
}

# It waits for no route: the domain's mapping needs the stage, the functions wait for the domain, and the routes for the functions.
resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true

  # Neither path nor query: the callback's query carries the authorization code, a user's page the user's id.
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format = jsonencode({
      requestId          = "$context.requestId"
      time               = "$context.requestTime"
      method             = "$context.httpMethod"
      routeKey           = "$context.routeKey"
      protocol           = "$context.protocol"
      status             = "$context.status"
      responseLength     = "$context.responseLength"
      responseLatency    = "$context.responseLatency"
      integrationStatus  = "$context.integrationStatus"
      integrationLatency = "$context.integrationLatency"
      integrationError   = "$context.integrationErrorMessage"
      error              = "$context.error.message"
    })
  }

  default_route_settings {
    throttling_rate_limit  = var.throttling.rate_limit
    throttling_burst_limit = var.throttling.burst_limit
  }
}

resource "aws_apigatewayv2_domain_name" "this" {
  count = var.domain_name == null ? 0 : 1

  domain_name = var.domain_name

  domain_name_configuration {
    certificate_arn = var.certificate_arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}

resource "aws_apigatewayv2_api_mapping" "this" {
  count = var.domain_name == null ? 0 : 1

  api_id      = aws_apigatewayv2_api.this.id
  domain_name = aws_apigatewayv2_domain_name.this[0].id
  stage       = aws_apigatewayv2_stage.default.id
}
