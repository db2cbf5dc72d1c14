output "arn" {
  description = "ARN of the certificate, known once it is proved."
  value       = one(concat(aws_acm_certificate_validation.regional, aws_acm_certificate_validation.us_east_1)).certificate_arn
}
