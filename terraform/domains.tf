# Addresses: of the site, of the hosted pages, their certificates and DNS records.

locals {
  # Every address at which the site answers, the one that is wanted most first. Each exists before anything is told of it: the domain comes by way
  # of its record, and the record by way of the API's mapping.
  addresses = concat(
    local.site_domain == null ? [] : [var.manual_dns ? "https://${var.site_domain}" : "https://${aws_route53_record.site["A"].name}"],
    [for edge in module.edge : "https://${edge.domain_name}"],
    var.default_address_open ? [module.api.endpoint] : [],
  )
  site_address = local.site_domain != null && !local.site_domain_in_use ? 1 : 0
  site_url     = local.addresses[local.site_address]

  # A sign-in may end at the others too: for the seconds in which some functions still have the address from before a switch.
  other_addresses = [for index, address in local.addresses : address if index != local.site_address]

  default_address_spare = local.site_domain != null && local.site_domain_in_use && var.default_address_open && !var.cdn

  # A domain is there once it has a certificate: one of your own, or one that was made here and is proved. Where the records are made by hand, nothing
  # here can wait for them, so the operator says when a domain is to be used.
  proved             = !var.manual_dns || var.certificate_proofs_made
  site_domain        = local.proved || var.site_certificate_arn != null ? var.site_domain : null
  auth_domain        = local.proved || var.auth_certificate_arn != null ? var.auth_domain : null
  site_domain_in_use = coalesce(var.site_domain_in_use, !var.manual_dns)
  auth_domain_in_use = coalesce(var.auth_domain_in_use, !var.manual_dns)

  site_certificate_arn           = try(coalesce(var.site_certificate_arn, one(module.site_certificate[*].arn)), null)
  site_certificate_us_east_1_arn = try(coalesce(var.site_certificate_us_east_1_arn, var.aws_region == "us-east-1" ? var.site_certificate_arn : null, one(module.site_certificate[*].us_east_1_arn)), null)
  auth_certificate_arn           = try(coalesce(var.auth_certificate_arn, one(module.auth_certificate[*].arn)), null)

  zone_id = try(coalesce(var.hosted_zone_id, one(data.aws_route53_zone.this[*].zone_id)), null)

  # What to make by hand. A name at the top of its zone cannot have a CNAME record; where there is something like ALIAS or ANAME, it is that.
  site_target = var.manual_dns && local.site_domain != null ? (var.cdn ? one(module.edge[*].domain_name) : module.api.alias.name) : null
  auth_target = var.manual_dns && local.auth_domain != null ? module.user_pool.alias.name : null
  manual_records = concat(
    [for certificate in module.site_certificate : merge(certificate.proof, { purpose = "proof of the certificate of ${var.site_domain}" })],
    [for certificate in module.auth_certificate : merge(certificate.proof, { purpose = "proof of the certificate of ${var.auth_domain}" })],
    local.site_domain == null ? [] : [{ name = var.site_domain, type = "CNAME", value = local.site_target, purpose = "the site" }],
    local.auth_domain == null ? [] : [{ name = var.auth_domain, type = "CNAME", value = local.auth_target, purpose = "Cognito's pages" }],
  )

  # By way of the DNS record, so that no visitor is sent to a sign-in domain before it can be found: Cognito builds one for up to 15 minutes.
  hosted_ui_url = local.auth_domain == null || !local.auth_domain_in_use ? module.user_pool.prefix_url : var.manual_dns ? module.user_pool.hosted_ui_url : "https://${aws_route53_record.auth["A"].name}"

  # Unique over all accounts of the region, and the same at every run.
  domain_prefix = coalesce(var.domain, "${var.name}-${substr(sha256("${data.aws_caller_identity.current.account_id}/${var.aws_region}"), 0, 8)}")

  auth_parent         = var.auth_domain == null ? null : join(".", slice(split(".", var.auth_domain), 1, length(split(".", var.auth_domain))))
  auth_parent_is_site = var.auth_domain != null && local.auth_parent == var.site_domain
  auth_parent_lookup  = var.auth_domain != null && !var.manual_dns && !local.auth_parent_is_site && !var.create_auth_parent_record

  # Cognito wants an A record at the parent of its domain. It is the site's own, a made one, or one that is there already,
  # and of these there may be several for one name: weighted ones, or one for each region.
  auth_parent_record = one(distinct(concat(
    local.auth_parent_is_site && !var.manual_dns ? [aws_route53_record.site["A"].fqdn] : [],
    aws_route53_record.auth_parent[*].fqdn,
    [for record in flatten(data.aws_route53_records.auth_parent[*].resource_record_sets) : record.name if record.type == "A"],
  )))
}

