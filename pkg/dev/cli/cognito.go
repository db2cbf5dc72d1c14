package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cognitossr/pkg/dev/local"
)

// usualTrust is where the certificate authority goes without a name, below the repository.
const usualTrust = ".cache/local-cognito-ca.pem"

const cognitoHelp = "Runs the local Cognito alone, without the site, for any application: see docs/howto/local-cognito.md.\n" +
	"It begins with one user pool; programs and Terraform make others with the API's own operations.\n\n" +
	"Environment: COGNITO_PORT (9229), AWS_ENDPOINT_URL_LAMBDA (where the functions of triggers are called, as of \"sam local start-lambda\")."

func newCognitoCommand() *cobra.Command {
	var site, issuer, data, pools, trust string
	var hosts []string
	var managed bool
	command := &cobra.Command{
		Use:   "cognito",
		Short: "Run the local Cognito alone, for any application",
		Long:  cognitoHelp,
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			number, err := port(os.Getenv, "COGNITO_PORT", 9229)
			if err != nil {
				return err
			}
			if err := errors.Join(checkCognito(issuer, site, hosts), checkCognitoFiles(pools, data, trust)); err != nil {
				return err
			}
			if trust == usualTrust {
				root, err := repository()
				if err != nil {
					return err
				}
				trust = filepath.Join(root, trust)
			}
			return runCognito(command.Context(), command.OutOrStdout(), local.Options{
				CognitoAddr: "127.0.0.1:" + number, BaseURL: site, CognitoHosts: hosts, Issuer: issuer,
				LambdaEndpoint: os.Getenv(local.LambdaEndpoint), ManagedLogin: managed, DataFile: data,
				PoolsFile: pools, TLSFile: trust,
				Log: slog.New(slog.NewTextHandler(command.ErrOrStderr(), &slog.HandlerOptions{Level: slog.LevelWarn})),
			})
		},
	}
	command.Flags().StringVar(&site, "site", "http://localhost:3000", "origin of the site that uses the first pool")
	command.Flags().StringSliceVar(&hosts, "host", nil,
		"name by which containers reach it, as in a Compose file; it then listens on every address")
	command.Flags().BoolVar(&managed, "managed-login", false, "managed login instead of the classic pages")
	command.Flags().StringVar(&pools, "pools", "", "file with more user pools, in the shape of the API's inputs")
	command.Flags().StringVar(&data, "data", "", "file that keeps pools and users over a restart; without one all is forgotten")
	command.Flags().StringVar(&trust, "tls", "", "speak TLS, and write the certificate authority of this start to a file")
	command.Flags().Lookup("tls").NoOptDefVal = usualTrust
	command.Flags().StringVar(&issuer, "issuer", "local",
		"issuer of the tokens: local, aws for the form that AWS has, or aws-updated for its form with multi-Region replication")
	return command
}

// checkCognito looks at the values of flags before anything starts.
func checkCognito(issuer, site string, hosts []string) error {
	if !slices.Contains(local.Issuers, issuer) {
		return wrongUse{fmt.Errorf("--issuer %s: want %s", issuer, strings.Join(local.Issuers, ", "))}
	}
	at, err := url.Parse(site)
	if err != nil || at.Scheme != "http" && at.Scheme != "https" || at.Host == "" || at.Path != "" {
		return wrongUse{fmt.Errorf("--site %s: want an origin, as in http://localhost:3000", site)}
	}
	for _, host := range hosts {
		if at, err := url.Parse("http://" + host); err != nil || at.Hostname() != host {
			return wrongUse{fmt.Errorf("--host %q: want a name, as in cognito, without a port", host)}
		}
	}
	return nil
}

// checkCognitoFiles does so with the files that flags name. The folder of the usual certificate authority is made.
func checkCognitoFiles(pools, data, trust string) error {
	if trust == usualTrust {
		trust = ""
	}
	return errors.Join(checkFile("--pools", pools, "docs/howto/examples/pools.json is one"),
		checkOutput("--data", data), checkOutput("--tls", trust))
}

func runCognito(ctx context.Context, out io.Writer, options local.Options) error {
	stack, err := local.StartPool(ctx, options)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "  Local Cognito  %s\n  Inbox          %s\n  Control page   %s\n  User pool      %s\n  App client     %s\n  Issuer         %s\n",
		stack.CognitoURL, stack.InboxURL, stack.ControlURL, stack.PoolID, stack.ClientID, stack.Issuer)
	if options.TLSFile != "" {
		fmt.Fprintf(out, "  To be trusted  %s\n", options.TLSFile)
	}
	for _, user := range stack.Users {
		fmt.Fprintf(out, "  User           %s, password %s\n", user.Email, user.Password)
	}
	for _, client := range stack.Clients {
		fmt.Fprintf(out, "  Pool %-9s %s, client %s %s\n", client.Pool, client.PoolID, client.Name, client.ID)
	}
	fmt.Fprintln(out, "\nCtrl-C stops it.")
	<-ctx.Done()
	return stack.Close()
}

func port(getenv func(string) string, variable string, otherwise int) (string, error) {
	text := getenv(variable)
	if text == "" {
		return strconv.Itoa(otherwise), nil
	}
	number, err := strconv.Atoi(text)
	if err != nil || number < 0 || number > 65535 {
		return "", wrongUse{fmt.Errorf("%s=%s: want a port number from 1 to 65535, or 0 for any free one", variable, text)}
	}
	return text, nil
}
