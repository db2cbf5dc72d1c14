package main

import (
	"strings"

	"cognitossr/pkg/signup"
	"cognitossr/pkg/web"
)

// settings are texts in Cognito's error or its description that mean a wrong setting: only the operator can fix it,
// and trying again does not help. For example, a scope that the client does not allow is error=invalid_request with
// the description invalid_scope.
var settings = []struct{ says, reason string }{
	{"invalid_scope", "scope"},
	{"unauthorized_client", "client"},
	{"unsupported_response_type", "client"},
	{"attributes required", "attributes"},
	{"attribute cannot be updated", "mapping"},
	{"invalid_client", "provider"},
}

// failureReported returns the failure for an error that Cognito reports. Anybody can write the description, so it is
// never shown, only searched for a few sentences. One is the message with which the function pre-sign-up refuses
// users of an identity provider.
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

// failureWithoutState is for an error without a flow. Cognito returns the state that it was sent, so this was not a
// sign-in of this site, and only errors that would affect the next one, too, are reported.
func failureWithoutState(reported, description string) error {
	failure := failureReported(reported, description)
	if code := web.CodeOf(failure); code == web.CodeMisconfigured || code == web.CodeSignUpRefused {
		return failure
	}
	return web.Fail(web.CodeCallbackMalformed, nil)
}
