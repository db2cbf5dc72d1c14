# Wrong values, which must fail while planning.

variables {
  name = "demo"
}

run "name_with_a_word_that_cognito_refuses" {
  command         = plan
  expect_failures = [var.name]
  variables {
    name = "my-aws-site"
  }
}

run "endless_draining" {
  command         = plan
  expect_failures = [var.cdn_drain_seconds]
  variables {
    cdn_drain_seconds = -1
  }
}

run "name_with_capitals" {
  command         = plan
  expect_failures = [var.name]
  variables {
    name = "Demo"
  }
}

run "domain_without_zone" {
  command         = plan
  expect_failures = [var.site_domain]
  variables {
    site_domain = "shop.example.com"
  }
}

run "site_domain_outside_the_zone" {
  command         = plan
  expect_failures = [var.site_domain]
  variables {
    hosted_zone = "example.com"
    site_domain = "shop.example.org"
  }
}

run "no_address_at_all" {
  command         = plan
  expect_failures = [var.default_address_open]
  variables {
    default_address_open = false
  }
}

run "cdn_without_its_origin" {
  command         = plan
  expect_failures = [var.default_address_open]
  variables {
    hosted_zone          = "example.com"
    site_domain          = "shop.example.com"
    cdn                  = true
    default_address_open = false
  }
}

run "site_moves_to_a_closed_address" {
  command         = plan
  expect_failures = [var.default_address_open]
  variables {
    hosted_zone          = "example.com"
    site_domain          = "shop.example.com"
    site_domain_in_use   = false
    default_address_open = false
  }
}

run "auth_domain_outside_the_zone" {
  command         = plan
  expect_failures = [var.auth_domain]
  variables {
    hosted_zone = "example.com"
    auth_domain = "auth.badexample.com"
  }
}

run "one_name_for_site_and_sign_in" {
  command         = plan
  expect_failures = [var.auth_domain]
  variables {
    hosted_zone = "example.com"
    site_domain = "shop.example.com"
    auth_domain = "shop.example.com"
  }
}

run "site_domain_with_a_scheme" {
  command         = plan
  expect_failures = [var.site_domain]
  variables {
    hosted_zone = "example.com"
    site_domain = "https://www.example.com"
  }
}

run "auth_domain_for_many_hosts" {
  command         = plan
  expect_failures = [var.auth_domain]
  variables {
    hosted_zone = "example.com"
    auth_domain = "*.example.com"
  }
}

run "hosted_zone_with_a_dot_at_the_end" {
  command         = plan
  expect_failures = [var.hosted_zone]
  variables {
    hosted_zone = "example.com."
  }
}

run "tag_in_other_capitals" {
  command         = plan
  expect_failures = [var.tags]
  variables {
    tags = { environment = "staging" }
  }
}

run "tag_of_aws" {
  command         = plan
  expect_failures = [var.tags]
  variables {
    tags = { "aws:owner" = "somebody" }
  }
}

run "an_address_for_a_domain" {
  command         = plan
  expect_failures = [var.allowed_email_domains]
  variables {
    allowed_email_domains = ["ada@example.com"]
  }
}

run "domain_with_an_at" {
  command         = plan
  expect_failures = [var.allowed_email_domains]
  variables {
    allowed_email_domains = ["example.org", "@example.com"]
  }
}

run "domain_with_a_scheme" {
  command         = plan
  expect_failures = [var.allowed_email_domains]
  variables {
    allowed_email_domains = ["https://example.com"]
  }
}

run "domain_with_a_star" {
  command         = plan
  expect_failures = [var.allowed_email_domains]
  variables {
    allowed_email_domains = ["*.example.com"]
  }
}

run "domain_in_capitals" {
  command         = plan
  expect_failures = [var.allowed_email_domains]
  variables {
    allowed_email_domains = ["Example.com"]
  }
}

run "domain_with_a_dot_at_the_end" {
  command         = plan
  expect_failures = [var.allowed_email_domains]
  variables {
    allowed_email_domains = ["example.com."]
  }
}

run "domain_without_a_dot" {
  command         = plan
  expect_failures = [var.allowed_email_domains]
  variables {
    allowed_email_domains = ["localhost"]
  }
}

