output "name" {
  description = "Name of the table."
  value       = aws_dynamodb_table.ended_sessions.name
}

output "arn" {
  description = "ARN of the table."
  value       = aws_dynamodb_table.ended_sessions.arn
}

output "deletion_protection" {
  description = "Whether AWS refuses to delete the table."
  value       = aws_dynamodb_table.ended_sessions.deletion_protection_enabled
}
