# What AWS would answer, where the provider checks the form of a value or the configuration reads it.

mock_data "aws_caller_identity" {
  defaults = { account_id = "123456789012" }
}

mock_data "aws_route53_zone" {
  defaults = { zone_id = "Z0000000EXAMPLE" }
}

mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::123456789012:role/mock" }
}

mock_resource "aws_lambda_function" {
  defaults = {
    arn        = "arn:aws:lambda:eu-west-1:123456789012:function:mock"
    invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:mock/invocations"
  }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:mock" }
}

mock_resource "aws_cognito_user_pool" {
  defaults = {
    id  = "eu-west-1_Mock12345"
    arn = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_Mock12345"
  }
}

mock_resource "aws_cognito_user_pool_client" {
  defaults = {
    id            = "mockclientid"
    client_secret = "mock-client-secret"
  }
}

mock_resource "aws_cognito_user_pool_domain" {
  defaults = {
    cloudfront_distribution         = "d0auth.cloudfront.net"
    cloudfront_distribution_zone_id = "Z0000000COGNITO"
  }
}

mock_resource "aws_ssm_parameter" {
  defaults = { arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/demo/cognito/client-secret" }
}

mock_resource "aws_apigatewayv2_api" {
  defaults = {
    id            = "mockapi"
    api_endpoint  = "https://mockapi.execute-api.eu-west-1.amazonaws.com"
    execution_arn = "arn:aws:execute-api:eu-west-1:123456789012:mockapi"
  }
}

mock_resource "aws_apigatewayv2_domain_name" {
  defaults = {
    domain_name_configuration = {
      target_domain_name = "d-mock.execute-api.eu-west-1.amazonaws.com"
      hosted_zone_id     = "Z2OJLYMUO9EFXC"
    }
  }
}

mock_resource "aws_acm_certificate" {
  defaults = { arn = "arn:aws:acm:us-east-1:123456789012:certificate/mock" }
}

mock_resource "aws_cloudfront_distribution" {
  defaults = {
    arn            = "arn:aws:cloudfront::123456789012:distribution/MOCK"
    domain_name    = "d0site.cloudfront.net"
    hosted_zone_id = "Z2FDTNDATAQYW2"
  }
}

mock_resource "aws_wafv2_web_acl" {
  defaults = { arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/mock/1" }
}

mock_resource "aws_sns_topic" {
  defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:mock" }
}

mock_resource "aws_route53_record" {
  defaults = { fqdn = "mock.example.com" }
}

mock_resource "aws_dynamodb_table" {
  defaults = { arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/mock" }
}
