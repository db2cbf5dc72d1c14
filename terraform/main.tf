# The site: routes.json says which functions there are, and everything else follows from it.
#
# No circle comes up because the API needs no function to exist, and triggers know nothing of the pool:
#   API and its stage -> site's address -> app client -> environment of the functions -> integrations, routes
#   triggers -> pool -> rights of the triggers in the pool

data "aws_caller_identity" "current" {}

locals {
  listed = jsondecode(file("${path.module}/../functions/routes.json"))

  # A trigger that depends on a setting is left out without it: each registration would wait for a function that has nothing to do.
  # A pool that is managed elsewhere has triggers of its own or none.
  functions = {
    for name, entry in local.listed : name => entry
    if(!can(entry.setting) || lookup(local.settings, try(entry.setting, ""), "") != "") && !(can(entry.trigger) && var.user_pool_id != null)
  }
  triggers = { for name, entry in local.functions : name => entry if can(entry.trigger) }
  pages    = { for name, entry in local.functions : name => entry if !can(entry.trigger) }

  pool_triggers = { for name, entry in local.triggers : entry.trigger => { arn = module.trigger[name].arn, name = module.trigger[name].name } }

  # An HTTP API passes HEAD on only by a route for it, so each route of GET brings one along, as pkg/routes has it.
  route_keys = { for name, entry in local.pages : name => concat(try(entry.routes, []), [for key in try(entry.routes, []) : "HEAD ${trimprefix(key, "GET ")}" if startswith(key, "GET ")]) }

  # A route that is listed twice is an error here; merge() would let one of the two win silently.
  routes = { for route in flatten([for name, keys in local.route_keys : [for key in keys : { key = key, name = name }]]) : route.key => route.name }

  # Google as it was set up first is a provider like the others.
  identity_providers = merge(
    var.identity_providers,
    nonsensitive(var.google == null) ? {} : { Google = {
      type   = "Google", client_id = nonsensitive(try(var.google.client_id, null)), issuer = null, metadata_url = null, metadata_file = null, team_id = null, key_id = null
      scopes = null, attribute_mapping = {}, identifiers = [], trust_email = false
    } },
  )
  existing_pool = var.user_pool_id == null ? null : {
    id                 = var.user_pool_id
    domain             = var.user_pool_domain
    identity_providers = { for name, provider in var.user_pool_identity_providers : name => provider.attributes }
  }

  identity_provider_secrets = merge(var.identity_provider_secrets, nonsensitive(var.google == null) ? {} : { Google = try(var.google.client_secret, null) })

  provider_names = concat(keys(local.identity_providers), keys(var.user_pool_identity_providers))

  dist_dir = coalesce(var.dist_dir, "${path.module}/../dist")
}

module "function" {
  source   = "./modules/function"
  for_each = local.pages

  name        = "${var.name}-${each.key}"
  description = try(join(", ", each.value.routes), "Runs by itself: ${each.value.schedule}")
  zip         = "${local.dist_dir}/${each.key}.zip"
  memory_size = try(each.value.memory, 128)
  timeout     = try(each.value.timeout, 10)
  environment = local.environments[each.key]
  vpc         = lookup(var.function_vpc, each.key, null)
  statements  = local.statements[each.key]

  permissions_boundary  = var.role_permissions_boundary
  role_path             = var.role_path
  architecture          = var.architecture
  reserved_concurrency  = var.reserved_concurrency
  log_level             = var.log_level
  log_retention_in_days = var.cloudwatch_logs_retention_in_days
}

# Triggers are a block of their own, and their environment holds nothing of the pool: both would be a circle (R-78).
module "trigger" {
  source   = "./modules/function"
  for_each = local.triggers

  name        = "${var.name}-${each.key}"
  description = "Trigger ${each.value.trigger} of the user pool"
  zip         = "${local.dist_dir}/${each.key}.zip"
  memory_size = try(each.value.memory, 128)
  timeout     = try(each.value.timeout, 5)
  environment = local.trigger_environments[each.key]
  vpc         = lookup(var.function_vpc, each.key, null)

  permissions_boundary  = var.role_permissions_boundary
  role_path             = var.role_path
  architecture          = var.architecture
  reserved_concurrency  = var.reserved_concurrency
  log_level             = var.log_level
  log_retention_in_days = var.cloudwatch_logs_retention_in_days
}

# What a trigger may do in the pool is added once the pool exists, and what it may do elsewhere with it.
resource "aws_iam_role_policy" "trigger" {
  for_each = { for name, entry in local.triggers : name => entry if try(length(entry.calls), 0) > 0 || can(entry.policy) }

  name = "user-pool"
  role = module.trigger[each.key].role_name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [for statement in local.call_statements[each.key] : {
      Effect   = "Allow"
      Action   = statement.actions
      Resource = statement.resources
    }]
  })
}

module "api" {
  source = "./modules/http-api"

  name                  = var.name
  functions             = { for name, function in module.function : name => { name = function.name, invoke_arn = function.invoke_arn } if !contains(keys(local.schedules), name) }
  routes                = local.routes
  throttling            = var.throttling
  log_retention_in_days = var.cloudwatch_logs_retention_in_days
  default_address_open  = var.default_address_open
  domain_name           = local.site_domain # with CloudFront too, so that the name answers by either way while its records change
  certificate_arn       = local.site_certificate_arn
}

module "user_pool" {
  source = "./modules/user-pool"

  name                       = var.name
  pool_name                  = var.user_pool_name
  region                     = var.aws_region
  issuer_type                = var.issuer_type
  existing                   = local.existing_pool
  create_groups              = coalesce(var.create_user_groups, var.user_pool_id == null)
  tier                       = var.user_pool_tier
  deletion_protection        = var.deletion_protection
  allow_sign_up              = var.allow_sign_up
  email_verification_subject = var.email_verification_subject
  email_verification_message = var.email_verification_message
  invitation                 = var.invitation
  threat_protection          = var.threat_protection
  email_configuration        = var.email_configuration
  password_policy            = var.password_policy
  mfa_configuration          = var.mfa_configuration
  email_mfa                  = var.email_mfa
  passkeys                   = var.passkeys
  relying_party_id           = var.passkey_relying_party_id
  email_otp                  = var.email_otp
  groups                     = var.user_groups
  custom_attributes          = var.custom_attributes
  identity_providers         = local.identity_providers
  identity_provider_secrets  = local.identity_provider_secrets
  base_urls                  = concat([local.site_url], local.other_addresses, var.base_urls)
  access_token_validity      = var.client_access_token_validity
  id_token_validity          = var.client_id_token_validity
  refresh_token_validity     = var.client_refresh_token_validity
  refresh_token_rotation     = var.client_refresh_token_rotation
  managed_login_version      = var.domain_managed_login_version
  domain_prefix              = local.domain_prefix
  custom_domain              = local.auth_domain == null ? null : { name = local.auth_domain, certificate_arn = terraform_data.auth_domain[0].output.certificate_arn }
  css_file                   = coalesce(var.ui_customization_css, "${path.module}/branding/login.css")
  logo_file                  = coalesce(var.ui_customization_logo, "${path.module}/branding/logo.png")
  triggers                   = local.pool_triggers
}

module "monitoring" {
  source = "./modules/monitoring"

  name          = var.name
  region        = var.aws_region
  functions     = { for name, function in merge(module.function, module.trigger) : name => function.name }
  log_groups    = { for name, function in merge(module.function, module.trigger) : name => function.log_group_name }
  api_id        = module.api.id
  alarm_actions = var.alarm_actions
  alarm_email   = var.alarm_email
}
