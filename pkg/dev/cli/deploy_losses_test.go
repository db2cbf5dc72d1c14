package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

const (
	poolID   = "eu-west-1_Pool"
	clientID = "4f3n"
	secretID = "/demo/cognito/client-secret"
)

// planned is a plan in Terraform's JSON, with changes and drift.
func planned(changes, drift string) string {
	return fmt.Sprintf(`{"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": [%s], "resource_drift": [%s]}`, changes, drift)
}

func changeOf(resource, id, actions string) string {
	address := strings.Split(resource, ".")
	return fmt.Sprintf(`{"address": "module.user_pool.%s", "mode": "managed", "type": %q, "name": %q,
		"change": {"actions": [%s], "before": {"id": %q, "value": null}, "after": null}}`, resource, address[0], address[1], actions, id)
}

const replacing, creating = `"delete", "create"`, `"create"`

// A plan that takes from users what does not come back is refused whatever was approved.
func TestDeployRefusesAPlanThatLoses_N26(t *testing.T) {
	pool, client := changeOf("aws_cognito_user_pool.this", poolID, replacing),
		changeOf("aws_cognito_user_pool_client.site", clientID, replacing)
	tests := []struct {
		name           string
		changes, drift string
		allow          []string
		want           []string // none: it is applied
	}{
		{name: "pool", changes: pool, want: []string{"aws_cognito_user_pool.this " + poolID, "passwords",
			"--allow-replace=" + poolID}},
		{name: "client", changes: client, want: []string{"every session would end", "--allow-replace=" + clientID}},
		{
			name: "group", changes: changeOf("aws_cognito_user_group.this", poolID+"/admin", `"delete"`),
			want: []string{"who is in it", "--allow-replace=" + poolID + "/admin"},
		},
		{
			name: "domain, the new one first", changes: changeOf("aws_cognito_user_pool_domain.custom",
				"auth.example.com", `"create", "delete"`),
			want: []string{"nobody could sign in", "--allow-replace=auth.example.com"},
		},
		{
			name: "client secret", changes: changeOf("aws_ssm_parameter.client_secret", secretID, `"delete"`),
			want: []string{"could not read the client secret", "--allow-replace=" + secretID},
		},
		{
			name: "table of ended sessions", changes: changeOf("aws_dynamodb_table.ended_sessions",
				"demo-ended-sessions", `"delete"`),
			want: []string{"would be in again", "--allow-replace=demo-ended-sessions"},
		},
		{name: "forgotten", changes: changeOf("aws_cognito_user_pool.this", poolID, `"forget"`),
			want: []string{"--allow-replace=" + poolID}},
		{
			name: "not there, as in another account", drift: changeOf("aws_cognito_user_pool.this", poolID, `"delete"`),
			changes: changeOf("aws_cognito_user_pool.this", "", creating),
			want:    []string{"is in the state, but this account and region do not have it", "--allow-replace=" + poolID},
		},
		{name: "both, one allowed", changes: pool + "," + client, allow: []string{clientID},
			want: []string{"add --allow-replace=" + poolID}},
		{name: "another allowed", changes: pool, allow: []string{"eu-west-1_Other"},
			want: []string{"names eu-west-1_Other", "does not delete or replace"}},
		{name: "allowed where nothing is lost", changes: changeOf("aws_cognito_user_pool.this", poolID, `"update"`),
			allow: []string{poolID}, want: []string{"leave it out"}},
		{name: "both allowed", changes: pool + "," + client, allow: []string{poolID, clientID}},
		{name: "changed in place", changes: changeOf("aws_cognito_user_pool.this", poolID, `"update"`),
			drift: changeOf("aws_cognito_user_pool.this", poolID, `"update"`)},
		{name: "first deployment", changes: changeOf("aws_cognito_user_pool.this", "", creating)},
		{name: "another parameter", changes: changeOf("aws_ssm_parameter.flag", "/demo/flag", replacing)},
		{name: "another table", changes: changeOf("aws_dynamodb_table.reports", "demo-reports", replacing)},
		{name: "a function", changes: changeOf("aws_lambda_function.this", "demo-home", replacing)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newRehearsal(t, deployFlags{autoApprove: true, allowReplace: tt.allow})
			d.deployed(t)
			d.write(t, "plan.json", planned(tt.changes, tt.drift))
			err := d.run(t.Context())
			applied := len(d.calls(t, "apply"))
			if len(tt.want) == 0 && (err != nil || applied != 1) {
				t.Errorf("error %v after %d applies, want one", err, applied)
			}
			for _, part := range tt.want {
				if err == nil || !strings.Contains(err.Error(), part) ||
					!strings.Contains(err.Error(), "nothing was changed") || applied != 0 {
					t.Errorf("error %v after %d applies, want one with %q after none", err, applied, part)
				}
			}
			if slices.Contains(tt.allow, clientID) && err != nil && strings.Contains(err.Error(), clientID) {
				t.Errorf("the allowed client is refused: %v", err)
			}
		})
	}
}

