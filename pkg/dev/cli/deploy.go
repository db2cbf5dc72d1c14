//go:build !noaws

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"cognitossr/pkg/access"
	"cognitossr/pkg/dev/build"
	"cognitossr/pkg/dev/managedlogin"
	"cognitossr/pkg/routes"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func newDeployCommand() *cobra.Command {
	var flags deployFlags
	command := &cobra.Command{
		Use:   "deploy",
		Short: "Build everything, deploy it to AWS with Terraform, and test the deployed site",
		Long: "Builds the functions, shows Terraform's plan, asks, applies it, ships the user pool's public keys with the\n" +
			"functions, gives the pages of managed login the brand of templates/brand.json, and then walks through the deployed\n" +
			"site as a visitor. Variables come from terraform/terraform.tfvars,\n" +
			"TF_VAR_... and --var; terraform/README.md lists them. Only the name is needed.\n\n" +
			"A plan that would delete or replace the user pool, the app client, a group, a sign-in domain or the client secret\n" +
			"is refused, with --auto-approve too, unless --allow-replace names the id of each.",
		Example: "  ./build.sh deploy --var name=my-shop\n  ./build.sh deploy --auto-approve\n  ./build.sh deploy --route profile\n  ./build.sh deploy --env prod",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			root, table, err := openRepository()
			if err != nil {
				return err
			}
			out := command.OutOrStdout()
			d := deployer{
				deployFlags: flags, root: root, table: table, out: out, in: command.InOrStdin(), getenv: os.Getenv,
				terraform: terraform{tool{dir: filepath.Join(root, "terraform"),
					env: []string{"TF_IN_AUTOMATION=1"}, out: out}},
				client:   &http.Client{Timeout: 10 * time.Second},
				account:  callerIdentity,
				owner:    ownerOfDomain,
				patience: patience{pause: 5 * time.Second, tries: 60},
				styles:   awsStyles,
				build:    func(names []string) error { return deployBuild(command, root, table, names) },
			}
			return d.run(command.Context())
		},
	}
	flags.register(command.Flags())
	return command
}

type deployFlags struct {
	autoApprove, skipSmokeTest, planOnly bool
	keepStyles                           bool
	route, environment                   string
	variables, variableFiles             []string
	allowReplace                         []string // ids as in the state
}

// register adds the flags to a command.
func (f *deployFlags) register(flags *pflag.FlagSet) {
	flags.BoolVar(&f.autoApprove, "auto-approve", false, "apply the plan without asking")
	flags.BoolVar(&f.planOnly, "plan-only", false, "show the plan, or refuse it, and change nothing")
	flags.BoolVar(&f.keepStyles, "keep-styles", false, "leave the styles of managed login that exist as they are")
	flags.StringVar(&f.route, "route", "", "deploy only this function of functions/routes.json")
	flags.BoolVar(&f.skipSmokeTest, "skip-smoke-test", false, "do not walk through the deployed site")
	flags.StringArrayVar(&f.variables, "var", nil, "Terraform variable, as in --var name=my-shop (may be repeated)")
	flags.StringArrayVar(&f.variableFiles, "var-file", nil, "file with Terraform variables (may be repeated)")
	flags.StringVar(&f.environment, "env", "", "use terraform/env/NAME.tfvars too, and the workspace NAME")
	flags.StringArrayVar(&f.allowReplace, "allow-replace", nil, "id that this plan may delete or replace (may be repeated)")
}

// deployer deploys the site to AWS. Whatever reaches beyond this process is a field, so that tests can replace it.
type deployer struct {
	deployFlags
	root      string
	table     routes.Table
	out       io.Writer
	in        io.Reader
	getenv    func(string) string
	terraform terraform
	client    *http.Client
	account   func(ctx context.Context, region string) (string, error)
	owner     func(ctx context.Context, region, domain string) (pool string, err error) // of a sign-in domain
	build     func(names []string) error
	styles    func(ctx context.Context, region string) (managedlogin.API, error)
	patience  patience
}

func deployBuild(command *cobra.Command, root string, table routes.Table, names []string) error {
	return buildFunctions(command, build.Options{Root: root, OutDir: filepath.Join(root, "dist"), GOARCH: defaultArch(),
		Zip: true}, table, names)
}

