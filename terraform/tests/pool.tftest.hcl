# What the module of the user pool makes of much, of little and of its switches, where the root module does not show it.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

# A pool as it usually is. Each run says what it wants otherwise.
variables {
  region                     = "eu-west-1"
  name                       = "demo"
  tier                       = "ESSENTIALS"
  deletion_protection        = "ACTIVE"
  allow_sign_up              = true
  email_verification_subject = "Your code"
  email_verification_message = "{####}"
  password_policy = {
    minimum_length                   = 12, require_lowercase = true, require_uppercase = true, require_numbers = true, require_symbols = false
    temporary_password_validity_days = 7
  }
  mfa_configuration      = "OPTIONAL"
  passkeys               = false
  groups                 = []
  base_urls              = ["https://shop.example.com"]
  access_token_validity  = 15
  id_token_validity      = 15
  refresh_token_validity = 30
  refresh_token_rotation = { enabled = true, grace_period_seconds = 60 }
  managed_login_version  = 1
  domain_prefix          = "demo-12345678"
  css_file               = "./branding/login.css"
  logo_file              = "./branding/logo.png"
}

run "pool_and_client" {
  command = plan

  module {
    source = "./modules/user-pool"
  }

  variables {
    identity_providers        = { Google = { type = "Google", client_id = "1.apps.googleusercontent.com" } }
    identity_provider_secrets = { Google = "secret" }

    custom_domain = { name = "auth.shop.example.com", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/auth" }
    triggers      = { post_confirmation = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:demo-post-confirmation", name = "demo-post-confirmation" } }
  }

  assert {
    condition = (
      aws_cognito_user_pool.this[0].username_attributes == toset(["email"]) && aws_cognito_user_pool.this[0].auto_verified_attributes == toset(["email"])
      && aws_cognito_user_pool.this[0].deletion_protection == "ACTIVE" && !aws_cognito_user_pool.this[0].username_configuration[0].case_sensitive
      && aws_cognito_user_pool.this[0].user_attribute_update_settings[0].attributes_require_verification_before_update == toset(["email"])
      && aws_cognito_user_pool.this[0].password_policy[0].minimum_length == 12 && length(aws_cognito_user_pool.this[0].device_configuration) == 0
    )
    error_message = "The pool of the origin, with stronger settings (S-60, SEC-117)."
  }
  assert {
    condition = {
      for attribute in aws_cognito_user_pool.this[0].schema : attribute.name => [attribute.required, attribute.mutable]
    } == { email = [true, true], app_user_id = [false, true] }
    error_message = "Two attributes, of which one is required (S-60)."
  }
  assert {
    condition     = aws_cognito_user_pool.this[0].lambda_config[0].post_confirmation == "arn:aws:lambda:eu-west-1:123456789012:function:demo-post-confirmation"
    error_message = "The pool calls the trigger (S-67)."
  }
  assert {
    condition = (
      aws_lambda_permission.trigger["post_confirmation"].principal == "cognito-idp.amazonaws.com" && aws_lambda_permission.trigger["post_confirmation"].source_arn == aws_cognito_user_pool.this[0].arn
      && aws_lambda_permission.trigger["post_confirmation"].function_name == "demo-post-confirmation" && aws_lambda_permission.trigger["post_confirmation"].action == "lambda:InvokeFunction"
    )
    error_message = "This pool may call the trigger, no other one may (S-67)."
  }
  assert {
    condition = (
      aws_cognito_user_pool_client.site.callback_urls == toset(["https://shop.example.com/auth/callback"]) && aws_cognito_user_pool_client.site.default_redirect_uri == "https://shop.example.com/auth/callback"
      && aws_cognito_user_pool_client.site.logout_urls == toset(["https://shop.example.com/auth/signed-out"])
    )
    error_message = "The client knows where signing in and signing out may lead (S-61, D-10)."
  }
  assert {
    condition = (
      aws_cognito_user_pool_client.site.allowed_oauth_flows == toset(["code"]) && aws_cognito_user_pool_client.site.generate_secret
      && aws_cognito_user_pool_client.site.enable_token_revocation && aws_cognito_user_pool_client.site.prevent_user_existence_errors == "ENABLED"
      && one(aws_cognito_user_pool_client.site.refresh_token_rotation) == { feature = "ENABLED", retry_grace_period_seconds = 60 }
      && aws_cognito_user_pool_client.site.access_token_validity == 15 && aws_cognito_user_pool_client.site.id_token_validity == 15
      && aws_cognito_user_pool_client.site.write_attributes == toset(["email"])
    )
    error_message = "The client of the origin, with the code flow alone, rotation, revocation and short lives (S-61)."
  }
  assert {
    condition = (
      aws_cognito_user_pool_domain.custom[0].domain == "auth.shop.example.com" && aws_cognito_user_pool_domain.custom[0].managed_login_version == 1
      && aws_cognito_user_pool_domain.custom[0].certificate_arn == "arn:aws:acm:us-east-1:123456789012:certificate/auth" && output.hosted_ui_url == "https://auth.shop.example.com"
    )
    error_message = "The pages are at the own domain, with its certificate (S-62)."
  }
  assert {
    condition = (
      aws_cognito_user_pool_ui_customization.this[0].css == file("./branding/login.css") && aws_cognito_user_pool_ui_customization.this[0].image_file == filebase64("./branding/logo.png")
    )
    error_message = "The look of the pages is that of the files, byte for byte (S-63, R-75)."
  }
  assert {
    condition = toset(nonsensitive(keys(aws_cognito_identity_provider.social["Google"].provider_details))) == toset([
      "attributes_url", "attributes_url_add_attributes", "authorize_scopes", "authorize_url", "client_id", "client_secret", "oidc_issuer", "token_request_method", "token_url",
    ])
    error_message = "Cognito reports all of these back; one that is left out would look like a change at every plan (R-76)."
  }
  assert {
    condition = nonsensitive([for key in ["attributes_url", "authorize_url", "oidc_issuer", "token_url", "token_request_method", "attributes_url_add_attributes"] : aws_cognito_identity_provider.social["Google"].provider_details[key]]) == [
      "https://people.googleapis.com/v1/people/me?personFields=", "https://accounts.google.com/o/oauth2/v2/auth", "https://accounts.google.com", "https://www.googleapis.com/oauth2/v4/token", "POST", "true",
    ]
    error_message = "What Cognito fills in for Google, as it reports it back (R-76)."
  }
  assert {
    condition = (
      aws_cognito_user_pool_client.account.allowed_oauth_scopes == toset(["openid", "aws.cognito.signin.user.admin"]) && aws_cognito_user_pool_client.account.allowed_oauth_flows == toset(["code"])
      && aws_cognito_user_pool_client.account.callback_urls == toset(["https://shop.example.com/account/authorized"]) && aws_cognito_user_pool_client.account.generate_secret
      && aws_cognito_user_pool_client.account.explicit_auth_flows == toset(["ALLOW_USER_SRP_AUTH"]) && aws_cognito_user_pool_client.account.write_attributes == toset(["email"])
      && aws_cognito_user_pool_client.account.access_token_validity == 10 && aws_cognito_user_pool_client.account.token_validity_units[0].access_token == "minutes"
      && aws_cognito_user_pool_client.account.prevent_user_existence_errors == "ENABLED" && aws_cognito_user_pool_client.account.enable_token_revocation
    )
    error_message = "The client of visitors' own accounts has the scope that the site's lacks, for ten minutes, and returns to the account page alone."
  }
}

run "pool_at_a_prefix" {
  command = plan

  module {
    source = "./modules/user-pool"
  }

  variables {
    mfa_configuration     = "OFF"
    managed_login_version = 2
  }

  assert {
    condition = (
      aws_cognito_user_pool_domain.prefix[0].domain == "demo-12345678" && length(aws_cognito_user_pool_domain.custom) == 0 && aws_cognito_user_pool_domain.prefix[0].managed_login_version == 2
      && output.hosted_ui_url == "https://demo-12345678.auth.eu-west-1.amazoncognito.com"
    )
    error_message = "Without a domain of one's own the pages are at a prefix, and the generation of the pages is a variable (S-62)."
  }
  assert {
    condition     = length(aws_cognito_identity_provider.social) + length(aws_cognito_identity_provider.federated) == 0 && length(aws_lambda_permission.trigger) == 0
    error_message = "What is not asked for is not there."
  }
}

run "pool_with_passkeys_and_without_triggers" {
  command = plan

  module {
    source = "./modules/user-pool"
  }

  variables {
    allow_sign_up      = false
    mfa_configuration  = "OFF"
    passkeys           = true
    groups             = [{ name = "admin", description = "", precedence = 1 }]
    identity_providers = { Google = { type = "Google", client_id = "1.apps.googleusercontent.com" } }

    identity_provider_secrets = { Google = "secret" }

    base_urls              = ["https://shop.example.com", "https://www.example.org"]
    refresh_token_rotation = { enabled = false, grace_period_seconds = 60 }
    managed_login_version  = 2
  }

  assert {
    condition     = aws_cognito_user_pool.this[0].sign_in_policy[0].allowed_first_auth_factors == toset(["PASSWORD", "WEB_AUTHN"])
    error_message = "Passkeys are a first factor beside the password (R-81)."
  }
  assert {
    condition     = aws_cognito_user_pool.this[0].web_authn_configuration[0].relying_party_id == "demo-12345678.auth.eu-west-1.amazoncognito.com"
    error_message = "Passkeys belong to the host of the sign-in pages (R-81)."
  }
  assert {
    condition     = length(aws_cognito_user_pool.this[0].lambda_config) == 0 && length(aws_cognito_user_pool.this[0].device_configuration) == 0
    error_message = "No empty blocks, which would look like a change at every plan (R-77), and no remembered devices (D-12, R-39)."
  }
  assert {
    condition     = aws_cognito_user_pool.this[0].admin_create_user_config[0].allow_admin_create_user_only
    error_message = "allow_sign_up = false leaves registration to administrators."
  }
  assert {
    condition     = aws_cognito_user_pool_client.site.allowed_oauth_flows == toset(["code"]) && aws_cognito_user_pool_client.site.generate_secret
    error_message = "Only the code flow, with a secret (D-08, SEC-118)."
  }
  assert {
    condition     = aws_cognito_user_pool_client.site.supported_identity_providers == toset(["COGNITO", "Google"])
    error_message = "Google is offered beside the pool's own users."
  }
  assert {
    condition     = contains(aws_cognito_user_pool_client.site.explicit_auth_flows, "ALLOW_REFRESH_TOKEN_AUTH") && one(aws_cognito_user_pool_client.site.refresh_token_rotation).feature == "DISABLED"
    error_message = "Without rotation the refresh flow is needed, and the rotation block stays."
  }
  assert {
    condition     = length(aws_cognito_user_pool_ui_customization.this) == 0
    error_message = "Managed login takes no classic customization."
  }
}

run "mailed_codes_and_passkeys_of_a_fixed_domain" {
  command = plan

  module {
    source = "./modules/user-pool"
  }

  variables {
    passkeys              = true
    relying_party_id      = "example.com"
    email_otp             = true
    managed_login_version = 2
    email_mfa             = { subject = "Your code", message = "It is {####}." }
  }

  assert {
    condition     = aws_cognito_user_pool.this[0].email_mfa_configuration == tolist([{ subject = "Your code", message = "It is {####}." }]) && one(aws_cognito_user_pool.this[0].software_token_mfa_configuration).enabled
    error_message = "A mailed code is a second factor beside the app."
  }

  assert {
    condition     = aws_cognito_user_pool.this[0].sign_in_policy[0].allowed_first_auth_factors == toset(["PASSWORD", "WEB_AUTHN", "EMAIL_OTP"]) && contains(aws_cognito_user_pool_client.site.explicit_auth_flows, "ALLOW_USER_AUTH")
    error_message = "A mailed code is a first factor beside the password."
  }
  assert {
    condition     = aws_cognito_user_pool.this[0].web_authn_configuration[0].relying_party_id == "example.com"
    error_message = "Passkeys belong to the domain that was fixed."
  }
}

run "pool_whose_switches_are_off_says_so" {
  command = plan

  module {
    source = "./modules/user-pool"
  }

  assert {
    condition     = one(aws_cognito_user_pool.this[0].sign_in_policy).allowed_first_auth_factors == toset(["PASSWORD"])
    error_message = "Without passkeys the policy says so: left out, a pool that once had them would keep them."
  }
  assert {
    condition     = one(aws_cognito_user_pool.this[0].email_configuration).email_sending_account == "COGNITO_DEFAULT"
    error_message = "Without SES the pool says so: left out, a pool that once had it would keep it."
  }
}

run "own_invitation" {
  command = plan

  module {
    source = "./modules/user-pool"
  }

  variables {
    invitation = { subject = "Welcome to our shop", message = "At https://shop.example.com you are {username}, for now with the password {####}." }
  }

  assert {
    condition = (
      aws_cognito_user_pool.this[0].admin_create_user_config[0].invite_message_template[0].email_subject == "Welcome to our shop"
      && strcontains(aws_cognito_user_pool.this[0].admin_create_user_config[0].invite_message_template[0].email_message, "https://shop.example.com")
    )
    error_message = "The mail to invited users says what the operator wants it to say."
  }
  assert {
    condition     = length(aws_cognito_user_pool.this[0].user_pool_add_ons) + length(aws_cognito_user_pool.this[0].email_mfa_configuration) == 0
    error_message = "Threat protection stands in the pool with the plan PLUS only."
  }
}

run "threat_protection" {
  command = plan

  module {
    source = "./modules/user-pool"
  }

  variables {
    tier              = "PLUS"
    threat_protection = "ENFORCED"
  }

  assert {
    condition     = aws_cognito_user_pool.this[0].user_pool_add_ons[0].advanced_security_mode == "ENFORCED"
    error_message = "What PLUS is paid for is switched on."
  }
  assert {
    condition     = length(aws_cognito_user_pool.this[0].admin_create_user_config[0].invite_message_template) == 0
    error_message = "Without a text of one's own the invitation is Cognito's."
  }
}

run "identity_providers" {
  command = plan

  module {
    source = "./modules/user-pool"
  }

  variables {
    custom_attributes = {
      department = { type = "String", max = 64, client_read = true, client_write = true }
      level      = { type = "Number", min = 0, max = 9, client_read = true, client_write = false }
      staff      = { type = "Boolean", client_read = false, client_write = false }
    }
    identity_providers = {
      Okta            = { type = "OIDC", client_id = "0oa1", issuer = "https://example.okta.com", scopes = ["openid", "email", "profile"], attribute_mapping = { given_name = "given_name" }, identifiers = ["example.com"] }
      Entra           = { type = "SAML", metadata_url = "https://login.example.com/metadata.xml", attribute_mapping = { email = "mail" } }
      Keycloak        = { type = "SAML", metadata_file = "./tests/saml-metadata.xml" }
      Facebook        = { type = "Facebook", client_id = "1" }
      LoginWithAmazon = { type = "LoginWithAmazon", client_id = "2" }
      SignInWithApple = { type = "SignInWithApple", client_id = "com.example.site", team_id = "TEAM", key_id = "KEY" }
    }
    identity_provider_secrets = { Okta = "okta-secret", Facebook = "f", LoginWithAmazon = "a", SignInWithApple = "p8" }
  }

  assert {
    condition = nonsensitive(aws_cognito_identity_provider.federated["Okta"].provider_details) == tomap({
      attributes_request_method = "GET", authorize_scopes = "openid email profile", client_id = "0oa1", client_secret = "okta-secret", oidc_issuer = "https://example.okta.com"
    }) && aws_cognito_identity_provider.federated["Okta"].idp_identifiers == tolist(["example.com"])
    error_message = "Of an OpenID Connect provider Cognito is told the issuer, and finds the addresses there."
  }
  assert {
    condition     = aws_cognito_identity_provider.federated["Okta"].attribute_mapping == tomap({ username = "sub", email = "email", email_verified = "email_verified", given_name = "given_name" })
    error_message = "A mapping comes on top of what every user needs."
  }
  assert {
    condition = (
      nonsensitive(aws_cognito_identity_provider.federated["Entra"].provider_details) == tomap({ MetadataURL = "https://login.example.com/metadata.xml", IDPSignout = "false" })
      && nonsensitive(aws_cognito_identity_provider.federated["Keycloak"].provider_details) == tomap({ MetadataFile = file("./tests/saml-metadata.xml"), IDPSignout = "false" })
      && aws_cognito_identity_provider.federated["Entra"].attribute_mapping["email"] == "mail"
      && aws_cognito_identity_provider.federated["Keycloak"].attribute_mapping["email"] == "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"
    )
    error_message = "A SAML provider is its metadata, at an address or in a file."
  }
  assert {
    condition = nonsensitive([for name in ["Facebook", "LoginWithAmazon", "SignInWithApple"] : aws_cognito_identity_provider.social[name].provider_details["authorize_scopes"]]) == [
      "public_profile, email", "profile", "email name",
    ]
    error_message = "Each social provider has its own scopes, written as Cognito writes them."
  }
  assert {
    condition = nonsensitive([for key in ["client_id", "team_id", "key_id", "private_key"] : aws_cognito_identity_provider.social["SignInWithApple"].provider_details[key]]) == [
      "com.example.site", "TEAM", "KEY", "p8",
    ] && !contains(nonsensitive(keys(aws_cognito_identity_provider.social["SignInWithApple"].provider_details)), "client_secret")
    error_message = "Apple signs with a key and has no secret."
  }
  assert {
    condition     = aws_cognito_user_pool_client.site.supported_identity_providers == toset(["COGNITO", "Okta", "Entra", "Keycloak", "Facebook", "LoginWithAmazon", "SignInWithApple"])
    error_message = "The app client offers every provider beside the pool's own users."
  }
  assert {
    condition = (
      aws_cognito_user_pool_client.site.write_attributes == toset(["email", "given_name", "custom:department"])
      && aws_cognito_user_pool_client.site.read_attributes == toset(["email", "email_verified", "custom:app_user_id", "given_name", "custom:department", "custom:level"])
    )
    error_message = "What a provider fills in the client may write, or the sign-in would fail, and what is not verified by it the client may read."
  }
  assert {
    condition = { for attribute in aws_cognito_user_pool.this[0].schema : attribute.name => [attribute.attribute_data_type, attribute.required, attribute.mutable] if !contains(["email", "app_user_id"], attribute.name) } == {
      department = ["String", false, true], level = ["Number", false, true], staff = ["Boolean", false, true]
    }
    error_message = "Attributes of one's own are in the pool."
  }
}

run "clients_in_a_pool_that_is_managed_elsewhere" {
  command = plan

  module {
    source = "./modules/user-pool"
  }

  override_data {
    target = data.aws_cognito_user_pool.existing
    values = {
      user_pool_id             = "eu-west-1_AbCdEf123"
      arn                      = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEf123"
      username_attributes      = ["email"]
      auto_verified_attributes = ["email"]
      domain                   = "my-company"
      custom_domain            = "auth.example.com"
      mfa_configuration        = "ON"
      admin_create_user_config = [{ allow_admin_create_user_only = true, invite_message_template = [], unused_account_validity_days = 7 }]
      device_configuration     = []
      schema_attributes = [
        { name = "sub", required = true, mutable = false, attribute_data_type = "String", developer_only_attribute = false, number_attribute_constraints = [], string_attribute_constraints = [] },
        { name = "email", required = true, mutable = true, attribute_data_type = "String", developer_only_attribute = false, number_attribute_constraints = [], string_attribute_constraints = [] },
        { name = "family_name", required = true, mutable = true, attribute_data_type = "String", developer_only_attribute = false, number_attribute_constraints = [], string_attribute_constraints = [] },
      ]
    }
  }
  override_data {
    target = data.aws_cognito_user_groups.existing
    values = { groups = [{ group_name = "admin", description = "", precedence = 1, role_arn = "" }] }
  }

  variables {
    existing      = { id = "eu-west-1_AbCdEf123", domain = "auth.example.com", identity_providers = { Okta = ["email", "given_name"] } }
    create_groups = false
    groups        = [{ name = "admin", description = "", precedence = 1 }]
  }

  assert {
    condition     = length(aws_cognito_user_pool.this) + length(aws_cognito_user_pool_domain.prefix) + length(aws_cognito_user_group.this) + length(aws_cognito_user_pool_ui_customization.this) == 0
    error_message = "Nothing of the pool is made or changed (N-48)."
  }
  assert {
    condition = (
      output.id == "eu-west-1_AbCdEf123" && output.hosted_ui_url == "https://auth.example.com" && output.mfa_configuration == "ON" && !output.allow_sign_up
      && output.issuer == "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123"
    )
    error_message = "The site is told what the pool is (N-48)."
  }
  assert {
    condition = (
      aws_cognito_user_pool_client.site.user_pool_id == "eu-west-1_AbCdEf123" && aws_cognito_user_pool_client.site.supported_identity_providers == toset(["COGNITO", "Okta"])
      && aws_cognito_user_pool_client.site.write_attributes == toset(["email", "family_name", "given_name"]) && aws_cognito_user_pool_client.account.write_attributes == toset(["email", "family_name", "given_name"])
      && aws_cognito_user_pool_client.site.read_attributes == toset(["email", "email_verified", "given_name"])
    )
    error_message = "The clients may write what the pool requires and its providers map, and read no attribute that it lacks (N-48)."
  }
}
