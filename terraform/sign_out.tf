# Instant sign-out: the table of ended sessions, and what functions may do with it and are told of it. Without instant_sign_out there is nothing of it.

module "ended_sessions" {
  source = "./modules/ended-sessions"
  count  = var.instant_sign_out ? 1 : 0

  name                = "${var.name}-ended-sessions"
  deletion_protection = var.deletion_protection == "ACTIVE"
}

locals {
  # Functions that identify the visitor, and those that store tokens, ask whether the session has ended; pkg/routes has the same rule.
  asks_for_ended = [for name, entry in local.pages : name if try(entry.auth, "public") != "public" || try(entry.secret, false)]
  ends_sessions  = [for name, entry in local.pages : name if try(entry.ends_sessions, false)]

  # The two entries of a session are read in one transaction, which dynamodb:GetItem allows.
  sign_out_statements = {
    for name in keys(local.pages) : name => flatten([
      for table in module.ended_sessions : [
        for action in compact([contains(local.asks_for_ended, name) ? "dynamodb:GetItem" : "", contains(local.ends_sessions, name) ? "dynamodb:PutItem" : ""]) :
        { actions = [action], resources = [table.arn] }
      ]
    ])
  }

  sign_out_environments = {
    for name in keys(local.pages) : name => !var.instant_sign_out || !contains(concat(local.asks_for_ended, local.ends_sessions), name) ? {} : {
      INSTANT_SIGN_OUT_TABLE       = module.ended_sessions[0].name
      INSTANT_SIGN_OUT_REMEMBER    = tostring(var.instant_sign_out_remember)
      INSTANT_SIGN_OUT_UNAVAILABLE = length(var.instant_sign_out_unavailable) == 0 ? "none" : join(",", sort(var.instant_sign_out_unavailable))
    }
  }
}

output "instant_sign_out_table" {
  description = "Name of the table of ended sessions; null without instant_sign_out."
  value       = one(module.ended_sessions[*].name)
}
