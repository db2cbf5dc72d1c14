# What the modules make, resource by resource: what the emulator does not show, or only after minutes.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

run "function" {
  command = plan

  module {
    source = "./modules/function"
  }

  variables {
    name                  = "demo-users"
    description           = "GET /admin/users"
    zip                   = "README.md"
    architecture          = "arm64"
    memory_size           = 128
    timeout               = 10
    reserved_concurrency  = -1
    environment           = { LOG_LEVEL = "info" }
    log_level             = "info"
    log_retention_in_days = 30
    statements            = [{ actions = ["cognito-idp:ListUsers"], resources = ["arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_Mock12345"] }]
    permissions_boundary  = "arn:aws:iam::123456789012:policy/boundary"
    role_path             = "/sites/"
    vpc                   = { subnet_ids = ["subnet-01"], security_group_ids = ["sg-01"] }
  }

  assert {
    condition     = aws_iam_role.this.permissions_boundary == "arn:aws:iam::123456789012:policy/boundary" && aws_iam_role.this.path == "/sites/"
    error_message = "A company's rules for roles can be kept."
  }
  assert {
    condition     = one(aws_lambda_function.this.vpc_config).subnet_ids == toset(["subnet-01"]) && one(aws_lambda_function.this.vpc_config).security_group_ids == toset(["sg-01"])
    error_message = "The function runs in the VPC."
  }
  assert {
    condition = (
      [for statement in jsondecode(aws_iam_role_policy.network[0].policy).Statement : statement.Effect] == ["Allow", "Deny"]
      && alltrue([for statement in jsondecode(aws_iam_role_policy.network[0].policy).Statement : alltrue([for action in statement.Action : startswith(action, "ec2:") && !strcontains(action, "*")])])
      && jsondecode(aws_iam_role_policy.network[0].policy).Statement[1].Condition.ArnLike["lambda:SourceFunctionArn"] == ["arn:aws:lambda:*:*:function:demo-users"]
    )
    error_message = "Lambda may make the network interfaces, the function's code may not."
  }

  assert {
    condition = (
      aws_lambda_function.this.runtime == "provided.al2023" && aws_lambda_function.this.handler == "bootstrap" && aws_lambda_function.this.architectures == tolist(["arm64"])
      && aws_lambda_function.this.memory_size == 128 && aws_lambda_function.this.timeout == 10
    )
    error_message = "Small functions on arm64, without a runtime of a language (S-76)."
  }
  assert {
    condition     = aws_lambda_function.this.source_code_hash == filebase64sha256("README.md") && aws_lambda_function.this.filename == "README.md"
    error_message = "A function is updated when the bytes of its zip are others, and only then (R-79, SEC-123)."
  }
  assert {
    condition = (
      aws_cloudwatch_log_group.this.name == "/aws/lambda/demo-users" && aws_cloudwatch_log_group.this.retention_in_days == 30
      && one(aws_lambda_function.this.logging_config).log_group == aws_cloudwatch_log_group.this.name
    )
    error_message = "The log group is the deployment's own, and forgets (S-67)."
  }
  assert {
    condition = jsondecode(aws_iam_role_policy.this.policy).Statement == [
      { Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = ["arn:aws:logs:eu-west-1:123456789012:log-group:mock:*"] },
      { Effect = "Allow", Action = ["cognito-idp:ListUsers"], Resource = ["arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_Mock12345"] },
    ]
    error_message = "A role of its own may write its log and do what it was given, nothing else (S-68, S-78, D-07)."
  }
  assert {
    condition     = jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Principal == { Service = "lambda.amazonaws.com" } && aws_iam_role.this.name == "demo-users"
    error_message = "Lambda alone takes on the role (S-68)."
  }
}

