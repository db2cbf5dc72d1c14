//go:build !noaws

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"cognitossr/pkg/awsjson"
	"cognitossr/pkg/dev/deployment"
	"cognitossr/pkg/dev/doctor"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/spf13/cobra"
)

func newDoctorCommand() *cobra.Command {
	var o doctorOptions
	command := &cobra.Command{
		Use:   "doctor",
		Short: "Check a deployed site for problems that keep people from signing in",
		Long: "Checks a deployed site for problems that keep people from signing in, and says how to fix them. It\n" +
			"changes nothing.\n\n" +
			"The deployment is the one in the environment (COGNITO_USER_POOL_ID and the other variables of a\n" +
			"function), or else the one in Terraform's outputs. With --offline the settings are only compared with\n" +
			"each other; otherwise also with AWS and with the site's responses.\n\n" +
			"Exit status: 0 no errors (warnings are possible), 1 errors, 3 the checks could not run.",
		Args: cobra.NoArgs,
		RunE: slowly("Checking the deployment", func(command *cobra.Command, _ []string) error {
			o.getenv = os.Getenv
			err := o.run(command.Context(), command.OutOrStdout())
			var status statusError
			if err == nil || errors.As(err, &status) || errors.As(err, new(wrongUse)) {
				return err
			}
			fmt.Fprintf(command.ErrOrStderr(), "build.sh doctor: %v\n", err)
			return statusError(statusUnchecked)
		}),
	}
	command.Flags().BoolVar(&o.offline, "offline", false, "do not call AWS or the site")
	o.format.addTo(command.Flags())
	command.Flags().IntVar(&o.visitors, "visitors", 0, "compare the account's quotas with so many visitors a day")
	command.Flags().StringVar(&o.outputs, "outputs", "", "file with the output of \"terraform output -json\"; - "+
		"reads standard input")
	return command
}

type doctorOptions struct {
	format
	offline  bool
	outputs  string
	visitors int // a day
	getenv   func(string) string
}

func (o doctorOptions) run(ctx context.Context, out io.Writer) error {
	if o.visitors < 0 {
		return wrongUse{errors.New("--visitors: how many visitors a day, as in --visitors 20000")}
	}
	d, err := o.deployment(ctx)
	if err != nil {
		return err
	}
	sources, err := o.sources(ctx, d)
	if err != nil {
		return err
	}
	facts := doctor.Gather(ctx, d, sources)
	report := doctorReport{
		Source: d.Source, SiteURL: d.SiteURL, UserPoolID: d.UserPoolID, Offline: o.offline, Findings: doctor.Examine(facts),
	}
	if err := report.print(out, o.json); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	if errorCount, _ := report.count(); errorCount > 0 {
		return statusError(statusFailed)
	}
	return nil
}

func (o doctorOptions) deployment(ctx context.Context) (deployment.Deployment, error) {
	if o.outputs != "" {
		data, err := readInput(o.outputs)
		if err != nil {
			return deployment.Deployment{}, err
		}
		if !json.Valid(data) {
			return deployment.Deployment{}, fmt.Errorf("reading Terraform's outputs: %s is not JSON; want what \"terraform output -json\" prints", o.outputs)
		}
		return deployment.FromTerraform(data)
	}
	d, err := deployment.FromEnvironment(o.getenv)
	if !errors.Is(err, deployment.ErrNone) {
		return d, err
	}
	root, err := repository()
	if err != nil {
		return deployment.Deployment{}, err
	}
	d, err = deployment.Terraform(ctx, filepath.Join(root, "terraform"))
	if err != nil {
		return d, fmt.Errorf("no deployment was found: set the variables of a function, use --outputs, or deploy with "+
			"./build.sh deploy: %w", err)
	}
	return d, nil
}

func readInput(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(os.Stdin)
	}
	if err := checkFile("--outputs", name, "terraform -chdir=terraform output -json > "+name+" writes it"); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("reading Terraform's outputs: %w", err)
	}
	return data, nil
}

// Timeouts of one response of the site or of the key set, and of one DNS query.
const (
	siteTimeout = 10 * time.Second
	hostTimeout = 5 * time.Second
)

