# Sessions that end at once.

variable "instant_sign_out" {
  description = "Whether a session that was ended is refused at the next request everywhere, instead of when its tokens expire. Makes a table, which each request with a session asks. Switching it off again takes two steps, as \"Sessions that end at once\" says."
  type        = bool
  default     = false
  nullable    = false
}

variable "instant_sign_out_remember" {
  description = "For how many seconds a process remembers that a session had not ended, and lets it in without asking: 0 to 60."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.instant_sign_out_remember >= 0 && var.instant_sign_out_remember <= 60 && floor(var.instant_sign_out_remember) == var.instant_sign_out_remember
    error_message = "instant_sign_out_remember must be a whole number of seconds from 0 to 60."
  }
}

variable "instant_sign_out_unavailable" {
  description = "Access rights whose routes answer 503 while the table does not: some of \"group\" (routes for any group), \"user\" and \"optional\". The others go on, as without instant_sign_out, and log it; [] = all do."
  type        = set(string)
  default     = ["group"]
  nullable    = false

  validation {
    condition     = length(setsubtract(var.instant_sign_out_unavailable, ["group", "user", "optional"])) == 0
    error_message = "instant_sign_out_unavailable may contain \"group\", \"user\" and \"optional\" only; [] lets all routes go on."
  }
}
