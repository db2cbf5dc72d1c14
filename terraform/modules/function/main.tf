# ONE function: its log group, its role, and the function. The role may do what its statements say and write its own log, nothing else (SEC-115).

locals {
  statements = concat(
    [{
      # The stars name the streams within this one log group. There is no right to create a log group:
      # a late line would bring it back after a destroy.
      actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      resources = ["${aws_cloudwatch_log_group.this.arn}:*"]
    }],
    var.statements,
  )

  network_actions = [
    "ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
  ]
}

# CloudWatch encrypts it. No token, code, secret or address is ever logged, so a key of one's own would protect nothing more.
#trivy:ignore:AVD-AWS-0017
#tfsec:ignore:aws-cloudwatch-log-group-customer-key
resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_in_days
}

resource "aws_iam_role" "this" {
  name        = var.name
  description = "Runs the function ${var.name} and nothing else."
  path        = var.role_path

  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "run"
  role = aws_iam_role.this.name

  # jsonencode instead of aws_iam_policy_document: a plan then shows the exact policy, and mocked tests can read it.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [for statement in local.statements : {
      Effect   = "Allow"
      Action   = statement.actions
      Resource = statement.resources
    }]
  })
}

# A function in a VPC has network interfaces. Lambda makes them with the function's role, so the role may; the function's own code, which has the same
# role, may not (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html).
resource "aws_iam_role_policy" "network" {
  count = var.vpc == null ? 0 : 1

  name = "network"
  role = aws_iam_role.this.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = local.network_actions, Resource = ["*"] },
      { Effect = "Deny", Action = local.network_actions, Resource = ["*"], Condition = { ArnLike = { "lambda:SourceFunctionArn" = ["arn:aws:lambda:*:*:function:${var.name}"] } } },
    ]
  })
}

# No X-Ray: it would need a right on every resource, and the log line of each request has its duration.
#trivy:ignore:AVD-AWS-0066
#tfsec:ignore:aws-lambda-enable-tracing
resource "aws_lambda_function" "this" {
  function_name                  = var.name
  description                    = var.description
  role                           = aws_iam_role.this.arn
  runtime                        = "provided.al2023"
  handler                        = "bootstrap"
  architectures                  = [var.architecture]
  memory_size                    = var.memory_size
  timeout                        = var.timeout
  reserved_concurrent_executions = var.reserved_concurrency
  filename                       = var.zip
  source_code_hash               = filebase64sha256(var.zip)

  environment {
    variables = var.environment
  }

  dynamic "vpc_config" {
    for_each = var.vpc[*]

    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = vpc_config.value.security_group_ids
    }
  }

  # The functions write JSON lines with timestamp and level; Lambda's own lines become JSON too.
  logging_config {
    log_format            = "JSON"
    log_group             = aws_cloudwatch_log_group.this.name
    application_log_level = upper(var.log_level)
    system_log_level      = "WARN"
  }

  # A first request must not meet a role that cannot log yet.
  depends_on = [aws_iam_role_policy.this, aws_iam_role_policy.network]

  lifecycle {
    precondition {
      condition     = fileexists(var.zip)
      error_message = "The zip of function ${var.name} is missing: ${var.zip}. Run ./build.sh first, or set dist_dir to the folder with the zips."
    }
  }
}