# What a sign-in domain of one's own needs before Cognito takes it: its certificate, and an A record at the parent name (R-72).
resource "terraform_data" "auth_domain" {
  count = local.auth_domain == null ? 0 : 1

  input = {
    certificate_arn = local.auth_certificate_arn
    parent_record   = local.auth_parent_record
  }

  lifecycle {
    precondition {
      condition     = local.auth_parent_record != null || var.manual_dns
      error_message = "Cognito takes the sign-in domain ${var.auth_domain} only when its parent name ${local.auth_parent} has an A record, and the hosted zone has none. Serve the site there (site_domain), make the record, or set create_auth_parent_record = true."
    }
  }
}

data "aws_route53_zone" "this" {
  provider = aws.dns
  count    = var.hosted_zone == null || var.hosted_zone_id != null ? 0 : 1

  name         = var.hosted_zone
  private_zone = false
}

module "site_certificate" {
  source = "./modules/certificate"
  count  = var.site_domain == null || var.site_certificate_arn != null ? 0 : 1

  domain_name       = var.site_domain
  zone_id           = local.zone_id
  also_in_us_east_1 = var.cdn
  manual            = var.manual_dns
  proved            = local.proved

  providers = {
    aws.dns       = aws.dns
    aws           = aws
    aws.us_east_1 = aws.us_east_1
  }
}

# Cognito takes its certificate from us-east-1, whatever the pool's region is (R-74).
module "auth_certificate" {
  source = "./modules/certificate"
  count  = var.auth_domain == null || var.auth_certificate_arn != null ? 0 : 1

  domain_name       = var.auth_domain
  zone_id           = local.zone_id
  also_in_us_east_1 = false
  manual            = var.manual_dns
  proved            = local.proved

  providers = {
    aws.dns       = aws.dns
    aws           = aws.us_east_1
    aws.us_east_1 = aws.us_east_1
  }
}

# One record a type, wherever it points: switching CloudFront on changes it in place, and the name never stops resolving.
resource "aws_route53_record" "site" {
  provider = aws.dns
  for_each = toset(var.site_domain == null || var.manual_dns ? [] : ["A", "AAAA"])

  zone_id = local.zone_id
  name    = var.site_domain
  type    = each.key

  alias {
    name                   = var.cdn ? module.edge[0].alias.name : module.api.alias.name
    zone_id                = var.cdn ? module.edge[0].alias.zone_id : module.api.alias.zone_id
    evaluate_target_health = false
  }
}

data "aws_route53_records" "auth_parent" {
  provider = aws.dns
  count    = local.auth_parent_lookup ? 1 : 0

  zone_id    = local.zone_id
  name_regex = "^${replace(local.auth_parent, ".", "\\.")}\\.?$"
}

# Cognito only looks whether the record is there. The address belongs to a block that is kept for documentation and leads nowhere.
resource "aws_route53_record" "auth_parent" {
  provider = aws.dns
  count    = var.auth_domain != null && !local.auth_parent_is_site && var.create_auth_parent_record ? 1 : 0

  zone_id = local.zone_id
  name    = local.auth_parent
  type    = "A"
  ttl     = 300
  records = ["192.0.2.1"]
}

resource "aws_route53_record" "auth" {
  provider = aws.dns
  for_each = toset(var.auth_domain == null || var.manual_dns ? [] : ["A", "AAAA"])

  zone_id = local.zone_id
  name    = var.auth_domain
  type    = each.key

  alias {
    name                   = module.user_pool.alias.name
    zone_id                = module.user_pool.alias.zone_id
    evaluate_target_health = false
  }
}
