# A user pool that is replicated to a second Region: what the site is told. No provider makes the replica yet: docs/howto/second-region.md.

variable "issuer_type" {
  description = "Which issuer the pool's tokens name, and the functions accept: ORIGINAL, or UPDATED, whose keys several Regions serve and which replication needs. BOTH accepts either, for the time of a change and wherever Terraform manages the pool: no provider sets the pool to UPDATED yet, and a change of the pool can take it back."
  type        = string
  default     = "ORIGINAL"
  nullable    = false

  validation {
    condition     = contains(["ORIGINAL", "UPDATED", "BOTH"], var.issuer_type)
    error_message = "issuer_type must be \"ORIGINAL\", \"UPDATED\" or \"BOTH\"."
  }
}

variable "second_region" {
  description = "Region of the pool's replica, as in \"eu-central-1\". The functions get their rights in both, and failover says which one they use. null = the pool is in aws_region only."
  type        = string
  default     = null

  validation {
    condition     = var.second_region == null ? true : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.second_region)) && var.second_region != var.aws_region
    error_message = "second_region must be another Region than aws_region, as in \"eu-central-1\"."
  }
  validation {
    condition     = var.second_region == null || var.issuer_type != "ORIGINAL"
    error_message = "second_region needs issuer_type = \"BOTH\" or \"UPDATED\": the keys of the original issuer come from aws_region alone."
  }
  validation {
    condition     = var.second_region == null || var.user_pool_tier != "LITE"
    error_message = "Cognito replicates pools of the plans ESSENTIALS and PLUS only: set user_pool_tier, or leave out second_region."
  }
  validation {
    condition     = var.second_region == null || var.auth_domain != null || try(strcontains(var.user_pool_domain, "."), false)
    error_message = "second_region needs auth_domain: a prefix domain is in one Region, and only your own name can lead to the other."
  }
}

variable "failover" {
  description = "Whether the functions use the pool's replica in second_region. Pages then say that nobody can register, choose a new password, change an account or sign in with an authenticator app, and refuse it."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.failover || var.second_region != null && var.issuer_type == "UPDATED"
    error_message = "failover needs the second_region to go to, and issuer_type = \"UPDATED\": keys must not come from aws_region."
  }
}
