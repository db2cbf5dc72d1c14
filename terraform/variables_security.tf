# What browsers and researchers are told.

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
