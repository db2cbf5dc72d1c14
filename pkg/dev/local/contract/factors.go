package contract

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// tokenCode answers the challenge of an app.
func (s *Suite) tokenCode(t *testing.T, email string, session *string,
	code string) (*idp.RespondToAuthChallengeOutput, error) {
	t.Helper()
	return s.answer(t, email, types.ChallengeNameTypeSoftwareTokenMfa, session, "SOFTWARE_TOKEN_MFA_CODE", code)
}

var factorCases = []Case{
	{Name: "SOFTWARE_TOKEN_MFA names the app and the user (F-130)",
		AWS:      "FRIENDLY_DEVICE_NAME, Unknown without a name, and USER_ID_FOR_SRP; a code gives tokens",
		Evidence: Shown, Source: "public transcripts (2026)", Needs: setsUpApp, Run: func(t *testing.T, s *Suite) {
			s.mfa(t, types.UserPoolMfaTypeOptional, "totp")
			for name, shown := range map[string]string{"": "Unknown", "my phone": "my phone"} {
				email, phone := s.newUserWithApp(t, name)
				out := s.challenged(t, email, types.ChallengeNameTypeSoftwareTokenMfa)
				wants(t, out.ChallengeParameters, map[string]string{
					"FRIENDLY_DEVICE_NAME": shown, "USER_ID_FOR_SRP": aws.ToString(s.adminGet(t, email).Username),
				})
				done, err := s.tokenCode(t, email, out.Session, phone.fresh())
				if must(t, done, err).AuthenticationResult == nil {
					t.Errorf("got %+v", done)
				}
			}
		}},
	{Name: "A wrong code of an app leaves the Session open (F-133, F-135)",
		AWS:      `CodeMismatchException "Invalid code received for user"; the right code then gives tokens`,
		Evidence: Recorded, Source: probe + "; " + blocksTests, Needs: setsUpApp, Run: func(t *testing.T, s *Suite) {
			s.mfa(t, types.UserPoolMfaTypeOptional, "totp")
			email, phone := s.newUserWithApp(t, "")
			session := s.challenged(t, email, types.ChallengeNameTypeSoftwareTokenMfa).Session
			for range 4 {
				refusedWith(t, second(s.tokenCode(t, email, session, phone.wrong())), "CodeMismatchException",
					"Invalid code received for user")
			}
			succeeds(t, second(s.tokenCode(t, email, session, phone.fresh())))
			refusedWith(t, second(s.tokenCode(t, email, session, phone.fresh())), "NotAuthorizedException",
				"Invalid session for the user, session can only be used once.")
		}},
	{Name: "A code of an app works once (F-35)", AWS: `ExpiredCodeException "Your software token has already been used once."; the code that set the app up counts, too`,
		Evidence: Recorded, Source: motoTests, Needs: setsUpApp, Run: func(t *testing.T, s *Suite) {
			s.mfa(t, types.UserPoolMfaTypeOptional, "totp")
			email, phone := s.newUserWithApp(t, "")
			const again = "Your software token has already been used once."
			session := s.challenged(t, email, types.ChallengeNameTypeSoftwareTokenMfa).Session
			refusedWith(t, second(s.tokenCode(t, email, session, phone.codeIn(0))), "ExpiredCodeException", again)
			code := phone.fresh()
			succeeds(t, second(s.tokenCode(t, email, session, code)))
			session = s.challenged(t, email, types.ChallengeNameTypeSoftwareTokenMfa).Session
			refusedWith(t, second(s.tokenCode(t, email, session, code)), "ExpiredCodeException", again)
			refused(t, second(s.tokenCode(t, email, session, phone.codeIn(-1))), "ExpiredCodeException")
		}},
	{Name: "An app's clock may be one period off", AWS: "the codes of the period before and after work, those of two do not",
		Evidence: Documented, Source: "RFC 6238, 5.2; AWS says only that codes are those of RFC 6238", Needs: setsUpApp,
		Run: func(t *testing.T, s *Suite) {
			s.mfa(t, types.UserPoolMfaTypeOptional, "totp")
			email, phone := s.newUserWithApp(t, "")
			s.Advance(4 * period)
			session := s.challenged(t, email, types.ChallengeNameTypeSoftwareTokenMfa).Session
			refused(t, second(s.tokenCode(t, email, session, phone.codeIn(2))), "CodeMismatchException")
			refused(t, second(s.tokenCode(t, email, session, phone.codeIn(-2))), "CodeMismatchException")
			succeeds(t, second(s.tokenCode(t, email, session, phone.codeIn(-1))))
			session = s.challenged(t, email, types.ChallengeNameTypeSoftwareTokenMfa).Session
			succeeds(t, second(s.tokenCode(t, email, session, phone.codeIn(1))))
		}},
	{Name: "Many wrong codes make the user wait", AWS: "unknown: six wrong mailed codes on one Session were no more than six refusals (F-136)",
		Local:    "after ten in a row every code is refused with NotAuthorizedException, for a second that doubles",
		Evidence: Chosen,
		Source:   "the lock after wrong passwords", Needs: setsUpApp, Run: func(t *testing.T, s *Suite) {
			s.mfa(t, types.UserPoolMfaTypeOptional, "totp")
			email, phone := s.newUserWithApp(t, "")
			session := s.challenged(t, email, types.ChallengeNameTypeSoftwareTokenMfa).Session
			for range 10 {
				refused(t, second(s.tokenCode(t, email, session, phone.wrong())), "CodeMismatchException")
			}
			refused(t, second(s.tokenCode(t, email, session, phone.codeIn(1))), "NotAuthorizedException")
			succeeds(t, second(s.tokenCode(t, email, session, phone.fresh())))
		}},
	{Name: "Challenges want their parameters (F-141)",
		AWS:      `InvalidParameterException "Missing required parameter Session", and of the code`,
		Evidence: Shown, Source: "amazon-archives/amazon-cognito-identity-js#542, #627 (2017)", Needs: setsUpApp,
		Run: func(t *testing.T, s *Suite) {
			s.mfa(t, types.UserPoolMfaTypeOptional, "totp")
			email, _ := s.newUserWithApp(t, "")
			refusedWith(t, second(s.tokenCode(t, email, nil, "123456")), "InvalidParameterException",
				"Missing required parameter Session")
			session := s.challenged(t, email, types.ChallengeNameTypeSoftwareTokenMfa).Session
			refusedWith(t, second(s.answer(t, email, types.ChallengeNameTypeSoftwareTokenMfa, session)),
				"InvalidParameterException", "Missing required parameter SOFTWARE_TOKEN_MFA_CODE")
		}},
	{Name: "The Session of a factor belongs to one user and one challenge",
		AWS:      "NotAuthorizedException for another user's, and for another challenge",
		Evidence: Shown, Source: "a public transcript (2026)", Needs: setsUpApp, Run: func(t *testing.T, s *Suite) {
			s.mfa(t, types.UserPoolMfaTypeOptional, "totp")
			email, phone := s.newUserWithApp(t, "")
			other, _ := s.newUserWithApp(t, "")
			session := s.challenged(t, other, types.ChallengeNameTypeSoftwareTokenMfa).Session
			refused(t, second(s.tokenCode(t, email, session, phone.fresh())), "NotAuthorizedException")
			refused(t, second(s.respond(t, other, otherPassword, session)), "NotAuthorizedException")
			_, err := s.idp.AssociateSoftwareToken(t.Context(), &idp.AssociateSoftwareTokenInput{Session: session})
			refused(t, err, "NotAuthorizedException")
		}},
	{Name: "Two factors without a preference lead to a choice (F-148)",
		AWS:      "SELECT_MFA_TYPE with MFAS_CAN_CHOOSE; ANSWER leads to that challenge with a new Session",
		Evidence: Recorded, Source: blocksTests + "; the AWS CLI's example for the text",
		Needs: Needs{Factors: true, Clock: true, Mail: true}, Run: func(t *testing.T, s *Suite) {
			s.mfa(t, types.UserPoolMfaTypeOptional, "totp", "sms")
			email := s.newUser(t)
			number := s.withNumber(t, email)
			access := s.apiTokens(t, email).AccessToken
			phone := s.enrol(t, access, "")
			succeeds(t, s.prefer(t, access, &types.SoftwareTokenMfaSettingsType{Enabled: true},
				&types.SMSMfaSettingsType{Enabled: true}))
			choose := func(answer string) (*idp.RespondToAuthChallengeOutput, error) {
				out := s.challenged(t, email, types.ChallengeNameTypeSelectMfaType)
				if got := out.ChallengeParameters["MFAS_CAN_CHOOSE"]; got != `["SMS_MFA","SOFTWARE_TOKEN_MFA"]` {
					t.Errorf("MFAS_CAN_CHOOSE is %s", got)
				}
				return s.answer(t, email, types.ChallengeNameTypeSelectMfaType, out.Session, "ANSWER", answer)
			}
			refused(t, second(choose("EMAIL_OTP")), "InvalidParameterException")
			next, err := choose("SOFTWARE_TOKEN_MFA")
			wants(t, must(t, next, err).ChallengeParameters, map[string]string{"FRIENDLY_DEVICE_NAME": "Unknown"})
			succeeds(t, second(s.tokenCode(t, email, next.Session, phone.fresh())))
			next, err = choose("SMS_MFA")
			must(t, next, err)
			succeeds(t, second(s.answer(t, email, next.ChallengeName, next.Session, "SMS_MFA_CODE", s.code(t, number))))
		}},
	{Name: "A code by text message has six digits (F-152, F-153)",
		AWS:      "SMS_MFA with the masked number; a wrong code is a CodeMismatchException",
		Evidence: Recorded, Source: blocksTests + "; aws-amplify/amplify-ui, fixtures (2022) for the mask",
		Needs: Needs{Factors: true, Mail: true}, Run: func(t *testing.T, s *Suite) {
			s.mfa(t, types.UserPoolMfaTypeOn, "sms")
			email := s.newUser(t)
			number := s.withNumber(t, email)
			out := s.challenged(t, email, types.ChallengeNameTypeSmsMfa)
			mask := "+" + strings.Repeat("*", len(number)-5) + number[len(number)-4:]
			if p := out.ChallengeParameters; p["CODE_DELIVERY_DELIVERY_MEDIUM"] != "SMS" ||
				p["CODE_DELIVERY_DESTINATION"] != mask {
				t.Errorf("the challenge has %v, want %s", p, mask)
			}
			code := s.code(t, number)
			if len(code) != 6 {
				t.Errorf("the code has %d digits", len(code))
			}
			refusedWith(t, second(s.answer(t, email, types.ChallengeNameTypeSmsMfa, out.Session, "SMS_MFA_CODE",
				"no-"+code)), "CodeMismatchException", "Invalid code or auth state for the user.")
			succeeds(t, second(s.answer(t, email, types.ChallengeNameTypeSmsMfa, out.Session, "SMS_MFA_CODE", code)))
		}},
	{Name: "A new password leaves the app", AWS: "after ForgotPassword the next sign-in asks for the second factor all the same",
		Evidence: Documented, Source: "developer guide, Adding MFA to a user pool",
		Needs: Needs{Factors: true, Clock: true, Mail: true}, Run: func(t *testing.T, s *Suite) {
			s.mfa(t, types.UserPoolMfaTypeOptional, "totp")
			email, phone := s.newUserWithApp(t, "")
			succeeds(t, second(s.idp.ForgotPassword(t.Context(), &idp.ForgotPasswordInput{ClientId: &s.ClientID,
				Username: &email, SecretHash: s.secretHash(email)})))
			succeeds(t, second(s.idp.ConfirmForgotPassword(t.Context(), &idp.ConfirmForgotPasswordInput{
				ClientId: &s.ClientID, Username: &email, SecretHash: s.secretHash(email),
				ConfirmationCode: aws.String(s.code(t, email)), Password: aws.String(goodPassword),
			})))
			session := s.challenged(t, email, types.ChallengeNameTypeSoftwareTokenMfa).Session
			succeeds(t, second(s.tokenCode(t, email, session, phone.fresh())))
		}},
}
