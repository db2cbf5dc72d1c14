package contract

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238 names it, and authenticator apps read no other
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// period is how long a code of an authenticator app stands.
const period = 30 * time.Second

// app is an authenticator app with one secret. Its clock is the target's.
type app struct {
	t      *testing.T
	s      *Suite
	secret string
}

// codeIn is what the app shows, or will show after so many periods.
func (a app) codeIn(periods int) string {
	a.t.Helper()
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(a.secret)
	if err != nil {
		a.t.Fatalf("the secret %q is no base32: %v", a.secret, err)
	}
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(a.s.Now().Unix()/30+int64(periods))) //nolint:gosec // it is after 1970
	mac := hmac.New(sha1.New, key)
	mac.Write(counter[:])
	sum := mac.Sum(nil)
	number := binary.BigEndian.Uint32(sum[sum[19]&15:]) & 0x7fffffff
	return fmt.Sprintf("%06d", number%1_000_000)
}

// fresh is a code that was not used before: it waits for the next period.
func (a app) fresh() string {
	a.t.Helper()
	a.s.Advance(period)
	return a.codeIn(0)
}

// wrong is a code that the app shows at none of the periods around.
func (a app) wrong() string {
	for n := range 5 {
		candidate := fmt.Sprintf("%06d", n)
		if candidate != a.codeIn(-1) && candidate != a.codeIn(0) && candidate != a.codeIn(1) {
			return candidate
		}
	}
	return ""
}

// mfa sets the pool's second factors for a case, and none afterwards.
func (s *Suite) mfa(t *testing.T, mode types.UserPoolMfaType, factors ...string) {
	t.Helper()
	in := &idp.SetUserPoolMfaConfigInput{UserPoolId: &s.PoolID, MfaConfiguration: mode}
	for _, factor := range factors {
		switch factor {
		case "totp":
			in.SoftwareTokenMfaConfiguration = &types.SoftwareTokenMfaConfigType{Enabled: true}
		case "sms":
			in.SmsMfaConfiguration = &types.SmsMfaConfigType{SmsConfiguration: &types.SmsConfigurationType{
				SnsCallerArn: aws.String("arn:aws:iam::123456789012:role/sms"), ExternalId: aws.String("local"),
			}}
		}
	}
	out, err := s.idp.SetUserPoolMfaConfig(t.Context(), in)
	must(t, out, err)
	t.Cleanup(func() {
		off := &idp.SetUserPoolMfaConfigInput{UserPoolId: &s.PoolID, MfaConfiguration: types.UserPoolMfaTypeOff}
		if _, err := s.idp.SetUserPoolMfaConfig(context.Background(), off); err != nil {
			t.Errorf("switching MFA off: %v", err)
		}
	})
}

// enrol gives a user who is signed in an app.
func (s *Suite) enrol(t *testing.T, access *string, name string) app {
	t.Helper()
	out, err := s.idp.AssociateSoftwareToken(t.Context(), &idp.AssociateSoftwareTokenInput{AccessToken: access})
	phone := app{t, s, aws.ToString(must(t, out, err).SecretCode)}
	in := &idp.VerifySoftwareTokenInput{AccessToken: access, UserCode: aws.String(phone.codeIn(0))}
	if name != "" {
		in.FriendlyDeviceName = &name
	}
	verified, err := s.idp.VerifySoftwareToken(t.Context(), in)
	if must(t, verified, err).Status != types.VerifySoftwareTokenResponseTypeSuccess {
		t.Fatalf("verifying answered %+v", verified)
	}
	return phone
}

// newUserWithApp makes a user with an app that is enabled and preferred, in a pool where MFA is optional.
func (s *Suite) newUserWithApp(t *testing.T, name string) (string, app) {
	t.Helper()
	email := s.newUser(t)
	access := s.apiTokens(t, email).AccessToken
	phone := s.enrol(t, access, name)
	succeeds(t, s.prefer(t, access, &types.SoftwareTokenMfaSettingsType{Enabled: true, PreferredMfa: true}, nil))
	return email, phone
}

// prefer sets the preference of a user who is signed in.
func (s *Suite) prefer(t *testing.T, access *string, token *types.SoftwareTokenMfaSettingsType,
	sms *types.SMSMfaSettingsType) error {
	t.Helper()
	return second(s.idp.SetUserMFAPreference(t.Context(), &idp.SetUserMFAPreferenceInput{
		AccessToken: access, SoftwareTokenMfaSettings: token, SMSMfaSettings: sms,
	}))
}

// challenged signs in with the password and wants that challenge.
func (s *Suite) challenged(t *testing.T, email string, want types.ChallengeNameType) *idp.InitiateAuthOutput {
	t.Helper()
	out, err := s.passwordAuth(t, email, goodPassword)
	if must(t, out, err).ChallengeName != want || out.AuthenticationResult != nil {
		t.Fatalf("sign-in answered the challenge %q, want %q", out.ChallengeName, want)
	}
	return out
}

// answer answers a challenge: pairs of names and values besides the user's.
func (s *Suite) answer(t *testing.T, email string, name types.ChallengeNameType, session *string,
	pairs ...string) (*idp.RespondToAuthChallengeOutput, error) {
	t.Helper()
	responses := map[string]string{"USERNAME": email}
	for i := 0; i+1 < len(pairs); i += 2 {
		responses[pairs[i]] = pairs[i+1]
	}
	if hash := s.secretHash(email); hash != nil {
		responses["SECRET_HASH"] = *hash
	}
	return s.idp.RespondToAuthChallenge(t.Context(), &idp.RespondToAuthChallengeInput{
		ClientId: &s.ClientID, ChallengeName: name, Session: session, ChallengeResponses: responses,
	})
}

// withNumber gives a user a telephone number.
func (s *Suite) withNumber(t *testing.T, email string) string {
	t.Helper()
	number := "+4930" + fmt.Sprintf("%08d", time.Now().UnixNano()%100_000_000)
	succeeds(t, second(s.idp.AdminUpdateUserAttributes(t.Context(), &idp.AdminUpdateUserAttributesInput{
		UserPoolId: &s.PoolID, Username: &email, UserAttributes: attributes("phone_number", number,
			"phone_number_verified", "true"),
	})))
	return number
}

// wants compares a challenge's parameters.
func wants(t *testing.T, got, want map[string]string) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the challenge has %v, want %v", got, want)
	}
}

// succeeds fails the test on an error.
func succeeds(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
