package contract

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"cognitossr/pkg/dev/local"
)

func goOfThePage(ctx context.Context, endpoint string) (string, error) {
	client := cognitoidentityprovider.New(cognitoidentityprovider.Options{
		Region: "eu-west-1", BaseEndpoint: aws.String(endpoint),
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
	pool, err := client.CreateUserPool(ctx, &cognitoidentityprovider.CreateUserPoolInput{PoolName: aws.String("shop")})
	if err != nil {
		return "", err
	}
	return aws.ToString(pool.UserPool.Name), nil
}

// The Go of the how-to is what stands above, and runs.
func TestGoOfTheLocalCognitosPage(t *testing.T) {
	page, err := os.ReadFile("../../../../docs/howto/local-cognito.md")
	if err != nil {
		t.Fatal(err)
	}
	this, err := os.ReadFile("howto_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(page), "```go\n")
	code, _, _ := strings.Cut(after, "```")
	code = "\t" + strings.ReplaceAll(strings.TrimSpace(code), "\n", "\n\t")
	if code = strings.ReplaceAll(code, `aws.String("http://127.0.0.1:9229")`, "aws.String(endpoint)"); !found ||
		!strings.Contains(string(this), code) {
		t.Errorf("the page has other Go:\n%s", code)
	}
	stack, err := local.StartPool(t.Context(), local.Options{CognitoAddr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	if name, err := goOfThePage(t.Context(), stack.CognitoURL); err != nil || name != "shop" {
		t.Errorf("%q, %v", name, err)
	}
}
