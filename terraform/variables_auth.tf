# The user pool, its app client and its hosted pages.

variable "user_pool_tier" {
  description = "Plan of the user pool: LITE, ESSENTIALS or PLUS. Refresh token rotation and passkeys need ESSENTIALS or PLUS."
  type        = string
  default     = "ESSENTIALS"
  nullable    = false

  validation {
    condition     = contains(["LITE", "ESSENTIALS", "PLUS"], var.user_pool_tier)
    error_message = "user_pool_tier must be \"LITE\", \"ESSENTIALS\" or \"PLUS\"."
  }
}

variable "threat_protection" {
  description = "Threat protection of the plan PLUS: AUDIT writes down the risk of each sign-in, ENFORCED also answers it as AWS does by default. OFF = none."
  type        = string
  default     = "OFF"
  nullable    = false

  validation {
    condition     = contains(["OFF", "AUDIT", "ENFORCED"], var.threat_protection)
    error_message = "threat_protection must be \"OFF\", \"AUDIT\" or \"ENFORCED\"."
  }
  validation {
    condition     = var.threat_protection == "OFF" || var.user_pool_tier == "PLUS"
    error_message = "threat_protection needs the plan PLUS: set user_pool_tier = \"PLUS\", or threat_protection = \"OFF\"."
  }
}

# A warning and no refusal: the way to PLUS and back may take two steps.
check "plus_protects" {
  assert {
    condition     = var.user_pool_tier != "PLUS" || var.threat_protection != "OFF"
    error_message = "The plan PLUS costs more for each user, and what it adds, threat protection, is off: set threat_protection = \"AUDIT\" or \"ENFORCED\"."
  }
}

variable "deletion_protection" {
  description = "ACTIVE refuses to delete the user pool, and with it all users. Apply once with INACTIVE before a destroy."
  type        = string
  default     = "ACTIVE"
  nullable    = false

  validation {
    condition     = contains(["ACTIVE", "INACTIVE"], var.deletion_protection)
    error_message = "deletion_protection must be \"ACTIVE\" or \"INACTIVE\"."
  }
}

variable "allow_sign_up" {
  description = "Whether visitors may register with a password. With false only an administrator creates users, and a first sign-in with one of identity_providers."
  type        = bool
  default     = true
  nullable    = false
}

variable "allowed_email_domains" {
  description = "Domains whose e-mail addresses may register, by the form or with an identity provider; a domain below one of them is another domain. Empty = everybody. What an administrator creates is not restricted."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for domain in var.allowed_email_domains : can(regex(local.host_name, domain)) && length(domain) <= 253])
    error_message = "Each of allowed_email_domains must be what stands after the @ of an address, in lower case, as in \"example.com\": no @, no https://, no * and no dot at the end."
  }
  validation {
    condition     = length(join(" ", var.allowed_email_domains)) <= 3072
    error_message = "allowed_email_domains is longer than 3 KB: all environment variables of a function together may have 4 KB."
  }
}

variable "app_user_id_in_tokens" {
  description = "Whether each user's custom:app_user_id is in the access and ID tokens, as the claim app_user_id. Needs the tier ESSENTIALS or PLUS; the pool then calls a function before every sign-in and every refresh, and issues no tokens while that fails."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.app_user_id_in_tokens || var.user_pool_tier != "LITE"
    error_message = "app_user_id_in_tokens needs the plan ESSENTIALS or PLUS: set user_pool_tier = \"ESSENTIALS\", or leave app_user_id_in_tokens off."
  }
}

variable "email_verification_subject" {
  description = "Subject of the mail with the verification code."
  type        = string
  default     = "Your verification code"
  nullable    = false

  validation {
    condition     = length(var.email_verification_subject) >= 1 && length(var.email_verification_subject) <= 140
    error_message = "email_verification_subject must have 1 to 140 characters."
  }
}

variable "email_verification_message" {
  description = "Text of the mail with the verification code; {####} is where the code stands."
  type        = string
  default     = "Your verification code is {####}."
  nullable    = false

  validation {
    condition     = strcontains(var.email_verification_message, "{####}") && length(var.email_verification_message) <= 20000
    error_message = "email_verification_message must contain {####}, where Cognito puts the code, and have at most 20000 characters."
  }
}

