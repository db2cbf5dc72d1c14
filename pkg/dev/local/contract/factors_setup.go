package contract

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

const (
	blocksTests = "aws-devtools-labs/aws-blocks, tests against live pools (2026)"
	probe       = "a public probe of a live pool (2026)"
	motoTests   = "getmoto/moto, tests that were run against AWS (2026-08)"
	noSession   = "Invalid session for the user."
)

// setsUpApp needs a pool whose factors may be changed, and a clock for the codes.
var setsUpApp = Needs{Factors: true, Clock: true}

// atSetup signs a new user in, where MFA is required, up to MFA_SETUP.
func (s *Suite) atSetup(t *testing.T) (string, *string) {
	t.Helper()
	s.mfa(t, types.UserPoolMfaTypeOn, "totp")
	email := s.newUser(t)
	return email, s.challenged(t, email, types.ChallengeNameTypeMfaSetup).Session
}

// associate takes the secret for a session.
func (s *Suite) associate(t *testing.T, session *string) (app, *string) {
	t.Helper()
	out, err := s.idp.AssociateSoftwareToken(t.Context(), &idp.AssociateSoftwareTokenInput{Session: session})
	return app{t, s, aws.ToString(must(t, out, err).SecretCode)}, out.Session
}

func (s *Suite) verify(t *testing.T, session *string, code string) (*string, error) {
	t.Helper()
	out, err := s.idp.VerifySoftwareToken(t.Context(), &idp.VerifySoftwareTokenInput{Session: session, UserCode: &code,
		FriendlyDeviceName: aws.String("phone")})
	if err != nil {
		return nil, err
	}
	return out.Session, nil
}

