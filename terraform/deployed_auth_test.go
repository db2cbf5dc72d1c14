package terraform_test

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
)

// deployment is an applied stack named demo, as the AWS API shows it.
type deployment struct {
	emulator emulator
	outputs  outputs
}

func (d deployment) cognito() *cognito.Client { return cognito.NewFromConfig(d.emulator.Root()) }

func (d deployment) checkPool(t *testing.T) {
	answer, err := d.cognito().DescribeUserPool(t.Context(),
		&cognito.DescribeUserPoolInput{UserPoolId: aws.String(d.outputs.Text(t, "user_pool_id"))})
	if err != nil {
		t.Fatal(err)
	}
	pool := answer.UserPool
	expect(t, "deletion protection", pool.DeletionProtection, types.DeletionProtectionTypeActive)
	expect(t, "tier", pool.UserPoolTier, types.UserPoolTierTypeEssentials)
	expect(t, "case sensitive", aws.ToBool(pool.UsernameConfiguration.CaseSensitive), false)
	expect(t, "password length", aws.ToInt32(pool.Policies.PasswordPolicy.MinimumLength), 12)
	expect(t, "MFA", pool.MfaConfiguration, types.UserPoolMfaTypeOptional)
	expect(t, "subject", aws.ToString(pool.VerificationMessageTemplate.EmailSubject), "Your verification code")
	expect(t, "message", aws.ToString(pool.VerificationMessageTemplate.EmailMessage), "Your verification code is {####}.")
	if pool.DeviceConfiguration != nil {
		t.Error("devices are remembered; such a device cannot refresh through the token endpoint (D-12, R-39)")
	}
	if !slices.Equal(pool.UsernameAttributes, []types.UsernameAttributeType{types.UsernameAttributeTypeEmail}) {
		t.Errorf("user names are %v, want the e-mail address", pool.UsernameAttributes)
	}
	if len(pool.AccountRecoverySetting.RecoveryMechanisms) != 1 ||
		pool.AccountRecoverySetting.RecoveryMechanisms[0].Name != types.RecoveryOptionNameTypeVerifiedEmail {
		t.Error("an account must be recovered by the verified e-mail address and by nothing else")
	}
	checkSchema(t, pool.SchemaAttributes)
	expect(t, "trigger", aws.ToString(pool.LambdaConfig.PostConfirmation),
		"arn:aws:lambda:eu-west-1:123456789012:function:demo-post-confirmation")
}

func checkSchema(t *testing.T, attributes []types.SchemaAttributeType) {
	t.Helper()
	required := map[string]bool{"email": true, "custom:app_user_id": false}
	for _, attribute := range attributes {
		if want, found := required[aws.ToString(attribute.Name)]; found {
			expect(t, *attribute.Name+" required", aws.ToBool(attribute.Required), want)
			delete(required, *attribute.Name)
		}
	}
	if len(required) > 0 {
		t.Errorf("the pool lacks the attributes %v", required)
	}
}

func (d deployment) checkClient(t *testing.T) {
	client := d.client(t)
	site := d.outputs.Text(t, "site_url")
	expect(t, "callback URLs", client.CallbackURLs, []string{site + "/auth/callback"})
	expect(t, "logout URLs", client.LogoutURLs, []string{site + "/auth/signed-out"})
	expect(t, "flows (D-08)", client.AllowedOAuthFlows, []types.OAuthFlowType{types.OAuthFlowTypeCode})
	expect(t, "scopes", sorted(client.AllowedOAuthScopes), []string{"email", "openid"})
	expect(t, "API flows", client.ExplicitAuthFlows,
		[]types.ExplicitAuthFlowsType{types.ExplicitAuthFlowsTypeAllowUserSrpAuth})
	expect(t, "readable", sorted(client.ReadAttributes), []string{"custom:app_user_id", "email", "email_verified"})
	expect(t, "writable", client.WriteAttributes, []string{"email"})
	expect(t, "access token minutes (D-09)", aws.ToInt32(client.AccessTokenValidity), 15)
	expect(t, "ID token minutes", aws.ToInt32(client.IdTokenValidity), 15)
	expect(t, "refresh token days", client.RefreshTokenValidity, 30)
	expect(t, "unit", client.TokenValidityUnits.AccessToken, types.TimeUnitsTypeMinutes)
	expect(t, "rotation", client.RefreshTokenRotation.Feature, types.FeatureTypeEnabled)
	expect(t, "grace", aws.ToInt32(client.RefreshTokenRotation.RetryGracePeriodSeconds), 60)
	expect(t, "revocation", aws.ToBool(client.EnableTokenRevocation), true)
	expect(t, "user existence", client.PreventUserExistenceErrors, types.PreventUserExistenceErrorTypesEnabled)
}

func (d deployment) client(t *testing.T) *types.UserPoolClientType {
	t.Helper()
	answer, err := d.cognito().DescribeUserPoolClient(t.Context(), &cognito.DescribeUserPoolClientInput{
		UserPoolId: aws.String(d.outputs.Text(t, "user_pool_id")),
		ClientId:   aws.String(d.outputs.Text(t, "user_pool_client_id")),
	})
	if err != nil {
		t.Fatal(err)
	}
	return answer.UserPoolClient
}

// The secret is the client's, encrypted, and no output shows it.
func (d deployment) checkSecret(t *testing.T) {
	answer, err := ssm.NewFromConfig(d.emulator.Root()).GetParameter(t.Context(), &ssm.GetParameterInput{
		Name:           aws.String(d.outputs.Text(t, "client_secret_parameter")),
		WithDecryption: aws.Bool(true),
	})
	if err != nil {
		t.Fatal(err)
	}
	secret := aws.ToString(d.client(t).ClientSecret)
	if secret == "" || aws.ToString(answer.Parameter.Value) != secret {
		t.Error("the parameter does not hold the client's secret")
	}
	expect(t, "type", string(answer.Parameter.Type), "SecureString")
	for name, value := range d.outputs {
		if containsText(value, secret) {
			t.Errorf("the output %s shows the secret", name)
		}
	}
}
