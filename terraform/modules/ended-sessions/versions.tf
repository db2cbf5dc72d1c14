terraform {
  required_version = ">= 1.11, < 2.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0, != 6.0.0, != 6.1.0, != 6.2.0, != 6.3.0, != 6.4.0"
    }
  }
}