var factorSetupCases = []Case{
	{Name: "An authenticator app is set up at sign-in with four calls (F-123)",
		AWS:      "MFA_SETUP, AssociateSoftwareToken, VerifySoftwareToken and the answer to MFA_SETUP; each hands on a new Session, and the last gives tokens",
		Evidence: Recorded, Source: probe + "; " + blocksTests, Needs: setsUpApp, Run: func(t *testing.T, s *Suite) {
			email, first := s.atSetup(t)
			phone, second := s.associate(t, first)
			third, err := s.verify(t, second, phone.codeIn(0))
			must(t, third, err)
			if *first == *second || *second == *third {
				t.Error("a Session was handed on unchanged")
			}
			done, err := s.answer(t, email, types.ChallengeNameTypeMfaSetup, third)
			if must(t, done, err).AuthenticationResult == nil {
				t.Errorf("got %+v", done)
			}
		}},
	{Name: "The app is the user's after VerifySoftwareToken (F-125)",
		AWS:      "the next sign-in asks SOFTWARE_TOKEN_MFA though MFA_SETUP was never answered; the app is enabled and preferred",
		Evidence: Recorded, Source: motoTests + "; aws-amplify/amplify-flutter, tests against a live backend (2024)",
		Needs: setsUpApp, Run: func(t *testing.T, s *Suite) {
			email, session := s.atSetup(t)
			phone, session := s.associate(t, session)
			succeeds(t, second(s.verify(t, session, phone.codeIn(0))))
			got := s.challenged(t, email, types.ChallengeNameTypeSoftwareTokenMfa)
			user := s.adminGet(t, email)
			if got.ChallengeParameters["FRIENDLY_DEVICE_NAME"] != "phone" ||
				aws.ToString(user.PreferredMfaSetting) != "SOFTWARE_TOKEN_MFA" || len(user.UserMFASettingList) != 1 {
				t.Errorf("the challenge has %v, the user %v, preferred %q", got.ChallengeParameters,
					user.UserMFASettingList, aws.ToString(user.PreferredMfaSetting))
			}
		}},
	{Name: "VerifySoftwareToken wants the Session of AssociateSoftwareToken (F-124)",
		AWS:      "NotAuthorizedException for that of the sign-in",
		Evidence: Shown, Source: "aws-devtools-labs/aws-blocks, comments (2026)", Needs: setsUpApp,
		Run: func(t *testing.T, s *Suite) {
			_, session := s.atSetup(t)
			_, err := s.verify(t, session, "123456")
			refused(t, err, "NotAuthorizedException")
		}},
	{Name: "Three wrong codes close the session of a set-up (F-134, F-135)",
		AWS:      `EnableSoftwareTokenMFAException "Code mismatch and fail enable Software Token MFA"; the Session lives on until the third`,
		Evidence: Recorded, Source: blocksTests + "; the sentence from aws-samples/aws-amplify-auth-starters#15 (2021-03)", Needs: setsUpApp, Run: func(t *testing.T, s *Suite) {
			_, session := s.atSetup(t)
			phone, session := s.associate(t, session)
			for range 3 {
				_, err := s.verify(t, session, phone.wrong())
				refusedWith(t, err, "EnableSoftwareTokenMFAException", "Code mismatch and fail enable Software Token MFA")
			}
			_, err := s.verify(t, session, phone.codeIn(0))
			refused(t, err, "NotAuthorizedException")
		}},
	{Name: "An empty answer to MFA_SETUP uses the Session up (F-137)",
		AWS:      `NotAuthorizedException; then also for the right calls`,
		Evidence: Shown, Source: "aws-devtools-labs/aws-blocks, comments (2026)", Needs: setsUpApp,
		Run: func(t *testing.T, s *Suite) {
			email, session := s.atSetup(t)
			refusedWith(t, second(s.answer(t, email, types.ChallengeNameTypeMfaSetup, session)),
				"NotAuthorizedException", noSession)
			_, err := s.idp.AssociateSoftwareToken(t.Context(), &idp.AssociateSoftwareTokenInput{Session: session})
			refused(t, err, "NotAuthorizedException")
		}},
	{Name: "A temporary password comes before the set-up (F-127, F-129)",
		AWS:      `NEW_PASSWORD_REQUIRED, whose answer is MFA_SETUP with MFAS_CAN_SETUP alone, a JSON array as text`,
		Evidence: Recorded, Source: motoTests + "; aws-amplify/amplify-ui, fixtures (2022) for the parameters",
		Needs: setsUpApp, Run: func(t *testing.T, s *Suite) {
			s.mfa(t, types.UserPoolMfaTypeOn, "totp")
			email := s.createUser(t)
			out := s.challenged(t, email, types.ChallengeNameTypeNewPasswordRequired)
			next, err := s.respond(t, email, otherPassword, out.Session)
			if must(t, next, err).ChallengeName != types.ChallengeNameTypeMfaSetup || next.Session == nil {
				t.Fatalf("got %+v", next)
			}
			wants(t, next.ChallengeParameters, map[string]string{"MFAS_CAN_SETUP": `["SOFTWARE_TOKEN_MFA"]`})
		}},
	{Name: "MFAS_CAN_SETUP names text messages first (F-128)",
		AWS:      `["SMS_MFA","SOFTWARE_TOKEN_MFA"], with USER_ID_FOR_SRP after a password`,
		Evidence: Recorded, Source: "a public capture (2025)", Needs: setsUpApp, Run: func(t *testing.T, s *Suite) {
			s.mfa(t, types.UserPoolMfaTypeOn, "totp", "sms")
			email := s.newUser(t)
			out := s.challenged(t, email, types.ChallengeNameTypeMfaSetup)
			wants(t, out.ChallengeParameters, map[string]string{
				"MFAS_CAN_SETUP":  `["SMS_MFA","SOFTWARE_TOKEN_MFA"]`,
				"USER_ID_FOR_SRP": aws.ToString(s.adminGet(t, email).Username),
			})
		}},
	{Name: "An app is set up by access token without a Session (F-126)",
		AWS:      "SecretCode and Status alone; nothing is enabled by that",
		Evidence: Shown, Source: "amazon-archives/amazon-cognito-identity-js#627 (2017-12)", Needs: setsUpApp,
		Run: func(t *testing.T, s *Suite) {
			s.mfa(t, types.UserPoolMfaTypeOptional, "totp")
			email := s.newUser(t)
			access := s.apiTokens(t, email).AccessToken
			out, err := s.idp.AssociateSoftwareToken(t.Context(), &idp.AssociateSoftwareTokenInput{AccessToken: access})
			if must(t, out, err).Session != nil || len(aws.ToString(out.SecretCode)) != 52 {
				t.Errorf("got a session, or a secret of %d characters", len(aws.ToString(out.SecretCode)))
			}
			s.enrol(t, access, "")
			if user := s.adminGet(t, email); user.UserMFASettingList != nil || user.PreferredMfaSetting != nil {
				t.Errorf("the user has %v", user.UserMFASettingList)
			}
			s.apiTokens(t, email)
		}},
	{Name: "An app works until another one was verified",
		AWS:      "AssociateSoftwareToken alone changes nothing; VerifySoftwareToken replaces the app",
		Evidence: Documented, Source: "API reference, AssociateSoftwareToken", Needs: setsUpApp,
		Run: func(t *testing.T, s *Suite) {
			s.mfa(t, types.UserPoolMfaTypeOptional, "totp")
			email := s.newUser(t)
			access := s.apiTokens(t, email).AccessToken
			old := s.enrol(t, access, "")
			succeeds(t, s.prefer(t, access, &types.SoftwareTokenMfaSettingsType{Enabled: true}, nil))
			out, err := s.idp.AssociateSoftwareToken(t.Context(), &idp.AssociateSoftwareTokenInput{AccessToken: access})
			must(t, out, err)
			signIn := func(code string) error {
				session := s.challenged(t, email, types.ChallengeNameTypeSoftwareTokenMfa).Session
				return second(s.answer(t, email, types.ChallengeNameTypeSoftwareTokenMfa, session,
					"SOFTWARE_TOKEN_MFA_CODE", code))
			}
			succeeds(t, signIn(old.fresh()))
			current := s.enrol(t, access, "")
			refused(t, signIn(old.fresh()), "CodeMismatchException")
			succeeds(t, signIn(current.codeIn(0)))
		}},
	{Name: "A pool without software tokens refuses them",
		AWS:      `SoftwareTokenMFANotFoundException "Software Token MFA has not been enabled by the userPool"`,
		Evidence: Documented, Source: "developer guide, TOTP software token MFA", Run: func(t *testing.T, s *Suite) {
			access := s.apiTokens(t, s.newUser(t)).AccessToken
			_, err := s.idp.AssociateSoftwareToken(t.Context(), &idp.AssociateSoftwareTokenInput{AccessToken: access})
			refusedWith(t, err, "SoftwareTokenMFANotFoundException",
				"Software Token MFA has not been enabled by the userPool")
			_, err = s.idp.VerifySoftwareToken(t.Context(), &idp.VerifySoftwareTokenInput{AccessToken: access,
				UserCode: aws.String("123456")})
			refused(t, err, "SoftwareTokenMFANotFoundException")
		}},
	{Name: "Second factors want the scope of the user's own operations",
		AWS:      "NotAuthorizedException for a token of the code flow without aws.cognito.signin.user.admin",
		Evidence: Documented, Source: "API reference, AssociateSoftwareToken, SetUserMFAPreference",
		Needs: Needs{Forms: true, Factors: true}, Run: func(t *testing.T, s *Suite) {
			s.mfa(t, types.UserPoolMfaTypeOptional, "totp")
			access := aws.String(text(s.hostedTokens(t, s.newUser(t)), "access_token"))
			_, err := s.idp.AssociateSoftwareToken(t.Context(), &idp.AssociateSoftwareTokenInput{AccessToken: access})
			refused(t, err, "NotAuthorizedException")
			refused(t, s.prefer(t, access, &types.SoftwareTokenMfaSettingsType{}, nil), "NotAuthorizedException")
		}},
}
