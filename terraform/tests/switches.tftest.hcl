# Each switch on and off, planned against mocks.

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

# A mocked certificate offers no proof to make a record of.
override_module {
  target = module.site_certificate
  outputs = {
    arn           = "arn:aws:acm:eu-west-1:123456789012:certificate/site"
    us_east_1_arn = "arn:aws:acm:us-east-1:123456789012:certificate/site"
    proof         = { name = "_x.shop.example.com", type = "CNAME", value = "_y.acm-validations.aws" }
  }
}

override_module {
  target = module.auth_certificate
  outputs = {
    arn           = "arn:aws:acm:us-east-1:123456789012:certificate/auth"
    us_east_1_arn = null
    proof         = { name = "_x.auth.shop.example.com", type = "CNAME", value = "_y.acm-validations.aws" }
  }
}

variables {
  name = "demo"
}

run "name_only" {
  command = plan

  assert {
    condition     = output.site_url == "https://mockapi.execute-api.eu-west-1.amazonaws.com"
    error_message = "Without a domain the site is at the API's own address."
  }
  assert {
    condition     = startswith(output.hosted_ui_url, "https://demo-") && endswith(output.hosted_ui_url, ".auth.eu-west-1.amazoncognito.com")
    error_message = "Without a domain the hosted pages are at Cognito's prefix domain (N-09)."
  }
  assert {
    condition     = length(module.site_certificate) + length(module.auth_certificate) + length(module.edge) + length(module.auth_web_acl) == 0
    error_message = "Only a name makes no certificate, no CloudFront and no web ACL."
  }
  assert {
    condition     = output.callback_urls == ["${output.site_url}/auth/callback"] && output.logout_urls == ["${output.site_url}/auth/signed-out"]
    error_message = "The only callback and sign-out URLs are the site's own."
  }
  assert {
    condition     = !anytrue([for environment in values(local.environments) : can(environment.COGNITO_SIGN_UP) || can(environment.COGNITO_IDENTITY_PROVIDERS)])
    error_message = "Visitors may register unless somebody forbids it, and there is no other provider."
  }
  assert {
    condition     = !contains(keys(output.function_names), "pre-sign-up") && join(" ", keys(local.pool_triggers)) == "post_confirmation"
    error_message = "Where everybody may register, no function is asked at each registration (R-59)."
  }
  assert {
    condition     = length(module.ended_sessions) == 0 && output.instant_sign_out_table == null && !strcontains(jsonencode([local.environments, local.statements]), "INSTANT") && !strcontains(jsonencode(local.statements), "dynamodb")
    error_message = "Without instant_sign_out there is no table, no right and no variable of it (N-40)."
  }
}

run "https_and_security_contact_unless_said" {
  command = plan

  variables {
    cdn = true
  }

  assert {
    condition     = !anytrue([for environment in values(local.environments) : can(environment.COGNITO_ISSUER_TYPE) || can(environment.COGNITO_REGION) || can(environment.HSTS_SUBDOMAINS) || can(environment.SECURITY_CONTACT) || can(environment.MIGRATE_FROM)])
    error_message = "Other hosts of the domain keep plain http, nobody is named, and no cookies of others are read, unless somebody says so."
  }
}

run "https_below_the_site" {
  command = plan

  variables {
    cdn                     = true
    hsts_include_subdomains = true
    security_contact        = "mailto:security@example.com"
  }

  assert {
    condition     = alltrue([for environment in values(local.environments) : environment.HSTS_SUBDOMAINS == "on" && environment.SECURITY_CONTACT == "mailto:security@example.com"])
    error_message = "Each page function is told both."
  }
}

run "sessions_of_another_project" {
  command = plan

  variables {
    hosted_zone           = "example.com"
    site_domain           = "www.example.com"
    migrate_from          = "cognito-at-edge"
    migrate_cookie_domain = "example.com"
  }

  assert {
    condition     = alltrue([for environment in values(local.environments) : environment.MIGRATE_FROM == "cognito-at-edge" && environment.MIGRATE_COOKIE_DOMAIN == "example.com"])
    error_message = "Each page function is told both, because the guard of each page sees the old cookies (N-22)."
  }
}

