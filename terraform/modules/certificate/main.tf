# The certificate of one host name, proved by a DNS record, in the site's region or in us-east-1 (CloudFront and Cognito take no other).
# One place makes both so that switching CloudFront on or off keeps the proof: certificates for the same name in different regions
# share ONE record, and with a record for each certificate the first destroy would take the record that the other one needs.

resource "aws_acm_certificate" "regional" {
  count = var.in_us_east_1 ? 0 : 1

  domain_name       = var.domain_name
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate" "us_east_1" {
  provider = aws.us_east_1
  count    = var.in_us_east_1 ? 1 : 0

  domain_name       = var.domain_name
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

locals {
  certificate = one(concat(aws_acm_certificate.regional, aws_acm_certificate.us_east_1))
  proof       = one([for option in local.certificate.domain_validation_options : option if option.domain_name == var.domain_name])
}

resource "aws_route53_record" "proof" {
  zone_id         = var.zone_id
  name            = local.proof.resource_record_name
  type            = local.proof.resource_record_type
  records         = [local.proof.resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "regional" {
  count = var.in_us_east_1 ? 0 : 1

  certificate_arn         = aws_acm_certificate.regional[0].arn
  validation_record_fqdns = [aws_route53_record.proof.fqdn]
}

resource "aws_acm_certificate_validation" "us_east_1" {
  provider = aws.us_east_1
  count    = var.in_us_east_1 ? 1 : 0

  certificate_arn         = aws_acm_certificate.us_east_1[0].arn
  validation_record_fqdns = [aws_route53_record.proof.fqdn]
}