variable "mails_by_language" {
  description = "Language of the site, as in \"en\", in which the pool's mails are written for users of whom no other is known; those whose locale attribute or whose page says another get that one. The texts are in pkg/language/texts; email_verification_subject, email_verification_message and invitation stay as they are where they are set. null = Cognito's own words, without a function that every mail waits for."
  type        = string
  default     = null

  validation {
    condition     = var.mails_by_language == null ? true : can(regex("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", var.mails_by_language))
    error_message = "mails_by_language must be the code of a language that the site speaks: the name of a file in pkg/language/texts, as in \"en\"."
  }
}

variable "invitation" {
  description = "Mail to users whom an administrator creates: subject and message. {username} is where their address stands, {####} the temporary password; say which site it is and where. null = Cognito's own, which names neither."
  type = object({
    subject = string
    message = string
  })
  default = null

  validation {
    condition     = var.invitation == null ? true : length(var.invitation.subject) >= 1 && length(var.invitation.subject) <= 140 && !strcontains(var.invitation.subject, "\n")
    error_message = "invitation.subject must be one line of 1 to 140 characters."
  }
  validation {
    condition     = var.invitation == null ? true : strcontains(var.invitation.message, "{####}") && strcontains(var.invitation.message, "{username}")
    error_message = "invitation.message must contain {username} and {####}, where Cognito puts the address and the temporary password."
  }
  validation {
    condition     = var.invitation == null ? true : length(var.invitation.message) <= 20000
    error_message = "invitation.message must have at most 20000 characters."
  }
}

variable "email_configuration" {
  description = "Sender of the mails through Amazon SES: the ARN of a verified identity and the From address. Cognito's own sender, the default, sends 50 mails a day."
  type = object({
    source_arn             = string
    from_email_address     = string
    reply_to_email_address = optional(string)
  })
  default = null

  validation {
    condition     = var.email_configuration == null ? true : can(regex("^arn:aws[a-z-]*:ses:[a-z0-9-]+:[0-9]{12}:identity/.+$", var.email_configuration.source_arn))
    error_message = "email_configuration.source_arn must be the ARN of an SES identity, as in \"arn:aws:ses:eu-west-1:123456789012:identity/example.com\"."
  }
  validation {
    condition     = var.email_configuration == null ? true : can(regex("^([^<>]+ <[^@ <>]+@[^@ <>]+>|[^@ <>]+@[^@ <>]+)$", var.email_configuration.from_email_address))
    error_message = "email_configuration.from_email_address must be an address, as in \"hello@example.com\" or \"Example <hello@example.com>\"."
  }
}

variable "password_policy" {
  description = "What a password must have. Length counts more than classes of characters, so only length and the three basic classes are asked for."
  type = object({
    minimum_length                   = optional(number, 12)
    require_lowercase                = optional(bool, true)
    require_uppercase                = optional(bool, true)
    require_numbers                  = optional(bool, true)
    require_symbols                  = optional(bool, false)
    temporary_password_validity_days = optional(number, 7)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.password_policy.minimum_length >= 8 && var.password_policy.minimum_length <= 99
    error_message = "password_policy.minimum_length must be 8 to 99 characters: shorter passwords are guessed, and Cognito takes no more than 99."
  }
  validation {
    condition     = var.password_policy.temporary_password_validity_days >= 1 && var.password_policy.temporary_password_validity_days <= 365
    error_message = "password_policy.temporary_password_validity_days must be 1 to 365."
  }
}

variable "mfa_configuration" {
  description = "Second factor by an authenticator app (TOTP): OFF, OPTIONAL or ON, which means everybody must have one. Cognito's pages offer to set one up with ON only; with OPTIONAL that takes a page of your own."
  type        = string
  default     = "OPTIONAL"
  nullable    = false

  validation {
    condition     = contains(["OFF", "OPTIONAL", "ON"], var.mfa_configuration)
    error_message = "mfa_configuration must be \"OFF\", \"OPTIONAL\" or \"ON\"."
  }
}

variable "passkeys" {
  description = "Whether users may sign in with a passkey. Needs the tier ESSENTIALS or PLUS and domain_managed_login_version = 2."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.passkeys || var.user_pool_tier != "LITE"
    error_message = "passkeys need the plan ESSENTIALS or PLUS: set user_pool_tier = \"ESSENTIALS\", or leave passkeys off."
  }
  validation {
    condition     = !var.passkeys || var.domain_managed_login_version == 2
    error_message = "passkeys exist on managed login only: set domain_managed_login_version = 2, or leave passkeys off."
  }
  validation {
    condition     = !var.passkeys || var.mfa_configuration != "ON"
    error_message = "With MFA required Cognito accepts passkeys only where they count as two factors, a setting that the AWS provider does not have: set mfa_configuration = \"OPTIONAL\" or \"OFF\", or leave passkeys off."
  }
}

