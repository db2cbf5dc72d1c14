terraform {
  # 1.11: cross-variable validation, and mock values during plan for the tests.
  required_version = ">= 1.11, < 2.0"

  # 6.0 to 6.4 plan to replace every resource when run with -refresh=false on a state of 5.x (fixed in 6.5.0).
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0, != 6.0.0, != 6.1.0, != 6.2.0, != 6.3.0, != 6.4.0"
    }
  }
}
