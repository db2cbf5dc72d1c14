variable "domain_name" {
  description = "Host name that the certificate is for."
  type        = string
  nullable    = false
}

variable "zone_id" {
  description = "Route 53 zone that the proof is written to."
  type        = string
  nullable    = false
}

variable "in_us_east_1" {
  description = "Whether the certificate is for CloudFront or Cognito, which take it from us-east-1 only."
  type        = bool
  nullable    = false
}
