//go:build !noaws

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/spf13/cobra"

	"cognitossr/pkg/cognito"
	"cognitossr/pkg/config"
	"cognitossr/pkg/dev/deployment"
	"cognitossr/pkg/dev/rotation"
	"cognitossr/pkg/sensitive"
)

func newRotateSecretCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "rotate-secret",
		Short: "Replace the app clients' secrets without signing anybody out",
		Long: "Replaces the secret of each of the site's app clients: adds a second one, stores it in the parameter that the functions\n" +
			"read, and deletes the old one. Functions that still have the old one read the parameter again when it is refused, so\n" +
			"nothing is deployed and nobody is signed out. Interrupted at any step, it can be run again.\n\n" +
			"The site is the one that Terraform deployed; TF_WORKSPACE=NAME is the one of ./build.sh deploy --env NAME.",
		Args: cobra.NoArgs,
		RunE: slowly("Replacing the secrets", func(command *cobra.Command, _ []string) error {
			root, err := repository()
			if err != nil {
				return err
			}
			deployed, err := deployment.Terraform(command.Context(), filepath.Join(root, "terraform"))
			if err != nil {
				return fmt.Errorf("whose secret? Deploy the site first with ./build.sh deploy: %w", err)
			}
			return rotateSecret(command.Context(), command.OutOrStdout(), deployed)
		}),
	}
}

// rotateSecret replaces the secret of a deployed site, with the endpoints that the AWS CLI would use.
func rotateSecret(ctx context.Context, out io.Writer, deployed deployment.Deployment) error {
	settings, err := awsSettings(ctx, deployed.Region())
	if err != nil {
		return err
	}
	clients := []struct{ name, id, parameter string }{
		{"client secret", deployed.ClientID, deployed.ClientSecretParameter},
		{"account client's secret", deployed.AccountClientID, deployed.AccountSecretParameter},
	}
	for _, client := range clients {
		if client.id == "" && client.name != clients[0].name {
			continue // deployed by a version that had no such client
		}
		deployed.ClientID = client.id
		err := rotation.Rotation{
			Cognito: idp.NewFromConfig(settings), SSM: ssm.NewFromConfig(settings), Out: out,
			UserPoolID: deployed.UserPoolID, ClientID: client.id, Parameter: client.parameter,
			Accepted: acceptedBy(deployed), Pause: 2 * time.Second, Tries: 30,
		}.Run(ctx)
		if err != nil {
			return fmt.Errorf("rotating the %s: %w", client.name, err)
		}
		fmt.Fprintf(out, "The %s is replaced; nobody was signed out.\n", client.name)
	}
	return nil
}

// acceptedBy asks the token endpoint for tokens with a refresh token that is none: the client is authenticated first, so
// the answer says whether the secret was taken (RFC 6749 section 5.2).
func acceptedBy(deployed deployment.Deployment) func(context.Context, sensitive.Text) (bool, error) {
	return func(ctx context.Context, secret sensitive.Text) (bool, error) {
		site := config.Config{Domain: deployed.HostedURL, ClientID: deployed.ClientID, BaseURL: deployed.SiteURL}
		client := cognito.New(site, func(context.Context, sensitive.Text) (sensitive.Text, error) { return secret, nil })
		_, err := client.Refresh(ctx, sensitive.New("no-refresh-token"))
		switch {
		case errors.Is(err, cognito.ErrGrant):
			return true, nil
		case errors.Is(err, cognito.ErrClient):
			return false, nil
		}
		return false, err
	}
}
