# Settings of instant sign-out that are taken, and those that are refused while planning.

variables {
  name             = "demo"
  instant_sign_out = true
}

run "instant_sign_out_of_each_kind" {
  command = plan
  variables {
    instant_sign_out_remember    = 60
    instant_sign_out_unavailable = ["group", "user", "optional"]
  }
}

run "instant_sign_out_without_memory" {
  command = plan
  variables {
    instant_sign_out_remember    = 0
    instant_sign_out_unavailable = []
  }
}

run "remembered_for_too_long" {
  command         = plan
  expect_failures = [var.instant_sign_out_remember]
  variables {
    instant_sign_out_remember = 61
  }
}

run "remembered_for_less_than_nothing" {
  command         = plan
  expect_failures = [var.instant_sign_out_remember]
  variables {
    instant_sign_out_remember = -1
  }
}

run "remembered_for_half_a_second" {
  command         = plan
  expect_failures = [var.instant_sign_out_remember]
  variables {
    instant_sign_out_remember = 0.5
  }
}

run "a_right_that_nobody_knows_waits" {
  command         = plan
  expect_failures = [var.instant_sign_out_unavailable]
  variables {
    instant_sign_out_unavailable = ["group:admin"]
  }
}

run "public_routes_do_not_ask" {
  command         = plan
  expect_failures = [var.instant_sign_out_unavailable]
  variables {
    instant_sign_out_unavailable = ["public"]
  }
}

run "a_function_brings_its_own_table" {
  command         = plan
  expect_failures = [var.function_environment]
  variables {
    function_environment = { INSTANT_SIGN_OUT_TABLE = "mine" }
  }
}
