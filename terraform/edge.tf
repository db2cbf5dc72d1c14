# What may stand in front: CloudFront, and web ACLs. An HTTP API cannot have a web ACL, so without CloudFront only the hosted pages are guarded.

module "edge" {
  source = "./modules/edge"
  count  = var.cdn ? 1 : 0

  name               = var.name
  origin_domain_name = trimprefix(module.api.endpoint, "https://")
  domain_name        = local.site_domain
  certificate_arn    = local.site_domain == null ? null : local.site_certificate_us_east_1_arn
  tls_policy         = var.cdn_tls_policy
  web_acl_arn        = one(module.site_web_acl[*].arn)

  drain_seconds           = var.cdn_drain_seconds
  hsts_include_subdomains = var.hsts_include_subdomains
}

module "site_web_acl" {
  source = "./modules/web-acl"
  count  = var.waf && var.cdn ? 1 : 0

  name        = "${var.name}-site"
  description = "Guards the site ${var.name}"
  scope       = "CLOUDFRONT"

  providers = {
    aws = aws.us_east_1
  }
}

# A pool has one web ACL at most; that of a pool that is managed elsewhere is its owner's business.
module "auth_web_acl" {
  source = "./modules/web-acl"
  count  = var.waf && var.user_pool_id == null ? 1 : 0

  name        = "${var.name}-auth"
  description = "Guards the hosted pages and the user pool of ${var.name}"
  scope       = "REGIONAL"
  server_path = "/oauth2/token"
}

resource "aws_wafv2_web_acl_association" "user_pool" {
  count = var.waf && var.user_pool_id == null ? 1 : 0

  resource_arn = module.user_pool.arn
  web_acl_arn  = module.auth_web_acl[0].arn
}
