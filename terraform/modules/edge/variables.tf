variable "name" {
  description = "Name of the distribution's policy and its comment."
  type        = string
  nullable    = false
}

variable "origin_domain_name" {
  description = "Host of the API."
  type        = string
  nullable    = false
}

variable "domain_name" {
  description = "Own host name of the site; null = the distribution's own."
  type        = string
  default     = null
}

variable "certificate_arn" {
  description = "Certificate of domain_name, in us-east-1."
  type        = string
  default     = null
}

variable "web_acl_arn" {
  description = "Web ACL of scope CLOUDFRONT, or null."
  type        = string
  default     = null
}

variable "tls_policy" {
  description = "CloudFront security policy for domain_name."
  type        = string
  default     = "TLSv1.2_2021"
  nullable    = false
}

variable "drain_seconds" {
  description = "Seconds that the distribution goes on answering after the site's records have left it."
  type        = number
  default     = 90
  nullable    = false
}

variable "hsts_include_subdomains" {
  description = "Whether browsers insist on https for every host below the site's, too."
  type        = bool
  default     = false
  nullable    = false
}