run "api" {
  command = plan

  module {
    source = "./modules/http-api"
  }

  variables {
    name                  = "demo"
    functions             = { home = { name = "demo-home", invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/home" } }
    routes                = { "GET /" = "home" }
    throttling            = { rate_limit = 100, burst_limit = 200 }
    log_retention_in_days = 30
    domain_name           = null
    certificate_arn       = null
  }

  assert {
    condition     = aws_apigatewayv2_api.this.protocol_type == "HTTP" && aws_apigatewayv2_stage.default.name == "$default" && aws_apigatewayv2_stage.default.auto_deploy
    error_message = "An HTTP API whose changes need no deployment of their own (S-75)."
  }
  assert {
    condition     = !aws_apigatewayv2_api.this.disable_execute_api_endpoint && length(aws_apigatewayv2_domain_name.this) == 0
    error_message = "Without a domain the default address is the only one."
  }
  assert {
    condition     = length(aws_apigatewayv2_api.this.cors_configuration) == 0
    error_message = "No other origin is let in (SEC-108)."
  }
  assert {
    condition = (
      aws_apigatewayv2_stage.default.default_route_settings[0].throttling_rate_limit == 100 && aws_apigatewayv2_stage.default.default_route_settings[0].throttling_burst_limit == 200
    )
    error_message = "The API turns away what is too much, before it costs anything (S-75, SEC-125)."
  }
  assert {
    condition = (
      aws_apigatewayv2_stage.default.access_log_settings[0].destination_arn == aws_cloudwatch_log_group.access.arn
      && jsondecode(aws_apigatewayv2_stage.default.access_log_settings[0].format).requestId == "$context.requestId"
    )
    error_message = "The access log is JSON, with the id of the request (S-75)."
  }
  assert {
    condition = (
      aws_apigatewayv2_integration.function["home"].payload_format_version == "2.0" && aws_apigatewayv2_route.this["GET /"].route_key == "GET /"
      && aws_lambda_permission.route["GET /"].source_arn == "arn:aws:execute-api:eu-west-1:123456789012:mockapi/*/GET/" && aws_lambda_permission.route["GET /"].principal == "apigateway.amazonaws.com"
    )
    error_message = "Each route leads to its function by format 2.0, and may call it for this route only (S-77)."
  }
}

run "edge" {
  command = plan

  module {
    source = "./modules/edge"
  }

  variables {
    name               = "demo"
    origin_domain_name = "mockapi.execute-api.eu-west-1.amazonaws.com"
  }

  override_resource {
    target          = aws_cloudfront_response_headers_policy.this
    override_during = plan
    values          = { id = "policy" }
  }

  assert {
    condition = (
      [for behavior in aws_cloudfront_distribution.this.ordered_cache_behavior : behavior.path_pattern] == ["/assets/*"]
      && alltrue([for behavior in concat(aws_cloudfront_distribution.this.default_cache_behavior, aws_cloudfront_distribution.this.ordered_cache_behavior) : behavior.viewer_protocol_policy == "redirect-to-https"])
      && length(aws_cloudfront_distribution.this.origin) == 1
    )
    error_message = "One origin, and files apart from pages (S-80)."
  }
  assert {
    condition     = alltrue([for error in aws_cloudfront_distribution.this.custom_error_response : error.response_page_path == null && error.response_code == null])
    error_message = "What is not there is said by the site, to programs as JSON, and never replaced (S-81)."
  }
  assert {
    condition = (
      one(aws_cloudfront_response_headers_policy.this.security_headers_config[0].content_security_policy) == { content_security_policy = "default-src 'none'; frame-ancestors 'none'", override = false }
      && one(aws_cloudfront_response_headers_policy.this.security_headers_config[0].frame_options).frame_option == "DENY"
      && one(aws_cloudfront_response_headers_policy.this.security_headers_config[0].strict_transport_security).access_control_max_age_sec >= 31536000
      && length(aws_cloudfront_response_headers_policy.this.security_headers_config[0].content_type_options) == 1
      && alltrue([for behavior in concat(aws_cloudfront_distribution.this.default_cache_behavior, aws_cloudfront_distribution.this.ordered_cache_behavior) : behavior.response_headers_policy_id == aws_cloudfront_response_headers_policy.this.id])
    )
    error_message = "CloudFront's own answers let nothing run, and leave the site's stricter headers alone (S-82, D-15)."
  }
}

run "alarms_that_nobody_hears" {
  command = plan

  module {
    source = "./modules/monitoring"
  }

  variables {
    name          = "demo"
    region        = "eu-west-1"
    functions     = { home = "demo-home" }
    log_groups    = { home = "/aws/lambda/demo-home" }
    api_id        = "mockapi"
    alarm_actions = []
  }

  assert {
    condition     = length(aws_sns_topic.alarms) + length(aws_sns_topic_subscription.email) == 0
    error_message = "There is no topic that nobody has subscribed to (D-14)."
  }
}

run "alarms_that_somebody_hears" {
  command = plan

  module {
    source = "./modules/monitoring"
  }

  variables {
    name          = "demo"
    region        = "eu-west-1"
    functions     = { home = "demo-home", confirmed = "demo-confirmed" }
    log_groups    = { home = "/aws/lambda/demo-home" }
    api_id        = "mockapi"
    alarm_actions = ["arn:aws:sns:eu-west-1:123456789012:operators"]
    alarm_email   = "operator@example.com"
  }

  assert {
    condition     = aws_sns_topic_subscription.email[0].endpoint == "operator@example.com" && aws_sns_topic_subscription.email[0].protocol == "email" && aws_sns_topic_subscription.email[0].topic_arn == aws_sns_topic.alarms[0].arn
    error_message = "The topic has a reader (D-14)."
  }
  assert {
    condition = alltrue([
      for alarm in concat(values(aws_cloudwatch_metric_alarm.event), values(aws_cloudwatch_metric_alarm.function_errors), [
        aws_cloudwatch_metric_alarm.throttles, aws_cloudwatch_metric_alarm.server_errors, aws_cloudwatch_metric_alarm.latency,
      ]) : alarm.alarm_actions == toset(["arn:aws:sns:eu-west-1:123456789012:operators", aws_sns_topic.alarms[0].arn])
    ])
    error_message = "Every alarm tells both: whom alarm_actions names, and the address (D-14)."
  }
  assert {
    condition     = toset(keys(aws_cloudwatch_metric_alarm.function_errors)) == toset(["home", "confirmed"])
    error_message = "Every function has an alarm, triggers too."
  }
}
