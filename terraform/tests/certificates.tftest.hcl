# Which certificate is whose. They are planned with the whole stack: "terraform validate" stops at a test of a module that takes several providers.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

mock_provider "aws" {
  alias           = "us_east_1"
  source          = "./tests/mocks"
  override_during = plan
}

mock_provider "aws" {
  alias           = "dns"
  source          = "./tests/mocks"
  override_during = plan
}

override_resource {
  target          = module.site_certificate[0].aws_acm_certificate.this
  override_during = plan
  values = {
    arn = "arn:aws:acm:eu-west-1:123456789012:certificate/site"
    domain_validation_options = [{
      domain_name           = "www.example.com"
      resource_record_name  = "_x.www.example.com."
      resource_record_type  = "CNAME"
      resource_record_value = "_y.acm-validations.aws."
    }]
  }
}

override_resource {
  target          = module.site_certificate[0].aws_acm_certificate.us_east_1[0]
  override_during = plan
  values          = { arn = "arn:aws:acm:us-east-1:123456789012:certificate/site" }
}

override_resource {
  target          = module.auth_certificate[0].aws_acm_certificate.this
  override_during = plan
  values = {
    arn = "arn:aws:acm:us-east-1:123456789012:certificate/auth"
    domain_validation_options = [{
      domain_name           = "auth.www.example.com"
      resource_record_name  = "_x.auth.www.example.com."
      resource_record_type  = "CNAME"
      resource_record_value = "_y.acm-validations.aws."
    }]
  }
}

run "certificates_are_those_that_were_made" {
  command = plan

  variables {
    name        = "demo"
    hosted_zone = "example.com"
    site_domain = "www.example.com"
    auth_domain = "auth.www.example.com"
    cdn         = true
  }

  assert {
    condition = (
      module.site_certificate[0].arn == "arn:aws:acm:eu-west-1:123456789012:certificate/site"
      && module.site_certificate[0].us_east_1_arn == "arn:aws:acm:us-east-1:123456789012:certificate/site"
      && module.auth_certificate[0].arn == "arn:aws:acm:us-east-1:123456789012:certificate/auth"
    )
    error_message = "Whoever takes a certificate gets the one that was made here, once it is proved, and looks none up (S-65)."
  }
}