run "https_below_an_apex" {
  command         = plan
  expect_failures = [check.hsts_of_an_apex]

  variables {
    hosted_zone             = "example.com"
    site_domain             = "example.com"
    hsts_include_subdomains = true
  }
}

run "two_base_urls" {
  command = plan

  variables {
    base_urls = ["https://www.example.org"]
  }

  assert {
    condition     = output.callback_urls == [for url in [output.site_url, "https://www.example.org"] : "${url}/auth/callback"]
    error_message = "Callback URLs follow from the one list of base URLs."
  }
  assert {
    condition     = output.logout_urls == [for url in [output.site_url, "https://www.example.org"] : "${url}/auth/signed-out"]
    error_message = "Sign-out URLs follow from the one list of base URLs."
  }
}

run "local_pool" {
  command = plan

  variables {
    environment = "local"
    base_urls   = ["http://localhost:3000"]
  }

  assert {
    condition     = contains(output.callback_urls, "http://localhost:3000/auth/callback")
    error_message = "A pool for the own machine takes localhost."
  }
}

run "nobody_registers" {
  command = plan

  variables {
    allow_sign_up = false
  }

  assert {
    condition     = alltrue([for environment in values(local.environments) : environment.COGNITO_SIGN_UP == "off"])
    error_message = "A site whose pool lets nobody register must know it: it would offer what cannot be done."
  }
}

run "some_domains_register" {
  command = plan

  variables {
    allowed_email_domains = ["example.com", "xn--bcher-kva.example"]
  }

  assert {
    condition     = join(" ", keys(local.pool_triggers)) == "post_confirmation pre_sign_up" && output.function_names["pre-sign-up"] == "demo-pre-sign-up"
    error_message = "A list of domains brings the function that keeps to it, and attaches it to the pool (S-50, R-59)."
  }
  assert {
    condition     = local.trigger_environments["pre-sign-up"] == { LOG_LEVEL = "info", GOMAXPROCS = "1", ALLOWED_EMAIL_DOMAINS = "example.com xn--bcher-kva.example" }
    error_message = "The function is told the list, and nothing that it does not need (R-78)."
  }
  assert {
    condition     = local.trigger_environments["post-confirmation"] == { LOG_LEVEL = "info", GOMAXPROCS = "1" } && [for name, environment in local.environments : name if can(environment.ALLOWED_EMAIL_DOMAINS)] == ["account"]
    error_message = "Besides it, the function in which addresses change is told the list, and no other."
  }
  assert {
    condition     = length(aws_iam_role_policy.trigger) == 1
    error_message = "The function that keeps to the list has no right in the pool (SEC-115)."
  }
}

run "id_in_tokens" {
  command = plan

  variables {
    app_user_id_in_tokens = true
  }

  assert {
    condition     = join(" ", keys(local.pool_triggers)) == "post_confirmation pre_token_generation" && output.function_names["pre-token-generation"] == "demo-pre-token-generation"
    error_message = "The switch brings the function that puts the application's id into the tokens, and attaches it to the pool (N-45)."
  }
  assert {
    condition     = local.trigger_environments["pre-token-generation"] == { LOG_LEVEL = "info", APP_USER_ID_IN_TOKENS = "on", GOMAXPROCS = "1" } && length(aws_iam_role_policy.trigger) == 1
    error_message = "The function has no right in the pool, and is told nothing that it does not need (SEC-115, R-78)."
  }
}

run "mails_by_language" {
  command = plan

  variables {
    mails_by_language = "de"
  }

  assert {
    condition     = join(" ", keys(local.pool_triggers)) == "custom_message post_confirmation" && output.function_names["custom-message"] == "demo-custom-message"
    error_message = "A language brings the function that words the mails, and attaches it to the pool (N-49)."
  }
  assert {
    condition     = local.trigger_environments["custom-message"] == { BASE_URL = local.site_url, LOG_LEVEL = "info", MAILS_BY_LANGUAGE = "de", GOMAXPROCS = "1" } && length(aws_iam_role_policy.trigger) == 1
    error_message = "The function has no right in the pool, and is told nothing that it does not need (SEC-115, R-78)."
  }
  assert {
    condition     = [for name, environment in local.environments : name if can(environment.COGNITO_INVITATIONS_BY_LANGUAGE)] == ["users"] && local.environments["users"].COGNITO_INVITATIONS_BY_LANGUAGE == "on"
    error_message = "The page of invitations knows that their words can be chosen, and no other (U-37)."
  }
}

