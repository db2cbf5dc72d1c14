package terraform_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// A new pool is an empty one: whatever is edited, the plan must never replace it (R-69, D-06).
func checkPoolSurvives(t *testing.T, s stack, variables ...string) {
	t.Run("branding leaves it alone", func(t *testing.T) {
		s.replaceIn(t, "branding/login.css", "font-weight: 600;", "font-weight: 700;")
		expect(t, "the plan's actions on the pool", s.plannedForPool(t, variables...), []string{"no-op"})
	})
	// The provider adds attributes, and refuses the rest without touching the pool; deploy refuses it before anything else.
	t.Run("a changed schema does not replace it", func(t *testing.T) {
		s.replaceIn(t, "modules/user-pool/main.tf", `max_length = "64"`, `max_length = "128"`)
		s.replaceIn(t, "modules/user-pool/main.tf", `= "app_user_id"`, `= "customer_id"`)
		expect(t, "the plan's actions on the pool", s.plannedForPool(t, variables...), []string{"update"})
	})
	const protected = "module.user_pool.aws_cognito_"
	for what, args := range map[string][]string{
		"user_pool.this[0]": {"-var", "name=other"},
		"user_pool_client.site": append([]string{"-replace=" + protected + "user_pool_client.site"},
			asFlags(variables)...),
		`user_group.this["admin"]`: append([]string{"-replace=" + protected + `user_group.this["admin"]`},
			asFlags(variables)...),
	} {
		t.Run("a plan that deletes "+what+" is refused", func(t *testing.T) {
			output, err := s.run(t, append([]string{"plan", "-input=false", "-refresh=false"}, args...)...)
			said := strings.Join(strings.Fields(output), " ")
			if err == nil || !strings.Contains(said, "Resource "+protected+what+" has lifecycle.prevent_destroy set") {
				t.Errorf("the plan is not refused: %v\n%s", err, lastLines(output, 30))
			}
		})
	}
	t.Run("another region is told from a first deployment (N-26)", func(t *testing.T) {
		s.checkNotFound(t, "name=demo", "aws_region=eu-west-2")
	})
	t.Run("settings change it in place", func(t *testing.T) {
		edits := []string{`tags={Owner="somebody"}`, "email_verification_subject=Your code", "user_pool_tier=PLUS",
			"threat_protection=AUDIT", `invitation={subject="Hello",message="{username} {####}"}`,
			"password_policy={minimum_length=16}"}
		expect(t, "the plan's actions on the pool", s.plannedForPool(t, slices.Concat(variables, edits)...),
			[]string{"update"})
	})
}

// checkNotFound plans with a state whose resources cannot be found. Version 5 of the provider then plans to create
// all of it, and only the drift, which ./build.sh deploy reads, tells this from a first deployment.
func (s stack) checkNotFound(t *testing.T, variables ...string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "plan")
	output, err := s.run(t, append([]string{"plan", "-input=false", "-out=" + file}, asFlags(variables)...)...)
	if err != nil {
		if !strings.Contains(output, "prevent_destroy") { // version 6 has the region in the state, and replaces
			t.Errorf("planning in another region: %v\n%s", err, lastLines(output, 30))
		}
		return
	}
	var plan struct {
		Drift []plannedChange `json:"resource_drift"`
	}
	if err := json.Unmarshal([]byte(s.must(t, "show", "-json", file)), &plan); err != nil {
		t.Fatalf("reading the plan: %v", err)
	}
	gone := map[string]bool{}
	for _, drift := range plan.Drift {
		gone[drift.Address] = slices.Equal(drift.Change.Actions, []string{"delete"})
	}
	for _, resource := range []string{"cognito_user_pool.this[0]", "cognito_user_pool_client.site",
		`cognito_user_group.this["admin"]`, "ssm_parameter.client_secret"} {
		if !gone["module.user_pool.aws_"+resource] {
			t.Errorf("the drift does not say that %s is gone", resource)
		}
	}
}

type plannedChange struct {
	Address string
	Change  struct{ Actions []string }
}

// plannedForPool is what a plan would do to the user pool: "no-op", "update", or "delete" and "create".
func (s stack) plannedForPool(t *testing.T, variables ...string) []string {
	t.Helper()
	for address, actions := range s.planned(t, variables...) {
		if strings.Contains(address, ".aws_cognito_user_pool.") {
			return actions
		}
	}
	t.Fatal("the plan has no user pool")
	return nil
}

// planned is what a plan would do, by the address of what it would do it to.
func (s stack) planned(t *testing.T, variables ...string) map[string][]string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "plan")
	s.must(t, append([]string{"plan", "-input=false", "-refresh=false", "-out=" + file}, asFlags(variables)...)...)
	var plan struct {
		Changes []plannedChange `json:"resource_changes"`
	}
	if err := json.Unmarshal([]byte(s.must(t, "show", "-json", file)), &plan); err != nil {
		t.Fatalf("reading the plan: %v", err)
	}
	planned := map[string][]string{}
	for _, change := range plan.Changes {
		planned[change.Address] = change.Change.Actions
	}
	return planned
}

// replaceIn edits a file of the stack for the length of a test.
func (s stack) replaceIn(t *testing.T, file, old, replacement string) {
	t.Helper()
	path := filepath.Join(s.folder, file)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(content), old) {
		t.Fatalf("%s has no %q to change", path, old)
	}
	writeFile(t, path, []byte(strings.ReplaceAll(string(content), old, replacement)))
	t.Cleanup(func() { writeFile(t, path, content) })
}

// checkAttributes looks at a pool that got custom attributes after it was made.
func (d deployment) checkAttributes(t *testing.T) {
	pool, err := d.cognito().DescribeUserPool(t.Context(),
		&cognito.DescribeUserPoolInput{UserPoolId: aws.String(d.outputs.Text(t, "user_pool_id"))})
	if err != nil {
		t.Fatal(err)
	}
	var added []string
	for _, attribute := range pool.UserPool.SchemaAttributes {
		if name, custom := strings.CutPrefix(aws.ToString(attribute.Name), "custom:"); custom {
			added = append(added, name)
		}
	}
	expect(t, "custom attributes", sorted(added), []string{"app_user_id", "department", "level"})
	client := d.client(t)
	expect(t, "what the client reads", sorted(client.ReadAttributes),
		[]string{"custom:app_user_id", "custom:department", "custom:level", "email", "email_verified"})
	expect(t, "what the client writes", sorted(client.WriteAttributes), []string{"custom:department", "email"})
}
