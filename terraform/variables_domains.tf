# Addresses. Without any of these the site has the API's own address and Cognito's prefix domain.

locals {
  # A host name as DNS takes it, in lower case and with a dot in it (RFC 1035, section 2.3.1; RFC 1123, section 2.1).
  host_name = "^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$"
}

variable "base_urls" {
  description = "Origins of other sites that sign in with this app client: each has functions whose BASE_URL is that origin, as a copy on your own machine has. They are added to the callback and sign-out URLs. This site itself stays at site_url, and every sign-in of it ends there."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for url in var.base_urls : can(regex("^https?://[a-z0-9.-]+(:[0-9]{1,5})?$", url))])
    error_message = "Each of base_urls must be an origin: scheme and host, no path and no slash at the end, as in \"https://www.example.com\"."
  }
  validation {
    condition     = length(distinct(var.base_urls)) == length(var.base_urls)
    error_message = "base_urls names an origin twice."
  }
  validation {
    condition     = alltrue([for url in var.base_urls : startswith(url, "https://") || var.environment == "local"])
    error_message = "base_urls must begin with https://. An http address of this machine is accepted with environment = \"local\" only."
  }
  validation {
    condition     = alltrue([for url in var.base_urls : startswith(url, "https://") || can(regex("^http://localhost(:[0-9]+)?$", url))])
    error_message = "Cognito accepts http callbacks for localhost only: use \"http://localhost:3000\", or https."
  }
  validation {
    condition     = var.environment == "local" || alltrue([for url in var.base_urls : !can(regex("^https?://(localhost|127[.])", url))])
    error_message = "base_urls must not name localhost: whoever controls a visitor's machine would get the sign-in. Use environment = \"local\" for a pool of your own."
  }
}

variable "hosted_zone" {
  description = "Name of the Route 53 hosted zone in this account that holds site_domain and auth_domain, as in \"example.com\"."
  type        = string
  default     = null

  validation {
    condition     = var.hosted_zone == null ? true : can(regex(local.host_name, var.hosted_zone))
    error_message = "hosted_zone must be the zone's name in lower case, without a dot at the end, as in \"example.com\"."
  }
}

variable "hosted_zone_id" {
  description = "Id of the Route 53 hosted zone, where its name does not find it: there are two of that name, or only the id is known. null = by hosted_zone."
  type        = string
  default     = null

  validation {
    condition     = var.hosted_zone_id == null ? true : can(regex("^Z[A-Z0-9]{1,31}$", var.hosted_zone_id))
    error_message = "hosted_zone_id must be the id of a hosted zone, as in \"Z0123456789ABCDEFGHIJ\"."
  }
}

variable "dns_role_arn" {
  description = "Role to take on for the DNS records, where the hosted zone is in another account. It needs route53:ChangeResourceRecordSets, ListResourceRecordSets, GetHostedZone, ListTagsForResource, ListHostedZones and GetChange there."
  type        = string
  default     = null

  validation {
    condition     = var.dns_role_arn == null ? true : can(regex("^arn:aws:iam::[0-9]{12}:role/.+$", var.dns_role_arn))
    error_message = "dns_role_arn must be the ARN of a role, as in \"arn:aws:iam::123456789012:role/dns\"."
  }
  validation {
    condition     = var.dns_role_arn == null || !var.manual_dns
    error_message = "With manual_dns no record is made: leave dns_role_arn out."
  }
}

variable "manual_dns" {
  description = "Whether you make the DNS records yourself, because the domain is not in Route 53. The output dns_records says which, and site_domain and auth_domain are used once site_domain_in_use and auth_domain_in_use say so."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.manual_dns || var.hosted_zone == null && var.hosted_zone_id == null
    error_message = "manual_dns is for domains outside Route 53: leave hosted_zone and hosted_zone_id out, or manual_dns."
  }
}

variable "certificate_proofs_made" {
  description = "With manual_dns: whether the proofs among dns_records have been made. The certificates are waited for then, and everything else for the domains is set up."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.certificate_proofs_made || var.manual_dns
    error_message = "certificate_proofs_made is for manual_dns: in Route 53 the proofs are made for you."
  }
}

variable "site_certificate_arn" {
  description = "Certificate of your own for site_domain, in aws_region, as of the name *.example.com. null = one is made."
  type        = string
  default     = null

  validation {
    condition     = var.site_certificate_arn == null ? true : can(regex("^arn:aws:acm:${var.aws_region}:[0-9]{12}:certificate/.+$", var.site_certificate_arn))
    error_message = "site_certificate_arn must be the ARN of a certificate in ACM in aws_region: the API takes no other."
  }
  validation {
    condition     = var.site_certificate_arn == null || var.site_domain != null
    error_message = "site_certificate_arn needs the site_domain that it is for."
  }
}

variable "site_certificate_us_east_1_arn" {
  description = "With cdn and site_certificate_arn: the same certificate in us-east-1, for CloudFront. Needed unless aws_region is us-east-1."
  type        = string
  default     = null

  validation {
    condition     = var.site_certificate_us_east_1_arn == null ? true : can(regex("^arn:aws:acm:us-east-1:[0-9]{12}:certificate/.+$", var.site_certificate_us_east_1_arn))
    error_message = "site_certificate_us_east_1_arn must be the ARN of a certificate in ACM in us-east-1: CloudFront takes no other."
  }
  validation {
    condition     = var.site_certificate_us_east_1_arn != null || !(var.cdn && var.site_certificate_arn != null && var.aws_region != "us-east-1")
    error_message = "cdn with a certificate of your own needs site_certificate_us_east_1_arn too: CloudFront takes certificates from us-east-1 only."
  }
}

