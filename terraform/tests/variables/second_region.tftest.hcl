# A user pool that is replicated to a second Region (N-50).

variables {
  name        = "demo"
  hosted_zone = "example.com"
  auth_domain = "auth.example.com"
}

run "an_issuer_alone" {
  command = plan
  variables {
    issuer_type = "BOTH"
    auth_domain = null
  }
}

run "a_replica" {
  command = plan
  variables {
    issuer_type   = "BOTH"
    second_region = "eu-central-1"
  }
}

run "a_replica_of_a_pool_elsewhere" {
  command = plan
  variables {
    user_pool_id     = "eu-west-1_AbCdEf123"
    user_pool_domain = "auth.example.com"
    auth_domain      = null
    issuer_type      = "UPDATED"
    second_region    = "eu-central-1"
    failover         = true
  }
}

run "another_word_for_the_issuer" {
  command         = plan
  expect_failures = [var.issuer_type]
  variables {
    issuer_type = "updated"
  }
}

run "the_same_region" {
  command         = plan
  expect_failures = [var.second_region]
  variables {
    issuer_type   = "UPDATED"
    second_region = "eu-west-1"
  }
}

run "no_region" {
  command         = plan
  expect_failures = [var.second_region]
  variables {
    issuer_type   = "UPDATED"
    second_region = "Frankfurt"
  }
}

run "keys_of_one_region" {
  command         = plan
  expect_failures = [var.second_region]
  variables {
    second_region = "eu-central-1"
  }
}

run "a_plan_without_replication" {
  command         = plan
  expect_failures = [var.second_region]
  variables {
    issuer_type                   = "UPDATED"
    second_region                 = "eu-central-1"
    user_pool_tier                = "LITE"
    passkeys                      = false
    client_refresh_token_rotation = { enabled = false }
  }
}

run "a_prefix_domain" {
  command         = plan
  expect_failures = [var.second_region]
  variables {
    issuer_type   = "UPDATED"
    second_region = "eu-central-1"
    auth_domain   = null
  }
}

run "a_failover_to_nowhere" {
  command         = plan
  expect_failures = [var.failover]
  variables {
    issuer_type = "UPDATED"
    failover    = true
  }
}

run "a_failover_with_keys_of_the_first_region" {
  command         = plan
  expect_failures = [var.failover]
  variables {
    issuer_type   = "BOTH"
    second_region = "eu-central-1"
    failover      = true
  }
}