run "mails_of_the_deployment" {
  command = plan

  variables {
    mails_by_language          = "en"
    email_verification_subject = "Welcome"
    invitation                 = { subject = "Welcome", message = "{username} {####}" }
  }

  assert {
    condition     = local.trigger_environments["custom-message"].COGNITO_OWN_MAILS == "code invitation"
    error_message = "Mails whose words are set stay as they are (N-49)."
  }
  assert {
    condition     = !anytrue([for environment in local.environments : can(environment.COGNITO_INVITATIONS_BY_LANGUAGE)])
    error_message = "Nobody is asked for words of an invitation that is set (U-37)."
  }
}

run "google" {
  command = plan

  variables {
    google = { client_id = "1.apps.googleusercontent.com", client_secret = "secret" }
  }

  assert {
    condition     = output.google_redirect_uri == "${output.hosted_ui_url}/oauth2/idpresponse"
    error_message = "The redirect URI for Google belongs to the hosted pages."
  }
}

run "identity_providers" {
  command = plan

  variables {
    allowed_email_domains     = ["example.com"]
    google                    = { client_id = "1.apps.googleusercontent.com", client_secret = "secret" }
    identity_providers        = { Okta = { type = "OIDC", client_id = "0oa1", issuer = "https://example.okta.com" }, Entra = { type = "SAML", metadata_url = "https://login.example.com/metadata.xml", trust_email = true } }
    identity_provider_secrets = { Okta = "secret" }
  }

  assert {
    condition     = alltrue([for environment in values(local.environments) : environment.COGNITO_IDENTITY_PROVIDERS == "Entra Google Okta"])
    error_message = "The functions know which providers a visitor may be sent to, the one of the former variable too."
  }
  assert {
    condition     = local.trigger_environments["pre-sign-up"] == { LOG_LEVEL = "info", GOMAXPROCS = "1", ALLOWED_EMAIL_DOMAINS = "example.com", COGNITO_TRUSTED_PROVIDERS = "Entra" }
    error_message = "Whose word the function that keeps to the list takes for an address, it is told."
  }
  assert {
    condition = (
      output.identity_provider_redirect_uri == "${output.hosted_ui_url}/oauth2/idpresponse" && output.saml_acs_url == "${output.hosted_ui_url}/saml2/idpresponse"
      && output.saml_entity_id == "urn:amazon:cognito:sp:${output.user_pool_id}"
    )
    error_message = "What to enter at a provider belongs to the hosted pages."
  }
}

run "cdn" {
  command = plan

  variables {
    cdn = true
  }

  assert {
    condition     = output.site_url == "https://d0site.cloudfront.net" && output.callback_urls == ["https://d0site.cloudfront.net/auth/callback", "${output.api_endpoint}/auth/callback"]
    error_message = "With CloudFront and no domain the site is at the distribution's address; a sign-in from before it came may end where it began."
  }
}

run "site_domain" {
  command = plan

  variables {
    hosted_zone = "example.com"
    site_domain = "shop.example.com"
  }

  assert {
    condition     = output.site_url == "https://shop.example.com" && output.callback_urls == ["https://shop.example.com/auth/callback", "${output.api_endpoint}/auth/callback"]
    error_message = "With a domain the site is there; a sign-in from before it came may end where it began."
  }
  assert {
    condition     = output.spare_address == output.api_endpoint
    error_message = "The default address answers until somebody closes it (N-27)."
  }
  assert {
    condition     = join(" ", keys(aws_route53_record.site)) == "A AAAA" && aws_route53_record.site["A"].alias[0].name == "d-mock.execute-api.eu-west-1.amazonaws.com"
    error_message = "The domain's records (IPv4 and IPv6) point to the API."
  }
  assert {
    condition     = length(module.auth_certificate) == 0 && endswith(output.hosted_ui_url, ".amazoncognito.com")
    error_message = "The site's domain leaves the hosted pages at the prefix domain: the second switch comes later (N-09)."
  }
}

