# Identity providers: where users sign in who have no password here.

locals {
  social_types = ["Facebook", "Google", "LoginWithAmazon", "SignInWithApple"]

  # What of a user a provider may fill in: Cognito's standard attributes, and username for what identifies the user at the provider.
  standard_attributes = [
    "address", "birthdate", "email", "email_verified", "family_name", "gender", "given_name", "locale", "middle_name", "name", "nickname",
    "phone_number", "phone_number_verified", "picture", "preferred_username", "profile", "updated_at", "website", "zoneinfo",
  ]
}

variable "identity_providers" {
  description = "Providers to sign in with, by the name that Cognito and /auth/login?idp=NAME call them. type: OIDC (client_id, issuer), SAML (metadata_url, or metadata_file with a path from this folder), or Google, Facebook, LoginWithAmazon, SignInWithApple (client_id, Apple with team_id and key_id), whose name is their type. attribute_mapping: attribute of the pool to that of the provider, besides the usual ones. identifiers: domains by which Cognito's pages find the provider of an address. trust_email: the provider answers for the addresses that it names, so allowed_email_domains asks for no email_verified. Secrets go into identity_provider_secrets."
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
    trust_email       = optional(bool, false)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.identity_providers) : can(regex("^[A-Za-z0-9][A-Za-z0-9.-]{1,30}[A-Za-z0-9]$", name)) && upper(name) != "COGNITO"])
    error_message = "The name of an identity provider must have 3 to 32 letters, digits, dots and hyphens, as in \"Okta\", and not be COGNITO, which is the pool itself."
  }
  validation {
    condition     = length(distinct([for name in keys(var.identity_providers) : lower(name)])) == length(var.identity_providers)
    error_message = "identity_providers has a name twice in different capitals: /auth/login?idp=NAME takes them for the same one."
  }
  validation {
    condition     = alltrue([for provider in values(var.identity_providers) : contains(concat(["OIDC", "SAML"], local.social_types), provider.type)])
    error_message = "The type of an identity provider must be OIDC, SAML, Google, Facebook, LoginWithAmazon or SignInWithApple."
  }
  validation {
    condition     = alltrue([for name, provider in var.identity_providers : contains(local.social_types, provider.type) == contains(local.social_types, name) && (name == provider.type || !contains(local.social_types, name))])
    error_message = "Google, Facebook, LoginWithAmazon and SignInWithApple are named as their type, and no other provider is."
  }
  validation {
    condition     = alltrue([for provider in values(var.identity_providers) : (provider.client_id != null) == (provider.type != "SAML")])
    error_message = "An identity provider needs the client_id that it gave this site, and one of the type SAML has none."
  }
  validation {
    condition     = alltrue([for provider in values(var.identity_providers) : provider.type == "OIDC" ? can(regex("^https://[^?#]+[^/?#]$", provider.issuer)) : provider.issuer == null])
    error_message = "An identity provider of the type OIDC, and no other, needs its issuer: an https URL without a slash at its end, below which /.well-known/openid-configuration is found."
  }
  validation {
    condition     = alltrue([for provider in values(var.identity_providers) : length([for metadata in [provider.metadata_url, provider.metadata_file] : metadata if metadata != null]) == (provider.type == "SAML" ? 1 : 0)])
    error_message = "An identity provider of the type SAML, and no other, needs its metadata: either metadata_url or metadata_file."
  }
  validation {
    condition     = alltrue([for provider in values(var.identity_providers) : provider.metadata_url == null ? true : startswith(provider.metadata_url, "https://")])
    error_message = "The metadata_url of an identity provider must begin with https://."
  }
  validation {
    condition     = alltrue([for provider in values(var.identity_providers) : provider.metadata_file == null ? true : fileexists(provider.metadata_file)])
    error_message = "The metadata_file of an identity provider does not exist."
  }
  validation {
    condition     = alltrue([for provider in values(var.identity_providers) : (provider.team_id != null && provider.key_id != null) == (provider.type == "SignInWithApple")])
    error_message = "SignInWithApple, and no other identity provider, needs team_id and key_id."
  }
  validation {
    condition     = alltrue([for provider in values(var.identity_providers) : provider.type == "OIDC" && provider.scopes != null ? contains(provider.scopes, "openid") : true])
    error_message = "The scopes of an identity provider of the type OIDC must contain openid."
  }
  validation {
    condition     = alltrue([for provider in values(var.identity_providers) : provider.type != "SAML" || provider.scopes == null])
    error_message = "SAML knows no scopes: what a provider tells is set up at the provider."
  }
  validation {
    condition = alltrue(flatten([for provider in values(var.identity_providers) : [
      for attribute in keys(provider.attribute_mapping) : attribute == "username" ? provider.type != "SAML" : contains(concat(local.standard_attributes, [for name in keys(var.custom_attributes) : "custom:${name}"]), attribute)
    ]]))
    error_message = "attribute_mapping of an identity provider must name attributes of the pool: standard ones such as given_name, custom:NAME with NAME in custom_attributes, or username, which SAML has from NameID."
  }
}

variable "identity_provider_secrets" {
  description = "Secret of each of identity_providers but those of the type SAML, by name: the client secret, for SignInWithApple the private key (the .p8 file's text). Best given as TF_VAR_identity_provider_secrets."
  type        = map(string)
  default     = {}
  nullable    = false
  sensitive   = true

  validation {
    condition     = join(" ", nonsensitive(keys(var.identity_provider_secrets))) == join(" ", [for name, provider in var.identity_providers : name if provider.type != "SAML"])
    error_message = "identity_provider_secrets must have the secret of each of identity_providers that is not SAML, by the same name, and no other."
  }
  validation {
    condition     = alltrue([for secret in values(var.identity_provider_secrets) : length(secret) > 0])
    error_message = "identity_provider_secrets has an empty secret."
  }
}

variable "google" {
  description = "Sign-in with Google as it was set up before identity_providers, which has it too: the id and secret of an OAuth client made in the Google Cloud console. It goes on working, and moves over without a change of the pool."
  type = object({
    client_id     = string
    client_secret = string
  })
  default   = null
  sensitive = true

  validation {
    condition     = var.google == null ? true : endswith(var.google.client_id, ".apps.googleusercontent.com") && length(var.google.client_secret) > 0
    error_message = "google needs the client_id that ends with \".apps.googleusercontent.com\" and its client_secret, both from the Google Cloud console."
  }
  validation {
    condition     = var.google == null || !contains(keys(var.identity_providers), "Google")
    error_message = "Google is set up twice: by google and by identity_providers. Take google out and give its client_secret to identity_provider_secrets."
  }
}
