//go:build !noaws

package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// plan is what deploy reads of "terraform show -json"
// (https://developer.hashicorp.com/terraform/internals/json-format).
type plan struct {
	Format    string `json:"format_version"`
	Variables map[string]struct{ Value any }
	Changes   []resourceChange `json:"resource_changes"`
	// Drift is what Terraform found changed since the last apply. A resource that it no longer finds, as in another
	// account, is a deletion only here; among the changes it is a creation.
	Drift []resourceChange `json:"resource_drift"`
	Prior struct {
		Values struct {
			Outputs map[string]struct{ Value any }
		}
	} `json:"prior_state"`
}

type resourceChange struct {
	Address, Mode, Type, Name string
	Change                    struct {
		Actions []string
		Before  struct {
			ID       string
			Schema   []attribute
			Passkeys []relyingParty `json:"web_authn_configuration"`
		}
		After struct {
			Domain   string // of a user pool's domain
			Schema   []attribute
			Passkeys []relyingParty `json:"web_authn_configuration"`
		}
	}
}

// attribute is an attribute of a user pool, as Terraform writes it.
type attribute map[string]any

// relyingParty is the domain that a pool's passkeys belong to.
type relyingParty struct {
	ID string `json:"relying_party_id"`
}

func readPlan(content []byte) (plan, error) {
	var read plan
	if err := json.Unmarshal(content, &read); err != nil {
		return plan{}, fmt.Errorf("reading the plan: %w", err)
	}
	if !strings.HasPrefix(read.Format, "1.") {
		return plan{}, fmt.Errorf("reading the plan: its format is %q, and this reads version 1", read.Format)
	}
	return read, nil
}

// harm is what users lose with a resource, by its type. Parameters and tables hold other things too: the
// site's own counts.
var harm = map[string]string{
	"aws_cognito_user_pool":        "all users with their passwords, second factors and passkeys would be gone, or the site would go on with an empty pool",
	"aws_cognito_user_pool_client": "its id and secret never come back, every session would end, and other sites that sign in with it could not any more",
	"aws_cognito_user_group":       "who is in it would be lost, and a new group of that name is empty",
	"aws_cognito_user_pool_domain": "nobody could sign in at it, addresses registered at other providers would stop, and passkeys made there would be lost with it",
	endedSessions: "whoever was signed out or disabled since the tokens of now were issued would be in again until they expire, " +
		"and sign-out would not take effect at once any more",
	secretParameter: "the functions could not read the client secret, and no sign-in and no refresh would succeed until they can again",
}

// Of these types one resource counts.
const (
	secretParameter = "aws_ssm_parameter.client_secret"
	endedSessions   = "aws_dynamodb_table.ended_sessions"
)

// kind is the key of harm for a resource.
func kind(resourceType, name string) string {
	if resourceType == "aws_ssm_parameter" || resourceType == "aws_dynamodb_table" {
		return resourceType + "." + name
	}
	return resourceType
}

// loss is a resource that a plan would take from users.
type loss struct {
	address, id, harm string // without an address, the id is the domain of passkeys
	missing           bool   // Terraform does not find it and would create another
}

func (p plan) losses() []loss {
	var losses []loss
	add := func(change resourceChange, missing bool, actions ...string) {
		harm, guarded := harm[kind(change.Type, change.Name)]
		taken := slices.ContainsFunc(change.Change.Actions,
			func(action string) bool { return slices.Contains(actions, action) })
		if guarded && taken && change.Mode != "data" {
			losses = append(losses, loss{address: change.Address, id: change.Change.Before.ID, harm: harm, missing: missing})
		}
	}
	for _, change := range p.Changes {
		add(change, false, "delete", "forget")
		before, after := change.Change.Before.Passkeys, change.Change.After.Passkeys
		if change.Type == "aws_cognito_user_pool" && len(before) > 0 && len(after) > 0 && before[0] != after[0] {
			losses = append(losses, loss{id: before[0].ID, harm: "browsers would offer none of them at " + after[0].ID +
				", and who signs in by passkey only could not any more; passkey_relying_party_id = \"" + before[0].ID +
				"\" keeps them where a page of that domain signs in"})
		}
	}
	for _, change := range p.Drift {
		add(change, true, "delete")
	}
	return losses
}

func (l loss) String() string {
	if l.missing {
		return fmt.Sprintf("%s %s is in the state, but this account and region do not have it: %s", l.address, l.id, l.harm)
	}
	if l.address == "" {
		return fmt.Sprintf("the passkeys of %s would be lost: %s", l.id, l.harm)
	}
	return fmt.Sprintf("%s %s would be deleted or replaced: %s", l.address, l.id, l.harm)
}

