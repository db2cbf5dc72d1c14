// Package terraform_test tests the deployment like code: offline, with the real Terraform and the real AWS provider.
// The cheap tests plan against mocks (tests/*.tftest.hcl); the others apply to moto, an emulator of AWS, and look at
// the result through the AWS API. It must not reach an AWS account: every client and every Terraform run gets the
// emulator's address and made-up keys.
package terraform_test
