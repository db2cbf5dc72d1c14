package contract

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/document"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"cognitossr/pkg/dev/testtools/authenticator"
)

const (
	userAuthFlow = "ALLOW_USER_AUTH"
	otpFixtures  = "AllianceBioversityCIAT/onecgiar_pr, fixtures of its e-mail OTP change (2026-09-11)"
	blocksLive   = "aws-devtools-labs/aws-blocks, tests against live pools (2026)"
	choiceSeen   = "a public transcript of the command line (2026)"
)

var choice = Needs{Flow: userAuthFlow, FirstFactors: true}

var firstFactorCases = []Case{
	{Name: "USER_AUTH without a preference (F-179)",
		AWS:      "SELECT_CHALLENGE with a Session, no parameters, and the factors in AvailableChallenges",
		Evidence: Recorded, Source: choiceSeen + "; " + otpFixtures, Needs: choice, Run: func(t *testing.T, s *Suite) {
			out, err := s.userAuth(t, s.newUser(t))
			got := slices.Sorted(slices.Values(must(t, out, err).AvailableChallenges))
			if out.ChallengeName != types.ChallengeNameTypeSelectChallenge || out.Session == nil ||
				len(out.ChallengeParameters) != 0 ||
				!slices.Equal(got, []types.ChallengeNameType{"EMAIL_OTP", "PASSWORD", "PASSWORD_SRP"}) {
				t.Errorf("got %+v", out)
			}
		}},
	{Name: "A preferred factor that the user lacks (F-187)", AWS: "no error but SELECT_CHALLENGE",
		Evidence: Recorded, Source: "aws-amplify/amplify-swift, tests against a live backend (2025); " + otpFixtures,
		Needs: choice, Run: func(t *testing.T, s *Suite) {
			out, err := s.userAuth(t, s.newUser(t), "PREFERRED_CHALLENGE", "WEB_AUTHN")
			if must(t, out, err).ChallengeName != types.ChallengeNameTypeSelectChallenge {
				t.Errorf("got %+v", out)
			}
		}},
	{Name: "A preferred password in one call (F-188)", AWS: "tokens; NotAuthorizedException at InitiateAuth for a wrong one",
		Evidence: Recorded, Source: blocksLive, Needs: choice, Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			out, err := s.userAuth(t, email, "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", goodPassword)
			if must(t, out, err).AuthenticationResult == nil {
				t.Errorf("got %+v", out)
			}
			_, err = s.userAuth(t, email, "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", otherPassword)
			refusedWith(t, err, "NotAuthorizedException", badCredentials)
		}},
	{Name: "A password together with the choice (F-189)",
		AWS:      "SELECT_CHALLENGE answered with ANSWER=PASSWORD and PASSWORD gives tokens",
		Evidence: Shown, Source: choiceSeen, Needs: choice, Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			out, err := s.userAuth(t, email)
			answered, err := s.choose(t, email, "SELECT_CHALLENGE", must(t, out, err).Session, "ANSWER", "PASSWORD",
				"PASSWORD", goodPassword)
			if must(t, answered, err).AuthenticationResult == nil {
				t.Errorf("got %+v", answered)
			}
		}},
	{Name: "A wrong password uses the Session of USER_AUTH up (F-190)",
		AWS:      "NotAuthorizedException for the right one afterwards",
		Evidence: Recorded, Source: "aws-amplify/amplify-swift, tests against a live backend (2025)", Needs: choice,
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			out, err := s.userAuth(t, email, "PREFERRED_CHALLENGE", "PASSWORD")
			session := must(t, out, err).Session
			for _, password := range []string{otherPassword, goodPassword} {
				_, err = s.choose(t, email, "PASSWORD", session, "PASSWORD", password)
				refused(t, err, "NotAuthorizedException")
			}
		}},
	{Name: "A mailed code as the first factor (F-182, F-183)",
		AWS:      "EMAIL_OTP with two parameters, the address masked; eight digits; tokens for EMAIL_OTP_CODE",
		Evidence: Recorded, Source: otpFixtures, Needs: Needs{Flow: userAuthFlow, FirstFactors: true, Mail: true},
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			out, err := s.userAuth(t, email, "PREFERRED_CHALLENGE", "EMAIL_OTP")
			p, code := must(t, out, err).ChallengeParameters, s.code(t, email)
			if len(p) != 2 || p["CODE_DELIVERY_DELIVERY_MEDIUM"] != "EMAIL" ||
				!strings.Contains(p["CODE_DELIVERY_DESTINATION"], "***@") || len(code) != 8 {
				t.Errorf("got %v, code of %d digits", p, len(code))
			}
			answered, err := s.choose(t, email, "EMAIL_OTP", out.Session, "EMAIL_OTP_CODE", code)
			if must(t, answered, err).AuthenticationResult == nil {
				t.Errorf("got %+v", answered)
			}
		}},
	{Name: "Wrong codes as the first factor (F-133, F-136)",
		AWS:      `CodeMismatchException "Invalid code or auth state for the user.", also the sixth time on one Session`,
		Evidence: Recorded, Source: otpFixtures, Local: "the same; the tenth wrong code closes the Session",
		Needs: choice, Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			out, err := s.userAuth(t, email, "PREFERRED_CHALLENGE", "EMAIL_OTP")
			session := must(t, out, err).Session
			for range 6 {
				_, err = s.choose(t, email, "EMAIL_OTP", session, "EMAIL_OTP_CODE", "00000000")
				refusedWith(t, err, "CodeMismatchException", "Invalid code or auth state for the user.")
			}
		}},
	{Name: "A mailed code for somebody unknown (F-185)",
		AWS:      "the same challenge with EMAIL_OTP alone and a mask of what was typed; another source says that unknown users get the password challenges",
		Evidence: Recorded, Source: otpFixtures, Local: "the same; the password challenges where the pool has no such code", Needs: choice, Run: func(t *testing.T, s *Suite) {
			out, err := s.userAuth(t, address(), "PREFERRED_CHALLENGE", "EMAIL_OTP")
			if must(t, out, err).ChallengeName != types.ChallengeNameTypeEmailOtp ||
				len(out.AvailableChallenges) != 1 || out.ChallengeParameters["CODE_DELIVERY_DESTINATION"] != "c***@e***" {
				t.Errorf("got %+v", out)
			}
		}},
	{Name: "A temporary password keeps codes away (F-186)", AWS: "SELECT_CHALLENGE with the password challenges only",
		Evidence: Recorded, Source: otpFixtures, Needs: choice, Run: func(t *testing.T, s *Suite) {
			out, err := s.userAuth(t, s.createUser(t), "PREFERRED_CHALLENGE", "EMAIL_OTP")
			if must(t, out, err).ChallengeName != types.ChallengeNameTypeSelectChallenge ||
				slices.Contains(out.AvailableChallenges, types.ChallengeNameTypeEmailOtp) {
				t.Errorf("got %+v", out)
			}
		}},
	{Name: "AdminCreateUser without a password where a code will do (F-193)",
		AWS:      "the user is CONFIRMED at once, and no mail is sent",
		Evidence: Recorded, Source: otpFixtures, Needs: choice, Run: func(t *testing.T, s *Suite) {
			email := address()
			out, err := s.idp.AdminCreateUser(t.Context(), &idp.AdminCreateUserInput{UserPoolId: &s.PoolID, Username: &email})
			s.removeLater(t, email)
			if must(t, out, err).User.UserStatus != types.UserStatusTypeConfirmed {
				t.Errorf("got %+v", out.User)
			}
		}},
	{Name: "The Session of a confirmed sign-up signs in (F-195)",
		AWS:      "USER_AUTH with the Session of ConfirmSignUp gives tokens without a further code",
		Evidence: Recorded, Source: blocksLive, Local: "the same, once",
		Needs: Needs{Flow: userAuthFlow, FirstFactors: true, Mail: true}, Run: func(t *testing.T, s *Suite) {
			email := address()
			hash := s.otherHash(email)
			signedUp, err := s.idp.SignUp(t.Context(), &idp.SignUpInput{ClientId: &s.OtherClientID, SecretHash: &hash,
				Username: &email, Password: aws.String(goodPassword)})
			s.removeLater(t, email)
			confirmed, err2 := s.idp.ConfirmSignUp(t.Context(), &idp.ConfirmSignUpInput{
				ClientId: &s.OtherClientID, SecretHash: &hash, Username: &email,
				ConfirmationCode: aws.String(s.code(t, email)), Session: must(t, signedUp, err).Session,
			})
			out, err := s.idp.InitiateAuth(t.Context(), &idp.InitiateAuthInput{
				ClientId: &s.OtherClientID, AuthFlow: types.AuthFlowTypeUserAuth,
				Session: must(t, confirmed, err2).Session, AuthParameters: s.otherParameters(email, nil),
			})
			if must(t, out, err).AuthenticationResult == nil {
				t.Errorf("got %+v", out)
			}
		}},
}

