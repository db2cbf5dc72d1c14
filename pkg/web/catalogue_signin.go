package web

import (
	"log/slog"

	"cognitossr/pkg/language"
)

// signInFailures are those of the steps of a sign-in.
var signInFailures = []Entry{
	{
		Code:    CodeCallbackMalformed,
		Status:  400,
		Heading: language.Language.FailureUnfinished,
		Visitor: language.Language.FailureCallbackMalformed,
		Operator: "The callback was called without state or code, with one of them twice, or with a foreign issuer. Links " +
			"to the callback must not be kept or shared.",
		Event:    "signin.failed",
		Level:    slog.LevelWarn,
		recovery: signIn,
	},
	{
		Code:    CodeFlowUnknown,
		Status:  400,
		Heading: language.Language.FailureFlowUnknownHeading,
		Visitor: language.Language.FailureFlowUnknown,
		Operator: "The cookie of the sign-in is missing: another browser, a reload, a bookmark, a browser that " +
			"refuses cookies, " +
			"or a forged callback. Single cases are normal.",
		Event:    "signin.failed",
		Level:    slog.LevelWarn,
		recovery: signInWithCookies,
	},
	{
		Code:    CodeCookiesRefused,
		Status:  400,
		Heading: language.Language.FailureCookiesRefusedHeading,
		Visitor: language.Language.FailureCookiesRefused,
		Operator: "The browser did not send back a cookie that the site had just set, because of its settings. If it " +
			"happens to everybody, look for a proxy that removes Set-Cookie.",
		Level:    slog.LevelInfo,
		recovery: signInWithCookies,
	},
	{
		Code:     CodeFlowExpired,
		Status:   400,
		Heading:  language.Language.FailureUnfinished,
		Visitor:  language.Language.FailureFlowExpired,
		Operator: "The sign-in was started more than ten minutes ago. If it happens to everybody, compare the clocks.",
		Event:    "signin.failed",
		Level:    slog.LevelInfo,
		recovery: signIn,
	},
	{
		Code:     CodeProviderDenied,
		Status:   400,
		Heading:  language.Language.FailureUnfinished,
		Visitor:  language.Language.FailureProviderDenied,
		Operator: "Cognito or an identity provider answered access_denied.",
		Event:    "signin.failed",
		Level:    slog.LevelInfo,
		recovery: signIn,
	},
	{
		Code:    CodeProviderFailed,
		Status:  400,
		Heading: language.Language.FailureUnfinished,
		Visitor: language.Language.FailureProviderFailed,
		Operator: "Cognito answered with an error that names no setting. Look for a failing Lambda trigger, or for a " +
			"problem of the identity provider.",
		Event:    "signin.failed",
		Level:    slog.LevelWarn,
		recovery: signIn,
	},
	{
		Code:    CodeMisconfigured,
		Status:  400,
		Heading: language.Language.FailureMisconfiguredHeading,
		Visitor: language.Language.FailureMisconfigured,
		Operator: "Cognito refused the request because of a setting, and the reason in the log says which. " +
			"scope: the app client does not allow the scopes openid and email. " +
			"client: the app client does not allow the code flow, or is not enabled for the identity provider. " +
			"attributes: the identity provider sent no value for a required attribute, so map its claim to email and ask " +
			"it for that scope. " +
			"mapping: a mapped attribute is not mutable, or the app client may not write it. " +
			"provider: the identity provider refuses the client ID or the secret that the pool has for it.",
		Event: "signin.failed",
		Level: slog.LevelWarn,
	},
	{
		Code:    CodeSignUpRefused,
		Status:  403,
		Heading: language.Language.FailureSignUpRefusedHeading,
		Visitor: language.Language.FailureSignUpRefused,
		Operator: "A visitor came from an identity provider with an address that may not sign up (allowed_email_domains). " +
			"The reason is in the log of the function pre-sign-up, which counts it.",
		Level:    slog.LevelInfo,
		recovery: signInAsOther,
	},
	{
		Code:    CodeProviderUnavailable,
		Status:  503,
		Heading: language.Language.FailureProviderUnavailableHeading,
		Visitor: language.Language.FailureProviderUnavailable,
		Operator: "Cognito answered server_error or temporarily_unavailable, or at the end of a sign-in the pool's keys " +
			"could not be fetched (reason jwks).",
		Event:    "signin.failed",
		Level:    slog.LevelError,
		recovery: signIn,
	},
	{
		Code:     CodeCodeRefused,
		Status:   400,
		Heading:  language.Language.FailureUnfinished,
		Visitor:  language.Language.FailureCodeRefused,
		Operator: "The token endpoint answered invalid_grant: the code was used, expired or belongs to another sign-in.",
		Event:    "signin.failed",
		Level:    slog.LevelWarn,
		recovery: signIn,
	},
	{
		Code:    CodeNonceMismatch,
		Status:  400,
		Heading: language.Language.FailureUnfinished,
		Visitor: language.Language.FailureNonceMismatch,
		Operator: "The nonce of the ID token is missing or belongs to another sign-in: an injected code, or a proxy that " +
			"mixes answers.",
		Event:    "signin.failed",
		Level:    slog.LevelWarn,
		recovery: signIn,
	},
	{
		Code:    CodeTokensRefused,
		Status:  400,
		Heading: language.Language.FailureUnfinished,
		Visitor: language.Language.FailureTokensRefused,
		Operator: "The tokens failed verification; the reason is in the log. Check the pool ID, the client ID and the " +
			"issuer.",
		Event:    "signin.failed",
		Level:    slog.LevelError,
		recovery: signIn,
	},
	{
		Code:    CodeSessionTooLarge,
		Status:  431,
		Heading: language.Language.FailureSessionTooLargeHeading,
		Visitor: language.Language.FailureSessionTooLarge,
		Operator: "ID, access and refresh token together exceed the cookie budget: reduce the user's groups or the " +
			"attributes the client may read (see the table in pkg/session).",
		Event: "signin.failed",
		Level: slog.LevelError,
	},
	{
		Code:    CodeClientRefused,
		Status:  503,
		Heading: language.Language.FailureProviderUnavailableHeading,
		Visitor: language.Language.FailureClientRefused,
		Operator: "Client authentication failed at the token endpoint. Check the client secret parameter, and that the " +
			"client allows the code flow.",
		Event:    "signin.failed",
		Level:    slog.LevelError,
		recovery: tryAgain,
	},
	{
		Code:    CodeUnavailable,
		Status:  503,
		Heading: language.Language.FailureProviderUnavailableHeading,
		Visitor: language.Language.FailureUnavailable,
		Operator: "The token endpoint did not respond, or its response could not be parsed. Nothing was lost; the " +
			"request can be repeated.",
		Event:    "signin.failed",
		Level:    slog.LevelError,
		recovery: tryAgain,
	},
}