// refuseLosses returns an error that names every loss but those whose id is allowed. An allowed id that the plan does
// not touch is an error too: it belongs to another plan than this one.
func refuseLosses(losses []loss, allowed []string) error {
	var refused, flags, unused []string
	for _, loss := range losses {
		if !slices.Contains(allowed, loss.id) {
			refused = append(refused, "  "+loss.String())
			flags = append(flags, "--allow-replace="+loss.id)
		}
	}
	for _, id := range allowed {
		if !slices.ContainsFunc(losses, func(l loss) bool { return l.id == id }) {
			unused = append(unused, id)
		}
	}
	if len(unused) > 0 {
		return fmt.Errorf("nothing was changed: --allow-replace names %s, and the plan does not delete or replace that; "+
			"leave it out, or look whether this is the right site", strings.Join(unused, ", "))
	}
	if len(refused) == 0 {
		return nil
	}
	return fmt.Errorf("nothing was changed, because users would lose by this plan:\n%s\n"+
		"Check the name, the region, the account, the variables and the state first.\nIf it is meant, add %s",
		strings.Join(refused, "\n"), strings.Join(flags, " "))
}

// changedAttributes returns an error when a plan would change or remove attributes of the pool. Cognito can only add
// them, so Terraform would fail in the middle of the deployment.
func (p plan) changedAttributes() error {
	var changed []string
	for _, change := range p.Changes {
		if change.Type != "aws_cognito_user_pool" || !slices.Equal(change.Change.Actions, []string{"update"}) {
			continue
		}
		for _, before := range change.Change.Before.Schema {
			kept := slices.ContainsFunc(change.Change.After.Schema,
				func(after attribute) bool { return reflect.DeepEqual(before, after) })
			if !kept {
				changed = append(changed, fmt.Sprint(before["name"]))
			}
		}
	}
	if len(changed) == 0 {
		return nil
	}
	slices.Sort(changed)
	return fmt.Errorf("nothing was changed, because the plan changes or removes attributes of the user pool, and Cognito can only add them: %s. "+
		"Write custom_attributes as it was; an attribute that is not wanted any more stays there unused, with client_read = false", strings.Join(changed, ", "))
}

// mixedUp compares the site that the plan is for with the one in the state.
func (p plan) mixedUp() error {
	deployed, planned := outputs{}, site{}
	for name, output := range p.Prior.Values.Outputs {
		deployed[name], _ = output.Value.(string)
	}
	planned.name, _ = p.Variables["name"].Value.(string)
	planned.region, _ = p.Variables["aws_region"].Value.(string)
	return planned.mixedUp(deployed)
}

// site is what tells one deployment from another; "" is unknown.
type site struct{ name, region, account string }

// siteOf reads the site from the outputs of a state. The pool's ARN is arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID.
func siteOf(deployed outputs) site {
	there := site{name: deployed["name"], region: deployed["region"]}
	if parts := strings.Split(deployed["user_pool_arn"], ":"); len(parts) > 4 {
		there.region, there.account = cmp.Or(there.region, parts[3]), parts[4]
	}
	return there
}

// mixedUp returns an error when the state belongs to another site: the variables of one environment with the state of
// another, or the credentials of a third.
func (s site) mixedUp(deployed outputs) error {
	there := siteOf(deployed)
	var problems []error
	for _, part := range []struct{ what, here, there, next string }{
		{"name", s.name, there.name, "set name = %q, or take another state for a second site"},
		{"region", s.region, there.region, "that would be a new and empty user pool. Set aws_region = %q, or take another state for a second site"},
		{"account", s.account, there.account, "use credentials of account %s, or take another state for a second site"},
	} {
		if part.here != "" && part.there != "" && part.here != part.there {
			problems = append(problems, fmt.Errorf("the state's site has the %s %s, and this deployment has %s: "+
				part.next, part.what, part.there, part.here, part.there))
		}
	}
	return errors.Join(problems...)
}

var (
	colours   = regexp.MustCompile("\x1b\\[[0-9;]*m")
	protected = regexp.MustCompile(`Resource (\S*?(aws_[a-z_]+)\.([a-z_]+)\S*) has lifecycle\.prevent_destroy`)
)

// refusedByTerraform explains the refusals of modules/user-pool/protect_override.tf, which come before there is a plan
// to read; nil when there are none. Terraform frames and wraps what it says.
func refusedByTerraform(problems string) error {
	said := strings.Join(strings.Fields(strings.ReplaceAll(colours.ReplaceAllString(problems, ""), "│", " ")), " ")
	var refused []string
	for _, found := range protected.FindAllStringSubmatch(said, -1) {
		refused = append(refused, fmt.Sprintf("  %s would be deleted or replaced: %s", found[1],
			harm[kind(found[2], found[3])]))
	}
	if len(refused) == 0 {
		return nil
	}
	return fmt.Errorf("nothing was changed, because users would lose by this plan:\n%s\n"+
		"Check the name, the region, the account, the variables and the state first.\nIf it is meant, take the protection away "+
		"as terraform/README.md says in \"What changes are safe\", and deploy again: the ids to allow are named then",
		strings.Join(refused, "\n"))
}
