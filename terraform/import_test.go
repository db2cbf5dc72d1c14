package terraform_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestImportedClientIsKept: an import does not record generate_secret. Without the exception a plan replaces the app
// client, and every session that the site could have taken over ends.
func TestImportedClientIsKept_N22(t *testing.T) {
	source, err := os.ReadFile("modules/user-pool/client.tf")
	if err != nil {
		t.Fatal(err)
	}
	client := regexp.MustCompile(`(?ms)^resource "aws_cognito_user_pool_client" "site" \{\n.*?^\}`).FindString(string(source))
	if !strings.Contains(client, "ignore_changes = [generate_secret]") {
		t.Errorf("the app client of the site can no longer be imported:\n%s", client)
	}
}