func (o doctorOptions) sources(ctx context.Context, d deployment.Deployment) (doctor.Sources, error) {
	if o.offline {
		return doctor.Sources{Visitors: o.visitors}, nil
	}
	s := doctor.Sources{
		Visitors: o.visitors,
		HTTP: &http.Client{
			Timeout:       siteTimeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		Host: hasAddress,
		Now:  time.Now,
	}
	if strings.HasPrefix(d.Issuer, "http://") {
		return s, nil // the local Cognito is not in an AWS account
	}
	settings, err := awsSettings(ctx, d.Region())
	if missing := new(credentialsError); errors.As(err, missing) {
		s.NoCredentials = true // the site can be checked all the same
		return s, nil
	}
	if err != nil {
		return s, err
	}
	s.AWS = &doctor.AWS{Cognito: idp.NewFromConfig(settings), SSM: ssm.NewFromConfig(settings),
		Lambda: lambda.NewFromConfig(settings)}
	if d.SecondRegion != "" {
		s.AWS.Replicas = idp.NewFromConfig(settings)
	}
	if o.visitors > 0 {
		s.AWS.Quotas = servicequotas.NewFromConfig(settings)
	}
	if d.SignOutTable == "" {
		return s, nil
	}
	getenv, err := ofTool(ctx, settings, o.getenv)
	if err != nil {
		return s, err
	}
	s.AWS.Tables, s.AWS.IAM = awsjson.New(getenv, tableLimits), iam.NewFromConfig(settings)
	s.AWS.SignOutRights = signOutRights()
	return s, nil
}

var tableLimits = awsjson.Limits{Attempt: siteTimeout, Attempts: 3, Backoff: 200 * time.Millisecond}

// signOutRights are the actions on the table of ended sessions that each function needs, nil where there is no list of
// functions here.
func signOutRights() map[string][]string {
	_, table, err := openRepository()
	if err != nil {
		return nil
	}
	rights := map[string][]string{}
	for _, f := range table.Functions {
		if !f.HasRoutes() {
			continue
		}
		rights[f.Name] = nil
		if f.AsksForEnded() {
			rights[f.Name] = append(rights[f.Name], "dynamodb:GetItem")
		}
		if f.EndsSessions {
			rights[f.Name] = append(rights[f.Name], "dynamodb:PutItem")
		}
	}
	return rights
}

// hasAddress looks up an A record, which Cognito requires.
func hasAddress(ctx context.Context, name string) bool {
	ctx, cancel := context.WithTimeout(ctx, hostTimeout)
	defer cancel()
	addresses, err := net.DefaultResolver.LookupIP(ctx, "ip4", name)
	return err == nil && len(addresses) > 0
}

// doctorReport is the command's output.
type doctorReport struct {
	Source     string           `json:"source"`
	SiteURL    string           `json:"site_url"`
	UserPoolID string           `json:"user_pool_id"`
	Offline    bool             `json:"offline"`
	Findings   []doctor.Finding `json:"findings"`
}

func (r doctorReport) count() (errorCount, warnings int) {
	for _, finding := range r.Findings {
		if finding.Severity == doctor.Error {
			errorCount++
		} else {
			warnings++
		}
	}
	return errorCount, warnings
}

func (r doctorReport) print(out io.Writer, asJSON bool) error {
	if asJSON {
		if r.Findings == nil {
			r.Findings = []doctor.Finding{}
		}
		return printJSON(out, r)
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%s with pool %s, by %s\n", r.SiteURL, r.UserPoolID, r.Source)
	if r.Offline {
		text.WriteString("Only the settings are compared with each other (--offline).\n")
	}
	for _, finding := range r.Findings {
		fmt.Fprintf(&text, "\n%s %s\n  %s\n  Fix: %s\n", finding.Severity, finding.Code, visible(finding.Message),
			finding.Fix)
	}
	errorCount, warnings := r.count()
	fmt.Fprintf(&text, "\nerrors: %d, warnings: %d\n", errorCount, warnings)
	_, err := io.WriteString(out, text.String())
	return err
}
