package routes

import (
	"fmt"
	"slices"
	"strings"
)

// EndpointPrefix begins the variables that give the AWS SDK another endpoint of a service. A function may list one for
// a stand-in on the developer's machine; a deployment need not set it.
const EndpointPrefix = "AWS_ENDPOINT_URL_"

// tableSuffix ends the variables that hold the name of a table.
const tableSuffix = "_TABLE"

// Tables are the variables of a function that name tables of DynamoDB, of which it needs a policy.
func (f Function) Tables() (variables []string) {
	for _, name := range f.Environment {
		if f.Policy != "" && strings.HasSuffix(name, tableSuffix) {
			variables = append(variables, name)
		}
	}
	return variables
}

// reserved are the variables that the site, Lambda or Go's runtime sets. With one of them in the list, a deployment
// could change whose tokens a function accepts or whom it lets in.
var (
	reservedPrefixes = []string{"COGNITO_", "SESSION_", "INSTANT_SIGN_OUT_", "MIGRATE_", "AWS_", "LAMBDA_", "LD_"}
	reserved         = []string{
		"BASE_URL", "ROUTE_AUTH", "LOG_LEVEL", "ALLOWED_EMAIL_DOMAINS", "APP_USER_ID_IN_TOKENS", "MAILS_BY_LANGUAGE",
		"HSTS_SUBDOMAINS", "SECURITY_CONTACT", "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", "PATH", "LANG", "TZ",
		"GOCOVERDIR", "GODEBUG", "GOGC", "GOMAXPROCS", "GOMEMLIMIT", "GORACE", "GOTRACEBACK",
	}
)

// checkVariables returns what is wrong with the names of the variables that a function lists.
func checkVariables(names []string) (problems []error) {
	for i, name := range names {
		switch {
		case !isVariable(name):
			problems = append(problems, fmt.Errorf("environment %q: want a name like REPORTS_TABLE, at most 64 characters", name))
		case isReserved(name):
			problems = append(problems, fmt.Errorf("environment %q: the site, AWS or Go sets it; choose another name", name))
		case slices.Contains(names[:i], name):
			problems = append(problems, fmt.Errorf("environment %q is listed twice", name))
		}
	}
	return problems
}

func isReserved(name string) bool {
	if slices.Contains(reserved, name) {
		return true
	}
	return !IsEndpoint(name) && slices.ContainsFunc(reservedPrefixes,
		func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// IsEndpoint reports whether a variable is the endpoint of an AWS service.
func IsEndpoint(name string) bool {
	return strings.HasPrefix(name, EndpointPrefix) && name != EndpointPrefix
}
