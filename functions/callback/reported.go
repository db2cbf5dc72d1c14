package main

import (
	"strings"

	"cognitossr/pkg/signup"
	"cognitossr/pkg/web"
)

// settings are what Cognito says, in the error or in its description, where a setting is wrong: trying again cannot help, and only the operator can. A scope
// that the client does not have, for one, is error=invalid_request with the description invalid_scope.
var settings = []struct{ says, reason string }{
	{"invalid_scope", "scope"},
	{"unauthorized_client", "client"},
	{"unsupported_response_type", "client"},
	{"attributes required", "attributes"},
	{"attribute cannot be updated", "mapping"},
	{"invalid_client", "provider"},
}

// failureReported chooses a text of ours for an error that Cognito reports. The description may be anybody's, and is never shown: all that is asked of it
// is whether it has one of a few sentences. One is that by which the function pre-sign-up refuses visitors who come from another provider.
func failureReported(reported, description string) error {
	switch {
	case reported == "access_denied":
		return web.Fail(web.CodeProviderDenied, nil)
	case reported == "server_error", reported == "temporarily_unavailable":
		return web.Fail(web.CodeProviderUnavailable, nil)
	case strings.Contains(description, strings.TrimSuffix(signup.Refusal, ".")):
		return web.Fail(web.CodeSignUpRefused, nil)
	}
	said := strings.ToLower(reported + " " + description)
	for _, setting := range settings {
		if strings.Contains(said, setting.says) {
			return &web.Failure{Code: web.CodeMisconfigured, Reason: setting.reason}
		}
	}
	return web.Fail(web.CodeProviderFailed, nil)
}

// failureWithoutState is for an error that belongs to no attempt. Cognito sends back the state where one was sent, so this was no sign-in of this site, and
// only what would meet the next one, too, is worth telling.
func failureWithoutState(reported, description string) error {
	failure := failureReported(reported, description)
	if code := web.CodeOf(failure); code == web.CodeMisconfigured || code == web.CodeSignUpRefused {
		return failure
	}
	return web.Fail(web.CodeCallbackMalformed, nil)
}
