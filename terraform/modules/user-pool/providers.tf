# Identity providers: SAML and OpenID Connect by what they publish themselves, the social ones by what Cognito knows of them.

locals {
  provider_scopes = {
    OIDC            = ["openid", "email"]
    Google          = ["openid", "email"]
    Facebook        = ["public_profile", "email"]
    LoginWithAmazon = ["profile"]
    SignInWithApple = ["email", "name"]
  }

  # The least that a user needs: something that stays the same, and an address. Without email_verified Cognito takes an address for unverified.
  provider_mappings = {
    SAML            = { email = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress" }
    OIDC            = { username = "sub", email = "email", email_verified = "email_verified" }
    Google          = { username = "sub", email = "email", email_verified = "email_verified" }
    Facebook        = { username = "id", email = "email" }
    LoginWithAmazon = { username = "user_id", email = "email" }
    SignInWithApple = { username = "sub", email = "email", email_verified = "email_verified" }
  }

  # Cognito reports these back; left out, they would look like a change at every plan (R-76).
  social_details = {
    Google = {
      attributes_url                = "https://people.googleapis.com/v1/people/me?personFields="
      attributes_url_add_attributes = "true"
      authorize_url                 = "https://accounts.google.com/o/oauth2/v2/auth"
      oidc_issuer                   = "https://accounts.google.com"
      token_request_method          = "POST"
      token_url                     = "https://www.googleapis.com/oauth2/v4/token"
    }
    Facebook = {
      api_version                   = "v17.0"
      attributes_url                = "https://graph.facebook.com/v17.0/me?fields="
      attributes_url_add_attributes = "true"
      authorize_url                 = "https://www.facebook.com/v17.0/dialog/oauth"
      token_request_method          = "GET"
      token_url                     = "https://graph.facebook.com/v17.0/oauth/access_token"
    }
    LoginWithAmazon = {
      attributes_url                = "https://api.amazon.com/user/profile"
      attributes_url_add_attributes = "false"
      authorize_url                 = "https://www.amazon.com/ap/oa"
      token_request_method          = "POST"
      token_url                     = "https://api.amazon.com/auth/o2/token"
    }
    SignInWithApple = {
      attributes_url_add_attributes = "false"
      authorize_url                 = "https://appleid.apple.com/auth/authorize"
      oidc_issuer                   = "https://appleid.apple.com"
      token_request_method          = "POST"
      token_url                     = "https://appleid.apple.com/auth/token"
    }
  }

  federated = { for name, provider in var.identity_providers : name => provider if contains(["SAML", "OIDC"], provider.type) }
  social    = { for name, provider in var.identity_providers : name => provider if !contains(["SAML", "OIDC"], provider.type) }

  metadata = { for name, provider in local.federated : name => provider.metadata_url == null ? { MetadataFile = file(provider.metadata_file) } : { MetadataURL = provider.metadata_url } if provider.type == "SAML" }

  attribute_mappings = { for name, provider in var.identity_providers : name => merge(local.provider_mappings[provider.type], provider.attribute_mapping) }

  # A sign-in fails where the app client may not write what the provider fills in. Cognito lets no client write the other three, and does so itself.
  mapped_attributes = setsubtract(concat(flatten([for mapping in values(local.attribute_mappings) : keys(mapping)]), flatten(values(local.existing_providers))), ["username", "email_verified", "phone_number_verified"])

  provider_names = sort(concat(keys(local.existing_providers), values(aws_cognito_identity_provider.federated)[*].provider_name, values(aws_cognito_identity_provider.social)[*].provider_name))
}

resource "aws_cognito_identity_provider" "federated" {
  for_each = local.federated

  user_pool_id      = local.pool_id
  provider_name     = each.key
  provider_type     = each.value.type
  idp_identifiers   = each.value.identifiers
  attribute_mapping = local.attribute_mappings[each.key]

  provider_details = each.value.type == "SAML" ? merge(local.metadata[each.key], { IDPSignout = "false" }) : {
    attributes_request_method = "GET"
    authorize_scopes          = join(" ", coalesce(each.value.scopes, local.provider_scopes.OIDC))
    client_id                 = each.value.client_id
    client_secret             = var.identity_provider_secrets[each.key]
    oidc_issuer               = each.value.issuer
  }

  lifecycle {
    # What Cognito finds at the provider and reports back (R-76).
    ignore_changes = [
      provider_details["ActiveEncryptionCertificate"],
      provider_details["SLORedirectBindingURI"],
      provider_details["SSORedirectBindingURI"],
      provider_details["attributes_url"],
      provider_details["attributes_url_add_attributes"],
      provider_details["authorize_url"],
      provider_details["jwks_uri"],
      provider_details["token_url"],
    ]
    # Updated in place, it would keep the addresses that were found at the old one.
    replace_triggered_by = [terraform_data.found_at[each.key]]
  }
}

resource "terraform_data" "found_at" {
  for_each = local.federated

  input = each.value.type == "SAML" ? sha256(jsonencode(local.metadata[each.key])) : each.value.issuer
}

resource "aws_cognito_identity_provider" "social" {
  for_each = local.social

  user_pool_id      = local.pool_id
  provider_name     = each.key
  provider_type     = each.value.type
  idp_identifiers   = each.value.identifiers
  attribute_mapping = local.attribute_mappings[each.key]

  provider_details = merge(
    local.social_details[each.value.type],
    {
      client_id        = each.value.client_id
      authorize_scopes = join(each.value.type == "Facebook" ? ", " : " ", coalesce(each.value.scopes, local.provider_scopes[each.value.type]))
    },
    each.value.type == "SignInWithApple" ? { team_id = each.value.team_id, key_id = each.value.key_id, private_key = var.identity_provider_secrets[each.key] } : { client_secret = var.identity_provider_secrets[each.key] },
  )

  lifecycle {
    # Cognito never reports Apple's key back, and so an update would not send it: whatever changes of Apple's settings, they are made anew.
    ignore_changes       = [provider_details["private_key"]]
    replace_triggered_by = [terraform_data.apple_key[each.key]]
  }
}

resource "terraform_data" "apple_key" {
  for_each = local.social

  input = each.value.type == "SignInWithApple" ? sha256(jsonencode([each.value, nonsensitive(sha256(var.identity_provider_secrets[each.key]))])) : null
}

# Google was the only provider, with a resource of its own.
moved {
  from = aws_cognito_identity_provider.google[0]
  to   = aws_cognito_identity_provider.social["Google"]
}
