output "domain_name" {
  description = "Host name of the distribution."
  depends_on  = [terraform_data.drained]
  value       = aws_cloudfront_distribution.this.domain_name
}

output "alias" {
  description = "Where the DNS records of the site point."
  depends_on  = [terraform_data.drained]
  value = {
    name    = aws_cloudfront_distribution.this.domain_name
    zone_id = aws_cloudfront_distribution.this.hosted_zone_id
  }
}
