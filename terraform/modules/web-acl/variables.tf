variable "name" {
  description = "Name of the web ACL and beginning of its metrics' names."
  type        = string
  nullable    = false
}

variable "description" {
  description = "What the web ACL guards."
  type        = string
  nullable    = false
}

variable "scope" {
  description = "CLOUDFRONT for a distribution, REGIONAL for a user pool."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["CLOUDFRONT", "REGIONAL"], var.scope)
    error_message = "scope must be \"CLOUDFRONT\" or \"REGIONAL\"."
  }
}

variable "requests_in_5_minutes" {
  description = "Requests that one address may make in five minutes."
  type        = number
  default     = 2000
  nullable    = false
}

variable "server_path" {
  description = "Path that the site's functions call for its visitors, or null."
  type        = string
  default     = null
}

variable "server_requests_in_5_minutes" {
  description = "Requests for server_path that one address may make in five minutes."
  type        = number
  default     = 30000
  nullable    = false
}