run "site_domain_alone" {
  command = plan

  variables {
    hosted_zone          = "example.com"
    hosted_zone_id       = "Z0123456789ABCDEFGHIJ"
    site_domain          = "shop.example.com"
    default_address_open = false
  }

  assert {
    condition     = output.callback_urls == ["https://shop.example.com/auth/callback"] && output.spare_address == null
    error_message = "A closed default address is no place to come back to."
  }
  assert {
    condition     = alltrue([for record in aws_route53_record.site : record.zone_id == "Z0123456789ABCDEFGHIJ"]) && length(data.aws_route53_zone.this) == 0
    error_message = "A zone that is named by its id is not looked up."
  }
}

run "site_domain_before_it_is_taken_out" {
  command = plan

  variables {
    hosted_zone        = "example.com"
    site_domain        = "shop.example.com"
    site_domain_in_use = false
  }

  assert {
    condition     = output.site_url == output.api_endpoint && output.logout_urls == ["${output.api_endpoint}/auth/signed-out", "https://shop.example.com/auth/signed-out"]
    error_message = "The site is at the default address again, and who is on their way may still come back to the domain."
  }
  assert {
    condition     = join(" ", keys(aws_route53_record.site)) == "A AAAA" && output.spare_address == null
    error_message = "The domain still answers, and the default address is needed."
  }
}

run "site_domain_with_cdn_before_it_is_taken_out" {
  command = plan

  variables {
    hosted_zone        = "example.com"
    site_domain        = "shop.example.com"
    site_domain_in_use = false
    cdn                = true
  }

  assert {
    condition     = output.site_url == "https://d0site.cloudfront.net"
    error_message = "With CloudFront the site moves back to the distribution's address."
  }
}

run "site_domain_with_cdn" {
  command = plan

  variables {
    hosted_zone = "example.com"
    site_domain = "shop.example.com"
    cdn         = true
    waf         = true
  }

  assert {
    condition     = aws_route53_record.site["A"].alias[0].name == "d0site.cloudfront.net"
    error_message = "With CloudFront the domain's records point to the distribution."
  }
  assert {
    condition     = module.api.alias.name == "d-mock.execute-api.eu-west-1.amazonaws.com" && output.spare_address == null
    error_message = "The API keeps answering at the domain while the records change to CloudFront or back, and at its default address (N-27)."
  }
  assert {
    condition     = length(module.site_web_acl) == 1 && length(module.auth_web_acl) == 1
    error_message = "The web ACLs guard CloudFront and the hosted pages."
  }
}

run "auth_domain_below_the_site" {
  command = plan

  variables {
    hosted_zone = "example.com"
    site_domain = "shop.example.com"
    auth_domain = "auth.shop.example.com"
  }

  override_resource {
    target = module.auth_certificate[0].aws_acm_certificate.this
    values = {
      arn = "arn:aws:acm:us-east-1:123456789012:certificate/auth"
      domain_validation_options = [{
        domain_name           = "auth.shop.example.com"
        resource_record_name  = "_x.auth.shop.example.com."
        resource_record_type  = "CNAME"
        resource_record_value = "_y.acm-validations.aws."
      }]
    }
  }

  assert {
    condition     = output.hosted_ui_url == "https://auth.shop.example.com" && output.google_redirect_uri == "https://auth.shop.example.com/oauth2/idpresponse"
    error_message = "The hosted pages are at the own domain."
  }
  assert {
    condition     = join(" ", keys(aws_route53_record.auth)) == "A AAAA" && alltrue([for record in aws_route53_record.auth : record.alias[0].zone_id == "Z0000000COGNITO" && record.alias[0].name == "d0auth.cloudfront.net"])
    error_message = "The records of the hosted pages, for both kinds of addresses, point to what Cognito says that its distribution is (S-66)."
  }
  assert {
    condition     = length(aws_route53_record.auth_parent) == 0 && length(data.aws_route53_records.auth_parent) == 0
    error_message = "The site's own record is the parent that Cognito asks for."
  }
}

