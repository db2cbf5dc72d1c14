package doctor

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"cognitossr/pkg/awsclient"
)

// managedLogin is the version of a domain that has managed login; 1 has the classic pages, which need no style.
const managedLogin = 2

// askStyles looks whether each app client that shows pages of managed login has a style.
func (a *AWS) askStyles(ctx context.Context, f *Facts) error {
	if f.Client == nil || f.Domain == nil || !f.Domain.Managed {
		return nil
	}
	for _, client := range []struct{ name, id string }{{"site", f.Deployment.ClientID},
		{"account", f.Deployment.AccountClientID}} {
		if client.id == "" {
			continue
		}
		_, err := a.Cognito.DescribeManagedLoginBrandingByClient(ctx, &idp.DescribeManagedLoginBrandingByClientInput{
			UserPoolId: aws.String(f.Deployment.UserPoolID), ClientId: aws.String(client.id),
		})
		if awsclient.Code(err) == notFound {
			f.Unstyled = append(f.Unstyled, fmt.Sprintf("%s client (%s)", client.name, client.id))
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func checkStyles(f Facts) (findings []Finding) {
	for _, client := range f.Unstyled {
		findings = append(findings, found(CodeStyleMissing,
			"The %s has no style of managed login: its pages answer 403, \"Login pages unavailable\".", client)...)
	}
	return findings
}