// userAuth begins USER_AUTH by the other app client, with more parameters in pairs.
func (s *Suite) userAuth(t *testing.T, email string, more ...string) (*idp.InitiateAuthOutput, error) {
	t.Helper()
	return s.idp.InitiateAuth(t.Context(), &idp.InitiateAuthInput{
		ClientId: &s.OtherClientID, AuthFlow: types.AuthFlowTypeUserAuth, AuthParameters: s.otherParameters(email, more),
	})
}

// choose answers a challenge by the other app client.
func (s *Suite) choose(t *testing.T, email, challenge string, session *string,
	more ...string) (*idp.RespondToAuthChallengeOutput, error) {
	t.Helper()
	return s.idp.RespondToAuthChallenge(t.Context(), &idp.RespondToAuthChallengeInput{
		ClientId: &s.OtherClientID, ChallengeName: types.ChallengeNameType(challenge), Session: session,
		ChallengeResponses: s.otherParameters(email, more),
	})
}

func (s *Suite) otherParameters(email string, more []string) map[string]string {
	parameters := map[string]string{"USERNAME": email, "SECRET_HASH": s.otherHash(email)}
	for i := 0; i+1 < len(more); i += 2 {
		parameters[more[i]] = more[i+1]
	}
	return parameters
}

var passkeyCases = []Case{
	{Name: "StartWebAuthnRegistration gives the browser's options (F-197, F-198)",
		AWS: "an object with the names of the W3C: rp, user with the text of the sub in base64url, the algorithms -7 and -257, a required resident key, a minute", Evidence: Documented,
		Source: "API reference, StartWebAuthnRegistration", Needs: choice, Run: func(t *testing.T, s *Suite) {
			// The SDK reads the numbers of a document as text.
			options := s.creationOptions(t, s.apiTokens(t, s.newUser(t)).AccessToken)
			for _, part := range []string{`"requireResidentKey":true`, `"residentKey":"required"`, `"alg":"-7"`,
				`"alg":"-257"`, `"timeout":"60000"`, `"excludeCredentials":[]`} {
				if !strings.Contains(options, part) {
					t.Errorf("%s lacks %s", options, part)
				}
			}
		}},
	{Name: "A passkey signs in (F-196)", AWS: "CREDENTIAL_REQUEST_OPTIONS as JSON text with a timeout of 180000; tokens for the browser's CREDENTIAL",
		Evidence: Documented, Source: "API reference, InitiateAuth", Needs: choice, Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			b := s.passkey(t, email)
			out, err := s.userAuth(t, email, "PREFERRED_CHALLENGE", "WEB_AUTHN")
			options := must(t, out, err).ChallengeParameters["CREDENTIAL_REQUEST_OPTIONS"]
			if len(out.ChallengeParameters) != 1 || !strings.Contains(options, `"timeout":180000`) ||
				!strings.Contains(options, `"userVerification":"preferred"`) {
				t.Fatalf("got %+v", out)
			}
			credential := string(b.Get(t, options))
			answered, err := s.choose(t, email, "WEB_AUTHN", out.Session, "CREDENTIAL", credential)
			if must(t, answered, err).AuthenticationResult == nil {
				t.Errorf("got %+v", answered)
			}
			_, err = s.choose(t, email, "WEB_AUTHN", out.Session, "CREDENTIAL", credential)
			refused(t, err, "NotAuthorizedException")
		}},
	{Name: "Passkeys are listed and deleted (F-200)",
		AWS:      "CredentialId, FriendlyCredentialName, RelyingPartyId, AuthenticatorTransports, CreatedAt",
		Evidence: Documented, Source: "API reference, ListWebAuthnCredentials",
		Local: "every passkey is called Passkey", Needs: choice, Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			s.passkey(t, email)
			access := s.apiTokens(t, email).AccessToken
			out, err := s.idp.ListWebAuthnCredentials(t.Context(), &idp.ListWebAuthnCredentialsInput{AccessToken: access})
			if len(must(t, out, err).Credentials) != 1 || out.Credentials[0].CreatedAt == nil ||
				aws.ToString(out.Credentials[0].RelyingPartyId) != "localhost" {
				t.Fatalf("got %+v", out)
			}
			for _, want := range []string{"", "ResourceNotFoundException"} {
				_, err = s.idp.DeleteWebAuthnCredential(t.Context(),
					&idp.DeleteWebAuthnCredentialInput{AccessToken: access, CredentialId: out.Credentials[0].CredentialId})
				if want == "" && err != nil {
					t.Error(err)
				} else if want != "" {
					refused(t, err, want)
				}
			}
		}},
	{Name: "A passkey of another page or without a challenge (F-199)",
		AWS:      "WebAuthnOriginNotAllowedException, WebAuthnChallengeNotFoundException",
		Evidence: Documented, Source: "API reference, CompleteWebAuthnRegistration",
		Local: "the sentences are chosen; a wrong credential ends the registration", Needs: choice,
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			access := s.apiTokens(t, email).AccessToken
			b := authenticator.New(t, "localhost", "https://example.com",
				attribute(s.adminGet(t, email).UserAttributes, "sub"))
			made := b.Create(t, s.creationOptions(t, access))
			for _, want := range []string{"WebAuthnOriginNotAllowedException", "WebAuthnChallengeNotFoundException"} {
				refused(t, s.complete(t, access, made), want)
			}
		}},
}

