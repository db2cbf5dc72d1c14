package local

import (
	"cmp"
	"os"
	"slices"
	"strings"

	"cognitossr/pkg/dev/local/internal/table"
	"cognitossr/pkg/routes"
)

// environment returns the environment that the deployment would give to a function. Its process gets nothing else.
func (s *Stack) environment(f routes.Function) []string {
	env := []string{"LOG_LEVEL=info"}
	if len(f.Calls) > 0 {
		env = append(env, "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER="+s.CognitoURL)
	}
	if f.Client == routes.ClientAccount {
		env = append(env, s.accountEnvironment()...)
	}
	if len(f.Calls) > 0 || f.Policy != "" || s.usesTable(f) {
		env = append(env, "AWS_ACCESS_KEY_ID=local", "AWS_SECRET_ACCESS_KEY=local")
	}
	if f.HasRoutes() {
		env = append(env, "ROUTE_AUTH="+string(f.Auth))
	}
	if f.Trigger == "" {
		env = append(env,
			"BASE_URL="+s.SiteURL,
			"COGNITO_USER_POOL_ID="+s.PoolID,
			"COGNITO_CLIENT_ID="+s.ClientID,
			"COGNITO_DOMAIN="+s.CognitoURL,
			"COGNITO_ISSUER="+s.Issuer,
			"COGNITO_JWKS_URL="+s.cognito.JWKSURL(),
			"COGNITO_JWKS="+s.keys,
		)
		env = append(env, s.chosenEnvironment()...)
	}
	env = append(append(env, s.deployedEnvironment(f)...), s.signOutEnvironment(f)...)
	if names := s.providerNames(); f.Trigger == "" && len(s.options.Providers) > 0 {
		env = append(env, "COGNITO_IDENTITY_PROVIDERS="+names) // in the place of the deployment's
	}
	if setting := s.setting(f); setting != "" {
		env = append(env, f.SettingVariable()+"="+setting)
	}
	env = append(env, s.ownEnvironment(f)...)
	if f.Secret {
		env = append(env, "COGNITO_CLIENT_SECRET="+s.cognito.ClientSecret())
	}
	return append(env, s.options.Env...)
}

// ownEnvironment are the variables that a function lists, as the developer's environment has them.
func (s *Stack) ownEnvironment(f routes.Function) (env []string) {
	for _, name := range f.Environment {
		if value := cmp.Or(s.getenv(name), ownTable(f, name)); value != "" {
			env = append(env, name+"="+value)
		}
	}
	if s.usesOwnTable(f) && !s.usesTable(f) {
		env = append(env, "AWS_ENDPOINT_URL_DYNAMODB="+s.CognitoURL)
	}
	return env
}

// chosenEnvironment is what functions are told of the pool besides, by the options.
func (s *Stack) chosenEnvironment() (env []string) {
	if s.options.Failover {
		env = append(env, "COGNITO_REGION=eu-central-1") // any but the pool's own
	}
	if s.options.SignUpOff {
		env = append(env, "COGNITO_SIGN_UP=off")
	}
	return env
}

// accountEnvironment is what the function with the account client is told besides.
func (s *Stack) accountEnvironment() []string {
	env := []string{
		"AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER=" + s.CognitoURL,
		"COGNITO_ACCOUNT_CLIENT_ID=" + AccountClientID,
		"COGNITO_ACCOUNT_CLIENT_SECRET=" + s.accountSecret,
		"COGNITO_MFA=" + cmp.Or(s.options.MFA, "OFF"),
		"COGNITO_PASSKEYS=" + map[bool]string{true: "on", false: "off"}[s.options.Passkeys],
	}
	if domains := s.getenv(allowedDomains); domains != "" {
		env = append(env, allowedDomains+"="+domains)
	}
	return env
}

// allowedDomains is the variable with the domains whose addresses users may have.
const allowedDomains = "ALLOWED_EMAIL_DOMAINS"

// providerNames are those of the identity providers, as Terraform gives them: sorted, with blanks between.
func (s *Stack) providerNames() string {
	var names []string
	for _, p := range s.options.Providers {
		names = append(names, p.Name)
	}
	if d := s.options.Deployment; d != nil {
		for _, p := range d.Pool.Providers {
			names = append(names, p.ProviderName)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// setting returns the value of the setting that a function depends on, from the developer's environment.
func (s *Stack) setting(f routes.Function) string {
	if f.Setting == "" {
		return ""
	}
	return s.getenv(f.SettingVariable())
}

func (s *Stack) getenv(name string) string {
	if s.options.Getenv == nil {
		return ""
	}
	return s.options.Getenv(name)
}

// Unset returns the variables that functions list but the developer's environment does not have, each as in
// "REPORTS_TABLE of reports".
func (s *Stack) Unset() (unset []string) {
	for _, f := range s.list.current().Functions {
		for _, name := range f.Environment {
			if s.getenv(name) == "" && ownTable(f, name) == "" {
				unset = append(unset, name+" of "+f.Name)
			}
		}
	}
	return unset
}

// SampleEnvironment is an Options.Getenv that needs nothing but the repository: each variable that a function lists
// has the value from this process's environment, or "sample".
func SampleEnvironment(table routes.Table) func(name string) string {
	listed := map[string]bool{}
	for _, f := range table.Functions {
		for _, name := range f.Environment {
			listed[name] = !slices.Contains(f.Tables(), name) // which are local tables
		}
	}
	return func(name string) string {
		if !listed[name] {
			return ""
		}
		return cmp.Or(os.Getenv(name), sampleOf(name))
	}
}

// sampleOf returns a text, or an address without a server.
func sampleOf(name string) string {
	switch {
	case routes.IsEndpoint(name):
		return "http://127.0.0.1:1"
	}
	return "sample"
}

// ownTable is the local table that a variable of a function names, "" if it names none.
func ownTable(f routes.Function, variable string) string {
	if !slices.Contains(f.Tables(), variable) {
		return ""
	}
	return table.OwnPrefix + strings.ToLower(strings.ReplaceAll(variable, "_", "-"))
}

// usesOwnTable reports whether a function has a table for which the developer's environment has no name.
func (s *Stack) usesOwnTable(f routes.Function) bool {
	return slices.ContainsFunc(f.Tables(), func(name string) bool { return s.getenv(name) == "" }) &&
		!slices.ContainsFunc(f.Environment, func(name string) bool { return name == "AWS_ENDPOINT_URL_DYNAMODB" && s.getenv(name) != "" })
}
