//go:build !alone

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"cognitossr/pkg/dev/build"
	"cognitossr/pkg/dev/local"
	"cognitossr/pkg/dev/variables"
	"cognitossr/pkg/routes"
	"cognitossr/pkg/signup"
)

func newDevCommand() *cobra.Command {
	var flags devFlags
	command := &cobra.Command{
		Use:   "dev",
		Short: "Run the site and a local Cognito on this machine",
		Long: "Runs the site and a local Cognito on this machine, without an AWS account or a network. Save a file and\n" +
			"reload the page to see the change.\n\n" +
			"The site and its user pool are set up as a deployment would be: by terraform/terraform.tfvars,\n" +
			"terraform/*.auto.tfvars, TF_VAR_..., and the defaults of terraform/variables*.tf. Flags and the environment win.\n\n" +
			"Environment: PORT of the site (3000), COGNITO_PORT of the local Cognito (9229), LOG_LEVEL of the\n" +
			"functions (info), ALLOWED_EMAIL_DOMAINS of those who may sign up (all), as in \"example.com,\n" +
			"example.org\", and COGNITO_SIGN_UP (on). With COGNITO_SIGN_UP=off nobody can sign up; ./build.sh users\n" +
			"create ADDRESS --local creates users. Variables that functions list in routes.json are passed on to\n" +
			"these functions.",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			root, table, err := openRepository()
			if err != nil {
				return err
			}
			flags.changed = command.Flags().Changed
			options, settings, err := flags.options(root, os.Getenv)
			if err != nil {
				return err
			}
			return runDev(command.Context(), command.OutOrStdout(), options, settings, table)
		},
	}
	flags.register(command.Flags())
	return command
}

type devFlags struct {
	keep, passkeys, managed, noTfvars, instant, debug bool
	users, mfa, environment                           string
	factors, providers                                []string
	changed                                           func(flag string) bool
}

// register adds the flags to a command.
func (f *devFlags) register(flags *pflag.FlagSet) {
	flags.BoolVar(&f.keep, "keep", false, "keep users who sign up for the next start, in .cache/local-pool.json")
	flags.StringVar(&f.users, "users", "", "file with more users: "+
		`[{"email": "...", "password": "...", "groups": ["..."]}], or {"users": [...], "groups": [...]}`)
	flags.StringVar(&f.mfa, "mfa", "", "second factors, instead of mfa_configuration of the deployment: off, optional or on")
	flags.StringSliceVar(&f.factors, "mfa-factors", []string{"totp"}, "the second factors: "+strings.Join(secondFactors, ", "))
	flags.BoolVar(&f.passkeys, "passkeys", false, "passkeys, instead of the deployment's variable; the local Cognito is then at localhost, with managed login")
	flags.BoolVar(&f.managed, "managed-login", false,
		"managed login instead of the classic pages, instead of the deployment's domain_managed_login_version")
	flags.BoolVar(&f.instant, "instant-sign-out", false,
		"end sessions at once, instead of the deployment's variable instant_sign_out")
	flags.BoolVar(&f.noTfvars, "no-tfvars", false,
		"take the defaults of terraform/variables*.tf only: no terraform.tfvars, no TF_VAR_...")
	flags.BoolVar(&f.debug, "debug", false, "build the functions for a debugger, and let nothing time out: see docs/howto/debug.md")
	flags.StringVar(&f.environment, "env", "", "use terraform/env/NAME.tfvars too, as ./build.sh deploy does")
	flags.StringArrayVar(&f.providers, "provider", nil, providerHelp)
}

