package terraform_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
)

// belongings are what users lose with a mistake: themselves, the group of administrators, the site's app client, the
// domain and the secret that the functions read. The account client has no sessions, and may be made anew.
type belongings struct {
	Pool, Domain, Parameter string
	Clients                 map[string]string // id to secret
	Users, Admins           []string
}

// poolsNamed are the ids of the pools with a name.
func (e emulator) poolsNamed(t *testing.T, name string) []string {
	t.Helper()
	answer, err := cognito.NewFromConfig(e.Root()).ListUserPools(t.Context(),
		&cognito.ListUserPoolsInput{MaxResults: aws.Int32(60)})
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, pool := range answer.UserPools {
		if aws.ToString(pool.Name) == name {
			found = append(found, aws.ToString(pool.Id))
		}
	}
	return found
}

// joins makes a user of the pool who administers the site.
func (e emulator) joins(t *testing.T, pool, address string) {
	t.Helper()
	api := cognito.NewFromConfig(e.Root())
	user, err := api.AdminCreateUser(t.Context(), &cognito.AdminCreateUserInput{UserPoolId: &pool, Username: &address,
		UserAttributes: []types.AttributeType{
			{Name: aws.String("email"), Value: &address}, {Name: aws.String("email_verified"), Value: aws.String("true")},
		}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := api.AdminAddUserToGroup(t.Context(), &cognito.AdminAddUserToGroupInput{UserPoolId: &pool,
		Username: user.User.Username, GroupName: aws.String("admin")}); err != nil {
		t.Fatal(err)
	}
}

// belongings looks what users of a pool have, whose site has the given name.
func (e emulator) belongings(t *testing.T, pool, site string) belongings {
	t.Helper()
	api := cognito.NewFromConfig(e.Root())
	described, err := api.DescribeUserPool(t.Context(), &cognito.DescribeUserPoolInput{UserPoolId: &pool})
	if err != nil {
		t.Fatal(err)
	}
	has := belongings{Pool: pool, Domain: aws.ToString(described.UserPool.Domain), Clients: map[string]string{}}
	clients, err := api.ListUserPoolClients(t.Context(), &cognito.ListUserPoolClientsInput{UserPoolId: &pool})
	if err != nil {
		t.Fatal(err)
	}
	for _, client := range clients.UserPoolClients {
		if strings.HasSuffix(aws.ToString(client.ClientName), "-account") {
			continue
		}
		found, err := api.DescribeUserPoolClient(t.Context(), &cognito.DescribeUserPoolClientInput{UserPoolId: &pool,
			ClientId: client.ClientId})
		if err != nil {
			t.Fatal(err)
		}
		has.Clients[aws.ToString(client.ClientId)] = aws.ToString(found.UserPoolClient.ClientSecret)
	}
	users, err := api.ListUsers(t.Context(), &cognito.ListUsersInput{UserPoolId: &pool})
	if err != nil {
		t.Fatal(err)
	}
	has.Users = userNames(users.Users)
	admins, err := api.ListUsersInGroup(t.Context(), &cognito.ListUsersInGroupInput{UserPoolId: &pool,
		GroupName: aws.String("admin")})
	if err != nil {
		t.Fatal(err)
	}
	has.Admins = userNames(admins.Users)
	parameter, err := ssm.NewFromConfig(e.Root()).GetParameter(t.Context(),
		&ssm.GetParameterInput{Name: aws.String("/" + site + "/cognito/client-secret"), WithDecryption: aws.Bool(true)})
	if err != nil {
		t.Fatal(err)
	}
	has.Parameter = aws.ToString(parameter.Parameter.Value)
	return has
}

func userNames(users []types.UserType) (found []string) {
	for _, user := range users {
		found = append(found, aws.ToString(user.Username))
	}
	return slices.Sorted(slices.Values(found))
}
