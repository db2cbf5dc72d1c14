# The hosts of Cognito's pages: a prefix of amazoncognito.com, always, and beside it a domain of the site's own with a certificate of us-east-1.
# A pool may have one of each. The prefix domain stays when a custom one comes, so that sign-in goes on until the custom one answers.

locals {
  custom = var.custom_domain != null

  # The domain that a pool has already, else the one that is made: from itself, so that nothing is told an address before it exists.
  found_domain = try(var.existing.domain, null)
  prefix       = local.found_domain != null ? local.found_domain : aws_cognito_user_pool_domain.prefix[0].domain
  prefix_url   = strcontains(local.prefix, ".") ? "https://${local.prefix}" : "https://${local.prefix}.auth.${var.region}.amazoncognito.com"
}

resource "aws_cognito_user_pool_domain" "prefix" {
  count = local.found_domain == null ? 1 : 0

  user_pool_id          = local.pool_id
  domain                = var.domain_prefix
  managed_login_version = var.managed_login_version
}

resource "aws_cognito_user_pool_domain" "custom" {
  count = local.custom ? 1 : 0

  user_pool_id          = local.pool_id
  domain                = var.custom_domain.name
  certificate_arn       = var.custom_domain.certificate_arn
  managed_login_version = var.managed_login_version
}

# One resource was both, and with create_before_destroy: that spread to the pool, and a plan with another name made an empty one first.
moved {
  from = aws_cognito_user_pool_domain.this
  to   = aws_cognito_user_pool_domain.prefix
}

moved {
  from = aws_cognito_user_pool_domain.prefix
  to   = aws_cognito_user_pool_domain.prefix[0]
}
