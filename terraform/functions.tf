# What each function is told (its environment) and what it may do (its calls), by the words in routes.json.

locals {
  # A replica has the pool's id in another Region.
  pool_arns = concat([module.user_pool.arn], [for region in var.second_region[*] : replace(module.user_pool.arn, ":${var.aws_region}:", ":${region}:")])

  # What a function may do in AWS: its calls of this one pool, each of them named in routes.json, and a policy of your own for other services.
  # The calls are exactly what the code makes; a test compares the two (D-05).
  call_statements = {
    for name, entry in local.functions : name => concat(
      [for calls in [try(entry.calls, [])] : { actions = [for call in sort(calls) : "cognito-idp:${call}"], resources = local.pool_arns } if length(calls) > 0],
      [for statement in try(local.own_policies[entry.policy], []) : { actions = statement.actions, resources = statement.resources }],
    ) if try(length(entry.calls), 0) > 0 || can(entry.policy)
  }

  statements = {
    for name, entry in local.pages : name => concat(
      lookup(local.call_statements, name, []),
      [for secret in [try(entry.secret, false)] : { actions = ["ssm:GetParameter"], resources = [module.user_pool.client_secret_parameter_arn] } if secret],
      try(entry.client, "") == "account" ? [{ actions = ["ssm:GetParameter"], resources = [module.user_pool.account_client_secret_parameter_arn] }] : [],
      local.sign_out_statements[name],
    )
  }

  given_settings = merge(var.function_environment, local.own_settings)

  # The variables that a function lists of its own. What the site tells it goes above them.
  own_environments = {
    for name, entry in local.functions : name => { for variable in try(entry.environment, []) : variable => local.given_settings[variable] if can(length(local.given_settings[variable])) }
  }

  # An instance serves one event at a time. A function can choose one processor itself (pkg/lambda/gomaxprocs), but only when Go has set up two:
  # being told so before the start saves a twentieth of a cold start. function_environment may say otherwise.
  one_processor = { GOMAXPROCS = "1" }

  environments = {
    for name, entry in local.pages : name => merge(
      local.one_processor,
      local.own_environments[name],
      {
        BASE_URL             = local.site_url
        COGNITO_USER_POOL_ID = module.user_pool.id
        COGNITO_CLIENT_ID    = module.user_pool.client_id
        COGNITO_DOMAIN       = local.hosted_ui_url
        LOG_LEVEL            = var.log_level
      },
      can(entry.auth) ? { ROUTE_AUTH = entry.auth } : {},
      length(local.provider_names) == 0 ? {} : { COGNITO_IDENTITY_PROVIDERS = join(" ", local.provider_names) },
      var.issuer_type == "ORIGINAL" ? {} : { COGNITO_ISSUER_TYPE = var.issuer_type },
      var.failover ? { COGNITO_REGION = var.second_region } : {},
      module.user_pool.allow_sign_up ? {} : { COGNITO_SIGN_UP = "off" },
      var.hsts_include_subdomains ? { HSTS_SUBDOMAINS = "on" } : {},
      var.security_contact == null ? {} : { SECURITY_CONTACT = var.security_contact },
      var.migrate_from == null ? {} : { MIGRATE_FROM = var.migrate_from },
      var.migrate_from == null || var.migrate_cookie_domain == null ? {} : { MIGRATE_COOKIE_DOMAIN = var.migrate_cookie_domain },
      var.jwks == "" ? {} : { COGNITO_JWKS = var.jwks },
      # The name of the secret, never the secret.
      try(entry.secret, false) ? { COGNITO_CLIENT_SECRET_PARAMETER = module.user_pool.client_secret_parameter } : {},
      # With the other app client come the settings of the pool that its pages need to know.
      try(entry.client, "") == "account" ? {
        COGNITO_ACCOUNT_CLIENT_ID               = module.user_pool.account_client_id
        COGNITO_ACCOUNT_CLIENT_SECRET_PARAMETER = module.user_pool.account_client_secret_parameter
        COGNITO_MFA                             = module.user_pool.mfa_configuration
        COGNITO_PASSKEYS                        = var.passkeys ? "on" : "off"
      } : {},
      try(entry.client, "") == "account" && length(var.allowed_email_domains) > 0 ? { ALLOWED_EMAIL_DOMAINS = local.settings.allowed_email_domains } : {},
      # Who invites is asked for language and message only where a function words the mail.
      contains(try(entry.calls, []), "AdminCreateUser") && var.mails_by_language != null && var.invitation == null ? { COGNITO_INVITATIONS_BY_LANGUAGE = "on" } : {},
      # The cookies live as long as the refresh token in them; 30 days is what the site takes for granted (D-09).
      var.client_refresh_token_validity == 30 ? {} : { SESSION_MAX_AGE = "${var.client_refresh_token_validity * 24}h" },
      local.sign_out_environments[name],
    )
  }

  # The name of a setting in routes.json to what the function is told, in the variable of that name in capitals. Empty: there is no such function.
  settings = {
    allowed_email_domains = join(" ", var.allowed_email_domains)
    app_user_id_in_tokens = var.app_user_id_in_tokens ? "on" : ""
    mails_by_language     = var.mails_by_language == null ? "" : var.mails_by_language
  }

  trigger_environments = {
    for name, entry in local.triggers : name => merge(
      local.one_processor,
      local.own_environments[name],
      { LOG_LEVEL = var.log_level },
      can(entry.setting) ? { (upper(entry.setting)) = local.settings[entry.setting] } : {},
      try(entry.trigger == "pre_sign_up", false) && length(local.trusted_providers) > 0 ? { COGNITO_TRUSTED_PROVIDERS = join(" ", local.trusted_providers) } : {},
      # An invitation names the site.
      try(entry.trigger == "custom_message", false) ? { BASE_URL = local.site_url } : {},
      try(entry.trigger == "custom_message", false) && length(local.own_mails) > 0 ? { COGNITO_OWN_MAILS = join(" ", local.own_mails) } : {},
    )
  }

  # Mails whose words are set stay as they are in every language.
  own_mails = compact([
    var.email_verification_subject != "Your verification code" || var.email_verification_message != "Your verification code is {####}." ? "code" : "",
    var.invitation != null ? "invitation" : "",
  ])

  trusted_providers = [for name, provider in local.identity_providers : name if provider.trust_email]

  pool_events = [
    "create_auth_challenge", "custom_message", "define_auth_challenge", "post_authentication", "post_confirmation", "pre_authentication",
    "pre_sign_up", "pre_token_generation", "user_migration", "verify_auth_challenge_response",
  ]
  unknown_policies = [for name, entry in local.listed : "${name} (${entry.policy})" if try(!contains(keys(local.own_policies), entry.policy), false)]
  unknown_rights   = [for name, entry in local.pages : "${name} (${try(entry.auth, "none")})" if !can(entry.schedule) && !can(regex("^(public|optional|user|group:[A-Za-z0-9_-]{1,128})$", entry.auth))]
  loose_calls      = flatten([for name, entry in local.listed : [for call in try(entry.calls, []) : "${name} (${call})" if !can(regex("^[A-Z][A-Za-z]{2,63}$", call))]])
  own_statements   = flatten(values(local.own_policies))
  loose_actions    = [for action in flatten(local.own_statements[*].actions) : action if strcontains(action, "*")]
  # A star may stand for what is in a bucket or below a table, never for which.
  loose_resources = [for resource in flatten(local.own_statements[*].resources) : resource if strcontains(trimsuffix(resource, "/*"), "*")]

  # Where a service is, AWS knows.
  missing_variables = flatten([for name, entry in local.functions : [
    for variable in try(entry.environment, []) : "${name} (${variable})" if !startswith(variable, "AWS_ENDPOINT_URL_") && !can(local.own_environments[name][variable])
  ]])
  unused_variables = setsubtract(keys(var.function_environment), flatten([for entry in values(local.listed) : try(entry.environment, [])]))

  # The client secret's functions call Cognito's public endpoints for every visitor; they are the site's own, and nothing of theirs is in a VPC.
  stray_networks = [for name in keys(var.function_vpc) : name if !contains(keys(local.functions), name) || try(local.functions[name].secret, false)]

  unknown_settings = [for name, entry in local.listed : "${name} (${entry.setting})" if try(!contains(keys(local.settings), entry.setting), false)]
  unknown_events   = [for name, entry in local.listed : "${name} (${entry.trigger})" if try(!contains(local.pool_events, entry.trigger), false)]
  missing_groups = setsubtract(
    [for entry in values(local.pages) : trimprefix(entry.auth, "group:") if startswith(try(entry.auth, ""), "group:")],
    var.user_groups[*].name,
  )
}

