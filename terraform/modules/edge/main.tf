# CloudFront in front of the API. Files below /assets/ are cached; nothing else ever is, because it depends on who asks (SEC-086).

locals {
  # AWS's own policies have the same ids in every account, so neither a look-up nor a right to look up is needed.
  cache_policy_caching_optimized                         = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  cache_policy_caching_disabled                          = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
  origin_request_policy_all_viewer_except_host_header_id = "b689b0a8-53d0-40ab-baf2-68738e2966ac"

  # CloudFront keeps errors for 10 seconds unless told otherwise, and would serve one visitor's 403 to the next.
  errors = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]
}

# For answers that do not come from the functions, such as CloudFront's own errors. What a function says stands: override = false.
resource "aws_cloudfront_response_headers_policy" "this" {
  name    = var.name
  comment = "Safe defaults for answers without the site's own headers"

  security_headers_config {
    content_type_options {
      override = false
    }
    frame_options {
      frame_option = "DENY"
      override     = false
    }
    referrer_policy {
      referrer_policy = "no-referrer"
      override        = false
    }
    strict_transport_security {
      access_control_max_age_sec = 63072000 # as the functions say
      include_subdomains         = var.hsts_include_subdomains
      override                   = false
    }
    content_security_policy {
      content_security_policy = "default-src 'none'; frame-ancestors 'none'"
      override                = false
    }
  }
}

# No log of its own: CloudFront's has the query strings, and in them authorization codes. The API logs every request that is not cached.
#trivy:ignore:AVD-AWS-0010
#tfsec:ignore:aws-cloudfront-enable-logging
resource "aws_cloudfront_distribution" "this" {
  comment         = var.name
  enabled         = true
  is_ipv6_enabled = true
  http_version    = "http2and3"
  price_class     = "PriceClass_100"
  aliases         = var.domain_name == null ? [] : [var.domain_name]
  web_acl_id      = var.web_acl_arn

  origin {
    origin_id   = "api"
    domain_name = var.origin_domain_name

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
      origin_read_timeout    = 30
    }
  }

  # The Host header is not passed on: API Gateway answers 403 to a host that it does not know.
  # The functions take the site's address from BASE_URL, never from Host.
  default_cache_behavior {
    target_origin_id           = "api"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = local.cache_policy_caching_disabled
    origin_request_policy_id   = local.origin_request_policy_all_viewer_except_host_header_id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id
  }

  # The same for everybody and named by their content: no cookie, no query string and no header but Accept-Encoding reaches the origin.
  ordered_cache_behavior {
    path_pattern               = "/assets/*"
    target_origin_id           = "api"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = local.cache_policy_caching_optimized
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id
  }

  dynamic "custom_error_response" {
    for_each = local.errors

    content {
      error_code            = custom_error_response.value
      error_caching_min_ttl = 0
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = var.domain_name == null ? true : null
    acm_certificate_arn            = var.certificate_arn
    minimum_protocol_version       = var.domain_name == null ? null : var.tls_policy
    ssl_support_method             = var.domain_name == null ? null : "sni-only"
  }

  # When CloudFront goes away, whatever is told of it is told otherwise first. Terraform would take it away first without this.
  lifecycle {
    create_before_destroy = true
  }
}

# Name servers keep the site's records for a minute, so the distribution goes on answering that much longer after they have changed.
resource "terraform_data" "drained" {
  input      = { seconds = var.drain_seconds }
  depends_on = [aws_cloudfront_distribution.this]

  lifecycle {
    create_before_destroy = true
  }

  provisioner "local-exec" {
    when       = destroy
    command    = "sleep ${self.output.seconds}"
    on_failure = continue # without such a command it is as it was: a minute of errors for some
  }
}