func (d deployer) run(ctx context.Context) error {
	if err := d.checkRoute(); err != nil {
		return err
	}
	if err := d.checkEarly(ctx); err != nil {
		return err
	}
	if err := d.terraform.init(ctx, d.getenv("TERRAFORM_PLUGIN_DIR")); err != nil {
		return err
	}
	d, err := d.inEnvironment(ctx)
	if err != nil {
		return err
	}
	if err := d.checkSettings(ctx); err != nil {
		return err
	}
	if err := d.build(d.names()); err != nil {
		return err
	}
	before, err := d.apply(ctx)
	if err != nil || d.planOnly {
		return err
	}
	site, err := d.terraform.outputs(ctx)
	if err != nil {
		return err
	}
	if site["user_pool_id"] != before["user_pool_id"] {
		if err := d.shipKeys(ctx, site); err != nil {
			return err
		}
	}
	if err := d.applyBrand(ctx, site); err != nil {
		return err
	}
	err = d.smokeTest(ctx, site)
	d.announce(site)
	return err
}

// names are the functions to build; none means all.
func (d deployer) names() []string {
	if d.route == "" {
		return nil
	}
	return []string{d.route}
}

// arguments are the variables for Terraform.
func (d deployer) arguments(keys string) []string {
	var args []string
	for _, file := range d.files() {
		args = append(args, "-var-file="+file)
	}
	for _, variable := range d.variables {
		args = append(args, "-var="+variable)
	}
	if defaultArch() == "amd64" {
		args = append(args, "-var=architecture=x86_64")
	}
	if keys != "" {
		args = append(args, "-var=jwks="+keys)
	}
	return args
}

// files are the files with variables that Terraform is told of, those that win last.
func (d deployer) files() []string {
	var files []string
	if d.environment != "" {
		files = append(files, d.environmentFile())
	}
	for _, file := range d.variableFiles {
		files = append(files, absolute(file))
	}
	return files
}

// absolute makes a path good for Terraform, which runs in another folder.
func absolute(file string) string {
	if path, err := filepath.Abs(file); err == nil {
		return path
	}
	return file
}

// targets limits the plan to one function.
func (d deployer) targets() []string {
	function, found := d.table.Function(d.route)
	if !found {
		return nil
	}
	module := "function"
	if function.Kind == access.KindTrigger {
		module = "trigger"
	}
	return []string{fmt.Sprintf("-target=module.%s[%q]", module, d.route)}
}

var errNotApproved = errors.New("nothing was changed: the plan was not approved")

func (d deployer) ask() error {
	if d.autoApprove {
		return nil
	}
	switch yes, answered := newDialogue(d.in, d.out).agreed("\nApply this plan?"); {
	case !answered:
		return fmt.Errorf("%w; there is nobody to ask here, add --auto-approve", errNotApproved)
	case !yes:
		return errNotApproved
	}
	return nil
}

// smokeTest walks through the deployed site as a visitor.
func (d deployer) smokeTest(ctx context.Context, site outputs) error {
	if d.skipSmokeTest {
		return nil
	}
	for _, address := range []string{site["site_url"], site["hosted_ui_url"]} {
		if err := d.await(ctx, address); err != nil {
			return fmt.Errorf("the site is deployed, but %s does not answer: look again later with ./build.sh e2e %s: %w", address, site["site_url"], err)
		}
	}
	fmt.Fprintf(d.out, "\nWalking through %s\n", site["site_url"])
	flags := testFlags{env: []string{"E2E_URL=" + site["site_url"]}}
	if err := runTests(ctx, d.out, d.root, flags, []string{"./pkg/dev/e2e", "-count=1"}); err != nil {
		return fmt.Errorf("the site is deployed, but the walk through it failed, see above: %w", err)
	}
	return nil
}

func (d deployer) announce(site outputs) {
	fmt.Fprintf(d.out, "\nSite          %s\nHosted pages  %s\nUser pool     %s\nDashboard     https://%s.console.aws.amazon.com/cloudwatch/home?region=%s#dashboards/dashboard/%s\n",
		site["site_url"], site["hosted_ui_url"], site["user_pool_id"], site["region"], site["region"], site["dashboard_name"])
	if spare := site["spare_address"]; spare != "" {
		fmt.Fprintf(d.out, "\nThe site answers at %s too. Once nobody uses that, close it with default_address_open = false.\n", spare)
	}
}
