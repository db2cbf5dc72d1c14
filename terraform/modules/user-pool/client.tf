# The app client: the site, which proves itself by a secret and gets tokens by the authorization code flow only.

locals {
  callback_urls = [for url in var.base_urls : "${url}/auth/callback"]
  logout_urls   = [for url in var.base_urls : "${url}/auth/signed-out"]

  custom_readable = [for name, attribute in var.custom_attributes : "custom:${name}" if attribute.client_read]
  custom_writable = [for name, attribute in var.custom_attributes : "custom:${name}" if attribute.client_write]

  # Signing in goes through the hosted pages, which need no flow here. But an empty list means AWS' default flows, among them the old refresh flow
  # that rotation excludes; so the one flow that never sends a password is named.
  auth_flows = concat(
    ["ALLOW_USER_SRP_AUTH"],
    var.passkeys || var.email_otp ? ["ALLOW_USER_AUTH"] : [],
    var.refresh_token_rotation.enabled ? [] : ["ALLOW_REFRESH_TOKEN_AUTH"],
  )
}

resource "aws_cognito_user_pool_client" "site" {
  user_pool_id    = local.pool_id
  name            = "${var.name}-site"
  generate_secret = true

  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = ["openid", "email"]
  callback_urls                        = local.callback_urls
  default_redirect_uri                 = local.callback_urls[0]
  logout_urls                          = local.logout_urls
  explicit_auth_flows                  = local.auth_flows
  supported_identity_providers         = concat(["COGNITO"], local.provider_names)

  # Left out, a user could write every standard attribute, and app_user_id with it.
  read_attributes  = distinct(concat(["email", "email_verified"], local.own_id, sort(local.mapped_attributes), local.custom_readable))
  write_attributes = distinct(concat(["email"], sort(local.mapped_attributes), local.required_attributes, local.custom_writable))

  access_token_validity  = var.access_token_validity
  id_token_validity      = var.id_token_validity
  refresh_token_validity = var.refresh_token_validity

  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "days"
  }

  # Always written: the provider cannot remove the block later.
  refresh_token_rotation {
    feature                    = var.refresh_token_rotation.enabled ? "ENABLED" : "DISABLED"
    retry_grace_period_seconds = var.refresh_token_rotation.enabled ? var.refresh_token_rotation.grace_period_seconds : 0
  }

  auth_session_validity                         = 3
  enable_token_revocation                       = true
  enable_propagate_additional_user_context_data = false
  prevent_user_existence_errors                 = "ENABLED"

  # An import does not record it, and Terraform would make another client: every session would end (docs/howto/moving-in.md).
  lifecycle {
    ignore_changes = [generate_secret]
  }
}

# The secret, for the functions that call the token endpoint. A secure string under the account's own SSM key costs nothing and needs no right to the key.
resource "aws_ssm_parameter" "client_secret" {
  name        = "/${var.name}/cognito/client-secret"
  description = "Secret of the app client of ${var.name}; read by the functions with \"secret\": true."
  type        = "SecureString"
  # Null where Cognito no longer reports the first secret, which "./build.sh rotate-secret" has deleted; then the parameter is there already.
  value = coalesce(aws_cognito_user_pool_client.site.client_secret, "replaced")

  lifecycle {
    # "./build.sh rotate-secret" stores another secret of the same client here, and its id in the description. Another client has another secret.
    ignore_changes       = [value, description]
    replace_triggered_by = [aws_cognito_user_pool_client.site.id]
  }
}
