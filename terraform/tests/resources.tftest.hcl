# What the modules make, resource by resource: what the emulator does not show, or only after minutes.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

run "pool_and_client" {
  command = plan

  module {
    source = "./modules/user-pool"
  }

  variables {
    name                       = "demo"
    tier                       = "ESSENTIALS"
    deletion_protection        = "ACTIVE"
    allow_sign_up              = true
    email_verification_subject = "Your code"
    email_verification_message = "{####}"
    password_policy = {
      minimum_length                   = 12, require_lowercase = true, require_uppercase = true, require_numbers = true, require_symbols = false
      temporary_password_validity_days = 7
    }
    mfa_configuration      = "OPTIONAL"
    passkeys               = false
    groups                 = []
    google                 = { client_id = "1.apps.googleusercontent.com", client_secret = "secret" }
    base_urls              = ["https://shop.example.com"]
    access_token_validity  = 15
    id_token_validity      = 15
    refresh_token_validity = 30
    refresh_token_rotation = { enabled = true, grace_period_seconds = 60 }
    managed_login_version  = 1
    domain_prefix          = "demo-12345678"
    custom_domain          = { name = "auth.shop.example.com", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/auth" }
    css_file               = "./branding/login.css"
    logo_file              = "./branding/logo.png"
    triggers               = { post_confirmation = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:demo-post-confirmation", name = "demo-post-confirmation" } }
  }

  assert {
    condition = (
      aws_cognito_user_pool.this.username_attributes == toset(["email"]) && aws_cognito_user_pool.this.auto_verified_attributes == toset(["email"])
      && aws_cognito_user_pool.this.deletion_protection == "ACTIVE" && !aws_cognito_user_pool.this.username_configuration[0].case_sensitive
      && aws_cognito_user_pool.this.user_attribute_update_settings[0].attributes_require_verification_before_update == toset(["email"])
      && aws_cognito_user_pool.this.password_policy[0].minimum_length == 12 && length(aws_cognito_user_pool.this.device_configuration) == 0
    )
    error_message = "The pool of the origin, with stronger settings (S-60, SEC-117)."
  }
  assert {
    condition = {
      for attribute in aws_cognito_user_pool.this.schema : attribute.name => [attribute.required, attribute.mutable]
    } == { email = [true, true], app_user_id = [false, true] }
    error_message = "Two attributes, of which one is required (S-60)."
  }
  assert {
    condition     = aws_cognito_user_pool.this.lambda_config[0].post_confirmation == "arn:aws:lambda:eu-west-1:123456789012:function:demo-post-confirmation"
    error_message = "The pool calls the trigger (S-67)."
  }
  assert {
    condition = (
      aws_lambda_permission.trigger["post_confirmation"].principal == "cognito-idp.amazonaws.com" && aws_lambda_permission.trigger["post_confirmation"].source_arn == aws_cognito_user_pool.this.arn
      && aws_lambda_permission.trigger["post_confirmation"].function_name == "demo-post-confirmation" && aws_lambda_permission.trigger["post_confirmation"].action == "lambda:InvokeFunction"
    )
    error_message = "This pool may call the trigger, no other one may (S-67)."
  }
  assert {
    condition = (
      aws_cognito_user_pool_client.site.callback_urls == toset(["https://shop.example.com/auth/callback"]) && aws_cognito_user_pool_client.site.default_redirect_uri == "https://shop.example.com/auth/callback"
      && aws_cognito_user_pool_client.site.logout_urls == toset(["https://shop.example.com/auth/signed-out"])
    )
    error_message = "The client knows where signing in and signing out may lead (S-61, D-10)."
  }
  assert {
    condition = (
      aws_cognito_user_pool_client.site.allowed_oauth_flows == toset(["code"]) && aws_cognito_user_pool_client.site.generate_secret
      && aws_cognito_user_pool_client.site.enable_token_revocation && aws_cognito_user_pool_client.site.prevent_user_existence_errors == "ENABLED"
      && one(aws_cognito_user_pool_client.site.refresh_token_rotation) == { feature = "ENABLED", retry_grace_period_seconds = 60 }
      && aws_cognito_user_pool_client.site.access_token_validity == 15 && aws_cognito_user_pool_client.site.id_token_validity == 15
      && aws_cognito_user_pool_client.site.write_attributes == toset(["email"])
    )
    error_message = "The client of the origin, with the code flow alone, rotation, revocation and short lives (S-61)."
  }
  assert {
    condition = (
      aws_cognito_user_pool_domain.this.domain == "auth.shop.example.com" && aws_cognito_user_pool_domain.this.managed_login_version == 1
      && aws_cognito_user_pool_domain.this.certificate_arn == "arn:aws:acm:us-east-1:123456789012:certificate/auth" && output.hosted_ui_url == "https://auth.shop.example.com"
    )
    error_message = "The pages are at the own domain, with its certificate (S-62)."
  }
  assert {
    condition = (
      aws_cognito_user_pool_ui_customization.this[0].css == file("./branding/login.css") && aws_cognito_user_pool_ui_customization.this[0].image_file == filebase64("./branding/logo.png")
    )
    error_message = "The look of the pages is that of the files, byte for byte (S-63, R-75)."
  }
  assert {
    condition = toset(nonsensitive(keys(aws_cognito_identity_provider.google[0].provider_details))) == toset([
      "attributes_url", "attributes_url_add_attributes", "authorize_scopes", "authorize_url", "client_id", "client_secret", "oidc_issuer", "token_request_method", "token_url",
    ])
    error_message = "Cognito reports all of these back; one that is left out would look like a change at every plan (R-76)."
  }
  assert {
    condition = nonsensitive([for key in ["attributes_url", "authorize_url", "oidc_issuer", "token_url", "token_request_method", "attributes_url_add_attributes"] : aws_cognito_identity_provider.google[0].provider_details[key]]) == [
      "https://people.googleapis.com/v1/people/me?personFields=", "https://accounts.google.com/o/oauth2/v2/auth", "https://accounts.google.com", "https://www.googleapis.com/oauth2/v4/token", "POST", "true",
    ]
    error_message = "What Cognito fills in for Google, as it reports it back (R-76)."
  }
}

run "pool_at_a_prefix" {
  command = plan

  module {
    source = "./modules/user-pool"
  }

  variables {
    name                       = "demo"
    tier                       = "ESSENTIALS"
    deletion_protection        = "ACTIVE"
    allow_sign_up              = true
    email_verification_subject = "Your code"
    email_verification_message = "{####}"
    password_policy = {
      minimum_length                   = 12, require_lowercase = true, require_uppercase = true, require_numbers = true, require_symbols = false
      temporary_password_validity_days = 7
    }
    mfa_configuration      = "OFF"
    passkeys               = false
    groups                 = []
    base_urls              = ["https://shop.example.com"]
    access_token_validity  = 15
    id_token_validity      = 15
    refresh_token_validity = 30
    refresh_token_rotation = { enabled = true, grace_period_seconds = 60 }
    managed_login_version  = 2
    domain_prefix          = "demo-12345678"
    css_file               = "./branding/login.css"
    logo_file              = "./branding/logo.png"
  }

  assert {
    condition = (
      aws_cognito_user_pool_domain.this.domain == "demo-12345678" && aws_cognito_user_pool_domain.this.certificate_arn == null && aws_cognito_user_pool_domain.this.managed_login_version == 2
      && output.hosted_ui_url == "https://demo-12345678.auth.eu-west-1.amazoncognito.com"
    )
    error_message = "Without a domain of one's own the pages are at a prefix, and the generation of the pages is a variable (S-62)."
  }
  assert {
    condition     = length(aws_cognito_identity_provider.google) == 0 && length(aws_lambda_permission.trigger) == 0
    error_message = "What is not asked for is not there."
  }
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
