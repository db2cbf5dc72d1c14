# The functions, the API in front of them, and what an operator sees.

variable "dist_dir" {
  description = "Folder with the functions' zips, <name>.zip each, as \"./build.sh\" makes them; null = dist/ beside this folder."
  type        = string
  default     = null
}

variable "architecture" {
  description = "Processor of the functions; what the zips are built for."
  type        = string
  default     = "arm64"
  nullable    = false

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture must be \"arm64\" or \"x86_64\" (then build with GOARCH=amd64)."
  }
}

variable "reserved_concurrency" {
  description = "Instances that each function may have at most and always can have; -1 = the account's common pool. New accounts have too small a quota for any other value."
  type        = number
  default     = -1
  nullable    = false

  validation {
    condition     = var.reserved_concurrency == -1 || var.reserved_concurrency >= 1
    error_message = "reserved_concurrency must be -1 (none) or at least 1; 0 would switch the site off."
  }
}

variable "log_level" {
  description = "Lowest level that the functions log. With warn or error the metrics of what goes well, and of some refusals, stand still: they are made of info lines."
  type        = string
  default     = "info"
  nullable    = false

  validation {
    condition     = contains(["debug", "info", "warn", "error"], var.log_level)
    error_message = "log_level must be \"debug\", \"info\", \"warn\" or \"error\"."
  }
}

variable "role_permissions_boundary" {
  description = "ARN of the IAM policy that bounds every role, where your account allows no role without. It must allow what the functions do: their log, the user pool, the client secret."
  type        = string
  default     = null

  validation {
    condition     = var.role_permissions_boundary == null ? true : can(regex("^arn:aws:iam::([0-9]{12}|aws):policy/.+$", var.role_permissions_boundary))
    error_message = "role_permissions_boundary must be the ARN of an IAM policy, as in \"arn:aws:iam::123456789012:policy/boundary\"."
  }
}

variable "role_path" {
  description = "IAM path of every role, as in \"/sites/\". Choose it before the first deployment: another path makes the roles anew, and the functions have none for some seconds."
  type        = string
  default     = "/"
  nullable    = false

  validation {
    condition     = can(regex("^/([A-Za-z0-9._+=,@-]+/)*$", var.role_path)) && length(var.role_path) <= 512
    error_message = "role_path must begin and end with a slash, as in \"/sites/\"."
  }
}

variable "function_vpc" {
  description = "Functions of your own that run in a VPC, as for a database there, by name in routes.json. They reach Cognito and other AWS services only by a NAT gateway or VPC endpoints."
  type = map(object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue(flatten([for vpc in values(var.function_vpc) : [for id in vpc.subnet_ids : can(regex("^subnet-[0-9a-f]+$", id))]])) && alltrue([for vpc in values(var.function_vpc) : length(vpc.subnet_ids) > 0])
    error_message = "subnet_ids in function_vpc must be ids of subnets, at least one, as in \"subnet-0123456789abcdef0\"."
  }
  validation {
    condition     = alltrue(flatten([for vpc in values(var.function_vpc) : [for id in vpc.security_group_ids : can(regex("^sg-[0-9a-f]+$", id))]])) && alltrue([for vpc in values(var.function_vpc) : length(vpc.security_group_ids) > 0])
    error_message = "security_group_ids in function_vpc must be ids of security groups, at least one, as in \"sg-0123456789abcdef0\"."
  }
}

variable "function_environment" {
  description = "Values of the variables that functions list as \"environment\" in routes.json, by name; each function gets its own. No secrets: they would stand in the state and in the console."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.function_environment) : can(regex("^[A-Z][A-Z0-9_]{0,63}$", name))])
    error_message = "Each name in function_environment must be like REPORTS_TABLE, at most 64 characters."
  }
  validation {
    condition     = !anytrue([for name in keys(var.function_environment) : can(regex("^(COGNITO_|SESSION_|INSTANT_SIGN_OUT_|MIGRATE_|AWS_|LAMBDA_|(BASE_URL|ROUTE_AUTH|LOG_LEVEL|HSTS_SUBDOMAINS|SECURITY_CONTACT|ALLOWED_EMAIL_DOMAINS|APP_USER_ID_IN_TOKENS|MAILS_BY_LANGUAGE)$)", trimprefix(name, "AWS_ENDPOINT_URL_")))])
    error_message = "function_environment has a name that the site or AWS sets: choose another one."
  }
}

