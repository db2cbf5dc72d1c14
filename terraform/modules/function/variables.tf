variable "name" {
  description = "Name of the function, its role and its log group."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.name) <= 64
    error_message = "The name of a function has at most 64 characters: choose a shorter site name or function name."
  }
}

variable "description" {
  description = "What the function is for, as the console shows it."
  type        = string
  nullable    = false
}

variable "zip" {
  description = "Path of the zip with the executable bootstrap at its root."
  type        = string
  nullable    = false
}

variable "architecture" {
  description = "Processor that the zip is built for: arm64 or x86_64."
  type        = string
  nullable    = false
}

variable "memory_size" {
  description = "Memory in MB; processor time grows with it."
  type        = number
  nullable    = false
}

variable "timeout" {
  description = "Seconds after which a request is given up."
  type        = number
  nullable    = false
}

variable "reserved_concurrency" {
  description = "Instances at most and always available; -1 = the account's common pool."
  type        = number
  default     = -1
  nullable    = false
}

variable "environment" {
  description = "Environment variables. Never a secret: anybody who may describe the function reads them."
  type        = map(string)
  nullable    = false
}

variable "statements" {
  description = "What the role may do besides writing its log. Exact actions on exact ARNs."
  type = list(object({
    actions   = list(string)
    resources = list(string)
  }))
  default  = []
  nullable = false

  validation {
    condition     = alltrue([for action in flatten(var.statements[*].actions) : !strcontains(action, "*")])
    error_message = "An action of a function's policy contains \"*\": name each SDK call that the function makes."
  }
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds the role, or null."
  type        = string
  default     = null
}

variable "role_path" {
  description = "IAM path of the role."
  type        = string
  default     = "/"
  nullable    = false
}

variable "vpc" {
  description = "Subnets and security groups of the function's network interfaces; null = it runs in no VPC."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
  default = null
}

variable "log_level" {
  description = "Lowest level that the function logs: debug, info, warn or error."
  type        = string
  nullable    = false
}

variable "log_retention_in_days" {
  description = "Days that the log is kept."
  type        = number
  nullable    = false
}
