output "id" {
  description = "Id of the pool."
  value       = local.pool_id
}

output "arn" {
  description = "ARN of the pool."
  value       = local.pool_arn
}

output "issuer" {
  description = "Issuer of the tokens."
  value       = "https://${var.issuer_type == "UPDATED" ? "issuer-" : ""}cognito-idp.${var.region}.amazonaws.com/${local.pool_id}"
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

output "mfa_configuration" {
  description = "OFF, OPTIONAL or ON."
  value       = local.existing ? coalesce(local.found.mfa_configuration, "OFF") : var.mfa_configuration
}

output "allow_sign_up" {
  description = "Whether visitors may register by themselves."
  value       = local.existing ? !try(local.found.admin_create_user_config[0].allow_admin_create_user_only, false) : var.allow_sign_up
}
