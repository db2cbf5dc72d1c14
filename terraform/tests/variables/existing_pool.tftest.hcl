# A pool that is managed elsewhere: what belongs to it, and what is refused beside it.

variables {
  name = "demo"
}

run "a_pool_elsewhere" {
  command = plan
  variables {
    user_pool_id                 = "eu-west-1_AbCdEf123"
    user_pool_domain             = "auth.example.com"
    user_pool_identity_providers = { Okta = {}, Corp = { attributes = ["email", "given_name"] } }
    create_user_groups           = true
    user_pool_tier               = "LITE"
    passkeys                     = false
    custom_attributes            = { department = {} }

    client_refresh_token_rotation = { enabled = false }
  }
}

run "settings_of_the_pool_beside_it" {
  command         = plan
  expect_failures = [var.user_pool_id]
  variables {
    user_pool_id     = "eu-west-1_AbCdEf123"
    user_pool_domain = "my-company"
    password_policy  = { minimum_length = 16 }
  }
}

run "domains_that_only_a_trigger_could_keep" {
  command         = plan
  expect_failures = [var.user_pool_id]
  variables {
    user_pool_id          = "eu-west-1_AbCdEf123"
    allowed_email_domains = ["example.com"]
  }
}

run "mails_that_only_a_trigger_could_word" {
  command         = plan
  expect_failures = [var.user_pool_id]
  variables {
    user_pool_id      = "eu-west-1_AbCdEf123"
    mails_by_language = "de"
  }
}

run "providers_to_make_in_it" {
  command         = plan
  expect_failures = [var.user_pool_id]
  variables {
    user_pool_id              = "eu-west-1_AbCdEf123"
    identity_providers        = { Okta = { type = "OIDC", client_id = "0oa1", issuer = "https://example.okta.com" } }
    identity_provider_secrets = { Okta = "secret" }
  }
}

run "a_pool_of_another_region" {
  command         = plan
  expect_failures = [var.user_pool_id]
  variables {
    user_pool_id = "us-east-1_AbCdEf123"
  }
}

run "no_id_of_a_pool" {
  command         = plan
  expect_failures = [var.user_pool_id]
  variables {
    user_pool_id = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEf123"
  }
}

run "a_firewall_with_nothing_to_guard" {
  command         = plan
  expect_failures = [var.user_pool_id]
  variables {
    user_pool_id = "eu-west-1_AbCdEf123"
    waf          = true
  }
}

run "without_a_pool_elsewhere" {
  command         = plan
  expect_failures = [var.user_pool_domain, var.user_pool_identity_providers, var.create_user_groups]
  variables {
    user_pool_domain             = "my-company"
    user_pool_identity_providers = { Okta = {} }
    create_user_groups           = false
  }
}

run "a_whole_prefix_domain" {
  command         = plan
  expect_failures = [var.user_pool_domain]
  variables {
    user_pool_id     = "eu-west-1_AbCdEf123"
    user_pool_domain = "my-company.auth.eu-west-1.amazoncognito.com"
  }
}

run "two_prefixes" {
  command         = plan
  expect_failures = [var.user_pool_domain]
  variables {
    user_pool_id     = "eu-west-1_AbCdEf123"
    user_pool_domain = "my-company"
    domain           = "another"
  }
}