run "domain_of_nothing" {
  command         = plan
  expect_failures = [var.allowed_email_domains]
  variables {
    allowed_email_domains = [""]
  }
}

run "domains_in_one_text" {
  command         = plan
  expect_failures = [var.allowed_email_domains]
  variables {
    allowed_email_domains = ["example.com, example.org"]
  }
}

run "more_domains_than_an_environment_holds" {
  command         = plan
  expect_failures = [var.allowed_email_domains]
  variables {
    allowed_email_domains = [for number in range(200) : "department${number}.example.com"]
  }
}

run "callback_twice" {
  command         = plan
  expect_failures = [var.base_urls]
  variables {
    base_urls = ["https://www.example.org", "https://www.example.org"]
  }
}

run "mail_from_nobody" {
  command         = plan
  expect_failures = [var.email_configuration]
  variables {
    email_configuration = { source_arn = "arn:aws:ses:eu-west-1:123456789012:identity/example.com", from_email_address = "nobody" }
  }
}

run "no_request_at_once" {
  command         = plan
  expect_failures = [var.throttling]
  variables {
    throttling = { burst_limit = 0 }
  }
}

run "unknown_tier" {
  command         = plan
  expect_failures = [var.user_pool_tier]
  variables {
    user_pool_tier = "FREE"
  }
}

run "unknown_threat_protection" {
  command         = plan
  expect_failures = [var.threat_protection]
  variables {
    user_pool_tier    = "PLUS"
    threat_protection = "on"
  }
}

run "threat_protection_without_plus" {
  command         = plan
  expect_failures = [var.threat_protection]
  variables {
    threat_protection = "AUDIT"
  }
}

run "plus_without_threat_protection" {
  command         = plan
  expect_failures = [check.plus_protects]
  variables {
    user_pool_tier = "PLUS"
  }
}

run "invitation_without_the_password" {
  command         = plan
  expect_failures = [var.invitation]
  variables {
    invitation = { subject = "Welcome", message = "You are {username}." }
  }
}

run "invitation_without_the_name" {
  command         = plan
  expect_failures = [var.invitation]
  variables {
    invitation = { subject = "Welcome", message = "Your password is {####}." }
  }
}

run "invitation_without_a_subject" {
  command         = plan
  expect_failures = [var.invitation]
  variables {
    invitation = { subject = "", message = "{username} {####}" }
  }
}

run "invitation_with_a_subject_of_two_lines" {
  command         = plan
  expect_failures = [var.invitation]
  variables {
    invitation = { subject = "Welcome\nBcc: everybody", message = "{username} {####}" }
  }
}

run "rotation_on_the_lite_tier" {
  command         = plan
  expect_failures = [var.client_refresh_token_rotation]
  variables {
    user_pool_tier = "LITE"
  }
}

run "mails_in_a_language_without_a_code" {
  command         = plan
  expect_failures = [var.mails_by_language]
  variables {
    mails_by_language = "German"
  }
}

run "id_in_tokens_on_the_lite_tier" {
  command         = plan
  expect_failures = [var.app_user_id_in_tokens]
  variables {
    user_pool_tier                = "LITE"
    app_user_id_in_tokens         = true
    client_refresh_token_rotation = { enabled = false }
  }
}

run "passkeys_on_the_lite_tier" {
  command         = plan
  expect_failures = [var.passkeys]
  variables {
    user_pool_tier                = "LITE"
    passkeys                      = true
    client_refresh_token_rotation = { enabled = false }
  }
}

run "passkeys_on_the_classic_pages" {
  command         = plan
  expect_failures = [var.passkeys]
  variables {
    passkeys = true
  }
}

run "short_password" {
  command         = plan
  expect_failures = [var.password_policy]
  variables {
    password_policy = { minimum_length = 5 }
  }
}

run "callback_without_https" {
  command         = plan
  expect_failures = [var.base_urls]
  variables {
    base_urls = ["http://shop.example.com"]
  }
}

run "callback_on_localhost_in_production" {
  command         = plan
  expect_failures = [var.base_urls]
  variables {
    base_urls = ["https://localhost:3000"]
  }
}

run "callback_with_a_path" {
  command         = plan
  expect_failures = [var.base_urls]
  variables {
    base_urls = ["https://shop.example.com/"]
  }
}

