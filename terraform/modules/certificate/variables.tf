variable "domain_name" {
  description = "Host name that the certificate is for."
  type        = string
  nullable    = false
}

variable "zone_id" {
  description = "Route 53 zone that the proof is written to; null if it is made by hand."
  type        = string
}

variable "also_in_us_east_1" {
  description = "Whether CloudFront needs the certificate, which takes it from us-east-1 only."
  type        = bool
  nullable    = false
}

variable "manual" {
  description = "Whether the proof is made by hand."
  type        = bool
  nullable    = false
}

variable "proved" {
  description = "Whether to wait for the certificate: the proof is made here, or has been made by hand."
  type        = bool
  nullable    = false
}
