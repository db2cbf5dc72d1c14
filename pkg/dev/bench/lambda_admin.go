package main

import (
	"net/http"
)

// admin is the administrator's list of users, the only page that links the AWS SDK: once refused, which calls nobody,
// and once with the calls that it makes, answered on this machine.
func (l *lambdaBench) admin(endpoint string) []visit {
	// It asks the pool's domain, too. A domain on this machine wants a site on this machine, whose cookies have other names.
	env := append(environment(l.pool, "group:admin"),
		"AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER="+endpoint, "COGNITO_DOMAIN="+endpoint, "BASE_URL=http://localhost:3000")
	users := program{"administrator's list", []string{l.built.functions["users"]}, env}
	refused := users
	refused.name += ", anonymous"
	return []visit{
		{program: users, event: event("/admin/users", sessionCookies(l.pool, "")), wanted: "</html>"},
		{program: refused, event: event("/admin/users", nil), wanted: "/auth/login", status: http.StatusSeeOther},
	}
}