run "mail_without_the_code" {
  command         = plan
  expect_failures = [var.email_verification_message]
  variables {
    email_verification_message = "Welcome"
  }
}

run "retention_that_cloudwatch_does_not_have" {
  command         = plan
  expect_failures = [var.cloudwatch_logs_retention_in_days]
  variables {
    cloudwatch_logs_retention_in_days = 42
  }
}

run "keys_that_are_none" {
  command         = plan
  expect_failures = [var.jwks]
  variables {
    jwks = "{}"
  }
}

run "google_without_a_client_id_of_google" {
  command         = plan
  expect_failures = [var.google]
  variables {
    google = { client_id = "abc", client_secret = "def" }
  }
}

run "region_of_china" {
  command         = plan
  expect_failures = [var.aws_region]
  variables {
    aws_region = "cn-north-1"
  }
}

run "region_of_govcloud" {
  command         = plan
  expect_failures = [var.aws_region]
  variables {
    aws_region = "us-gov-west-1"
  }
}

run "tls_policy_of_the_past" {
  command         = plan
  expect_failures = [var.cdn_tls_policy]
  variables {
    cdn_tls_policy = "TLSv1.1_2016"
  }
}

run "security_contact_that_is_only_an_address" {
  command         = plan
  expect_failures = [var.security_contact]

  variables {
    security_contact = "security@example.com"
  }
}

run "custom_attributes_of_each_type" {
  command = plan
  variables {
    custom_attributes = { department = {}, level = { type = "Number", min = -1, max = 9 }, staff = { type = "Boolean", client_read = false }, "hired-at" = { type = "DateTime", client_write = true } }
  }
}

run "custom_attribute_with_the_prefix" {
  command         = plan
  expect_failures = [var.custom_attributes]
  variables {
    custom_attributes = { "custom:department" = {} }
  }
}

run "custom_attribute_of_the_site" {
  command         = plan
  expect_failures = [var.custom_attributes]
  variables {
    custom_attributes = { app_user_id = {} }
  }
}

run "custom_attribute_of_21_characters" {
  command         = plan
  expect_failures = [var.custom_attributes]
  variables {
    custom_attributes = { abcdefghijklmnopqrstu = {} }
  }
}

run "custom_attribute_of_no_type" {
  command         = plan
  expect_failures = [var.custom_attributes]
  variables {
    custom_attributes = { level = { type = "number" } }
  }
}

run "custom_number_without_bounds" {
  command         = plan
  expect_failures = [var.custom_attributes]
  variables {
    custom_attributes = { level = { type = "Number", min = 0 } }
  }
}

run "custom_boolean_with_bounds" {
  command         = plan
  expect_failures = [var.custom_attributes]
  variables {
    custom_attributes = { staff = { type = "Boolean", max = 1 } }
  }
}

run "custom_attribute_with_bounds_the_wrong_way_round" {
  command         = plan
  expect_failures = [var.custom_attributes]
  variables {
    custom_attributes = { level = { type = "Number", min = 9, max = 1 } }
  }
}

run "custom_attribute_longer_than_cognito_takes" {
  command         = plan
  expect_failures = [var.custom_attributes]
  variables {
    custom_attributes = { bio = { max = 4096 } }
  }
}

run "passkeys_of_a_domain_above_and_mailed_codes" {
  command = plan
  variables {
    hosted_zone                  = "example.com"
    auth_domain                  = "auth.example.com"
    passkeys                     = true
    passkey_relying_party_id     = "example.com"
    email_otp                    = true
    domain_managed_login_version = 2
    email_configuration          = { source_arn = "arn:aws:ses:eu-west-1:123456789012:identity/example.com", from_email_address = "a@example.com" }
    role_permissions_boundary    = "arn:aws:iam::123456789012:policy/teams/boundary"
    role_path                    = "/sites/shop/"
    function_vpc                 = { reports = { subnet_ids = ["subnet-0a", "subnet-0b"], security_group_ids = ["sg-0a"] } }
  }
}

run "relying_party_without_passkeys" {
  command         = plan
  expect_failures = [var.passkey_relying_party_id]
  variables {
    passkey_relying_party_id = "demo.auth.eu-west-1.amazoncognito.com"
  }
}