// creationOptions begins to make a passkey.
func (s *Suite) creationOptions(t *testing.T, access *string) string {
	t.Helper()
	out, err := s.idp.StartWebAuthnRegistration(t.Context(), &idp.StartWebAuthnRegistrationInput{AccessToken: access})
	var options map[string]any
	if err := must(t, out, err).CredentialCreationOptions.UnmarshalSmithyDocument(&options); err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(options)
	return string(must(t, raw, err))
}

func (s *Suite) complete(t *testing.T, access *string, credential []byte) error {
	t.Helper()
	var value map[string]any
	if err := json.Unmarshal(credential, &value); err != nil {
		t.Fatal(err)
	}
	_, err := s.idp.CompleteWebAuthnRegistration(t.Context(),
		&idp.CompleteWebAuthnRegistrationInput{AccessToken: access, Credential: document.NewLazyDocument(value)})
	return err
}

// passkey makes one for a user, in a browser that shows a page of localhost.
func (s *Suite) passkey(t *testing.T, email string) *authenticator.Browser {
	t.Helper()
	access := s.apiTokens(t, email).AccessToken
	b := authenticator.New(t, "localhost", "http://localhost:3000", attribute(s.adminGet(t, email).UserAttributes, "sub"))
	if err := s.complete(t, access, b.Create(t, s.creationOptions(t, access))); err != nil {
		t.Fatal(err)
	}
	return b
}
