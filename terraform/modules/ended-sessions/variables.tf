variable "name" {
  description = "Name of the table."
  type        = string
  nullable    = false
}

variable "deletion_protection" {
  description = "Whether AWS refuses to delete the table."
  type        = bool
  nullable    = false
}
