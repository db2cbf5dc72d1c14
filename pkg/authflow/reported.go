package authflow

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

// Failure returns the failure for the error of a response. Anybody can write the description, so it is only searched
// for a few sentences. One is the message with which the function pre-sign-up refuses users of an identity provider.
//
// Cognito returns the state that it was sent. So an error without one was no flow of this site, and only those that
// would affect the next flow, too, are reported.
func (r Response) Failure() error {
	failure := r.reported()
	code := failure.Code
	if r.State == "" && code != web.CodeMisconfigured && code != web.CodeSignUpRefused {
		return web.Fail(web.CodeCallbackMalformed, nil)
	}
	return web.Claimed(failure)
}

func (r Response) reported() *web.Failure {
	switch {
	case r.Error == "access_denied":
		return &web.Failure{Code: web.CodeProviderDenied}
	case r.Error == "server_error", r.Error == "temporarily_unavailable":
		return &web.Failure{Code: web.CodeProviderUnavailable}
	case strings.Contains(r.Description, strings.TrimSuffix(signup.Refusal, ".")):
		return &web.Failure{Code: web.CodeSignUpRefused}
	}
	said := strings.ToLower(r.Error + " " + r.Description)
	for _, setting := range settings {
		if strings.Contains(said, setting.says) {
			return &web.Failure{Code: web.CodeMisconfigured, Reason: setting.reason}
		}
	}
	return &web.Failure{Code: web.CodeProviderFailed}
}
