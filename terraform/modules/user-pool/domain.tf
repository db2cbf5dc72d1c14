# The host of Cognito's pages: a prefix of amazoncognito.com, or an own name with a certificate of us-east-1.

data "aws_region" "current" {}

locals {
  custom = var.custom_domain != null
  host   = local.custom ? var.custom_domain.name : "${var.domain_prefix}.auth.${data.aws_region.current.name}.amazoncognito.com"
}

resource "aws_cognito_user_pool_domain" "this" {
  user_pool_id          = aws_cognito_user_pool.this.id
  domain                = local.custom ? var.custom_domain.name : var.domain_prefix
  certificate_arn       = local.custom ? var.custom_domain.certificate_arn : null
  managed_login_version = var.managed_login_version

  lifecycle {
    # A pool may have a prefix and an own domain at once, so changing over leaves no time without sign-in.
    create_before_destroy = true
  }
}
