# A user pool that is managed elsewhere: the site makes its app clients there, and leaves the pool as it is.

variable "user_pool_id" {
  description = "A user pool that is there already and managed elsewhere, in aws_region. The site makes its app clients there, groups and a prefix domain where asked, and never changes the pool: variables that are settings of a pool are refused. null = the site has a pool of its own. A site keeps the kind of pool that it began with."
  type        = string
  default     = null

  validation {
    condition     = var.user_pool_id == null ? true : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]_[0-9A-Za-z]{1,40}$", var.user_pool_id))
    error_message = "user_pool_id must be the id of a user pool, as in \"eu-west-1_AbCdEf123\"."
  }
  validation {
    condition     = var.user_pool_id == null ? true : startswith(var.user_pool_id, "${var.aws_region}_") || !can(regex("_", var.user_pool_id))
    error_message = "The pool user_pool_id is in another region than aws_region: functions and pool must be in the same one."
  }
  validation {
    condition     = var.user_pool_id == null || length(local.settings_of_a_pool) == 0
    error_message = "With user_pool_id the pool is managed elsewhere, and so is what these variables set: ${join(", ", local.settings_of_a_pool)}. Leave them out, and set the pool itself where it is managed."
  }
  validation {
    condition     = var.user_pool_id == null || !var.waf || var.cdn
    error_message = "With user_pool_id the firewall guards the site only, and for that it needs cdn = true: a pool has one web ACL, and it is the pool's owner who chooses it."
  }
}

variable "user_pool_domain" {
  description = "With user_pool_id: the domain of that pool's pages, its prefix or its own host name. null = the pool has no domain, and gets the prefix domain."
  type        = string
  default     = null

  validation {
    condition     = var.user_pool_domain == null || var.user_pool_id != null
    error_message = "user_pool_domain is the domain of a pool that is there already: set user_pool_id. A pool of the site's own has domain and auth_domain."
  }
  validation {
    condition     = var.user_pool_domain == null ? true : can(regex("^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", var.user_pool_domain))
    error_message = "user_pool_domain must be a prefix, as in \"my-company\", or a host name, as in \"auth.example.com\": no https://, and the prefix without .auth.<region>.amazoncognito.com."
  }
  validation {
    condition     = var.user_pool_domain == null ? true : !endswith(var.user_pool_domain, ".amazoncognito.com")
    error_message = "Of a prefix domain, user_pool_domain names what stands before .auth.<region>.amazoncognito.com."
  }
  validation {
    condition     = var.user_pool_domain == null || var.domain == null && var.auth_domain == null
    error_message = "user_pool_domain is a domain that is there already: leave out domain and auth_domain, which would make another."
  }
}

variable "user_pool_identity_providers" {
  description = "With user_pool_id: identity providers of that pool to sign in with, by name. attributes: what the pool maps from that provider, which the site's app client must be able to write, or Cognito refuses the sign-in."
  type = map(object({
    attributes = optional(list(string), ["email"])
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(var.user_pool_identity_providers) == 0 || var.user_pool_id != null
    error_message = "user_pool_identity_providers are those of a pool that is there already: set user_pool_id, or make providers with identity_providers."
  }
  validation {
    condition     = alltrue([for name in keys(var.user_pool_identity_providers) : can(regex("^[A-Za-z0-9][A-Za-z0-9.-]{1,30}[A-Za-z0-9]$", name)) && upper(name) != "COGNITO"])
    error_message = "Each name in user_pool_identity_providers must have 3 to 32 letters, digits, dots and hyphens, as /auth/login?idp=NAME takes it, and not be COGNITO, which is the pool itself."
  }
}

variable "user_pool_name" {
  description = "Name of the site's own pool, where it is another than the site's: that of a pool that is imported. Nobody sees it but in the console. null = name."
  type        = string
  default     = null

  validation {
    condition     = var.user_pool_name == null ? true : can(regex("^[A-Za-z0-9 _+=,.@-]{1,128}$", var.user_pool_name))
    error_message = "user_pool_name must have 1 to 128 letters, digits, spaces and characters of _+=,.@- as Cognito allows them."
  }
}

variable "create_user_groups" {
  description = "Whether the groups of user_groups are made. false = they must be there. null = they are made in a pool of the site's own, and not with user_pool_id."
  type        = bool
  default     = null

  validation {
    condition     = var.create_user_groups != false || var.user_pool_id != null
    error_message = "create_user_groups = false needs user_pool_id: a pool of the site's own has no groups but those that are made."
  }
}

locals {
  # Settings of a pool that have another value than their default, which is in their own files.
  settings_of_a_pool = [for name, set in {
    allow_sign_up              = !var.allow_sign_up
    app_user_id_in_tokens      = var.app_user_id_in_tokens
    allowed_email_domains      = length(var.allowed_email_domains) > 0
    email_configuration        = var.email_configuration != null
    email_mfa                  = var.email_mfa != null
    email_verification_message = var.email_verification_message != "Your verification code is {####}."
    email_verification_subject = var.email_verification_subject != "Your verification code"
    google                     = nonsensitive(var.google != null)
    identity_providers         = length(var.identity_providers) > 0
    invitation                 = var.invitation != null
    mails_by_language          = var.mails_by_language != null
    mfa_configuration          = var.mfa_configuration != "OPTIONAL"
    passkey_relying_party_id   = var.passkey_relying_party_id != null
    password_policy            = jsonencode(var.password_policy) != jsonencode({ minimum_length = 12, require_lowercase = true, require_numbers = true, require_symbols = false, require_uppercase = true, temporary_password_validity_days = 7 })
    threat_protection          = var.threat_protection != "OFF"
    ui_customization_css       = var.ui_customization_css != null
    ui_customization_logo      = var.ui_customization_logo != null
    user_pool_name             = var.user_pool_name != null
  } : name if set]
}
