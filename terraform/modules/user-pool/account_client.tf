# A second app client, for the function that looks after a visitor's own account. Its access token may read and change its user, which the
# site's own may not: the scope is allowed here and nowhere else, the token is valid for ten minutes, and no page takes it for a session.

locals {
  account_callback_urls = [for url in var.base_urls : "${url}/account/authorized"]
  # Where managed login returns to after a passkey was added.
  passkey_return_urls = [for url in var.base_urls : "${url}/account/passkeys" if var.passkeys]
}

resource "aws_cognito_user_pool_client" "account" {
  user_pool_id    = local.pool_id
  name            = "${var.name}-account"
  generate_secret = true

  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = ["openid", "aws.cognito.signin.user.admin"]
  callback_urls                        = concat(local.account_callback_urls, local.passkey_return_urls)
  default_redirect_uri                 = local.account_callback_urls[0]
  supported_identity_providers         = concat(["COGNITO"], local.provider_names)

  # The one flow that never sends a password; an empty list would mean AWS' default flows.
  explicit_auth_flows = concat(["ALLOW_USER_SRP_AUTH"], var.passkeys ? ["ALLOW_USER_AUTH"] : [])

  # What visitors can download of themselves. AWS demands that a client can write required attributes and those that a provider maps.
  read_attributes = distinct(concat([
    "address", "birthdate", "email", "email_verified", "family_name", "gender", "given_name", "locale", "middle_name", "name", "nickname",
    "phone_number", "phone_number_verified", "picture", "preferred_username", "profile", "updated_at", "website", "zoneinfo",
  ], local.own_id, sort(local.mapped_attributes), local.custom_readable))
  write_attributes = distinct(concat(["email"], sort(local.mapped_attributes), local.required_attributes))

  # The function keeps no refresh token. An hour is the shortest validity that AWS allows.
  access_token_validity  = 10
  id_token_validity      = 10
  refresh_token_validity = 60

  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "minutes"
  }

  refresh_token_rotation {
    feature                    = var.refresh_token_rotation.enabled ? "ENABLED" : "DISABLED"
    retry_grace_period_seconds = 0
  }

  auth_session_validity                         = 3
  enable_token_revocation                       = true
  enable_propagate_additional_user_context_data = false
  prevent_user_existence_errors                 = "ENABLED"
}

resource "aws_ssm_parameter" "account_client_secret" {
  name        = "/${var.name}/cognito/account-client-secret"
  description = "Secret of the account client of ${var.name}; read by the function with \"client\": \"account\"."
  type        = "SecureString"
  value       = coalesce(aws_cognito_user_pool_client.account.client_secret, "replaced")

  # As the site's own: "./build.sh rotate-secret" stores another one.
  lifecycle {
    ignore_changes       = [value, description]
    replace_triggered_by = [aws_cognito_user_pool_client.account.id]
  }
}
