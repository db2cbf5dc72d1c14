output "id" {
  description = "Id of the pool."
  value       = aws_cognito_user_pool.this.id
}

output "arn" {
  description = "ARN of the pool."
  value       = aws_cognito_user_pool.this.arn
}

output "issuer" {
  description = "Issuer of the tokens."
  value       = "https://cognito-idp.${var.region}.amazonaws.com/${aws_cognito_user_pool.this.id}"
}

output "client_id" {
  description = "Id of the app client."
  value       = aws_cognito_user_pool_client.site.id
}

output "client_secret_parameter" {
  description = "Name of the SSM parameter with the client's secret."
  value       = aws_ssm_parameter.client_secret.name
}

output "client_secret_parameter_arn" {
  description = "ARN of the SSM parameter with the client's secret."
  value       = aws_ssm_parameter.client_secret.arn
}

output "account_client_id" {
  description = "Id of the account client."
  value       = aws_cognito_user_pool_client.account.id
}

output "account_client_secret_parameter" {
  description = "Name of the SSM parameter with the account client's secret."
  value       = aws_ssm_parameter.account_client_secret.name
}

output "account_client_secret_parameter_arn" {
  description = "ARN of the SSM parameter with the account client's secret."
  value       = aws_ssm_parameter.account_client_secret.arn
}

output "hosted_ui_url" {
  description = "Origin of the hosted pages."
  value       = local.custom ? "https://${aws_cognito_user_pool_domain.custom[0].domain}" : local.prefix_url
}

output "prefix_url" {
  description = "Origin of the hosted pages at the prefix domain, which is there beside a custom one too."
  value       = local.prefix_url
}

output "alias" {
  description = "Where the DNS records of the custom domain point; null without one."
  value = one([for domain in aws_cognito_user_pool_domain.custom : {
    name    = domain.cloudfront_distribution
    zone_id = domain.cloudfront_distribution_zone_id
  }])
}

output "callback_urls" {
  description = "Where Cognito may send a visitor after signing in."
  value       = local.callback_urls
}

output "logout_urls" {
  description = "Where Cognito may send a visitor after signing out."
  value       = local.logout_urls
}
