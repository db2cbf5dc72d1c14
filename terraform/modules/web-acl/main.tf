# A web ACL: a request rate for each address, AWS's list of bad addresses, AWS's list of known bad inputs.
# The scope CLOUDFRONT needs a provider of us-east-1.
#
# What the site's own functions call (server_path) has a rate of its own. They reach it from the few addresses that Lambda has, for all visitors
# together: under the rate of one visitor, a busy site would lock itself out of its user pool.

locals {
  managed_rule_groups = ["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet"]
}

resource "aws_wafv2_web_acl" "this" {
  name        = var.name
  description = var.description
  scope       = var.scope

  default_action {
    allow {}
  }

  rule {
    name     = "request-rate"
    priority = 0

    action {
      block {}
    }

    statement {
      rate_based_statement {
        aggregate_key_type    = "IP"
        evaluation_window_sec = 300
        limit                 = var.requests_in_5_minutes

        dynamic "scope_down_statement" {
          for_each = var.server_path == null ? [] : [var.server_path]

          content {
            not_statement {
              statement {
                byte_match_statement {
                  search_string         = scope_down_statement.value
                  positional_constraint = "EXACTLY"

                  field_to_match {
                    uri_path {}
                  }

                  text_transformation {
                    priority = 0
                    type     = "NONE"
                  }
                }
              }
            }
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${var.name}-request-rate"
      sampled_requests_enabled   = false
    }
  }

  dynamic "rule" {
    for_each = var.server_path == null ? [] : [var.server_path]

    content {
      name     = "server-request-rate"
      priority = 1

      action {
        block {}
      }

      statement {
        rate_based_statement {
          aggregate_key_type    = "IP"
          evaluation_window_sec = 300
          limit                 = var.server_requests_in_5_minutes

          scope_down_statement {
            byte_match_statement {
              search_string         = rule.value
              positional_constraint = "EXACTLY"

              field_to_match {
                uri_path {}
              }

              text_transformation {
                priority = 0
                type     = "NONE"
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-server-request-rate"
        sampled_requests_enabled   = false
      }
    }
  }

  dynamic "rule" {
    for_each = local.managed_rule_groups

    content {
      name     = rule.value
      priority = rule.key + 2

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.value
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-${rule.value}"
        sampled_requests_enabled   = false
      }
    }
  }

  # Sampled requests would show authorization codes to whoever may read the samples.
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = var.name
    sampled_requests_enabled   = false
  }
}
