# The pool: the one that is made in main.tf, or one that is managed elsewhere, which is looked at and never changed.

locals {
  existing = var.existing != null
  found    = one(data.aws_cognito_user_pool.existing)
  pool_id  = local.existing ? local.found.user_pool_id : aws_cognito_user_pool.this[0].id
  pool_arn = local.existing ? local.found.arn : aws_cognito_user_pool.this[0].arn

  existing_providers = try(var.existing.identity_providers, {})
  found_attributes   = local.existing ? local.found.schema_attributes : []

  # AWS refuses a client that cannot write what the pool requires. A pool that is made here requires the address alone.
  required_attributes = [for attribute in local.found_attributes : attribute.name if attribute.required && !contains(["sub", "email"], attribute.name)]

  # A pool that lacks the attribute for the application's own id of a user works without it.
  own_id = !local.existing || contains(local.found_attributes[*].name, "custom:app_user_id") ? ["custom:app_user_id"] : []
}

data "aws_cognito_user_pool" "existing" {
  count = local.existing ? 1 : 0

  user_pool_id = var.existing.id

  # What a pool does not have, the provider reports as null or as an empty list.
  lifecycle {
    postcondition {
      condition     = try(contains(self.username_attributes, "email"), false)
      error_message = "The user pool ${self.user_pool_id} has ${try(join(" and ", self.username_attributes), "") == "" ? "user names of its own" : join(" and ", self.username_attributes)} for signing in, and the site needs the e-mail address (UsernameAttributes = [email]). AWS cannot change that of a pool: the users would have to move to a new one."
    }
    postcondition {
      condition     = try(contains(self.auto_verified_attributes, "email"), false)
      error_message = "The user pool ${self.user_pool_id} does not verify e-mail addresses, and the site trusts verified ones only. Where the pool is managed, let Cognito verify email (AutoVerifiedAttributes)."
    }
    postcondition {
      condition     = anytrue([for attribute in self.schema_attributes : attribute.name == "email" && attribute.required])
      error_message = "The user pool ${self.user_pool_id} has users without an e-mail address: email is not a required attribute. AWS cannot change that of a pool."
    }
    postcondition {
      condition     = try(length(self.device_configuration), 0) == 0
      error_message = "The user pool ${self.user_pool_id} remembers devices, and a refresh at the token endpoint cannot name one: sessions would end with their first tokens. Where the pool is managed, set device tracking to \"Don't remember\"."
    }
    postcondition {
      condition     = length(setsubtract([for name in keys(var.custom_attributes) : "custom:${name}"], self.schema_attributes[*].name)) == 0
      error_message = "The user pool ${self.user_pool_id} has no attributes ${join(", ", setsubtract([for name in keys(var.custom_attributes) : "custom:${name}"], self.schema_attributes[*].name))}. Add them where the pool is managed, or take them out of custom_attributes."
    }
    postcondition {
      condition     = var.existing.domain == null ? true : contains(compact([self.domain, self.custom_domain]), var.existing.domain)
      error_message = "The user pool ${self.user_pool_id} does not have the domain ${var.existing.domain == null ? "" : var.existing.domain}. It has ${coalesce(join(" and ", compact([self.domain, self.custom_domain])), "none")}. Set user_pool_domain to one of these, or leave it out where the pool has none."
    }
    postcondition {
      condition     = var.existing.domain != null || length(compact([self.domain])) == 0 ? true : self.domain == var.domain_prefix
      error_message = "The user pool ${self.user_pool_id} has the domain ${join("", compact([self.domain]))} already, and a pool can have one prefix only: set user_pool_domain to it."
    }
  }
}

# Where groups are not made, they must be there. The id is the variable's, so that the plan can look.
data "aws_cognito_user_groups" "existing" {
  count = local.existing && !var.create_groups ? 1 : 0

  user_pool_id = var.existing.id

  lifecycle {
    postcondition {
      condition     = length(setsubtract(var.groups[*].name, try(self.groups[*].group_name, []))) == 0
      error_message = "The user pool ${self.user_pool_id} has no groups ${join(", ", setsubtract(var.groups[*].name, try(self.groups[*].group_name, [])))}. Make them where the pool is managed, or set create_user_groups = true."
    }
  }
}
