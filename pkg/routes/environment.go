package routes

import (
	"fmt"
	"slices"
	"strings"
)

// EndpointPrefix begins the variables by which the AWS SDK finds a service elsewhere than on AWS. A function may list one for a stand-in on the
// developer's machine; a deployment need not set it.
const EndpointPrefix = "AWS_ENDPOINT_URL_"

var variableName = expression(`^[A-Z][A-Z0-9_]{0,63}$`)

// taken are the variables that a function is told without asking: by the site, by Lambda, or by the system for Go itself. With one of them in the
// list, a deployment could change whose tokens a function believes or whom it lets in.
var (
	takenPrefixes = []string{"COGNITO_", "SESSION_", "AWS_", "LAMBDA_", "LD_"}
	taken         = []string{
		"BASE_URL", "ROUTE_AUTH", "LOG_LEVEL", "ALLOWED_EMAIL_DOMAINS", "HSTS_SUBDOMAINS", "SECURITY_CONTACT",
		"AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", "PATH", "LANG", "TZ",
		"GOCOVERDIR", "GODEBUG", "GOGC", "GOMAXPROCS", "GOMEMLIMIT", "GORACE", "GOTRACEBACK",
	}
)

// checkVariables gives what is wrong with the names of the variables that a function is told besides the fixed ones.
func checkVariables(names []string) (problems []error) {
	for i, name := range names {
		switch {
		case !variableName().MatchString(name):
			problems = append(problems, fmt.Errorf("environment %q: want a name like REPORTS_TABLE, at most 64 characters", name))
		case isTaken(name):
			problems = append(problems, fmt.Errorf("environment %q: the site, AWS or Go sets it; choose another name", name))
		case slices.Contains(names[:i], name):
			problems = append(problems, fmt.Errorf("environment %q is listed twice", name))
		}
	}
	return problems
}

func isTaken(name string) bool {
	if slices.Contains(taken, name) {
		return true
	}
	return !IsEndpoint(name) && slices.ContainsFunc(takenPrefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// IsEndpoint reports whether a variable says where a service of AWS is.
func IsEndpoint(name string) bool {
	return strings.HasPrefix(name, EndpointPrefix) && name != EndpointPrefix
}