# Mistakes in routes.json, told while planning.
resource "terraform_data" "routes" {
  lifecycle {
    precondition {
      condition     = length(local.unknown_policies) == 0
      error_message = "functions/routes.json names a policy that terraform/own_policies.tf does not have: ${join(", ", local.unknown_policies)}. There are: ${join(", ", keys(local.own_policies))}. Calls of Cognito are listed as \"calls\"."
    }
    precondition {
      condition     = length(local.unknown_rights) == 0
      error_message = "functions/routes.json has access rights that nobody knows: ${join(", ", local.unknown_rights)}. There are: public, optional, user, group:NAME."
    }
    precondition {
      condition     = length(local.loose_calls) == 0
      error_message = "functions/routes.json lists calls that are no operation of a user pool: ${join(", ", local.loose_calls)}. Name each one, as in AdminDeleteUser."
    }
    precondition {
      condition     = length(local.loose_actions) == 0
      error_message = "terraform/own_policies.tf allows too much: ${join(", ", local.loose_actions)}. Name each SDK call that the function makes."
    }
    precondition {
      condition     = length(local.loose_resources) == 0
      error_message = "terraform/own_policies.tf allows too much: ${join(", ", local.loose_resources)}. Name each resource; a star may only end one, as in arn:aws:s3:::my-files/*."
    }
    precondition {
      condition     = length(local.missing_variables) == 0
      error_message = "functions/routes.json lists variables that have no value: ${join(", ", local.missing_variables)}. Set them in function_environment."
    }
    precondition {
      condition     = length(local.unused_variables) == 0
      error_message = "function_environment has variables that no function lists in functions/routes.json: ${join(", ", local.unused_variables)}."
    }
    precondition {
      condition     = length(local.stray_networks) == 0
      error_message = "function_vpc names what cannot be in a VPC: ${join(", ", local.stray_networks)}. It is for functions of your own, by their name in functions/routes.json; those that sign visitors in and out must reach Cognito."
    }
    precondition {
      condition     = length(local.unknown_settings) == 0
      error_message = "functions/routes.json names a setting that terraform/functions.tf does not have: ${join(", ", local.unknown_settings)}. There are: ${join(", ", keys(local.settings))}."
    }
    precondition {
      condition     = length(local.unknown_events) == 0
      error_message = "functions/routes.json names a trigger that Cognito does not have: ${join(", ", local.unknown_events)}. There are: ${join(", ", local.pool_events)}."
    }
    precondition {
      condition     = length(distinct(values(local.triggers)[*].trigger)) == length(local.triggers)
      error_message = "functions/routes.json has two functions for the same trigger; a pool calls one function for each event."
    }
    precondition {
      condition     = length(local.missing_groups) == 0
      error_message = "functions/routes.json lets in groups that the pool does not have: ${join(", ", local.missing_groups)}. Add them to user_groups."
    }
  }
}
