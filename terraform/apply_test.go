package terraform_test

import "testing"

// Only the name: what somebody types who has just cloned the repository. One apply serves all the checks, because it
// takes most of a minute.
func TestApplyNameOnly_N10(t *testing.T) {
	t.Parallel()
	emulator := startEmulator(t)
	calls := record(t, emulator)
	s := newStack(t, calls.environ...)
	const name, unprotected = "name=demo", "deletion_protection=INACTIVE"

	s.buildFor(t, functionsInUse...)
	s.apply(t, name)
	deployed := deployment{emulator: emulator, outputs: s.outputs(t)}
	t.Run("second plan is empty, the look of the pages included (D-13, N-19, R-75)", func(t *testing.T) {
		if changes := s.changes(t, name); changes != "" {
			t.Errorf("a second plan would change:\n%s", lastLines(changes, 80))
		}
	})
	t.Run("outputs", func(t *testing.T) { checkOutputs(t, deployed.outputs) })
	t.Run("user pool (SEC-117, S-60)", deployed.checkPool)
	t.Run("app client (SEC-118, D-10, S-61)", deployed.checkClient)
	t.Run("functions (SEC-120, S-76)", deployed.checkFunctions)
	t.Run("routes (S-75, S-77)", deployed.checkRoutes)
	t.Run("secret (SEC-116)", deployed.checkSecret)
	t.Run("policies (D-07, S-78)", deployed.checkPolicies)
	t.Run("least privilege (SEC-115, S-68, S-78)", deployed.checkLeastPrivilege)
	t.Run("pool survives edits (R-69)", func(t *testing.T) { checkPoolSurvives(t, s, name) })
	attributes := `custom_attributes={department={client_write=true},level={type="Number",min=0,max=9}}`
	keys, domains := "jwks="+deployed.poolKeys(t), `allowed_email_domains=["example.com","example.org"]`
	const signOut = "instant_sign_out=true"
	s.apply(t, name, unprotected, keys, domains, attributes, signOut)
	deployed.outputs = s.outputs(t)
	t.Run("a user of the pool signs in", func(t *testing.T) { deployed.checkSite(t, s) })
	t.Run("attributes are added in place (R-69)", func(t *testing.T) { deployed.checkAttributes(t) })
	t.Run("who may use the table of ended sessions (SEC-115, N-40)", deployed.checkSignOutTable)
	t.Run("sessions end at once (N-40)", func(t *testing.T) { deployed.checkEndedSession(t, s) })
	t.Run("some domains register (R-59)", func(t *testing.T) {
		deployed.checkRegistration(t, s, name, unprotected, keys, attributes, signOut)
	})
	// The emulator, as AWS, deletes no pool that still has a domain.
	t.Run("destroy, the domain before the pool (R-71)", func(t *testing.T) { s.destroy(t, name, unprotected, keys, domains) })
	t.Run("the policy of whoever deploys (N-46)", func(t *testing.T) { checkDeployer(t, calls) })
}
