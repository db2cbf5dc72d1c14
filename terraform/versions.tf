terraform {
  # 1.11: cross-variable validation, and mock values during plan for the tests.
  required_version = ">= 1.11, < 2.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}