// options are made of the deployment's variables, the developer's environment and the flags; what comes later wins.
func (f devFlags) options(root string, getenv func(string) string) (local.Options, variables.Set, error) {
	options := local.Options{Getenv: getenv, Root: root}
	settings, err := variableSources{root: root, environment: f.environment, defaultsOnly: f.noTfvars,
		getenv: getenv}.take(&options)
	if err == nil {
		err = environmentOptions(&options, getenv)
	}
	if err != nil {
		return options, settings, err
	}
	if err := checkFile("--users", f.users, `write into it [{"email": "...", "password": "..."}]`); err != nil {
		return options, settings, err
	}
	for _, factor := range f.factors {
		if !slices.Contains(secondFactors, factor) {
			return options, settings, wrongUse{fmt.Errorf("--mfa-factors %s: want %s", factor, strings.Join(secondFactors, ", "))}
		}
	}
	options.UsersFile, options.MFAFactors, options.Debug = f.users, f.factors, f.debug
	if f.changed("mfa") {
		options.MFA, err = mfaMode(f.mfa)
	}
	if err == nil {
		options.Providers, err = parseProviders(f.providers)
	}
	if f.changed("passkeys") {
		options.Passkeys, options.ManagedLogin = f.passkeys, options.ManagedLogin || f.passkeys
	}
	if f.changed("managed-login") {
		options.ManagedLogin = f.managed
	}
	if f.changed("instant-sign-out") {
		options.InstantSignOut = f.instant
	}
	if f.keep {
		options.DataFile = filepath.Join(root, ".cache", "local-pool.json")
	}
	return options, settings, err
}

// secondFactors are the values of --mfa-factors.
var secondFactors = []string{"totp", "sms", "email"}

// mfaMode is the deployment's word for the value of --mfa.
func mfaMode(text string) (string, error) {
	mode := strings.ToUpper(text)
	if mode != "OFF" && mode != "OPTIONAL" && mode != "ON" {
		return "", wrongUse{fmt.Errorf("--mfa %s: want off, optional or on", text)}
	}
	return mode, nil
}

func runDev(ctx context.Context, out io.Writer, options local.Options, settings variables.Set, table routes.Table) error {
	if _, err := exec.LookPath("go"); err != nil {
		return errors.New("the go command was not found: install Go from https://go.dev/dl/ and open a new terminal")
	}
	fmt.Fprintf(out, "Building %d functions for this machine; the first time takes a minute or two\n", len(table.Functions))
	kept, err := keepLog(options.Root)
	if err != nil {
		return err
	}
	defer kept.file.Close()
	options.Output, options.Log = io.MultiWriter(kept, out),
		slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: slog.LevelWarn}))
	options.Progress = func(result build.Result) {
		if result.Built {
			fmt.Fprintf(out, "  built %s\n", result.Name)
		}
	}
	stack, err := local.Start(ctx, options)
	if ctx.Err() != nil {
		return nil // interrupted during the build
	}
	if err != nil {
		return err
	}
	if err := kept.begin(); err != nil {
		return err
	}
	if stack.BuildError != nil {
		fmt.Fprintf(out, "\n%v\n\nThe site runs without it. Fix it, save, and reload the page.\n", stack.BuildError)
	}
	announce(out, stack, options)
	announceSettings(out, settings, table)
	fmt.Fprintln(out, "\nSave a file and reload the page to see the change. Ctrl-C stops both.")
	<-ctx.Done()
	fmt.Fprintln(out, "\nStopping")
	return stack.Close()
}

// devLog is where the lines of the functions are kept until the next start, below the root.
const devLog = ".cache/dev.log"

// keptLog is that file. It is emptied when the site has started or the first line is written, not before: a start that
// fails because another site has its ports would take that one's lines away.
type keptLog struct {
	file  *os.File
	begin func() error // empties it, once
}

func keepLog(root string) (*keptLog, error) {
	name := filepath.Join(root, filepath.FromSlash(devLog))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return nil, fmt.Errorf("making a folder for the log: %w", err)
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("keeping the log: %w", err)
	}
	return &keptLog{file, sync.OnceValue(func() error { return os.Truncate(name, 0) })}, nil
}

func (k *keptLog) Write(line []byte) (int, error) {
	if err := k.begin(); err != nil {
		return 0, err
	}
	return k.file.Write(line)
}

