package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
)

// seeds is how many pools of AWS the suite sees: recordings differ between pools and years, and a seed chooses among
// them.
const seeds = 10

// underSeeds are the journeys that depend on what the pool answers. Those that wait are left out.
var underSeeds = []struct {
	name string
	run  func(*testing.T)
}{
	{"journey", TestJourney_S04_S05_R40}, {"session of Cognito", TestSessionOfCognitoSkipsTheForm},
	{"deep link", TestDeepLinkSurvivesSignIn_R12_S20},
	{"confirm later", TestConfirmLater_R14_R23_F23}, {"forgotten password", TestForgottenPassword_S08},
	{"who am I", TestWhoAmI}, {"tabs", TestTabsInEveryOrder_R09_N05},
	{"refresh", TestExpiredSessionIsRefreshed_R30_R35},
	{"only navigations refresh", TestOnlyNavigationsRefresh_SEC064_SEC065},
	{"trouble at the token endpoint", TestTroubleAtTheTokenEndpointSignsNobodyOut_R36_SEC060},
	{"misdirected tokens", TestMisdirectedTokensAreRefused_SEC016_SEC021_R16},
	{"groups", TestGroupsFollowAtTheNextRefresh_R60}, {"replayed callback", TestReplayedCallback_R11_Q09},
	{"sign-out", TestSignOutAsksFirst_R45},
	{"administrators", TestAdminPages_R58}, {"forged tokens", TestForgedTokensAreNobody_S102},
	{"delete account", TestDeleteAccount_N17_R08}, {"fresh sign-in", TestDeleteAccountWantsAFreshSignIn_N16},
}

// TestSiteUnderTenPools runs the journeys against ten pools that differ in all that recordings of AWS differ in, with
// and without rotation.
func TestSiteUnderTenPools_F60(t *testing.T) {
	localOnly(t)
	v := newVisitor(t)
	t.Cleanup(func() {
		v.control("variant", `{"seed":0}`)
		v.control("rotation", `{"off":false}`)
	})
	seen := map[string]bool{}
	for seed := 1; seed <= seeds; seed++ {
		variant := v.control("variant", fmt.Sprintf(`{"seed":%d}`, seed)).body
		seen[variant] = true
		v.control("rotation", fmt.Sprintf(`{"off":%t}`, seed%2 == 0))
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			for _, journey := range underSeeds {
				t.Run(journey.name, journey.run)
			}
			if t.Failed() {
				t.Logf("the pool answered as follows: %s", variant)
			}
		})
	}
	if len(seen) != seeds {
		t.Errorf("%d seeds gave %d variants", seeds, len(seen))
	}
}

// settings are what the local Cognito's variant and rotation are now.
func (v *visitor) settings() (s struct {
	Variant struct {
		Unconfirmed   string
		WrongPassword int `json:"wrong_password"` // status of the form after a refused sign-in
	}
	Rotation struct{ Off bool }
}) {
	v.t.Helper()
	if err := json.Unmarshal([]byte(v.get(site.stack.CognitoURL+"/_local/state").wants(http.StatusOK).body), &s); err != nil {
		v.t.Fatal(err)
	}
	return s
}
