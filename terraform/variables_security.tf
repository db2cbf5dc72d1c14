# A second factor by mail, and what browsers and researchers are told.

variable "email_mfa" {
  description = "Whether a code that is mailed is a second factor beside the authenticator app, and what the mail says; {####} is where the code stands. Needs mfa_configuration, the tier ESSENTIALS or PLUS, and email_configuration. Who has it cannot reset a forgotten password by mail. null = no such factor."
  type = object({
    subject = optional(string, "Your sign-in code")
    message = optional(string, "Your sign-in code is {####}.")
  })
  default = null

  validation {
    condition     = var.email_mfa == null || var.mfa_configuration != "OFF"
    error_message = "email_mfa is a second factor, and mfa_configuration = \"OFF\" has none: set it to \"OPTIONAL\" or \"ON\"."
  }
  validation {
    condition     = var.email_mfa == null || var.user_pool_tier != "LITE"
    error_message = "email_mfa needs the plan ESSENTIALS or PLUS: set user_pool_tier = \"ESSENTIALS\", or leave email_mfa out."
  }
  validation {
    condition     = var.email_mfa == null || var.email_configuration != null
    error_message = "Mailed codes as a second factor need a sender of your own: set email_configuration. Cognito refuses them with its own."
  }
  validation {
    condition     = var.email_mfa == null ? true : strcontains(var.email_mfa.message, "{####}") && length(var.email_mfa.message) <= 20000
    error_message = "email_mfa.message must contain {####}, where Cognito puts the code, and have at most 20000 characters."
  }
  validation {
    condition     = var.email_mfa == null ? true : length(var.email_mfa.subject) >= 1 && length(var.email_mfa.subject) <= 140 && !strcontains(var.email_mfa.subject, "\n")
    error_message = "email_mfa.subject must be one line of 1 to 140 characters."
  }
}

variable "hsts_include_subdomains" {
  description = "Whether browsers that have visited the site insist on https for every host below its own, too, for two years. Only where all of these speak https: with site_domain = \"example.com\" that is every host of the company, and one that speaks plain http is gone for these visitors."
  type        = bool
  default     = false
  nullable    = false
}

variable "security_contact" {
  description = "Where to report a vulnerability, for /.well-known/security.txt: a URL as in \"mailto:security@example.com\" or \"https://example.com/security\". null = there is no such file."
  type        = string
  default     = null

  validation {
    condition     = var.security_contact == null ? true : can(regex("^(mailto:|tel:|https://)[!-~]+$", var.security_contact))
    error_message = "security_contact must be a URL, as in \"mailto:security@example.com\" or \"https://example.com/security\"."
  }
}

# A warning and no refusal: there are domains whose hosts all speak https.
check "hsts_of_an_apex" {
  assert {
    condition     = !var.hsts_include_subdomains || var.site_domain == null || var.site_domain != var.hosted_zone && try(length(split(".", var.site_domain)) > 2, true)
    error_message = "hsts_include_subdomains with a site at the top of its zone: for two years, browsers will refuse plain http on every host of that domain. Be sure that none needs it."
  }
}