// The keys of a new pool are shipped by a second plan, which is looked at as the first was.
func TestShippingKeysLosesNothing_N26(t *testing.T) {
	d := newRehearsal(t, deployFlags{autoApprove: true})
	d.write(t, "terraform", strings.Replace(program, "apply) ", "apply) cp plan-after plan.json; ", 1))
	d.write(t, "plan-after", planned(changeOf("aws_cognito_user_pool.this", poolID, replacing), ""))
	if err := d.run(t.Context()); err == nil || !strings.Contains(err.Error(), "--allow-replace="+poolID) ||
		len(d.calls(t, "apply")) != 1 {
		t.Errorf("error %v after applies %q, want a refusal after the first", err, d.calls(t, "apply"))
	}
}

// A new pool has other keys than those that its functions were just given.
func TestAReplacedPoolsKeysAreShipped_N26(t *testing.T) {
	d := newRehearsal(t, deployFlags{autoApprove: true, allowReplace: []string{poolID}})
	d.deployed(t)
	d.write(t, "outputs-after", strings.ReplaceAll(d.read(t, "outputs"), poolID, "eu-west-1_New"))
	d.write(t, "terraform", strings.Replace(program, "apply) ", "apply) cp plan-after plan.json; ", 1))
	d.write(t, "plan-after", planned("", ""))
	d.write(t, "plan.json", planned(changeOf("aws_cognito_user_pool.this", poolID, replacing), ""))
	if err := d.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(d.said.String(), "eu-west-1_New/.well-known/jwks.json: 404") {
		t.Errorf("the new pool's keys are not asked for:\n%s", d.said)
	}
}

func TestDeployRefusesAnotherSitesState_N26(t *testing.T) {
	const prior = `"prior_state": {"values": {"outputs": {"name": {"value": "demo"}, "region": {"value": "eu-west-1"}, "callback_urls": {"value": []}}}}`
	for variables, want := range map[string]string{
		`{"name": {"value": "shop"}, "aws_region": {"value": "eu-west-1"}}`: "the state's site has the name demo, and this deployment has shop",
		`{"name": {"value": "demo"}, "aws_region": {"value": "eu-west-2"}}`: "the state's site has the region eu-west-1, and this deployment has eu-west-2",
	} {
		d := newRehearsal(t, deployFlags{autoApprove: true})
		d.write(t, "plan.json", `{"format_version": "1.2", "variables": `+variables+`, `+prior+`}`)
		if err := d.run(t.Context()); err == nil || !strings.Contains(err.Error(), want) || len(d.calls(t, "apply")) != 0 {
			t.Errorf("error %v after applies %q, want %q after none", err, d.calls(t, "apply"), want)
		}
	}
}

// Terraform's own protection speaks before there is a plan to read. Its error is shown, and what it means.
func TestRefusalsOfTerraformAreExplained_N26(t *testing.T) {
	const problems = "\x1b[31m╷\x1b[0m\n\x1b[31m│\x1b[0m \x1b[1m\x1b[31mError: \x1b[0m\x1b[1mInstance cannot be destroyed\x1b[0m\n│\n" +
		"│   on modules/user-pool/main.tf line 145:\n│  145: resource \"aws_cognito_user_group\" \"this\" {\n│\n" +
		"│ Resource module.user_pool.aws_cognito_user_group.this[\"admin\"] has\n│ lifecycle.prevent_destroy set, but the plan calls for this resource to be destroyed.\n╵\n"
	d := newRehearsal(t, deployFlags{autoApprove: true})
	d.deployed(t)
	d.write(t, "changes", "1")
	d.write(t, "problems", problems)
	err := d.run(t.Context())
	for _, part := range []string{"terraform plan",
		`  module.user_pool.aws_cognito_user_group.this["admin"] would be deleted or replaced: who is in it`,
		"What changes are safe"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("error %v, want one with %q", err, part)
		}
	}
	if !strings.Contains(d.said.String(), "Instance cannot be destroyed") {
		t.Errorf("Terraform's error is not shown:\n%s", d.said)
	}
	if err := refusedByTerraform("Error: no credentials"); err != nil {
		t.Errorf("another error is taken for a refusal: %v", err)
	}
}

// The address from before site_domain stays open until somebody closes it, and deploy says when that may be.
func TestDeployProposesToCloseTheDefaultAddress_N27(t *testing.T) {
	const address, proposal = "https://api.example", "close it with default_address_open = false"
	for spare, want := range map[string]bool{`"` + address + `"`: true, "null": false} {
		d := newRehearsal(t, deployFlags{autoApprove: true})
		d.write(t, "outputs-after", strings.Replace(d.read(t, "outputs-after"), "{",
			`{"spare_address": {"value": `+spare+`}, `, 1))
		if err := d.run(t.Context()); err != nil || strings.Contains(d.said.String(), "at "+address+" too") != want ||
			strings.Contains(d.said.String(), proposal) != want {
			t.Errorf("with %s: %v, proposed is not %v:\n%s", spare, err, want, d.said)
		}
	}
}

