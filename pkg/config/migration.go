package config

import (
	"net/url"
	"slices"
	"strings"
)

// migrations are the projects whose cookies pkg/session can read; a test of pkg/web compares the two.
var migrations = []string{"goldstack", "cognito-at-edge", "amplify"}

// migration returns one of these, or "".
func (l *loader) migration(name string) string {
	value := l.getenv(name)
	if value != "" && !slices.Contains(migrations, value) {
		l.problem(name, "%q is none of %s", value, strings.Join(migrations, ", "))
	}
	return value
}

// parentDomain returns a host to which the site's belongs: a browser accepts a Domain attribute of no other.
func (l *loader) parentDomain(name, baseURL string) string {
	value := l.getenv(name)
	if value == "" {
		return ""
	}
	site, err := url.Parse(baseURL)
	host := ""
	if err == nil {
		host = site.Hostname()
	}
	if !strings.HasSuffix("."+host, "."+value) || !strings.Contains(value, ".") {
		l.problem(name, "%q is neither the site's host %q nor a domain above it, as in example.com", value, host)
	}
	return value
}