variable "jwks" {
  description = "The pool's public keys (JSON), which spare a new instance its first key fetch. \"./build.sh deploy\" fills it once the pool exists; empty = fetch."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.jwks == "" ? true : can(jsondecode(var.jwks).keys[0].kid)
    error_message = "jwks must be the JSON text of the pool's jwks_url, with \"keys\", or empty."
  }
  validation {
    condition     = length(var.jwks) <= 3072
    error_message = "jwks is longer than 3 KB: all environment variables of a function together may have 4 KB. Leave it empty."
  }
}

variable "cloudwatch_logs_retention_in_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.cloudwatch_logs_retention_in_days)
    error_message = "cloudwatch_logs_retention_in_days must be one of CloudWatch's values: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "throttling" {
  description = "Requests a second that the API lets through, and how many at once, for all visitors together. More get 429."
  type = object({
    rate_limit  = optional(number, 100)
    burst_limit = optional(number, 200)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.throttling.rate_limit > 0 && var.throttling.burst_limit >= 1
    error_message = "throttling.rate_limit must be above 0 and throttling.burst_limit at least 1: with 0 nobody gets in."
  }
}

variable "cdn" {
  description = "Whether CloudFront stands in front of the site: assets cached near the visitor, pages never cached."
  type        = bool
  default     = false
  nullable    = false
}

variable "cdn_drain_seconds" {
  description = "Seconds that CloudFront goes on answering after cdn was switched off and the site's records have left it: name servers keep them for a minute."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.cdn_drain_seconds >= 0 && var.cdn_drain_seconds <= 3600 && floor(var.cdn_drain_seconds) == var.cdn_drain_seconds
    error_message = "cdn_drain_seconds must be a whole number from 0 to 3600."
  }
}

variable "cdn_tls_policy" {
  description = "Oldest TLS version and ciphers that CloudFront accepts for site_domain. TLSv1.2_2025 and TLSv1.3_2025 need version 6 of the AWS provider."
  type        = string
  default     = "TLSv1.2_2021"
  nullable    = false

  validation {
    condition     = contains(["TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"], var.cdn_tls_policy)
    error_message = "cdn_tls_policy must be \"TLSv1.2_2021\", \"TLSv1.2_2025\" or \"TLSv1.3_2025\"."
  }
}

variable "waf" {
  description = "Whether AWS WAF guards Cognito's pages and, with cdn, the site: request rate and known bad addresses and inputs."
  type        = bool
  default     = false
  nullable    = false
}

variable "alarm_actions" {
  description = "ARNs that every alarm notifies, as of an SNS topic that somebody reads."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.alarm_actions : startswith(arn, "arn:")])
    error_message = "Each of alarm_actions must be an ARN, as in \"arn:aws:sns:eu-west-1:123456789012:operators\"."
  }
}

variable "alarm_email" {
  description = "E-mail address that gets the alarms. AWS asks it once for a confirmation. null = no topic."
  type        = string
  default     = null

  validation {
    condition     = var.alarm_email == null ? true : can(regex("^[^@ ]+@[^@ ]+[.][^@ ]+$", var.alarm_email))
    error_message = "alarm_email must be an e-mail address."
  }
}

variable "migrate_from" {
  description = "The project whose sessions visitors bring along, when the site replaces one that used the same app client: \"goldstack\", \"cognito-at-edge\" or \"amplify\". Take it out once those sessions have ended; see docs/howto/moving-in.md. null = none."
  type        = string
  default     = null

  validation {
    condition     = var.migrate_from == null ? true : contains(["goldstack", "cognito-at-edge", "amplify"], var.migrate_from)
    error_message = "migrate_from must be \"goldstack\", \"cognito-at-edge\" or \"amplify\"."
  }
}

variable "migrate_cookie_domain" {
  description = "The Domain attribute of that project's cookies, by which they are deleted, as in \"example.com\". null = they have none, or the site's own host."
  type        = string
  default     = null

  validation {
    condition     = var.migrate_cookie_domain == null ? true : can(regex("^([a-z0-9-]+[.])+[a-z0-9-]+$", var.migrate_cookie_domain)) && (var.site_domain == null ? false : endswith(".${var.site_domain}", ".${var.migrate_cookie_domain}"))
    error_message = "migrate_cookie_domain must be site_domain or a domain above it, as in \"example.com\" for www.example.com."
  }
}
