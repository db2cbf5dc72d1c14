package managedlogin

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"cognitossr/pkg/awsclient"
	"cognitossr/pkg/dev/local"
)

// TestLocalCognitoTakesTheBrand by the real client of AWS: what is sent has the form and the sizes that the API demands.
func TestLocalCognitoTakesTheBrand_F32(t *testing.T) {
	stack, err := local.StartPool(t.Context(), local.Options{CognitoAddr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	cognito := idp.New(idp.Options{
		Region: "eu-west-1", BaseEndpoint: aws.String(stack.CognitoURL),
		Credentials: credentials.NewStaticCredentialsProvider("a", "b", ""), RetryMaxAttempts: 1,
		HTTPClient: awsclient.KeepBodies(nil),
	})
	ctx := t.Context()
	pool, err := cognito.CreateUserPool(ctx, &idp.CreateUserPoolInput{PoolName: aws.String("demo")})
	if err != nil {
		t.Fatal(err)
	}
	_, err = cognito.CreateUserPoolDomain(ctx, &idp.CreateUserPoolDomainInput{
		UserPoolId: pool.UserPool.Id, Domain: aws.String("demo-domain"), ManagedLoginVersion: aws.Int32(2),
	})
	if err != nil {
		t.Fatal(err)
	}
	s, out := styles(t, cognito)
	s.UserPoolID, s.Clients = *pool.UserPool.Id, nil
	for _, name := range []string{"site", "account"} {
		client, err := cognito.CreateUserPoolClient(ctx, &idp.CreateUserPoolClientInput{UserPoolId: pool.UserPool.Id,
			ClientName: aws.String(name)})
		if err != nil {
			t.Fatal(err)
		}
		s.Clients = append(s.Clients, Client{name, *client.UserPoolClient.ClientId})
	}
	for _, want := range []string{"style made", "style up to date", "style updated", "style up to date"} {
		if want == "style updated" {
			s.Brand.Light["ink"] = "#000000"
		}
		out.Reset()
		if err := s.Apply(ctx); err != nil || strings.Count(out.String(), want) != 2 {
			t.Errorf("%v, want %s twice:\n%s", err, want, out)
		}
	}
	held, err := s.held(ctx, s.Clients[1])
	if err != nil || len(held.Assets) != 3 || held.Assets[0].Category != types.AssetCategoryTypeFormLogo {
		t.Errorf("%+v (%v)", held, err)
	}
}
