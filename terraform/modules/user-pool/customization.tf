# Look of the classic hosted pages. Cognito checks the style sheet only when it is sent, minutes into a deployment; so the same rules are checked
# here while planning (N-24).

locals {
  css            = file(var.css_file)
  css_bare       = replace(local.css, "/(?s)/\\*.*?\\*//", "")
  css_selectors  = [for selector in flatten([for rule in regexall("([^{}]+)\\{[^{}]*\\}", local.css_bare) : split(",", rule[0])]) : trimspace(selector)]
  css_classes    = "background|banner|errorMessage|idpButton|idpDescription|inputField|label|legalText|logo|passwordCheck-notValid|passwordCheck-valid|redirect|socialButton|submitButton|textDescription"
  css_unknown    = [for selector in local.css_selectors : selector if !can(regex("^\\.(${local.css_classes})-customizable(:hover|:focus)?$", selector))]
  css_max_bytes  = 3072
  logo_max_bytes = 102400
  logo_base64    = filebase64(var.logo_file)
}

resource "aws_cognito_user_pool_ui_customization" "this" {
  # Managed login ignores these settings. A pool that is managed elsewhere has a look of its own, which is that of its other clients, too.
  count = var.managed_login_version == 1 && var.existing == null ? 1 : 0

  # Taken from the domain, not from the pool: AWS refuses a customization before the domain exists (R-73).
  user_pool_id = aws_cognito_user_pool_domain.prefix[0].user_pool_id
  css          = local.css
  image_file   = local.logo_base64

  lifecycle {
    precondition {
      condition     = length(local.css_unknown) == 0
      error_message = "${var.css_file}: Cognito does not know the selectors ${join(", ", local.css_unknown)}. It accepts only .NAME-customizable, with :hover or :focus, where NAME is one of ${replace(local.css_classes, "|", ", ")}."
    }
    precondition {
      condition     = length(regexall("[@<]", local.css_bare)) == 0
      error_message = "${var.css_file}: Cognito accepts no @-rules (@import, @media ...) and no HTML in its style sheet."
    }
    precondition {
      condition     = length(base64encode(local.css)) <= local.css_max_bytes / 3 * 4
      error_message = "${var.css_file}: Cognito accepts at most 3 KB of style sheet."
    }
    precondition {
      condition     = length(local.logo_base64) <= ceil(local.logo_max_bytes / 3) * 4
      error_message = "${var.logo_file}: Cognito accepts a logo of at most 100 KB."
    }
  }
}