func TestPlansThatCannotBeReadAreRefused_N26(t *testing.T) {
	for text, want := range map[string]string{"": "reading the plan", "{}": `its format is ""`,
		`{"format_version": "2.0"}`: "version 1"} {
		d := newRehearsal(t, deployFlags{autoApprove: true})
		d.write(t, "plan.json", text)
		if err := d.run(t.Context()); err == nil || !strings.Contains(err.Error(), want) || len(d.calls(t, "apply")) != 0 {
			t.Errorf("error %v after applies %q, want %q after none", err, d.calls(t, "apply"), want)
		}
	}
}

// TestDeployAddsAttributesOnly: Cognito neither changes nor removes an attribute, and Terraform would find out in the
// middle.
func TestDeployAddsAttributesOnly_R69(t *testing.T) {
	const email, department = `{"name": "email", "mutable": true}`, `{"name": "department", "string_attribute_constraints": [{"max_length": "64"}]}`
	const longer, level = `{"name": "department", "string_attribute_constraints": [{"max_length": "128"}]}`, `{"name": "level"}`
	tests := []struct{ name, before, after, want string }{
		{"added", email, email + "," + department, ""},
		{"in another order", email + "," + department, department + "," + email, ""},
		{"removed", email + "," + department + "," + level, email, "add them: department, level. "},
		{"changed", email + "," + department, email + "," + longer, "add them: department. "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			read, err := readPlan([]byte(planned(`{"type": "aws_cognito_user_pool", "name": "this",
				"change": {"actions": ["update"], "before": {"id": "p", "schema": [`+tt.before+`]}, "after": {"schema": [`+tt.after+`]}}}`, "")))
			if err != nil {
				t.Fatal(err)
			}
			err = read.changedAttributes()
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

// TestDeployKeepsPasskeys: with another domain of the sign-in pages, browsers no longer offer the passkeys of the old one.
func TestDeployKeepsPasskeys_N26(t *testing.T) {
	const old = "demo.auth.eu-west-1.amazoncognito.com"
	change := func(before, after string) string {
		return `{"type": "aws_cognito_user_pool", "name": "this", "change": {"actions": ["update"],
			"before": {"id": "p", "web_authn_configuration": [` + before + `]}, "after": {"web_authn_configuration": [` + after + `]}}}`
	}
	of := func(domain string) string { return `{"relying_party_id": "` + domain + `"}` }
	for name, tt := range map[string]struct {
		before, after string
		lost          bool
	}{
		"another domain": {of(old), of("auth.example.com"), true},
		"the same":       {of(old), of(old), false},
		"new":            {"", of(old), false},
		"off":            {of(old), "", false},
	} {
		t.Run(name, func(t *testing.T) {
			read, err := readPlan([]byte(planned(change(tt.before, tt.after), "")))
			if err != nil {
				t.Fatal(err)
			}
			err = refuseLosses(read.losses(), nil)
			if (err != nil) != tt.lost || err != nil &&
				(!strings.Contains(err.Error(), "passkey_relying_party_id = \""+old) ||
					!strings.Contains(err.Error(), "--allow-replace="+old)) {
				t.Errorf("error %v", err)
			}
		})
	}
}

// A site that is there and that the state does not know, because the state was lost or is another's, is not made again.
func TestDeployRefusesASiteThatIsThere_N26(t *testing.T) {
	const domain = `{"address": "module.user_pool.aws_cognito_user_pool_domain.prefix[0]", "mode": "managed", "type": "aws_cognito_user_pool_domain", "name": "prefix",
		"change": {"actions": ["create"], "before": null, "after": {"domain": "demo-1a2b3c4d"}}}`
	for name, tt := range map[string]struct {
		pool   string
		err    error
		want   string
		allows bool
	}{
		"a pool has it": {pool: poolID, want: "the user pool " + poolID +
			" has the sign-in domain demo-1a2b3c4d already"},
		"nobody has it":        {allows: true},
		"AWS does not tell it": {err: errors.New("denied"), want: "not known: denied", allows: true},
	} {
		t.Run(name, func(t *testing.T) {
			d := newRehearsal(t, deployFlags{autoApprove: true})
			d.owner = func(_ context.Context, _, asked string) (string, error) {
				if asked != "demo-1a2b3c4d" {
					t.Errorf("asked for %q", asked)
				}
				return tt.pool, tt.err
			}
			d.write(t, "plan.json", planned(changeOf("aws_cognito_user_pool.this", "", creating)+","+domain, ""))
			err := d.run(t.Context())
			if applied := len(d.calls(t, "apply")) > 0; applied != tt.allows {
				t.Errorf("applied: %t, %v", applied, err)
			}
			if said := fmt.Sprint(d.said, err); !strings.Contains(said, tt.want) || tt.pool != "" &&
				!strings.Contains(said, "nothing was changed") {
				t.Errorf("it says %s", said)
			}
		})
	}
}
