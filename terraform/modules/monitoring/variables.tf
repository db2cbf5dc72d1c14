variable "name" {
  description = "Name of the site, its metrics' namespace and its dashboard."
  type        = string
  nullable    = false
}

variable "region" {
  description = "Region of the metrics."
  type        = string
  nullable    = false
}

variable "functions" {
  description = "Functions, by the name in routes.json: the function's name."
  type        = map(string)
  nullable    = false
}

variable "log_groups" {
  description = "Log groups whose lines are counted, by the name in routes.json."
  type        = map(string)
  nullable    = false
}

variable "api_id" {
  description = "Id of the API."
  type        = string
  nullable    = false
}

variable "alarm_actions" {
  description = "ARNs that every alarm notifies."
  type        = list(string)
  nullable    = false
}

variable "alarm_email" {
  description = "Address that gets the alarms, or null."
  type        = string
  default     = null
}
