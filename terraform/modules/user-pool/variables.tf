variable "name" {
  description = "Name of the site; begins the names of its clients and parameters."
  type        = string
  nullable    = false
}

variable "pool_name" {
  description = "Name of the pool; null = name."
  type        = string
  default     = null
}

variable "issuer_type" {
  description = "Which issuer the tokens name: UPDATED, or ORIGINAL and, for the time of a change, BOTH."
  type        = string
  default     = "ORIGINAL"
  nullable    = false
}

variable "region" {
  description = "Region of the pool, for its addresses."
  type        = string
  nullable    = false
}

variable "existing" {
  description = "A pool that is managed elsewhere: its id, the domain of its pages or null, and its identity providers with the attributes that they fill in. null = a pool is made."
  type = object({
    id                 = string
    domain             = optional(string)
    identity_providers = optional(map(list(string)), {})
  })
  default = null
}

variable "create_groups" {
  description = "Whether groups are made. false = they are there."
  type        = bool
  default     = true
  nullable    = false
}

variable "tier" {
  description = "LITE, ESSENTIALS or PLUS."
  type        = string
  nullable    = false
}

variable "deletion_protection" {
  description = "ACTIVE or INACTIVE."
  type        = string
  nullable    = false
}

variable "allow_sign_up" {
  description = "Whether visitors may register by themselves."
  type        = bool
  nullable    = false
}

variable "email_verification_subject" {
  description = "Subject of the mail with the code."
  type        = string
  nullable    = false
}

variable "email_verification_message" {
  description = "Text of the mail with the code, with {####}."
  type        = string
  nullable    = false
}

variable "invitation" {
  description = "Subject and message of the mail to users whom an administrator creates, or null for Cognito's own."
  type = object({
    subject = string
    message = string
  })
  default = null
}

variable "threat_protection" {
  description = "OFF, AUDIT or ENFORCED; with the tier PLUS."
  type        = string
  default     = "OFF"
  nullable    = false
}

variable "email_configuration" {
  description = "SES sender, or null for Cognito's own."
  type = object({
    source_arn             = string
    from_email_address     = string
    reply_to_email_address = optional(string)
  })
  default = null
}

variable "password_policy" {
  description = "What a password must have."
  type = object({
    minimum_length                   = number
    require_lowercase                = bool
    require_uppercase                = bool
    require_numbers                  = bool
    require_symbols                  = bool
    temporary_password_validity_days = number
  })
  nullable = false
}

variable "mfa_configuration" {
  description = "OFF, OPTIONAL or ON."
  type        = string
  nullable    = false
}

variable "email_mfa" {
  description = "Mail with the code of a second factor; null = no such factor."
  type = object({
    subject = string
    message = string
  })
  default = null
}

variable "passkeys" {
  description = "Whether users may sign in with a passkey."
  type        = bool
  nullable    = false
}

variable "relying_party_id" {
  description = "Domain that passkeys belong to; null = that of the hosted pages."
  type        = string
  default     = null
}

variable "email_otp" {
  description = "Whether users may sign in with a mailed code."
  type        = bool
  default     = false
  nullable    = false
}

variable "groups" {
  description = "Groups of the pool."
  type = list(object({
    name        = string
    description = string
    precedence  = optional(number)
  }))
  nullable = false
}

variable "custom_attributes" {
  description = "Attributes of one's own, by name without \"custom:\"."
  type = map(object({
    type         = string
    min          = optional(number)
    max          = optional(number)
    client_read  = bool
    client_write = bool
  }))
  default  = {}
  nullable = false
}

variable "triggers" {
  description = "Event of the pool, as in post_confirmation, to the function that it calls."
  type = map(object({
    arn  = string
    name = string
  }))
  default  = {}
  nullable = false
}

variable "identity_providers" {
  description = "Providers to sign in with, by name; which settings belong to which type is checked by the root module."
  type = map(object({
    type              = string
    client_id         = optional(string)
    issuer            = optional(string)
    metadata_url      = optional(string)
    metadata_file     = optional(string)
    team_id           = optional(string)
    key_id            = optional(string)
    scopes            = optional(list(string))
    attribute_mapping = optional(map(string), {})
    identifiers       = optional(list(string), [])
  }))
  default  = {}
  nullable = false
}

variable "identity_provider_secrets" {
  description = "Client secret, or Apple's private key, of each of identity_providers that is not SAML."
  type        = map(string)
  default     = {}
  nullable    = false
  sensitive   = true
}

variable "base_urls" {
  description = "Origins that may use the sign-in; callback and sign-out URLs are made from them. The first is the site's own."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(distinct(var.base_urls)) == length(var.base_urls)
    error_message = "base_urls names an origin twice, or one of the site's own again."
  }
}

variable "access_token_validity" {
  description = "Minutes."
  type        = number
  nullable    = false
}

variable "id_token_validity" {
  description = "Minutes."
  type        = number
  nullable    = false
}

variable "refresh_token_validity" {
  description = "Days."
  type        = number
  nullable    = false
}

variable "refresh_token_rotation" {
  description = "Whether each refresh brings a new refresh token, and how long the old one still works."
  type = object({
    enabled              = bool
    grace_period_seconds = number
  })
  nullable = false
}

variable "managed_login_version" {
  description = "1 = classic hosted UI, 2 = managed login."
  type        = number
  nullable    = false
}

variable "domain_prefix" {
  description = "Prefix of the default domain."
  type        = string
  nullable    = false
}

variable "custom_domain" {
  description = "Own host name of the hosted pages and its certificate in us-east-1; its parent name must have an A record. null = the prefix domain."
  type = object({
    name            = string
    certificate_arn = string
  })
  default = null
}

variable "css_file" {
  description = "Style sheet of the classic hosted pages."
  type        = string
  nullable    = false

  validation {
    condition     = fileexists(var.css_file)
    error_message = "The style sheet of the hosted pages (ui_customization_css) does not exist."
  }
}

variable "logo_file" {
  description = "Logo of the classic hosted pages."
  type        = string
  nullable    = false

  validation {
    condition     = fileexists(var.logo_file)
    error_message = "The logo of the hosted pages (ui_customization_logo) does not exist."
  }
}
