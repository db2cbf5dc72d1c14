package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"cognitossr/pkg/dev/testtools"
	"cognitossr/pkg/routes"
)

func TestTemplateIsFresh_N18(t *testing.T) {
	root, table := project(t)
	want, err := renderSAM(table)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("template.yaml is stale: run ./build.sh sam")
	}
}

func TestTemplateHasEveryFunctionAndRoute_N18(t *testing.T) {
	table, err := routes.Parse([]byte(`{
		"audit-log": {"routes": ["GET /admin/audit", "POST /admin/audit/{id}"], "auth": "group:admin", "memory": 256, "timeout": 20, "environment": ["AUDIT_TABLE", "AWS_ENDPOINT_URL_DYNAMODB"]},
		"rest": {"routes": ["$default"], "auth": "public", "secret": true},
		"confirmed": {"trigger": "post_confirmation", "calls": ["AdminUpdateUserAttributes"]},
		"asking": {"trigger": "custom_message", "environment": ["SENDER"]},
		"notes": {"routes": ["GET /n"], "auth": "user", "policy": "notes", "environment": ["NOTES_TABLE"]},
		"digest": {"schedule": "rate(1 day)", "timeout": 300},
		"entering": {"trigger": "pre_sign_up", "setting": "allowed_email_domains"}
	}`))
	if err != nil {
		t.Fatal(err)
	}
	made, err := renderSAM(table)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"  AuditLogFunction:\n", "      CodeUri: dist/audit-log\n", "      MemorySize: 256\n", "      Timeout: 20\n",
		"          ROUTE_AUTH: group:admin\n",
		"        GetAdminAudit:\n", "            Method: HEAD\n            Path: /admin/audit\n",
		"            Method: POST\n            Path: /admin/audit/{id}\n", "          COGNITO_CLIENT_SECRET_PARAMETER: ",
		"      Environment:\n        Variables:\n          AUDIT_TABLE: \"\"\n          AWS_ENDPOINT_URL_DYNAMODB: \"\"\n          BASE_URL: !Ref BaseUrl\n",
		"      CodeUri: dist/asking\n      Timeout: 5\n      Environment:\n        Variables:\n          SENDER: \"\"\n",
		"          NOTES_TABLE: \"\"\n          AWS_ENDPOINT_URL_DYNAMODB: \"\"\n",
		"      CodeUri: dist/digest\n      Timeout: 300\n",
		"  ConfirmedFunction:\n", "          AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: \"\"\n",
		"      CodeUri: dist/entering\n      Timeout: 5\n      Environment:\n        Variables:\n          ALLOWED_EMAIL_DOMAINS: \"\"\n",
	} {
		if !strings.Contains(string(made), want) {
			t.Errorf("it lacks %q:\n%s", want, made)
		}
	}
	if strings.Count(string(made), "COGNITO_CLIENT_SECRET:") != 1 || strings.Count(string(made), "Path:") != 3+2 {
		t.Errorf("it has too much:\n%s", made)
	}
}

func TestTemplatePassesCfnLint(t *testing.T) {
	lint := testtools.Require(t, "cfn-lint", "https://github.com/aws-cloudformation/cfn-lint")
	root, _ := project(t)
	if output, err := exec.CommandContext(t.Context(), lint,
		filepath.Join(root, "template.yaml")).CombinedOutput(); err != nil || len(output) > 0 {
		t.Errorf("%v:\n%s", err, output)
	}
}
