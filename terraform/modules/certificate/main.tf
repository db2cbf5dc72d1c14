# The certificate of one host name, proved by a DNS record, and if wanted a second one for the same name in us-east-1 for CloudFront.
#
# Certificates for the same name in different regions are proved by ONE record. So the record follows the first certificate, which is always there,
# and switching CloudFront on or off adds or removes only the second one. With a record made from whichever certificate is in use, the switch
# would delete the record that the other certificate still needs.

resource "aws_acm_certificate" "this" {
  domain_name       = var.domain_name
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

locals {
  proof = one([for option in aws_acm_certificate.this.domain_validation_options : option if option.domain_name == var.domain_name])
}

resource "aws_route53_record" "proof" {
  provider = aws.dns
  count    = var.manual ? 0 : 1

  zone_id         = var.zone_id
  name            = local.proof.resource_record_name
  type            = local.proof.resource_record_type
  records         = [local.proof.resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

# It only waits. Where the proof is made by hand, it has to be there first.
resource "aws_acm_certificate_validation" "this" {
  count = var.proved ? 1 : 0

  certificate_arn         = aws_acm_certificate.this.arn
  validation_record_fqdns = var.manual ? null : aws_route53_record.proof[*].fqdn
}

resource "aws_acm_certificate" "us_east_1" {
  provider = aws.us_east_1
  count    = var.also_in_us_east_1 ? 1 : 0

  domain_name       = var.domain_name
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate_validation" "us_east_1" {
  provider = aws.us_east_1
  count    = var.also_in_us_east_1 && var.proved ? 1 : 0

  certificate_arn         = aws_acm_certificate.us_east_1[0].arn
  validation_record_fqdns = var.manual ? null : aws_route53_record.proof[*].fqdn
}
