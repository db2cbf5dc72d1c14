output "name" {
  description = "Name of the site; by it ./build.sh deploy knows whose state this is."
  value       = var.name
}

output "site_url" {
  description = "Address of the site."
  value       = local.site_url
}

output "user_pool_id" {
  description = "Id of the user pool."
  value       = module.user_pool.id
}

output "user_pool_arn" {
  description = "ARN of the user pool."
  value       = module.user_pool.arn
}

output "user_pool_client_id" {
  description = "Id of the app client."
  value       = module.user_pool.client_id
}

output "client_secret_parameter" {
  description = "Name of the SSM parameter that holds the app client's secret; the secret itself is no output."
  value       = module.user_pool.client_secret_parameter
}

output "account_client_id" {
  description = "Id of the app client with which visitors change their own account."
  value       = module.user_pool.account_client_id
}

output "account_client_secret_parameter" {
  description = "Name of the SSM parameter that holds the account client's secret."
  value       = module.user_pool.account_client_secret_parameter
}

output "hosted_ui_url" {
  description = "Origin of Cognito's pages."
  value       = local.hosted_ui_url
}

output "issuer" {
  description = "Issuer of the tokens."
  value       = module.user_pool.issuer
}

output "issuer_type" {
  description = "Which issuers the functions accept: ORIGINAL, UPDATED or BOTH."
  value       = var.issuer_type
}

output "second_region" {
  description = "Region of the pool's replica. null = there is none."
  value       = var.second_region
}

output "failover" {
  description = "Whether the functions use the replica."
  value       = var.failover
}

output "jwks_url" {
  description = "Address of the pool's public keys."
  value       = "${module.user_pool.issuer}/.well-known/jwks.json"
}

output "callback_urls" {
  description = "Where Cognito may send a visitor after signing in."
  value       = module.user_pool.callback_urls
}

output "logout_urls" {
  description = "Where Cognito may send a visitor after signing out."
  value       = module.user_pool.logout_urls
}

output "google_redirect_uri" {
  description = "The same as identity_provider_redirect_uri, by its former name."
  value       = "${local.hosted_ui_url}/oauth2/idpresponse"
}

output "identity_provider_redirect_uri" {
  description = "Redirect URI to enter at an OpenID Connect or social identity provider."
  value       = "${local.hosted_ui_url}/oauth2/idpresponse"
}

output "saml_acs_url" {
  description = "Assertion consumer service (reply URL) to enter at a SAML identity provider; binding HTTP-POST."
  value       = "${local.hosted_ui_url}/saml2/idpresponse"
}

output "saml_entity_id" {
  description = "Entity ID (audience) to enter at a SAML identity provider."
  value       = "urn:amazon:cognito:sp:${module.user_pool.id}"
}

output "region" {
  description = "Region of the deployment."
  value       = var.aws_region
}

output "api_endpoint" {
  description = "Default address of the API; does not answer with default_address_open = false."
  value       = module.api.endpoint
}

output "spare_address" {
  description = "Default address of the API where it answers beside site_domain and nothing needs it, so that default_address_open = false may close it; else null."
  value       = local.default_address_spare ? module.api.endpoint : null
}

output "function_names" {
  description = "Name in routes.json to the name of the Lambda function."
  value       = { for name, function in merge(module.function, module.trigger) : name => function.name }
}

output "function_role_arns" {
  description = "Name in routes.json to the ARN of the function's role."
  value       = { for name, function in merge(module.function, module.trigger) : name => function.role_arn }
}

output "dashboard_name" {
  description = "Name of the CloudWatch dashboard."
  value       = module.monitoring.dashboard_name
}

output "dns_records" {
  description = "With manual_dns: the DNS records to make by hand, and what each is for. First those that prove certificates, the others once certificate_proofs_made is set."
  value       = var.manual_dns ? local.manual_records : []
}
