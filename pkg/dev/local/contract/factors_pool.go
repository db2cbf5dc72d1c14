package contract

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

const mfaRules = "go-to-k/cdkd, measured in us-east-1 (2026-08)"

func (s *Suite) mfaConfig(t *testing.T) *idp.GetUserPoolMfaConfigOutput {
	t.Helper()
	out, err := s.idp.GetUserPoolMfaConfig(t.Context(), &idp.GetUserPoolMfaConfigInput{UserPoolId: &s.PoolID})
	return must(t, out, err)
}

func (s *Suite) setMfaConfig(t *testing.T, in idp.SetUserPoolMfaConfigInput) error {
	t.Helper()
	in.UserPoolId = &s.PoolID
	return second(s.idp.SetUserPoolMfaConfig(t.Context(), &in))
}

// enabled and preferred are what GetUser shows.
func (s *Suite) factorsOf(t *testing.T, access *string) (enabled []string, preferred string) {
	t.Helper()
	out, err := s.getUser(t, access)
	return must(t, out, err).UserMFASettingList, aws.ToString(out.PreferredMfaSetting)
}

var factorPoolCases = []Case{
	{Name: "A factor that is not ready cannot be enabled (F-143)",
		AWS:      `InvalidParameterException "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA", also for an administrator`,
		Evidence: Recorded, Source: blocksTests + "; aws/aws-sdk-js-v3#4645 (2023-04)", Needs: setsUpApp,
		Run: func(t *testing.T, s *Suite) {
			s.mfa(t, types.UserPoolMfaTypeOptional, "totp", "sms")
			email := s.newUser(t)
			access := s.apiTokens(t, email).AccessToken
			const text = "User does not have delivery config set to turn on "
			token, sms := &types.SoftwareTokenMfaSettingsType{Enabled: true}, &types.SMSMfaSettingsType{Enabled: true}
			refusedWith(t, s.prefer(t, access, token, nil), "InvalidParameterException", text+"SOFTWARE_TOKEN_MFA")
			refusedWith(t, s.prefer(t, access, nil, sms), "InvalidParameterException", text+"SMS_MFA")
			refused(t, second(s.idp.AdminSetUserMFAPreference(t.Context(), &idp.AdminSetUserMFAPreferenceInput{
				UserPoolId: &s.PoolID, Username: &email, SoftwareTokenMfaSettings: token,
			})), "InvalidParameterException")
		}},
	{Name: "The rules of preference (F-145, F-146, F-147)",
		AWS:      "two preferred ones are an InvalidParameterException; preferring one takes the preference from the other; disabling removes it; what is left out stays; all may be switched off",
		Evidence: Recorded, Source: "aws-amplify/amplify-swift and amplify-flutter, tests against a live backend (2024)", Needs: setsUpApp, Run: func(t *testing.T, s *Suite) {
			s.mfa(t, types.UserPoolMfaTypeOptional, "totp", "sms")
			email := s.newUser(t)
			s.withNumber(t, email)
			access := s.apiTokens(t, email).AccessToken
			s.enrol(t, access, "")
			type token = types.SoftwareTokenMfaSettingsType
			type sms = types.SMSMfaSettingsType
			refused(t, s.prefer(t, access, &token{Enabled: true, PreferredMfa: true},
				&sms{Enabled: true, PreferredMfa: true}), "InvalidParameterException")
			for _, step := range []struct {
				token     *token
				sms       *sms
				enabled   []string
				preferred string
			}{
				{&token{Enabled: true, PreferredMfa: true}, nil, []string{"SOFTWARE_TOKEN_MFA"}, "SOFTWARE_TOKEN_MFA"},
				{nil, &sms{Enabled: true}, []string{"SMS_MFA", "SOFTWARE_TOKEN_MFA"}, "SOFTWARE_TOKEN_MFA"},
				{nil, &sms{Enabled: true, PreferredMfa: true}, []string{"SMS_MFA", "SOFTWARE_TOKEN_MFA"}, "SMS_MFA"},
				{nil, &sms{Enabled: true}, []string{"SMS_MFA", "SOFTWARE_TOKEN_MFA"}, ""},
				{&token{Enabled: true, PreferredMfa: true}, nil, []string{"SMS_MFA", "SOFTWARE_TOKEN_MFA"},
					"SOFTWARE_TOKEN_MFA"},
				{&token{}, nil, []string{"SMS_MFA"}, ""},
				{nil, &sms{}, nil, ""},
			} {
				succeeds(t, s.prefer(t, access, step.token, step.sms))
				enabled, preferred := s.factorsOf(t, access)
				slices.Sort(enabled)
				if !slices.Equal(enabled, step.enabled) || preferred != step.preferred {
					t.Errorf("after %+v, %+v: %v, preferred %q; want %v, %q", step.token, step.sms, enabled, preferred,
						step.enabled, step.preferred)
				}
			}
		}},
	{Name: "Optional MFA asks nobody who has enabled nothing (F-149)",
		AWS:      "tokens at once, though a verified telephone number is there",
		Evidence: Recorded, Source: blocksTests, Needs: setsUpApp, Run: func(t *testing.T, s *Suite) {
			s.mfa(t, types.UserPoolMfaTypeOptional, "totp", "sms")
			email := s.newUser(t)
			s.withNumber(t, email)
			s.apiTokens(t, email)
		}},
	{Name: "A pool without MFA shows nothing else (F-154)", AWS: "MfaConfiguration OFF and no other member",
		Evidence: Recorded,
		Source:   "a public output of the command line (2026-08-22)", Needs: Needs{Factors: true},
		Run: func(t *testing.T, s *Suite) {
			got := s.mfaConfig(t)
			if got.MfaConfiguration != types.UserPoolMfaTypeOff || got.SoftwareTokenMfaConfiguration != nil ||
				got.SmsMfaConfiguration != nil || got.EmailMfaConfiguration != nil {
				t.Errorf("got %+v", got)
			}
		}},
	{Name: "SetUserPoolMfaConfig replaces all (F-154, F-157)",
		AWS:      "what is left out is off; with TOTP alone there is no SmsMfaConfiguration",
		Evidence: Recorded, Source: mfaRules + "; a public output of the command line (2026-08-22), which has a WebAuthnConfiguration as well, that Terraform's provider does not meet",
		Needs: Needs{Factors: true}, Run: func(t *testing.T, s *Suite) {
			s.mfa(t, types.UserPoolMfaTypeOptional, "totp", "sms")
			if got := s.mfaConfig(t); got.SmsMfaConfiguration == nil ||
				aws.ToString(got.SmsMfaConfiguration.SmsConfiguration.SnsCallerArn) == "" {
				t.Errorf("got %+v", got)
			}
			s.mfa(t, types.UserPoolMfaTypeOn, "totp")
			got := s.mfaConfig(t)
			if got.MfaConfiguration != types.UserPoolMfaTypeOn || !got.SoftwareTokenMfaConfiguration.Enabled ||
				got.SmsMfaConfiguration != nil || got.WebAuthnConfiguration != nil {
				t.Errorf("got %+v", got)
			}
			succeeds(t, s.setMfaConfig(t, idp.SetUserPoolMfaConfigInput{}))
			if got := s.mfaConfig(t); got.MfaConfiguration != types.UserPoolMfaTypeOff ||
				got.SoftwareTokenMfaConfiguration != nil {
				t.Errorf("a bare call left %+v", got)
			}
		}},
	{Name: "MFA is off, or has a factor (F-156, F-158)",
		AWS:      "InvalidParameterException for OFF with a factor's block, even a disabled one, and for ON or OPTIONAL without a factor",
		Evidence: Recorded, Source: mfaRules, Needs: Needs{Factors: true}, Run: func(t *testing.T, s *Suite) {
			const together = "Invalid MFA configuration given, can't turn off MFA and configure an MFA together"
			refusedWith(t, s.setMfaConfig(t, idp.SetUserPoolMfaConfigInput{
				MfaConfiguration:              types.UserPoolMfaTypeOff,
				SoftwareTokenMfaConfiguration: &types.SoftwareTokenMfaConfigType{},
			}), "InvalidParameterException", together)
			const missing = "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled."
			for _, mode := range []types.UserPoolMfaType{types.UserPoolMfaTypeOn, types.UserPoolMfaTypeOptional} {
				refusedWith(t, s.setMfaConfig(t, idp.SetUserPoolMfaConfigInput{MfaConfiguration: mode}),
					"InvalidParameterException", missing)
			}
		}},
	{Name: "Codes by mail want a sender of one's own (F-161)",
		AWS:      `InvalidParameterException "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT"`,
		Evidence: Recorded, Source: mfaRules, Needs: Needs{Factors: true}, Run: func(t *testing.T, s *Suite) {
			refusedWith(t, s.setMfaConfig(t, idp.SetUserPoolMfaConfigInput{
				MfaConfiguration: types.UserPoolMfaTypeOptional, EmailMfaConfiguration: &types.EmailMfaConfigType{},
			}), "InvalidParameterException", "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT")
		}},
	{Name: "AdminGetUser shows second factors only when there are some (F-94)",
		AWS:      "neither UserMFASettingList nor PreferredMfaSetting for a user without",
		Evidence: Recorded, Source: motoTests, Run: func(t *testing.T, s *Suite) {
			if user := s.adminGet(t, s.newUser(t)); user.UserMFASettingList != nil || user.PreferredMfaSetting != nil {
				t.Errorf("got %v, %v", user.UserMFASettingList, user.PreferredMfaSetting)
			}
		}},
}
