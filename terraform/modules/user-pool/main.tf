# The user pool: e-mail address as user name, verified by a mailed code.

resource "aws_cognito_user_pool" "this" {
  count = var.existing == null ? 1 : 0

  name                = coalesce(var.pool_name, var.name)
  user_pool_tier      = var.tier
  deletion_protection = var.deletion_protection

  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]

  # Ada@example.com and ada@example.com are one person.
  username_configuration {
    case_sensitive = false
  }

  # Constraints are written out: AWS fills in those left out, and reading them back would look like a change.
  schema {
    name                = "email"
    attribute_data_type = "String"
    required            = true
    mutable             = true

    string_attribute_constraints {
      min_length = "0"
      max_length = "2048"
    }
  }

  # The application's own id of a user; a custom attribute cannot be renamed or removed later.
  schema {
    name                = "app_user_id"
    attribute_data_type = "String"
    required            = false
    mutable             = true

    string_attribute_constraints {
      min_length = "1"
      max_length = "64"
    }
  }

  dynamic "schema" {
    for_each = var.custom_attributes

    content {
      name                = schema.key
      attribute_data_type = schema.value.type
      required            = false
      mutable             = true

      dynamic "string_attribute_constraints" {
        for_each = schema.value.type == "String" ? [schema.value] : []

        content {
          min_length = coalesce(schema.value.min, 0)
          max_length = coalesce(schema.value.max, 2048)
        }
      }

      dynamic "number_attribute_constraints" {
        for_each = schema.value.type == "Number" ? [schema.value] : []

        content {
          min_value = schema.value.min
          max_value = schema.value.max
        }
      }
    }
  }

  admin_create_user_config {
    allow_admin_create_user_only = !var.allow_sign_up

    dynamic "invite_message_template" {
      for_each = var.invitation[*]

      content {
        email_subject = invite_message_template.value.subject
        email_message = invite_message_template.value.message
      }
    }
  }

  # Written with PLUS when it is off too: the provider takes a missing block for "as it is". No other plan knows it.
  dynamic "user_pool_add_ons" {
    for_each = var.tier == "PLUS" ? [var.threat_protection] : []

    content {
      advanced_security_mode = user_pool_add_ons.value
    }
  }

  password_policy {
    minimum_length                   = var.password_policy.minimum_length
    require_lowercase                = var.password_policy.require_lowercase
    require_uppercase                = var.password_policy.require_uppercase
    require_numbers                  = var.password_policy.require_numbers
    require_symbols                  = var.password_policy.require_symbols
    temporary_password_validity_days = var.password_policy.temporary_password_validity_days
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }

  # A new address counts only once its owner has typed the code; until then the old one stays.
  user_attribute_update_settings {
    attributes_require_verification_before_update = ["email"]
  }

  verification_message_template {
    default_email_option = "CONFIRM_WITH_CODE"
    email_subject        = var.email_verification_subject
    email_message        = var.email_verification_message
  }

  # Always written: the provider takes a missing block for "as it is", and the way back to Cognito's own sender would be lost.
  email_configuration {
    email_sending_account  = var.email_configuration == null ? "COGNITO_DEFAULT" : "DEVELOPER"
    source_arn             = try(var.email_configuration.source_arn, null)
    from_email_address     = try(var.email_configuration.from_email_address, null)
    reply_to_email_address = try(var.email_configuration.reply_to_email_address, null)
  }

  mfa_configuration = var.mfa_configuration

  dynamic "software_token_mfa_configuration" {
    for_each = var.mfa_configuration == "OFF" ? [] : [true]

    content {
      enabled = true
    }
  }

  dynamic "email_mfa_configuration" {
    for_each = var.email_mfa[*]

    content {
      subject = email_mfa_configuration.value.subject
      message = email_mfa_configuration.value.message
    }
  }

  # Written without passkeys too, for the same reason: switching them off would leave them on. The plan LITE knows no such policy.
  dynamic "sign_in_policy" {
    for_each = var.tier == "LITE" ? [] : [concat(["PASSWORD"], var.passkeys ? ["WEB_AUTHN"] : [], var.email_otp ? ["EMAIL_OTP"] : [])]

    content {
      allowed_first_auth_factors = sign_in_policy.value
    }
  }

  dynamic "web_authn_configuration" {
    for_each = var.passkeys ? [true] : []

    content {
      relying_party_id  = var.relying_party_id != null ? var.relying_party_id : local.custom ? var.custom_domain.name : "${var.domain_prefix}.auth.${var.region}.amazoncognito.com"
      user_verification = "preferred"
    }
  }

  # No device_configuration: a remembered device cannot refresh through the token endpoint (D-12).

  # A block without members reads back as a change, so it is there only where there are triggers (R-77).
  dynamic "lambda_config" {
    for_each = length(var.triggers) == 0 ? [] : [{ for event, function in var.triggers : event => function.arn }]

    content {
      create_auth_challenge          = lookup(lambda_config.value, "create_auth_challenge", null)
      custom_message                 = lookup(lambda_config.value, "custom_message", null)
      define_auth_challenge          = lookup(lambda_config.value, "define_auth_challenge", null)
      post_authentication            = lookup(lambda_config.value, "post_authentication", null)
      post_confirmation              = lookup(lambda_config.value, "post_confirmation", null)
      pre_authentication             = lookup(lambda_config.value, "pre_authentication", null)
      pre_sign_up                    = lookup(lambda_config.value, "pre_sign_up", null)
      user_migration                 = lookup(lambda_config.value, "user_migration", null)
      verify_auth_challenge_response = lookup(lambda_config.value, "verify_auth_challenge_response", null)

      # The second version of the event, the one that can change access tokens.
      dynamic "pre_token_generation_config" {
        for_each = contains(keys(lambda_config.value), "pre_token_generation") ? [lambda_config.value["pre_token_generation"]] : []

        content {
          lambda_arn     = pre_token_generation_config.value
          lambda_version = "V2_0"
        }
      }
    }
  }

  # AWS can add attributes to a pool but never change or remove one. The provider adds them in place, and refuses the rest without touching the pool;
  # "./build.sh deploy" refuses it before anything else is changed (R-69, D-06).
}

# There was one pool and no choice.
moved {
  from = aws_cognito_user_pool.this
  to   = aws_cognito_user_pool.this[0]
}

resource "aws_cognito_user_group" "this" {
  for_each = { for group in var.groups : group.name => group if var.create_groups }

  user_pool_id = local.pool_id
  name         = each.key
  description  = each.value.description
  precedence   = each.value.precedence
}

# The pool may call its triggers, no other pool may.
resource "aws_lambda_permission" "trigger" {
  for_each = var.triggers

  statement_id  = "user-pool-${replace(each.key, "_", "-")}"
  action        = "lambda:InvokeFunction"
  function_name = each.value.name
  principal     = "cognito-idp.amazonaws.com"
  source_arn    = local.pool_arn
}