run "auth_domain_before_it_is_taken_out" {
  command = plan

  variables {
    hosted_zone        = "example.com"
    site_domain        = "shop.example.com"
    auth_domain        = "auth.shop.example.com"
    auth_domain_in_use = false
  }

  override_resource {
    target = module.auth_certificate[0].aws_acm_certificate.this
    values = {
      arn = "arn:aws:acm:us-east-1:123456789012:certificate/auth"
      domain_validation_options = [{
        domain_name           = "auth.shop.example.com"
        resource_record_name  = "_x.auth.shop.example.com."
        resource_record_type  = "CNAME"
        resource_record_value = "_y.acm-validations.aws."
      }]
    }
  }

  assert {
    condition     = endswith(output.hosted_ui_url, ".auth.eu-west-1.amazoncognito.com") && strcontains(output.hosted_ui_url, "://demo-")
    error_message = "Visitors sign in at the prefix domain again."
  }
  assert {
    condition     = join(" ", keys(aws_route53_record.auth)) == "A AAAA"
    error_message = "The custom domain still answers, for those who are on their way."
  }
}

run "auth_domain_with_a_made_parent" {
  command = plan

  variables {
    hosted_zone               = "example.com"
    auth_domain               = "auth.login.example.com"
    create_auth_parent_record = true
  }

  assert {
    condition     = aws_route53_record.auth_parent[0].name == "login.example.com" && aws_route53_record.auth_parent[0].type == "A"
    error_message = "The parent record is made at the parent's name (R-72)."
  }
}

run "auth_domain_below_several_addresses" {
  command = plan

  variables {
    hosted_zone = "example.com"
    auth_domain = "auth.example.com"
  }

  override_data {
    target = data.aws_route53_records.auth_parent[0]
    values = { resource_record_sets = [
      { name = "example.com.", type = "A", set_identifier = "one" },
      { name = "example.com.", type = "A", set_identifier = "two" },
      { name = "example.com.", type = "MX" },
    ] }
  }

  assert {
    condition     = local.auth_parent_record == "example.com." && length(aws_route53_record.auth_parent) == 0
    error_message = "A parent with weighted addresses is as good as one with a single address (R-72)."
  }
}

run "cdn_and_firewall_without_a_domain" {
  command = plan

  variables {
    cdn = true
    waf = true
  }

  assert {
    condition     = output.site_url == "https://d0site.cloudfront.net" && length(module.site_web_acl) == 1 && length(aws_route53_record.site) == 0
    error_message = "CloudFront and its web ACL need no domain."
  }
}

run "firewall_without_cdn" {
  command = plan

  variables {
    waf = true
  }

  assert {
    condition     = length(module.site_web_acl) == 0 && length(aws_wafv2_web_acl_association.user_pool) == 1
    error_message = "Without CloudFront only the hosted pages can be guarded: an HTTP API takes no web ACL."
  }
}

run "more_requests_a_second_than_at_once" {
  command = plan

  variables {
    throttling = { rate_limit = 10000, burst_limit = 5000 }
  }

  assert {
    condition     = output.site_url != ""
    error_message = "AWS's own limits have this form."
  }
}

run "managed_login_with_passkeys" {
  command = plan

  variables {
    domain_managed_login_version = 2
    passkeys                     = true
    passkey_relying_party_id     = "demo-1.auth.eu-west-1.amazoncognito.com"
    role_permissions_boundary    = "arn:aws:iam::123456789012:policy/boundary"
    role_path                    = "/sites/"
    function_vpc                 = { profile = { subnet_ids = ["subnet-01"], security_group_ids = ["sg-01"] } }
    mfa_configuration            = "OFF"
  }

  assert {
    condition     = endswith(output.hosted_ui_url, ".amazoncognito.com")
    error_message = "Passkeys change no address."
  }
}

run "alarms" {
  command = plan

  variables {
    alarm_email = "operator@example.com"
  }

  assert {
    condition     = output.dashboard_name == "demo"
    error_message = "The dashboard has the site's name."
  }
}

