# What the site is and where it runs. The user pool's variables are in variables_auth.tf, the addresses in variables_domains.tf,
# those of the functions and of the operation in variables_site.tf.

variable "name" {
  description = "Name of the site. It begins the name of every resource and of the sign-in domain, so choose it once: another name is another site. Unique in the account: roles have no region."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.name)) && length(var.name) >= 3 && length(var.name) <= 24
    error_message = "name must have 3 to 24 characters: lower-case letters, digits and single hyphens, beginning with a letter, as in \"shop\" or \"my-shop\"."
  }
  validation {
    condition     = length(regexall("aws|amazon|cognito", var.name)) == 0
    error_message = "name becomes part of the sign-in domain, and Cognito refuses the words \"aws\", \"amazon\" and \"cognito\" there: choose a name without them."
  }
}

variable "aws_region" {
  description = "AWS region of the user pool, the functions and the API."
  type        = string
  default     = "eu-west-1"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.aws_region))
    error_message = "aws_region must be the code of a region, as in \"eu-west-1\"."
  }
  validation {
    condition     = can(regex("^(us-gov|cn|us-iso[a-z]*|eu-isoe|eusc)-", var.aws_region)) == false
    error_message = "aws_region must be a region of AWS's public partition: in China, GovCloud and other separate partitions the addresses of Cognito's pages and tokens are different ones, which the functions do not know."
  }
}

variable "environment" {
  description = "What this deployment is for; becomes the tag Environment. Only \"local\" may have http addresses of this machine among base_urls."
  type        = string
  default     = "production"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,31}$", var.environment))
    error_message = "environment must be a lower-case word, as in \"production\", \"staging\" or \"local\"."
  }
}

variable "tags" {
  description = "Tags for every resource, besides Project, Environment and ManagedBy."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.tags) : !startswith(lower(key), "aws:")])
    error_message = "The name of a tag must not begin with \"aws:\", which AWS keeps for itself."
  }
  validation {
    condition     = length(distinct([for key in keys(merge({ Project = "", Environment = "", ManagedBy = "" }, var.tags)) : lower(key)])) == length(merge({ Project = "", Environment = "", ManagedBy = "" }, var.tags))
    error_message = "tags has a name twice in different capitals, or Project, Environment or ManagedBy in other capitals: IAM takes both for the same tag and refuses them."
  }
}
