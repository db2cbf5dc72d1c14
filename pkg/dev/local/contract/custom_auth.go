package contract

import (
	"testing"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

const customFlow = "ALLOW_CUSTOM_AUTH"

// The functions of the target issue tokens after the right answer to one CUSTOM_CHALLENGE, whose public parameter is
// "question" and whose answer is "swordfish".
var customCases = []Case{
	{Name: "CUSTOM_AUTH asks what a function made (F-204)",
		AWS:      "CUSTOM_CHALLENGE; USERNAME (the sub) and the public parameters side by side; a Session",
		Evidence: Recorded, Source: "aws-amplify/amplify-js#12887 (2024), an answer pasted as it came",
		Needs: Needs{Flow: customFlow, Events: true},
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			out, err := s.customAuth(t, email)
			p := must(t, out, err).ChallengeParameters
			if out.ChallengeName != types.ChallengeNameTypeCustomChallenge || out.Session == nil ||
				p["question"] == "" || p["USERNAME"] != attribute(s.adminGet(t, email).UserAttributes, "sub") {
				t.Errorf("got %+v", out)
			}
		}},
	{Name: "A custom answer is checked by a function (F-204)",
		AWS:      "a new CUSTOM_CHALLENGE with a new Session, or tokens, as the functions decide",
		Evidence: Documented, Source: "developer guide, Custom authentication challenge Lambda triggers",
		Needs: Needs{Flow: customFlow, Events: true},
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			out, err := s.customAuth(t, email)
			again, err := s.choose(t, email, "CUSTOM_CHALLENGE", must(t, out, err).Session, "ANSWER", "wrong")
			if must(t, again, err).ChallengeName != types.ChallengeNameTypeCustomChallenge || *again.Session == *out.Session {
				t.Errorf("got %+v", again)
			}
			done, err := s.choose(t, email, "CUSTOM_CHALLENGE", again.Session, "ANSWER", "swordfish")
			if must(t, done, err).AuthenticationResult == nil {
				t.Errorf("got %+v", done)
			}
		}},
	{Name: "The events of custom challenges (F-207, F-211)",
		AWS:      "Define, Create, Verify, Define; session empty at first, userNotFound false",
		Evidence: Recorded, Source: "public event logs (2019 to 2024)", Needs: Needs{Flow: customFlow, Events: true},
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			out, err := s.customAuth(t, email)
			_, err = s.choose(t, email, "CUSTOM_CHALLENGE", must(t, out, err).Session, "ANSWER", "swordfish")
			must(t, "", err)
			defined := s.events(t, email, "DefineAuthChallenge_Authentication")
			if len(defined) != 2 || len(s.events(t, email, "CreateAuthChallenge_Authentication")) != 1 ||
				len(s.events(t, email, "VerifyAuthChallengeResponse_Authentication")) != 1 {
				t.Fatalf("got %+v", s.Events(email))
			}
			first, last := defined[0].Request, string(defined[1].Request["session"])
			if string(first["session"]) != "[]" || string(first["userNotFound"]) != "false" ||
				last != `[{"challengeName":"CUSTOM_CHALLENGE","challengeResult":true,"challengeMetadata":"WORD"}]` {
				t.Errorf("first %s, last %s", first, last)
			}
		}},
}

func (s *Suite) customAuth(t *testing.T, email string) (*idp.InitiateAuthOutput, error) {
	t.Helper()
	return s.idp.InitiateAuth(t.Context(), &idp.InitiateAuthInput{
		ClientId: &s.OtherClientID, AuthFlow: types.AuthFlowTypeCustomAuth, AuthParameters: s.otherParameters(email, nil),
	})
}
