//go:build !alone

package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"cognitossr/pkg/dev/local"
	"cognitossr/pkg/dev/variables"
	"cognitossr/pkg/routes"
)

// terraformFolder is that of the root module.
const terraformFolder = "terraform"

// variableSources say which variables of the deployment the local site takes.
type variableSources struct {
	root, environment string
	defaultsOnly      bool
	getenv            func(string) string
}

// take reads the variables of the deployment and changes options by them. An own terraform folder may be
// missing: the site then has the local Cognito's own settings.
func (s variableSources) take(options *local.Options) (variables.Set, error) {
	set, err := variables.Read(variables.Options{
		Root: s.root, Folder: terraformFolder, Environment: s.environment, DefaultsOnly: s.defaultsOnly, Getenv: s.getenv,
		Unchecked: withoutRules(),
	})
	if errors.Is(err, fs.ErrNotExist) && s.environment == "" {
		return variables.Set{}, nil
	}
	if err == nil {
		err = applyVariables(set, s.root, options)
	}
	if err = ofEnvironment(err); errors.As(err, new(wrongUse)) {
		return set, err
	}
	if err != nil {
		return set, fmt.Errorf("the deployment's variables:\n%w\nCorrect them, or start with --no-tfvars, which takes their defaults only", err)
	}
	return set, nil
}

// ofEnvironment makes wrong use of the error about an environment that there is not.
func ofEnvironment(err error) error {
	if errors.As(err, new(*variables.EnvironmentError)) {
		return wrongUse{err}
	}
	return err
}

// applyVariables sets up the local site by the variables that it has a setting for.
func applyVariables(set variables.Set, root string, options *local.Options) error {
	at := &localSite{
		options: options, deployment: &local.Deployment{PageVariables: map[string]string{}}, root: root,
		environment: map[string]string{},
	}
	options.Deployment = at.deployment
	var problems []error
	for _, name := range set.Names() {
		if setting := settingsOfVariables[name]; setting.apply != nil {
			problems = append(problems, setting.apply(at, set, name))
		}
	}
	at.finish()
	return errors.Join(problems...)
}

// finish passes on what several variables have made together.
func (l *localSite) finish() {
	pool := &l.deployment.Pool
	slices.SortFunc(pool.Providers, func(a, b local.IdentityProvider) int { return strings.Compare(a.ProviderName, b.ProviderName) })
	slices.SortFunc(pool.Attributes, func(a, b local.Attribute) int { return strings.Compare(a.Name, b.Name) })
	slices.Sort(l.deployment.TrustedProviders)
	var names []string
	for _, provider := range pool.Providers {
		names = append(names, provider.ProviderName)
	}
	if len(names) > 0 {
		l.deployment.PageVariables["COGNITO_IDENTITY_PROVIDERS"] = strings.Join(names, " ")
	}
	developers, deployed := l.options.Getenv, l.environment
	l.options.Getenv = func(name string) string {
		return cmp.Or(developers(name), deployed[name])
	}
}

// withoutRules lists the variables whose rules only matter where the site is deployed.
func withoutRules() (names []string) {
	for name, setting := range settingsOfVariables {
		if setting.unchecked {
			names = append(names, name)
		}
	}
	return names
}

// settingsFrom says in a line what was taken from where.
func settingsFrom(set variables.Set) string {
	sources, names := set.Given()
	var parts []string
	for _, source := range sources {
		if strings.HasPrefix(source, "TF_VAR_") {
			parts = append(parts, source)
		} else {
			parts = append(parts, source+" ("+strings.Join(names[source], ", ")+")")
		}
	}
	switch {
	case len(set.Names()) == 0:
		return "the local Cognito's own: there is no terraform/*.tf"
	case len(parts) == 0:
		return "the defaults of terraform/variables*.tf, as in a deployment"
	}
	return strings.Join(parts, ", ") + "; else the defaults of terraform/variables*.tf"
}

// notHere says in a line what of a deployment the local site does not have.
func notHere(set variables.Set) string {
	var parts []string
	for _, name := range set.Names() {
		setting, known := settingsOfVariables[name]
		switch {
		case !set.Changed(name):
		case !known:
			parts = append(parts, name+" (a variable of your own)")
		case setting.missing != "":
			parts = append(parts, name+" ("+setting.missing+")")
		}
	}
	return strings.Join(parts, ", ")
}

// missingGroups lists the groups that routes let in and that the deployment's pool would not have. Terraform refuses
// that; locally they are there, as an administrator's.
func missingGroups(set variables.Set, table routes.Table) (missing []string) {
	var groups []local.Group
	if _, declared := set.Variable("user_groups"); !declared || set.Decode("user_groups", &groups) != nil {
		return nil
	}
	for _, function := range table.Functions {
		group := function.Auth.Group()
		there := slices.ContainsFunc(groups, func(g local.Group) bool { return g.Name == group })
		if group != "" && !there && !slices.Contains(missing, group) {
			missing = append(missing, group)
		}
	}
	return missing
}

func announceSettings(out io.Writer, set variables.Set, table routes.Table) {
	fmt.Fprintf(out, "\n  Settings       %s\n", settingsFrom(set))
	if line := notHere(set); line != "" {
		fmt.Fprintf(out, "  Not here       %s\n", line)
	}
	if missing := missingGroups(set, table); len(missing) > 0 {
		fmt.Fprintf(out, "  To deploy      user_groups needs %s, which functions/routes.json lets in\n",
			strings.Join(missing, ", "))
	}
}