// environmentOptions changes options by the developer's own environment.
func environmentOptions(options *local.Options, getenv func(string) string) error {
	site, err := port(getenv, "PORT", 3000)
	if err != nil {
		return err
	}
	cognito, err := port(getenv, "COGNITO_PORT", 9229)
	if err != nil {
		return err
	}
	options.Addr, options.CognitoAddr, options.KeepGoing = "localhost:"+site, "127.0.0.1:"+cognito, true
	options.LambdaEndpoint = getenv(local.LambdaEndpoint)
	if _, err := signup.ParseDomains(options.Getenv(signup.Variable)); err != nil {
		return err // otherwise it would fail at the first sign-up
	}
	switch value := getenv("COGNITO_SIGN_UP"); value {
	case "":
	case "on", "off":
		options.SignUpOff = value == "off"
	default:
		return wrongUse{fmt.Errorf("COGNITO_SIGN_UP=%s: want on or off", value)}
	}
	if level := options.Getenv("LOG_LEVEL"); level != "" {
		if new(slog.Level).UnmarshalText([]byte(level)) != nil {
			return wrongUse{fmt.Errorf("LOG_LEVEL=%s: want debug, info, warn or error", level)}
		}
		options.Env = append(options.Env, "LOG_LEVEL="+level)
	}
	return nil
}

// pagesOf says which pages the local Cognito shows.
func pagesOf(options local.Options) string {
	if options.ManagedLogin {
		return "managed login   (domain_managed_login_version = 2)"
	}
	return "classic hosted UI   (domain_managed_login_version = 1)"
}

func announce(out io.Writer, stack *local.Stack, options local.Options) {
	fmt.Fprintf(out, "\n  Site           %s\n  Local Cognito  %s\n  Inbox          %s   (the mails it would have "+
		"sent)\n  Control page   %s\n\n", stack.SiteURL, stack.CognitoURL, stack.InboxURL, stack.ControlURL)
	if len(stack.Users) > 0 {
		fmt.Fprintln(out, "  Users          e-mail               password")
	}
	for _, user := range stack.Users {
		groups := ""
		if len(user.Groups) > 0 {
			groups = "(group " + strings.Join(user.Groups, ", ") + ")"
		}
		line := fmt.Sprintf("                 %-20s %-15s %s", user.Email, user.Password, groups)
		fmt.Fprintln(out, strings.TrimRight(line, " "))
	}
	fmt.Fprintf(out, "\n  Pages          %s\n", pagesOf(options))
	domains := options.Getenv(signup.Variable)
	switch {
	case options.SignUpOff:
		fmt.Fprintln(out, "\n  Sign-up is off; ./build.sh users create ADDRESS --local creates users   (COGNITO_SIGN_UP=off)")
	case domains != "":
		fmt.Fprintf(out, "\n  Sign-up needs an address at: %s   (%s)\n", domains, signup.Variable)
	}
	if options.MFA != "" && options.MFA != "OFF" {
		fmt.Fprintf(out, "\n  MFA            %s; the codes of users with an authenticator app are on the control page\n", strings.ToLower(options.MFA))
	}
	if options.Passkeys {
		add := url.Values{"client_id": {stack.ClientID}, "redirect_uri": {stack.SiteURL + "/auth/callback"},
			"response_type": {"code"}}
		fmt.Fprintf(out, "\n  Passkeys       %s/passkeys/add?%s   (when signed in)\n", stack.CognitoURL, add.Encode())
	}
	announceProviders(out, stack, options)
	if options.InstantSignOut {
		fmt.Fprintln(out, "\n  Sign-out       ends sessions at once; the control page has the table, and lets it fail")
	}
	if unset := stack.Unset(); len(unset) > 0 {
		fmt.Fprintf(out, "\n  Not set        %s   (not passed to the functions)\n", strings.Join(unset, ", "))
	}
}
