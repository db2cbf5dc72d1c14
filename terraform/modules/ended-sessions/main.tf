# The table of ended sessions: an entry for each session, or each user, whose tokens must not be accepted any more. It holds ids and times, no address and no token.

# DynamoDB encrypts every table. The key is its own: one of this account would cost each function a call of KMS now and then, on the way to a page, and fail when KMS does;
# what is in here says nothing about anybody.
#trivy:ignore:AVD-AWS-0025
#tfsec:ignore:aws-dynamodb-table-customer-key
resource "aws_dynamodb_table" "ended_sessions" {
  name                        = var.name
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "id"
  deletion_protection_enabled = var.deletion_protection

  attribute {
    name = "id"
    type = "S"
  }

  # An entry goes when the last token that it ends has expired.
  ttl {
    attribute_name = "expires_at"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }
}
