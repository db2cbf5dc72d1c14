package contract

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"cognitossr/pkg/dev/testtools/srpclient"
)

const measured = "ministackorg/ministack#1758, measured in eu-central-1 (2026-09-16)"

var srpCases = []Case{
	{Name: "USER_SRP_AUTH asks for a proof", AWS: "PASSWORD_VERIFIER with SALT, SECRET_BLOCK, SRP_B, USERNAME and USER_ID_FOR_SRP (the sub), without a Session",
		Evidence: Recorded, Source: "NabuCasa/pycognito#78 (2021-09); " + measured, Needs: Needs{Flow: srpFlow},
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			_, out, err := s.beginSRP(t, email)
			p := must(t, out, err).ChallengeParameters
			sub := attribute(s.adminGet(t, email).UserAttributes, "sub")
			if out.ChallengeName != types.ChallengeNameTypePasswordVerifier || out.Session != nil || len(p) != 5 ||
				p["USERNAME"] != sub || p["USER_ID_FOR_SRP"] != sub {
				t.Errorf("got %+v", out)
			}
		}},
	{Name: "The numbers of PASSWORD_VERIFIER", AWS: "SALT has 32 hexadecimal digits, SRP_B about 768 in lower case, SECRET_BLOCK 1724 characters of base64",
		Evidence: Recorded, Source: "aws-amplify/amplify-swift, test data (2021), one sample", Needs: Needs{Flow: srpFlow},
		Run: func(t *testing.T, s *Suite) {
			_, out, err := s.beginSRP(t, s.newUser(t))
			p := must(t, out, err).ChallengeParameters
			if len(p["SALT"]) != 32 || len(p["SRP_B"]) < 760 || len(p["SRP_B"]) > 770 || len(p["SECRET_BLOCK"]) != 1724 {
				t.Errorf("got %d, %d and %d characters", len(p["SALT"]), len(p["SRP_B"]), len(p["SECRET_BLOCK"]))
			}
		}},
	{Name: "A proof of SRP signs in", AWS: "tokens for the right password", Evidence: Recorded, Source: measured,
		Needs: Needs{Flow: srpFlow},
		Run: func(t *testing.T, s *Suite) {
			out, err := s.srpAuth(t, s.newUser(t), goodPassword, nil)
			if must(t, out, err).AuthenticationResult == nil {
				t.Errorf("got %+v", out)
			}
		}},
	{Name: "A wrong proof of SRP", AWS: `NotAuthorizedException "` + badCredentials +
		`" for a wrong password, signature or secret block, and for a time stamp in another form`,
		Evidence: Recorded, Source: measured, Needs: Needs{Flow: srpFlow},
		Run: func(t *testing.T, s *Suite) {
			for _, change := range []func(map[string]string){
				func(r map[string]string) { r["PASSWORD_CLAIM_SIGNATURE"] = "d3Jvbmc=" },
				func(r map[string]string) { r["PASSWORD_CLAIM_SECRET_BLOCK"] = "d3Jvbmc=" },
				func(r map[string]string) { r["TIMESTAMP"] = "Sat Sep 05 10:00:00 UTC 2026" },
				func(r map[string]string) { r["TIMESTAMP"] = "Mon Sep 5 10:00:00 UTC 2026" },
			} {
				_, err := s.srpAuth(t, s.newUser(t), goodPassword, change)
				refusedWith(t, err, "NotAuthorizedException", badCredentials)
			}
			_, err := s.srpAuth(t, s.newUser(t), otherPassword, nil)
			refusedWith(t, err, "NotAuthorizedException", badCredentials)
		}},
	{Name: "A proof of SRP works once", AWS: "no source says so", Evidence: Chosen, Source: "no source",
		Local: "the same answer again is refused like a wrong password", Needs: Needs{Flow: srpFlow},
		Run: func(t *testing.T, s *Suite) {
			var answer map[string]string
			_, err := s.srpAuth(t, s.newUser(t), goodPassword, func(r map[string]string) { answer = r })
			must(t, "", err)
			_, err = s.proveSRP(t, answer)
			refusedWith(t, err, "NotAuthorizedException", badCredentials)
		}},
	{Name: "SRP with an unknown user", AWS: "the same challenge; the proof is refused", Evidence: Documented,
		Source: "developer guide, Managing user existence error responses",
		Local:  "the made-up salt and user name stay the same for a name",
		Needs:  Needs{Flow: srpFlow}, Run: func(t *testing.T, s *Suite) {
			_, err := s.srpAuth(t, address(), goodPassword, nil)
			refusedWith(t, err, "NotAuthorizedException", badCredentials)
		}},
	{Name: "SRP wants the hash of the internal user name",
		AWS:      "NotAuthorizedException for a SECRET_HASH of the address at the second step",
		Evidence: Shown, Source: "alexrudd/cognito-srp#1 (2018-07)", Needs: Needs{Flow: srpFlow},
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			_, err := s.srpAuth(t, email, goodPassword, func(r map[string]string) { r["SECRET_HASH"] = s.otherHash(email) })
			refused(t, err, "NotAuthorizedException")
		}},
	{Name: "SRP with a temporary password", AWS: "NEW_PASSWORD_REQUIRED after the proof",
		Evidence: Recorded, Source: "getmoto/moto, tests that were run against AWS (2026-08)",
		Needs: Needs{Flow: srpFlow}, Run: func(t *testing.T, s *Suite) {
			out, err := s.srpAuth(t, s.createUser(t), goodPassword, nil)
			if must(t, out, err).ChallengeName != types.ChallengeNameTypeNewPasswordRequired {
				t.Errorf("got %+v", out)
			}
		}},
}

const srpFlow = "ALLOW_USER_SRP_AUTH"

// otherHash is a SECRET_HASH of the other app client.
func (s *Suite) otherHash(username string) string {
	return secretHash(s.OtherClientSecret, username, s.OtherClientID)
}

func (s *Suite) beginSRP(t *testing.T, email string) (*srpclient.Client, *idp.InitiateAuthOutput, error) {
	t.Helper()
	c := srpclient.New(t, s.PoolID)
	out, err := s.idp.InitiateAuth(t.Context(), &idp.InitiateAuthInput{
		ClientId: &s.OtherClientID, AuthFlow: types.AuthFlowTypeUserSrpAuth,
		AuthParameters: map[string]string{"USERNAME": email, "SRP_A": c.A(), "SECRET_HASH": s.otherHash(email)},
	})
	return c, out, err
}

// srpAuth makes both steps, with a change of the answer.
func (s *Suite) srpAuth(t *testing.T, email, password string,
	change func(map[string]string)) (*idp.RespondToAuthChallengeOutput, error) {
	t.Helper()
	c, out, err := s.beginSRP(t, email)
	answer := c.Answer(t, must(t, out, err).ChallengeParameters, password, time.Now())
	answer["SECRET_HASH"] = s.otherHash(answer["USERNAME"])
	if change != nil {
		change(answer)
	}
	return s.proveSRP(t, answer)
}

func (s *Suite) proveSRP(t *testing.T, answer map[string]string) (*idp.RespondToAuthChallengeOutput, error) {
	t.Helper()
	return s.idp.RespondToAuthChallenge(t.Context(), &idp.RespondToAuthChallengeInput{
		ClientId: aws.String(s.OtherClientID), ChallengeName: types.ChallengeNameTypePasswordVerifier,
		ChallengeResponses: answer,
	})
}