variable "passkey_relying_party_id" {
  description = "Domain that passkeys belong to: auth_domain, one above it, or the whole prefix domain. null = the domain of Cognito's pages. Whoever has a passkey of another domain cannot use it any more, so fix it before auth_domain comes or changes."
  type        = string
  default     = null

  validation {
    condition     = var.passkey_relying_party_id == null || var.passkeys
    error_message = "passkey_relying_party_id is for passkeys: set passkeys = true."
  }
  validation {
    condition     = var.passkey_relying_party_id == null ? true : can(regex(local.host_name, var.passkey_relying_party_id)) && (endswith(var.passkey_relying_party_id, ".amazoncognito.com") || try(var.auth_domain == var.passkey_relying_party_id || endswith(var.auth_domain, ".${var.passkey_relying_party_id}"), false))
    error_message = "passkey_relying_party_id must be auth_domain, a domain above it, or the whole prefix domain <prefix>.auth.<region>.amazoncognito.com, in lower case."
  }
}

variable "email_otp" {
  description = "Whether users may sign in with a code that is mailed to them, instead of a password. Needs the tier ESSENTIALS or PLUS, domain_managed_login_version = 2 and email_configuration."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.email_otp || var.user_pool_tier != "LITE"
    error_message = "email_otp needs the plan ESSENTIALS or PLUS: set user_pool_tier = \"ESSENTIALS\", or leave email_otp off."
  }
  validation {
    condition     = !var.email_otp || var.domain_managed_login_version == 2
    error_message = "Mailed codes as a first factor exist on managed login only: set domain_managed_login_version = 2, or leave email_otp off."
  }
  validation {
    condition     = !var.email_otp || var.email_configuration != null
    error_message = "Mailed codes as a first factor need a sender of your own: set email_configuration. Cognito's sends 50 mails a day."
  }
  validation {
    condition     = !var.email_otp || var.mfa_configuration != "ON"
    error_message = "With MFA required Cognito accepts passwords only as the first factor: set mfa_configuration = \"OPTIONAL\" or \"OFF\", or leave email_otp off."
  }
}

variable "user_groups" {
  description = "Groups of the pool. Routes with \"auth\": \"group:NAME\" need theirs here. Precedence starts at 1; the lower one wins."
  type = list(object({
    name        = string
    description = optional(string, "")
    precedence  = optional(number)
  }))
  default = [{ name = "admin", description = "May manage users", precedence = 1 }]

  nullable = false
  validation {
    condition     = alltrue([for group in var.user_groups : can(regex("^[A-Za-z0-9_-]{1,128}$", group.name))])
    error_message = "Each of user_groups needs a name of 1 to 128 letters, digits, hyphens and underscores."
  }
  validation {
    condition     = alltrue([for group in var.user_groups : coalesce(group.precedence, 1) >= 1])
    error_message = "The precedence of a group starts at 1: the provider does not send a 0."
  }
  validation {
    condition     = length(distinct(var.user_groups[*].name)) == length(var.user_groups)
    error_message = "user_groups names a group twice."
  }
}

