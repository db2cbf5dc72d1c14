package terraform_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// Mistakes that only the modules can detect are reported by terraform plan, with what to do.
func TestMistakesAreToldWhilePlanning(t *testing.T) {
	t.Parallel()
	emulator := startEmulator(t)
	s := newStack(t, emulator.Environ()...)
	t.Run("functions", func(t *testing.T) {
		s.replaceIn(t, "../functions/routes.json", `"calls": ["AdminUserGlobalSignOut"]`,
			`"calls": ["AdminUser*"], "policy": "everything"`)
		s.replaceIn(t, "../functions/routes.json", `"GET /"], "auth": "optional"`, `"GET /"], "auth": "everybody"`)
		s.replaceIn(t, "../functions/routes.json", `"group:admin"`, `"group:staff"`)
		s.replaceIn(t, "../functions/routes.json", `"trigger": "post_confirmation"`, `"trigger": "after_lunch"`)
		s.replaceIn(t, "../functions/routes.json", `"setting": "allowed_email_domains"`, `"setting": "weather"`)
		s.mustTell(t, []string{"dist_dir=" + filepath.Join(s.folder, "nowhere")},
			"names a policy that terraform/own_policies.tf does not have: logout-everywhere (everything)",
			"lists calls that are no operation of a user pool: logout-everywhere (AdminUser*)",
			"has access rights that nobody knows: home (everybody). There are: public, optional, user, group:NAME",
			"names a setting that terraform/functions.tf does not have: pre-sign-up (weather)",
			"names a trigger that Cognito does not have: post-confirmation (after_lunch)",
			"lets in groups that the pool does not have: staff",
			"The zip of function demo-post-confirmation is missing",
			"Run ./build.sh first",
		)
	})
	t.Run("branding", func(t *testing.T) {
		s.replaceIn(t, "branding/login.css", ".label-customizable {", ".headline {")
		s.replaceIn(t, "branding/login.css", ".redirect-customizable {", "@media print { } .redirect-customizable {")
		s.mustTell(t, nil, "Cognito does not know the selectors .headline", "Cognito accepts no @-rules")
	})
	t.Run("a pool elsewhere (N-48)", func(t *testing.T) { checkPoolElsewhere(t, emulator, s) })
}

// mustTell plans and wants to be refused, in these words.
func (s stack) mustTell(t *testing.T, variables []string, words ...string) {
	t.Helper()
	output, err := s.run(t, append([]string{"plan", "-input=false"}, asFlags(append(variables, "name=demo"))...)...)
	if err == nil {
		t.Fatal("the plan accepts everything")
	}
	said := strings.Join(strings.Fields(strings.ReplaceAll(output, "│", " ")), " ")
	for _, want := range words {
		if !strings.Contains(said, want) {
			t.Errorf("the plan does not say %q but:\n%s", want, lastLines(output, 40))
		}
	}
}
