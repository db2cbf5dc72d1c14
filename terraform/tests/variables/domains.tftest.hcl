# Where the domains are, and whose certificates they have: what is refused while planning.

variables {
  name = "demo"
}

run "zone_by_its_id" {
  command = plan
  variables {
    hosted_zone_id = "Z0123456789ABCDEFGHIJ"
    dns_role_arn   = "arn:aws:iam::210987654321:role/dns"
    site_domain    = "www.example.com"
    auth_domain    = "auth.www.example.com"
  }
}

run "certificates_of_ones_own" {
  command = plan
  variables {
    hosted_zone                    = "example.com"
    cdn                            = true
    site_domain                    = "www.example.com"
    auth_domain                    = "auth.www.example.com"
    site_certificate_arn           = "arn:aws:acm:eu-west-1:123456789012:certificate/site"
    site_certificate_us_east_1_arn = "arn:aws:acm:us-east-1:123456789012:certificate/site"
    auth_certificate_arn           = "arn:aws:acm:us-east-1:123456789012:certificate/auth"
  }
}

run "records_by_hand" {
  command = plan
  variables {
    manual_dns              = true
    certificate_proofs_made = true
    site_domain             = "www.example.com"
    site_domain_in_use      = true
    auth_domain             = "auth.www.example.com"
    default_address_open    = false
  }
}

run "zone_id_that_is_a_name" {
  command         = plan
  expect_failures = [var.hosted_zone_id]
  variables {
    hosted_zone_id = "example.com"
  }
}

run "dns_role_that_is_a_name" {
  command         = plan
  expect_failures = [var.dns_role_arn]
  variables {
    dns_role_arn = "dns"
  }
}

run "dns_role_without_records" {
  command         = plan
  expect_failures = [var.dns_role_arn]
  variables {
    manual_dns   = true
    dns_role_arn = "arn:aws:iam::210987654321:role/dns"
  }
}

run "records_by_hand_in_a_zone" {
  command         = plan
  expect_failures = [var.manual_dns]
  variables {
    manual_dns  = true
    hosted_zone = "example.com"
  }
}

run "proofs_by_hand_in_a_zone" {
  command         = plan
  expect_failures = [var.certificate_proofs_made]
  variables {
    hosted_zone             = "example.com"
    site_domain             = "www.example.com"
    certificate_proofs_made = true
  }
}

run "parent_record_by_hand" {
  command         = plan
  expect_failures = [var.create_auth_parent_record]
  variables {
    manual_dns                = true
    auth_domain               = "auth.login.example.com"
    create_auth_parent_record = true
  }
}

run "site_at_a_domain_that_has_no_certificate" {
  command         = plan
  expect_failures = [var.site_domain_in_use]
  variables {
    manual_dns         = true
    site_domain        = "www.example.com"
    site_domain_in_use = true
  }
}

run "sign_in_at_a_domain_that_has_no_certificate" {
  command         = plan
  expect_failures = [var.auth_domain_in_use]
  variables {
    manual_dns         = true
    auth_domain        = "auth.www.example.com"
    auth_domain_in_use = true
  }
}

run "closed_before_the_domain_is_used" {
  command         = plan
  expect_failures = [var.default_address_open]
  variables {
    manual_dns              = true
    certificate_proofs_made = true
    site_domain             = "www.example.com"
    default_address_open    = false
  }
}

run "certificate_of_another_region" {
  command         = plan
  expect_failures = [var.site_certificate_arn]
  variables {
    hosted_zone          = "example.com"
    site_domain          = "www.example.com"
    site_certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/site"
  }
}

run "certificate_of_no_domain" {
  command         = plan
  expect_failures = [var.site_certificate_arn]
  variables {
    site_certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/site"
  }
}

run "cdn_without_the_certificate_of_its_region" {
  command         = plan
  expect_failures = [var.site_certificate_us_east_1_arn]
  variables {
    hosted_zone          = "example.com"
    cdn                  = true
    site_domain          = "www.example.com"
    site_certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/site"
  }
}

run "cdn_with_a_certificate_of_another_region" {
  command         = plan
  expect_failures = [var.site_certificate_us_east_1_arn]
  variables {
    site_certificate_us_east_1_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/site"
  }
}

run "auth_certificate_of_the_pool_s_region" {
  command         = plan
  expect_failures = [var.auth_certificate_arn]
  variables {
    hosted_zone          = "example.com"
    auth_domain          = "auth.example.com"
    auth_certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/auth"
  }
}

run "auth_certificate_of_no_domain" {
  command         = plan
  expect_failures = [var.auth_certificate_arn]
  variables {
    auth_certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/auth"
  }
}
