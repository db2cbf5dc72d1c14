output "id" {
  description = "Id of the API."
  value       = aws_apigatewayv2_api.this.id
}

output "endpoint" {
  description = "Default address of the API."
  value       = aws_apigatewayv2_api.this.api_endpoint
}

output "alias" {
  description = "Where the DNS records of domain_name point once the API answers there, or null."
  depends_on  = [aws_apigatewayv2_api_mapping.this]
  value = one([for domain in aws_apigatewayv2_domain_name.this : {
    name    = domain.domain_name_configuration[0].target_domain_name
    zone_id = domain.domain_name_configuration[0].hosted_zone_id
  }])
}