variable "custom_attributes" {
  description = "Attributes of users beside Cognito's own, by name without \"custom:\". type: String (min and max length), Number (min and max, both needed), Boolean or DateTime. client_read puts it into ID tokens, client_write lets users and identity providers fill it in. Attributes can be added, never changed or removed."
  type = map(object({
    type         = optional(string, "String")
    min          = optional(number)
    max          = optional(number)
    client_read  = optional(bool, true)
    client_write = optional(bool, false)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.custom_attributes) : can(regex("^[a-zA-Z][a-zA-Z0-9_-]{0,19}$", name)) && name != "app_user_id"])
    error_message = "The name of a custom attribute must have 1 to 20 letters, digits, underscores and hyphens, begin with a letter and not with \"custom:\"; app_user_id is the site's own."
  }
  validation {
    condition     = length(var.custom_attributes) <= 48
    error_message = "A pool has at most 50 custom attributes, of which custom_attributes may take 48."
  }
  validation {
    condition     = alltrue([for attribute in values(var.custom_attributes) : contains(["String", "Number", "Boolean", "DateTime"], attribute.type)])
    error_message = "The type of a custom attribute must be String, Number, Boolean or DateTime."
  }
  validation {
    condition     = alltrue([for attribute in values(var.custom_attributes) : contains(["String", "Number"], attribute.type) || attribute.min == null && attribute.max == null])
    error_message = "Custom attributes of the types Boolean and DateTime have no min and max."
  }
  validation {
    condition     = alltrue([for attribute in values(var.custom_attributes) : attribute.type != "Number" || attribute.min != null && attribute.max != null])
    error_message = "A custom attribute of the type Number needs min and max: they cannot be added later."
  }
  validation {
    condition     = alltrue([for attribute in values(var.custom_attributes) : coalesce(attribute.min, 0) <= coalesce(attribute.max, 2048) && (attribute.type != "String" || coalesce(attribute.min, 0) >= 0 && coalesce(attribute.max, 2048) <= 2048)])
    error_message = "min of a custom attribute must not be above its max, and a String has 0 to 2048 characters."
  }
}

variable "client_access_token_validity" {
  description = "Minutes that an access token is valid. A signed-out or disabled user's token still verifies for so long."
  type        = number
  default     = 15
  nullable    = false

  validation {
    condition     = var.client_access_token_validity >= 5 && var.client_access_token_validity <= 1440
    error_message = "client_access_token_validity must be 5 to 1440 minutes."
  }
}

variable "client_id_token_validity" {
  description = "Minutes that an ID token is valid."
  type        = number
  default     = 15
  nullable    = false

  validation {
    condition     = var.client_id_token_validity >= 5 && var.client_id_token_validity <= 1440
    error_message = "client_id_token_validity must be 5 to 1440 minutes."
  }
}

variable "client_refresh_token_validity" {
  description = "Days that a user stays signed in. Rotation does not lengthen it."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.client_refresh_token_validity >= 1 && var.client_refresh_token_validity <= 3650
    error_message = "client_refresh_token_validity must be 1 to 3650 days."
  }
}

variable "client_refresh_token_rotation" {
  description = "Whether each refresh brings a new refresh token, and for how many seconds the old one still works (for tabs that refresh at the same time)."
  type = object({
    enabled              = optional(bool, true)
    grace_period_seconds = optional(number, 60)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.client_refresh_token_rotation.grace_period_seconds >= 0 && var.client_refresh_token_rotation.grace_period_seconds <= 60
    error_message = "client_refresh_token_rotation.grace_period_seconds must be 0 to 60."
  }
  validation {
    condition     = !var.client_refresh_token_rotation.enabled || var.user_pool_tier != "LITE"
    error_message = "Refresh token rotation needs the plan ESSENTIALS or PLUS: set user_pool_tier, or client_refresh_token_rotation = { enabled = false }."
  }
}

variable "domain_managed_login_version" {
  description = "Generation of Cognito's pages: 1 = classic hosted UI (styled by ui_customization_*), 2 = managed login."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = contains([1, 2], var.domain_managed_login_version)
    error_message = "domain_managed_login_version must be 1 (classic hosted UI) or 2 (managed login)."
  }
  validation {
    condition     = var.domain_managed_login_version == 1 || var.user_pool_tier != "LITE"
    error_message = "Managed login needs the plan ESSENTIALS or PLUS: set user_pool_tier = \"ESSENTIALS\", or domain_managed_login_version = 1."
  }
}

variable "ui_customization_css" {
  description = "Style sheet of the classic hosted pages; null = branding/login.css. At most 3 KB and only Cognito's *-customizable classes."
  type        = string
  default     = null
}

variable "ui_customization_logo" {
  description = "Logo of the classic hosted pages, PNG or JPEG of at most 100 KB; null = branding/logo.png."
  type        = string
  default     = null

  validation {
    condition     = var.ui_customization_logo == null ? true : can(regex("\\.(png|jpe?g)$", lower(var.ui_customization_logo)))
    error_message = "ui_customization_logo must be a .png, .jpg or .jpeg file."
  }
}