run "certificates_of_ones_own" {
  command = plan

  variables {
    hosted_zone                    = "example.com"
    site_domain                    = "shop.example.com"
    auth_domain                    = "auth.shop.example.com"
    cdn                            = true
    site_certificate_arn           = "arn:aws:acm:eu-west-1:123456789012:certificate/own"
    site_certificate_us_east_1_arn = "arn:aws:acm:us-east-1:123456789012:certificate/own"
    auth_certificate_arn           = "arn:aws:acm:us-east-1:123456789012:certificate/own-auth"
  }

  assert {
    condition = (
      length(module.site_certificate) == 0 && length(module.auth_certificate) == 0
      && [local.site_certificate_arn, local.site_certificate_us_east_1_arn, local.auth_certificate_arn] == [var.site_certificate_arn, var.site_certificate_us_east_1_arn, var.auth_certificate_arn]
    )
    error_message = "A certificate that is there already is used, and no other one is made."
  }
  assert {
    condition     = output.site_url == "https://shop.example.com" && output.hosted_ui_url == "https://auth.shop.example.com" && length(output.dns_records) == 0
    error_message = "The records are made in the zone."
  }
}

run "records_by_hand_before_the_proofs" {
  command = plan

  variables {
    manual_dns  = true
    site_domain = "shop.example.com"
    auth_domain = "auth.shop.example.com"
  }

  assert {
    condition     = [for record in output.dns_records : record.purpose] == ["proof of the certificate of shop.example.com", "proof of the certificate of auth.shop.example.com"]
    error_message = "First the certificates are proved."
  }
  assert {
    condition     = output.site_url == output.api_endpoint && endswith(output.hosted_ui_url, ".amazoncognito.com") && output.callback_urls == ["${output.site_url}/auth/callback"]
    error_message = "The site stays where it is."
  }
  assert {
    condition     = length(aws_route53_record.site) + length(aws_route53_record.auth) + length(data.aws_route53_records.auth_parent) == 0
    error_message = "Nothing is asked of Route 53."
  }
}

run "records_by_hand" {
  command = plan

  variables {
    manual_dns              = true
    certificate_proofs_made = true
    site_domain             = "shop.example.com"
    auth_domain             = "auth.shop.example.com"
    auth_domain_in_use      = true
  }

  assert {
    condition = { for record in output.dns_records : record.name => record.value if record.type == "CNAME" && !startswith(record.purpose, "proof") } == {
      "shop.example.com" = "d-mock.execute-api.eu-west-1.amazonaws.com", "auth.shop.example.com" = "d0auth.cloudfront.net"
    }
    error_message = "Then come the records of the site and of Cognito's pages."
  }
  assert {
    condition     = output.site_url == output.api_endpoint && contains(output.callback_urls, "https://shop.example.com/auth/callback")
    error_message = "Nobody is sent to a name that may not be there yet, and a sign-in may end there already."
  }
  assert {
    condition     = output.hosted_ui_url == "https://auth.shop.example.com"
    error_message = "A name is used once the operator says so."
  }
}

run "second_region" {
  command = plan

  variables {
    hosted_zone   = "example.com"
    auth_domain   = "auth.shop.example.com"
    issuer_type   = "UPDATED"
    second_region = "eu-central-1"

    create_auth_parent_record = true
  }

  assert {
    condition     = output.issuer == "https://issuer-cognito-idp.eu-west-1.amazonaws.com/${output.user_pool_id}" && output.jwks_url == "${output.issuer}/.well-known/jwks.json"
    error_message = "The pool's updated issuer names its first Region, and the keys come from there (N-50)."
  }
  assert {
    condition     = alltrue([for environment in values(local.environments) : environment.COGNITO_ISSUER_TYPE == "UPDATED" && !can(environment.COGNITO_REGION)])
    error_message = "The functions are told which issuer it is, and of no failover (N-50)."
  }
  assert {
    condition     = local.pool_arns == [module.user_pool.arn, replace(module.user_pool.arn, ":eu-west-1:", ":eu-central-1:")] && alltrue([for statement in flatten(values(local.call_statements)) : statement.resources == local.pool_arns])
    error_message = "The functions may call both copies of the pool, and nothing else (N-50)."
  }
}

run "failover" {
  command = plan

  variables {
    hosted_zone   = "example.com"
    auth_domain   = "auth.shop.example.com"
    issuer_type   = "UPDATED"
    second_region = "eu-central-1"
    failover      = true

    create_auth_parent_record = true
  }

  assert {
    condition     = alltrue([for environment in values(local.environments) : environment.COGNITO_REGION == "eu-central-1"])
    error_message = "In a failover all functions use the replica (N-50)."
  }
}
