output "arn" {
  description = "ARN of the certificate in the provider's region, known once it is proved; null before."
  value       = one(aws_acm_certificate_validation.this[*].certificate_arn)
}

output "us_east_1_arn" {
  description = "ARN of the certificate in us-east-1, known once it is proved, or null."
  value       = one(aws_acm_certificate_validation.us_east_1[*].certificate_arn)
}

output "proof" {
  description = "The DNS record that proves the name."
  value = {
    name  = trimsuffix(local.proof.resource_record_name, ".")
    type  = local.proof.resource_record_type
    value = local.proof.resource_record_value
  }
}
