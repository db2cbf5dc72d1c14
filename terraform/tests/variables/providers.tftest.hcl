# Identity providers that are refused while planning. The variables are tested alone, without providers and modules, so that a case takes no time.

variables {
  name = "demo"
}

run "identity_providers_of_each_type" {
  command = plan
  variables {
    identity_providers = {
      Okta            = { type = "OIDC", client_id = "0oa1", issuer = "https://example.okta.com/oauth2/default", scopes = ["openid", "email"], attribute_mapping = { username = "sub", given_name = "first" } }
      Entra           = { type = "SAML", metadata_url = "https://login.example.com/metadata.xml", trust_email = true, identifiers = ["example.com"] }
      Keycloak        = { type = "SAML", metadata_file = "tests/saml-metadata.xml" }
      Google          = { type = "Google", client_id = "1.apps.googleusercontent.com" }
      SignInWithApple = { type = "SignInWithApple", client_id = "com.example", team_id = "T", key_id = "K" }
    }
    identity_provider_secrets = { Okta = "s", Google = "s", SignInWithApple = "p8" }
  }
}

run "identity_provider_of_no_type" {
  command         = plan
  expect_failures = [var.identity_providers]
  variables {
    identity_providers        = { Okta = { type = "oidc", client_id = "0oa1", issuer = "https://example.okta.com" } }
    identity_provider_secrets = { Okta = "s" }
  }
}

run "identity_provider_with_a_space" {
  command         = plan
  expect_failures = [var.identity_providers]
  variables {
    identity_providers        = { "My Okta" = { type = "OIDC", client_id = "0oa1", issuer = "https://example.okta.com" } }
    identity_provider_secrets = { "My Okta" = "s" }
  }
}

run "identity_provider_named_as_the_pool" {
  command         = plan
  expect_failures = [var.identity_providers]
  variables {
    identity_providers        = { Cognito = { type = "OIDC", client_id = "0oa1", issuer = "https://example.okta.com" } }
    identity_provider_secrets = { Cognito = "s" }
  }
}

run "identity_provider_twice" {
  command         = plan
  expect_failures = [var.identity_providers]
  variables {
    identity_providers        = { Okta = { type = "OIDC", client_id = "0oa1", issuer = "https://a.okta.com" }, OKTA = { type = "OIDC", client_id = "0oa2", issuer = "https://b.okta.com" } }
    identity_provider_secrets = { Okta = "s", OKTA = "s" }
  }
}

run "identity_provider_named_as_another_type" {
  command         = plan
  expect_failures = [var.identity_providers]
  variables {
    identity_providers        = { Google = { type = "OIDC", client_id = "0oa1", issuer = "https://example.okta.com" } }
    identity_provider_secrets = { Google = "s" }
  }
}

run "social_identity_provider_of_another_name" {
  command         = plan
  expect_failures = [var.identity_providers]
  variables {
    identity_providers        = { GoogleWorkspace = { type = "Google", client_id = "1" } }
    identity_provider_secrets = { GoogleWorkspace = "s" }
  }
}

run "identity_provider_without_client" {
  command         = plan
  expect_failures = [var.identity_providers]
  variables {
    identity_providers        = { Okta = { type = "OIDC", issuer = "https://example.okta.com" } }
    identity_provider_secrets = { Okta = "s" }
  }
}

run "identity_provider_without_issuer" {
  command         = plan
  expect_failures = [var.identity_providers]
  variables {
    identity_providers        = { Okta = { type = "OIDC", client_id = "0oa1" } }
    identity_provider_secrets = { Okta = "s" }
  }
}

run "identity_provider_whose_issuer_ends_with_a_slash" {
  command         = plan
  expect_failures = [var.identity_providers]
  variables {
    identity_providers        = { Okta = { type = "OIDC", client_id = "0oa1", issuer = "https://example.okta.com/" } }
    identity_provider_secrets = { Okta = "s" }
  }
}

run "identity_provider_without_metadata" {
  command         = plan
  expect_failures = [var.identity_providers]
  variables {
    identity_providers        = { Entra = { type = "SAML" } }
    identity_provider_secrets = {}
  }
}

run "identity_provider_with_two_metadata" {
  command         = plan
  expect_failures = [var.identity_providers]
  variables {
    identity_providers        = { Entra = { type = "SAML", metadata_url = "https://login.example.com/m.xml", metadata_file = "tests/saml-metadata.xml" } }
    identity_provider_secrets = {}
  }
}

run "identity_provider_whose_metadata_is_not_secure" {
  command         = plan
  expect_failures = [var.identity_providers]
  variables {
    identity_providers        = { Entra = { type = "SAML", metadata_url = "http://login.example.com/m.xml" } }
    identity_provider_secrets = {}
  }
}

run "identity_provider_whose_metadata_does_not_exist" {
  command         = plan
  expect_failures = [var.identity_providers]
  variables {
    identity_providers        = { Entra = { type = "SAML", metadata_file = "./missing.xml" } }
    identity_provider_secrets = {}
  }
}

run "apple_without_its_team" {
  command         = plan
  expect_failures = [var.identity_providers]
  variables {
    identity_providers        = { SignInWithApple = { type = "SignInWithApple", client_id = "com.example", key_id = "K" } }
    identity_provider_secrets = { SignInWithApple = "p8" }
  }
}

run "identity_provider_whose_scopes_lack_openid" {
  command         = plan
  expect_failures = [var.identity_providers]
  variables {
    identity_providers        = { Okta = { type = "OIDC", client_id = "0oa1", issuer = "https://example.okta.com", scopes = ["email"] } }
    identity_provider_secrets = { Okta = "s" }
  }
}

run "saml_with_scopes" {
  command         = plan
  expect_failures = [var.identity_providers]
  variables {
    identity_providers        = { Entra = { type = "SAML", metadata_url = "https://login.example.com/m.xml", scopes = ["openid"] } }
    identity_provider_secrets = {}
  }
}

run "identity_provider_that_fills_in_the_own_id" {
  command         = plan
  expect_failures = [var.identity_providers]
  variables {
    identity_providers        = { Okta = { type = "OIDC", client_id = "0oa1", issuer = "https://example.okta.com", attribute_mapping = { "custom:app_user_id" = "sub" } } }
    identity_provider_secrets = { Okta = "s" }
  }
}

run "identity_provider_without_secret" {
  command         = plan
  expect_failures = [var.identity_provider_secrets]
  variables {
    identity_providers = { Okta = { type = "OIDC", client_id = "0oa1", issuer = "https://example.okta.com" } }
  }
}

run "secret_of_no_identity_provider" {
  command         = plan
  expect_failures = [var.identity_provider_secrets]
  variables {
    identity_provider_secrets = { Okta = "secret" }
  }
}

run "google_twice" {
  command         = plan
  expect_failures = [var.google]
  variables {
    google                    = { client_id = "1.apps.googleusercontent.com", client_secret = "secret" }
    identity_providers        = { Google = { type = "Google", client_id = "1.apps.googleusercontent.com" } }
    identity_provider_secrets = { Google = "secret" }
  }
}
