package terraform_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// checkPoolElsewhere makes pools by the API, as another team has them, and brings the site to them: by user_pool_id,
// which leaves the pool as it is, and by an import, which takes it over.
func checkPoolElsewhere(t *testing.T, e emulator, s stack) {
	api := cognito.NewFromConfig(e.Root())
	aliases := poolElsewhere(t, api, cognito.CreateUserPoolInput{AliasAttributes: []types.AliasAttributeType{types.AliasAttributeTypeEmail}})
	good := poolElsewhere(t, api, cognito.CreateUserPoolInput{
		UsernameAttributes:     []types.UsernameAttributeType{types.UsernameAttributeTypeEmail},
		AutoVerifiedAttributes: []types.VerifiedAttributeType{types.VerifiedAttributeTypeEmail},
		UsernameConfiguration:  &types.UsernameConfigurationType{CaseSensitive: aws.Bool(false)},
		Schema: []types.SchemaAttributeType{
			{Name: aws.String("email"), Required: aws.Bool(true), Mutable: aws.Bool(true),
				AttributeDataType: types.AttributeDataTypeString},
			{Name: aws.String("family_name"), Required: aws.Bool(true), Mutable: aws.Bool(true),
				AttributeDataType: types.AttributeDataTypeString},
		},
	})
	t.Run("whose users have names of their own", func(t *testing.T) {
		s.mustTell(t, []string{"user_pool_id=" + aliases}, "has user names of its own for signing in",
			"does not verify e-mail addresses", "has users without an e-mail address")
	})
	t.Run("that lacks what is named", func(t *testing.T) {
		s.mustTell(t, []string{"user_pool_id=" + good, "user_pool_domain=my-company", "custom_attributes={department={}}"},
			"has no attributes custom:department", "does not have the domain my-company. It has none.")
		s.mustTell(t, []string{"user_pool_id=" + good}, "has no groups admin")
	})
	t.Run("imported", func(t *testing.T) {
		s.importPool(t, aliases)
		s.mustTell(t, []string{"user_pool_name=company"},
			"Resource module.user_pool.aws_cognito_user_pool.this[0] has lifecycle.prevent_destroy set")
		s.importPool(t, good)
		expect(t, "the plan's actions on the imported pool", s.plannedForPool(t, "name=demo", "user_pool_name=company"),
			[]string{"update"})
	})
	t.Run("gets clients and stays as it is", func(t *testing.T) { s.checkClientsIn(t, api, good) })
}

// importPool writes what takes a pool into the state at the next apply.
func (s stack) importPool(t *testing.T, pool string) {
	t.Helper()
	block := fmt.Sprintf("import {\n  to = module.user_pool.aws_cognito_user_pool.this[0]\n  id = %q\n}\n", pool)
	path := filepath.Join(s.folder, "imports.tf")
	writeFile(t, path, []byte(block))
	t.Cleanup(func() { _ = os.Remove(path) })
}

func poolElsewhere(t *testing.T, api *cognito.Client, input cognito.CreateUserPoolInput) string {
	t.Helper()
	input.PoolName = aws.String("company")
	made, err := api.CreateUserPool(t.Context(), &input)
	if err != nil {
		t.Fatal(err)
	}
	return aws.ToString(made.UserPool.Id)
}

// checkClientsIn applies what the site makes in a pool that is managed elsewhere, and no more of the site.
func (s stack) checkClientsIn(t *testing.T, api *cognito.Client, pool string) {
	described := func() types.UserPoolType {
		answer, err := api.DescribeUserPool(t.Context(), &cognito.DescribeUserPoolInput{UserPoolId: &pool})
		if err != nil {
			t.Fatal(err)
		}
		described := *answer.UserPool
		described.Domain = nil // the one thing of the pool that the site makes
		return described
	}
	before := described()
	args := append([]string{"-input=false", "-target=module.user_pool"},
		asFlags([]string{"name=demo", "user_pool_id=" + pool, "create_user_groups=true"})...)
	s.must(t, slices.Concat([]string{"apply", "-auto-approve"}, args)...)
	expect(t, "the pool", described(), before)
	clients, err := api.ListUserPoolClients(t.Context(), &cognito.ListUserPoolClientsInput{UserPoolId: &pool})
	if err != nil {
		t.Fatal(err)
	}
	for _, client := range clients.UserPoolClients {
		found, err := api.DescribeUserPoolClient(t.Context(), &cognito.DescribeUserPoolClientInput{UserPoolId: &pool,
			ClientId: client.ClientId})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, "what the client writes", sorted(found.UserPoolClient.WriteAttributes), []string{"email", "family_name"})
	}
	expect(t, "clients", len(clients.UserPoolClients), 2)
	if output, err := s.run(t, slices.Concat([]string{"plan", "-detailed-exitcode"}, args)...); err != nil {
		t.Errorf("a second plan is not empty: %v\n%s", err, lastLines(output, 40))
	}
	if !strings.Contains(s.must(t, "state", "list"), `aws_cognito_user_group.this["admin"]`) {
		t.Error("the group that was asked for is not made")
	}
}
