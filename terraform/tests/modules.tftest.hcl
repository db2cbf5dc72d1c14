# What the modules make of their switches, where the root module does not show it.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

run "edge_never_caches_pages_and_assets_get_no_cookie_R04" {
  command = plan

  module {
    source = "./modules/edge"
  }

  variables {
    name               = "demo"
    origin_domain_name = "mockapi.execute-api.eu-west-1.amazonaws.com"
    domain_name        = "shop.example.com"
    certificate_arn    = "arn:aws:acm:us-east-1:123456789012:certificate/site"
  }

  assert {
    condition = (
      aws_cloudfront_response_headers_policy.this.security_headers_config[0].strict_transport_security[0].access_control_max_age_sec == 63072000
      && !aws_cloudfront_response_headers_policy.this.security_headers_config[0].strict_transport_security[0].include_subdomains
    )
    error_message = "What CloudFront answers by itself must say of https what the functions say (SEC-079)."
  }
  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].cache_policy_id == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    error_message = "Pages must have the policy CachingDisabled (SEC-086)."
  }
  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].origin_request_policy_id == "b689b0a8-53d0-40ab-baf2-68738e2966ac"
    error_message = "Everything but the Host header must reach the functions: API Gateway refuses a foreign host."
  }
  assert {
    condition     = [for behavior in aws_cloudfront_distribution.this.ordered_cache_behavior : behavior.path_pattern if behavior.cache_policy_id != "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"] == ["/assets/*"]
    error_message = "Only assets are cached (SEC-087)."
  }
  assert {
    condition = (
      one(aws_cloudfront_distribution.this.ordered_cache_behavior).origin_request_policy_id == null
      && one(aws_cloudfront_distribution.this.ordered_cache_behavior).cache_policy_id == "658327ea-f89d-4fab-a63d-7e88639e58f6"
    )
    error_message = "No cookie reaches the origin of assets: no request policy, and CachingOptimized, which passes nothing on (SEC-057, SEC-087, R-04)."
  }
  assert {
    condition = (
      toset([for error in aws_cloudfront_distribution.this.custom_error_response : error.error_code if error.error_caching_min_ttl == 0])
      == toset([400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504])
    )
    error_message = "No error is cached: it would be served to the next visitor (SEC-086)."
  }
  assert {
    condition     = aws_cloudfront_distribution.this.viewer_certificate[0].minimum_protocol_version == "TLSv1.2_2021"
    error_message = "Visitors need TLS 1.2 (SEC-119)."
  }
}

run "api_with_a_domain_has_one_entrance" {
  command = plan

  module {
    source = "./modules/http-api"
  }

  variables {
    name                  = "demo"
    functions             = { home = { name = "demo-home", invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/home" } }
    routes                = { "GET /" = "home", "POST /admin/users/{sub}/{action}" = "home", "$default" = "home" }
    throttling            = { rate_limit = 100, burst_limit = 200 }
    log_retention_in_days = 30
    default_address_open  = false
    domain_name           = "shop.example.com"
    certificate_arn       = "arn:aws:acm:eu-west-1:123456789012:certificate/site"
  }

  assert {
    condition     = aws_apigatewayv2_api.this.disable_execute_api_endpoint
    error_message = "With a domain in front the default address must be off (SEC-119)."
  }
  assert {
    condition     = aws_apigatewayv2_domain_name.this[0].domain_name_configuration[0].security_policy == "TLS_1_2"
    error_message = "The domain needs TLS 1.2 (SEC-119)."
  }
  assert {
    condition = { for key, permission in aws_lambda_permission.route : key => permission.source_arn } == {
      "$default"                         = "arn:aws:execute-api:eu-west-1:123456789012:mockapi/*/$default"
      "GET /"                            = "arn:aws:execute-api:eu-west-1:123456789012:mockapi/*/GET/"
      "POST /admin/users/{sub}/{action}" = "arn:aws:execute-api:eu-west-1:123456789012:mockapi/*/POST/admin/users/*/*"
    }
    error_message = "Each permission is for one route."
  }
}

run "function_refuses_a_star" {
  command         = plan
  expect_failures = [var.statements]

  module {
    source = "./modules/function"
  }

  variables {
    name                  = "demo-home"
    description           = "GET /"
    zip                   = "README.md"
    architecture          = "arm64"
    memory_size           = 128
    timeout               = 10
    environment           = {}
    log_level             = "info"
    log_retention_in_days = 30
    statements            = [{ actions = ["cognito-idp:*"], resources = ["arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_Mock12345"] }]
  }
}

run "dashboard_of_a_name_with_a_hyphen" {
  command = plan

  module {
    source = "./modules/monitoring"
  }

  variables {
    name          = "my-shop"
    region        = "eu-west-1"
    functions     = { home = "my-shop-home" }
    log_groups    = { home = "/aws/lambda/my-shop-home" }
    api_id        = "mockapi"
    alarm_actions = []
  }

  assert {
    condition     = strcontains(jsonencode([for widget in jsondecode(aws_cloudwatch_dashboard.site.dashboard_body).widgets : widget.properties.metrics[0][0].expression if can(widget.properties.metrics[0][0].expression)]), jsonencode("SEARCH('{\"my-shop\",Event,Reason} Event=\"signin.failed\"', 'Sum', 300)"))
    error_message = "CloudWatch wants a namespace with a hyphen in quotes; without them the widget shows an error."
  }
}

run "firewall_does_not_count_the_site_as_one_visitor" {
  command = plan

  module {
    source = "./modules/web-acl"
  }

  variables {
    name        = "demo-auth"
    description = "Guards the hosted pages"
    scope       = "REGIONAL"
    server_path = "/oauth2/token"
  }

  assert {
    condition = [for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].rate_based_statement[0].scope_down_statement[0].not_statement[0].statement[0].byte_match_statement[0].search_string
    if rule.name == "request-rate"] == ["/oauth2/token"]
    error_message = "All visitors' sign-ins and refreshes come from the few addresses of Lambda: they must not share the rate of one visitor."
  }
  assert {
    condition     = [for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].rate_based_statement[0].limit if rule.name == "server-request-rate"] == [30000]
    error_message = "The token endpoint has a limit too."
  }
  assert {
    condition     = length(distinct(aws_wafv2_web_acl.this.rule[*].priority)) == length(aws_wafv2_web_acl.this.rule)
    error_message = "No two rules may have one priority."
  }
}
