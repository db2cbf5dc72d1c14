provider "aws" {
  region = var.aws_region

  default_tags {
    tags = local.tags
  }
}

# Certificates and web ACLs of CloudFront, and the certificate of a custom Cognito domain, live in us-east-1 whatever the site's region is.
provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"

  default_tags {
    tags = local.tags
  }
}

# The DNS zone may be another account's.
provider "aws" {
  alias  = "dns"
  region = var.aws_region

  dynamic "assume_role" {
    for_each = var.dns_role_arn[*]

    content {
      role_arn     = assume_role.value
      session_name = var.name
    }
  }
}

locals {
  # No value that changes from run to run: the second plan must be empty (D-13).
  tags = merge({ Project = var.name, Environment = var.environment, ManagedBy = "terraform" }, var.tags)
}
