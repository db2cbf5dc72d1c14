variable "name" {
  description = "Name of the API."
  type        = string
  nullable    = false
}

variable "functions" {
  description = "The functions behind the API, by the name in routes.json."
  type = map(object({
    name       = string
    invoke_arn = string
  }))
  nullable = false
}

variable "routes" {
  description = "Route key, as in \"GET /profile\" or \"$default\", to the name of its function."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.routes) : can(regex("^([A-Z]+ /.*|\\$default)$", key))])
    error_message = "A route key is a method and a path, as in \"GET /profile\", or \"$default\"."
  }
}

variable "throttling" {
  description = "Requests a second and at once."
  type = object({
    rate_limit  = number
    burst_limit = number
  })
  nullable = false
}

variable "log_retention_in_days" {
  description = "Days that the access log is kept."
  type        = number
  nullable    = false
}

variable "default_address_open" {
  description = "Whether the API answers at its default address."
  type        = bool
  default     = true
  nullable    = false
}

variable "domain_name" {
  description = "Own host name of the API, beside or instead of its default address; null = none."
  type        = string
  default     = null
}

variable "certificate_arn" {
  description = "Certificate of domain_name, in the API's region."
  type        = string
  default     = null
}
