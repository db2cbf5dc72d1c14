package terraform_test

import (
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"cognitossr/pkg/dev/local"
)

// The provider applies the deployment with the project's own local Cognito in the place of AWS's: the pool that
// Terraform made there takes a sign-up as the deployment says.
func TestApplyToTheLocalCognito(t *testing.T) {
	if os.Getenv("FULL") != "1" {
		t.Log("not part of this run; ./build.sh check --full, or FULL=1, includes it")
		return
	}
	t.Parallel()
	pool, err := local.StartPool(t.Context(), local.Options{CognitoAddr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	emulator := startEmulator(t)
	s := newStack(t, append(emulator.Environ(), "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER="+pool.CognitoURL)...)
	variables := []string{"name=demo", "deletion_protection=INACTIVE"}
	s.apply(t, variables...)
	if changes := s.changes(t, variables...); changes != "" {
		t.Errorf("a second plan would change:\n%s", lastLines(changes, 80))
	}

	client := cognito.NewFromConfig(emulator.Root(),
		func(o *cognito.Options) { o.BaseEndpoint = aws.String(pool.CognitoURL) })
	id := aws.String(s.outputs(t).Text(t, "user_pool_id"))
	described, err := client.DescribeUserPool(t.Context(), &cognito.DescribeUserPoolInput{UserPoolId: id})
	if err != nil {
		t.Fatal(err)
	}
	if described.UserPool.MfaConfiguration != types.UserPoolMfaTypeOptional {
		t.Errorf("MFA is %s", described.UserPool.MfaConfiguration)
	}
	create := func(password string) error {
		_, err := client.AdminCreateUser(t.Context(), &cognito.AdminCreateUserInput{UserPoolId: id,
			Username: aws.String("ann@example.com"), TemporaryPassword: &password})
		return err
	}
	if err := create("Short-1a"); err == nil || !strings.Contains(err.Error(), "Password not long enough") {
		t.Errorf("a short password: %v", err)
	}
	if err := create("Long-enough-1a"); err != nil {
		t.Error(err)
	}

	changed := append(variables, "mfa_configuration=OFF", "client_access_token_validity=30", "allow_sign_up=false")
	s.apply(t, changed...)
	if changes := s.changes(t, changed...); changes != "" {
		t.Errorf("a plan after the change would change:\n%s", lastLines(changes, 80))
	}
	s.destroy(t, changed...)
	if _, err := client.DescribeUserPool(t.Context(), &cognito.DescribeUserPoolInput{UserPoolId: id}); err == nil {
		t.Error("the pool is still there")
	}
}