run "relying_party_of_another_domain" {
  command         = plan
  expect_failures = [var.passkey_relying_party_id]
  variables {
    passkeys                     = true
    domain_managed_login_version = 2
    hosted_zone                  = "example.com"
    auth_domain                  = "auth.example.com"
    passkey_relying_party_id     = "ample.com"
  }
}

run "relying_party_below_the_pages" {
  command         = plan
  expect_failures = [var.passkey_relying_party_id]
  variables {
    passkeys                     = true
    domain_managed_login_version = 2
    hosted_zone                  = "example.com"
    auth_domain                  = "auth.example.com"
    passkey_relying_party_id     = "x.auth.example.com"
  }
}

run "mailed_codes_on_classic_pages" {
  command         = plan
  expect_failures = [var.email_otp]
  variables {
    email_otp           = true
    email_configuration = { source_arn = "arn:aws:ses:eu-west-1:123456789012:identity/example.com", from_email_address = "a@example.com" }
  }
}

run "mailed_codes_of_cognito" {
  command         = plan
  expect_failures = [var.email_otp]
  variables {
    email_otp                    = true
    domain_managed_login_version = 2
  }
}

run "mailed_codes_with_a_required_second_factor" {
  command         = plan
  expect_failures = [var.email_otp]
  variables {
    email_otp                    = true
    domain_managed_login_version = 2
    email_configuration          = { source_arn = "arn:aws:ses:eu-west-1:123456789012:identity/example.com", from_email_address = "a@example.com" }
    mfa_configuration            = "ON"
  }
}

run "boundary_that_is_a_name" {
  command         = plan
  expect_failures = [var.role_permissions_boundary]
  variables {
    role_permissions_boundary = "boundary"
  }
}

run "role_path_without_a_slash_at_its_end" {
  command         = plan
  expect_failures = [var.role_path]
  variables {
    role_path = "/sites"
  }
}

run "vpc_without_subnets" {
  command         = plan
  expect_failures = [var.function_vpc]
  variables {
    function_vpc = { reports = { subnet_ids = [], security_group_ids = ["sg-0a"] } }
  }
}

run "vpc_with_a_group_s_name" {
  command         = plan
  expect_failures = [var.function_vpc]
  variables {
    function_vpc = { reports = { subnet_ids = ["subnet-0a"], security_group_ids = ["default"] } }
  }
}

run "sessions_of_an_unknown_project" {
  command         = plan
  expect_failures = [var.migrate_from]

  variables {
    migrate_from = "auth.js"
  }
}

run "old_cookies_of_another_domain" {
  command         = plan
  expect_failures = [var.migrate_cookie_domain]

  variables {
    hosted_zone           = "example.com"
    site_domain           = "www.example.com"
    migrate_from          = "goldstack"
    migrate_cookie_domain = "example.org"
  }
}

run "mailed_second_factor" {
  command = plan
  variables {
    mfa_configuration   = "ON"
    email_mfa           = { subject = "Shop: your code", message = "It is {####}." }
    email_configuration = { source_arn = "arn:aws:ses:eu-west-1:123456789012:identity/example.com", from_email_address = "hello@example.com" }
  }
}

# All of its rules at once: no sender, the plan LITE, no second factor, no place for the code, two lines as a subject.
run "mailed_second_factor_that_cannot_be" {
  command         = plan
  expect_failures = [var.email_mfa]
  variables {
    user_pool_tier    = "LITE"
    mfa_configuration = "OFF"
    email_mfa         = { subject = "Two\nlines", message = "no place for the code" }

    client_refresh_token_rotation = { enabled = false }
  }
}

run "mailed_second_factor_without_a_sender" {
  command         = plan
  expect_failures = [var.email_mfa]
  variables {
    email_mfa = {}
  }
}

run "mailed_second_factor_with_no_second_factor" {
  command         = plan
  expect_failures = [var.email_mfa]
  variables {
    mfa_configuration   = "OFF"
    email_mfa           = {}
    email_configuration = { source_arn = "arn:aws:ses:eu-west-1:123456789012:identity/example.com", from_email_address = "hello@example.com" }
  }
}