variable "auth_certificate_arn" {
  description = "Certificate of your own for auth_domain, in us-east-1. null = one is made."
  type        = string
  default     = null

  validation {
    condition     = var.auth_certificate_arn == null ? true : can(regex("^arn:aws:acm:us-east-1:[0-9]{12}:certificate/.+$", var.auth_certificate_arn))
    error_message = "auth_certificate_arn must be the ARN of a certificate in ACM in us-east-1: Cognito takes no other."
  }
  validation {
    condition     = var.auth_certificate_arn == null || var.auth_domain != null
    error_message = "auth_certificate_arn needs the auth_domain that it is for."
  }
}

variable "site_domain" {
  description = "Host name of the site, the hosted zone itself or below it. Certificate and DNS records are made, unless you bring your own."
  type        = string
  default     = null

  validation {
    condition     = var.site_domain == null ? true : can(regex(local.host_name, var.site_domain))
    error_message = "site_domain must be one host name in lower case, without https:// and without a path, as in \"www.example.com\"."
  }
  validation {
    condition     = var.site_domain == null || var.hosted_zone != null || var.hosted_zone_id != null || var.manual_dns
    error_message = "site_domain needs its hosted zone: set hosted_zone to the name of the Route 53 zone, as in \"example.com\", or manual_dns = true for a domain elsewhere."
  }
  validation {
    condition     = var.site_domain == null || var.hosted_zone == null ? true : var.site_domain == var.hosted_zone || endswith(var.site_domain, ".${var.hosted_zone}")
    error_message = "site_domain lies outside hosted_zone: it must be the zone's name or end with a dot and the zone's name."
  }
}

variable "site_domain_in_use" {
  description = "Whether the site is at site_domain. false moves it back to CloudFront's or the API's address while site_domain still answers: the step before taking it out. null = it is, but not with manual_dns, where you say when the name answers."
  type        = bool
  default     = null

  validation {
    condition     = !(coalesce(var.site_domain_in_use, false) && var.manual_dns) || var.site_certificate_arn != null || var.certificate_proofs_made
    error_message = "site_domain_in_use = true comes last: first certificate_proofs_made, then the site's record among dns_records, then this."
  }
}

variable "default_address_open" {
  description = "Whether the API answers at its default address too. It does, so that the site is never without an address while site_domain comes or goes; false closes it, once site_domain answers."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = var.default_address_open || var.site_domain != null
    error_message = "default_address_open = false needs a site_domain: the site would have no address. Set it to true, apply, and then take site_domain out."
  }
  validation {
    condition     = var.default_address_open || !var.cdn
    error_message = "default_address_open = false cannot be with cdn: the default address is CloudFront's origin. Set it to true."
  }
  validation {
    condition     = var.default_address_open || coalesce(var.site_domain_in_use, !var.manual_dns)
    error_message = "default_address_open = false closes the address that site_domain_in_use = false moves the site to. Set it to true."
  }
}

variable "auth_domain" {
  description = "Host name of Cognito's pages, below the hosted zone, as in \"auth.example.com\". Its parent name must have an A record, see create_auth_parent_record."
  type        = string
  default     = null

  validation {
    condition     = var.auth_domain == null ? true : can(regex(local.host_name, var.auth_domain))
    error_message = "auth_domain must be one host name in lower case, without https:// and without a path, as in \"auth.example.com\"."
  }
  validation {
    condition     = var.auth_domain == null || var.hosted_zone != null || var.hosted_zone_id != null || var.manual_dns
    error_message = "auth_domain needs its hosted zone: set hosted_zone to the name of the Route 53 zone, as in \"example.com\", or manual_dns = true for a domain elsewhere."
  }
  validation {
    condition     = var.auth_domain == null || var.hosted_zone == null ? true : endswith(var.auth_domain, ".${var.hosted_zone}")
    error_message = "auth_domain lies outside hosted_zone: it must end with a dot and the zone's name, as in \"auth.example.com\" for \"example.com\"."
  }
  validation {
    condition     = var.auth_domain == null || var.auth_domain != var.site_domain
    error_message = "auth_domain and site_domain must be two different names: Cognito serves the one, the site the other."
  }
}

variable "auth_domain_in_use" {
  description = "Whether visitors sign in at auth_domain. false sends them to the prefix domain while auth_domain still answers: the step before taking it out. null = they do, but not with manual_dns, where you say when the name answers."
  type        = bool
  default     = null

  validation {
    condition     = !(coalesce(var.auth_domain_in_use, false) && var.manual_dns) || var.auth_certificate_arn != null || var.certificate_proofs_made
    error_message = "auth_domain_in_use = true comes last: first certificate_proofs_made, then the record of Cognito's pages among dns_records, then this."
  }
}

variable "create_auth_parent_record" {
  description = "Whether to make the A record that Cognito wants to find at auth_domain's parent name, with an address that leads nowhere (192.0.2.1). Only where the parent has no A record and is not site_domain."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.create_auth_parent_record || !var.manual_dns
    error_message = "With manual_dns no record is made: make the A record of auth_domain's parent name yourself."
  }
}

variable "domain" {
  description = "Prefix of the default sign-in domain <prefix>.auth.<region>.amazoncognito.com, unique in the region over all accounts; null = the name and 8 characters made from account and region."
  type        = string
  default     = null

  validation {
    condition     = var.domain == null ? true : can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.domain)) && length(regexall("aws|amazon|cognito", var.domain)) == 0
    error_message = "domain is only the prefix: 1 to 63 lower-case letters, digits and hyphens, without \"aws\", \"amazon\" and \"cognito\". Your own domain goes into auth_domain."
  }
}
