package web

import "log/slog"

const unfinished = "Sign-in could not be finished"

// signInFailures are those of the steps of a sign-in.
var signInFailures = map[Code]Entry{
	CodeCallbackMalformed: {
		Status:  400,
		Heading: unfinished,
		Visitor: "The address that brought you here is incomplete. Please start again.",
		Operator: "The callback was called without state or code, with one of them twice, or with a foreign issuer. Links " +
			"to the callback must not be kept or shared.",
		Event:    "signin.failed",
		Level:    slog.LevelWarn,
		recovery: signIn,
	},
	CodeFlowUnknown: {
		Status:  400,
		Heading: "Almost there",
		Visitor: "This browser has no sign-in in progress that matches. If you have just confirmed your address, " +
			"continue to sign in. " +
			"Signing in needs cookies: if your browser refuses them, allow them for this site first.",
		Operator: "The cookie of the sign-in is missing: another browser, a reload, a bookmark, a browser that " +
			"refuses cookies, " +
			"or a forged callback. Single cases are normal.",
		Event:    "signin.failed",
		Level:    slog.LevelWarn,
		recovery: signInWithCookies,
	},
	CodeCookiesRefused: {
		Status:  400,
		Heading: "Your browser refuses cookies",
		Visitor: "This site needs cookies to sign you in, and your browser does not keep them. " +
			"Please allow cookies for this site, then sign in again.",
		Operator: "The browser did not send back a cookie that the site had just set, because of its settings. If it " +
			"happens to everybody, look for a proxy that removes Set-Cookie.",
		Level:    slog.LevelInfo,
		recovery: signInWithCookies,
	},
	CodeFlowExpired: {
		Status:   400,
		Heading:  unfinished,
		Visitor:  "It took longer than ten minutes, so for your safety please start again.",
		Operator: "The sign-in was started more than ten minutes ago. If it happens to everybody, compare the clocks.",
		Event:    "signin.failed",
		Level:    slog.LevelInfo,
		recovery: signIn,
	},
	CodeProviderDenied: {
		Status:   400,
		Heading:  unfinished,
		Visitor:  "The sign-in was cancelled or not allowed.",
		Operator: "Cognito or an identity provider answered access_denied.",
		Event:    "signin.failed",
		Level:    slog.LevelInfo,
		recovery: signIn,
	},
	CodeProviderFailed: {
		Status:  400,
		Heading: unfinished,
		Visitor: "The sign-in service did not accept the request. Please try once more.",
		Operator: "Cognito answered with an error that names no setting. Look for a failing Lambda trigger, or for a " +
			"problem of the identity provider.",
		Event:    "signin.failed",
		Level:    slog.LevelWarn,
		recovery: signIn,
	},
	CodeMisconfigured: {
		Status:  400,
		Heading: "Sign-in is not set up correctly",
		Visitor: "The sign-in service refuses this site because of a wrong setting. It is not your fault, and trying " +
			"again does not help. " +
			"Please tell the operator of this site the code below.",
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
	CodeSignUpRefused: {
		Status:  403,
		Heading: "You cannot sign up with this address",
		Visitor: "This site does not accept every e-mail address. Please use another one, or ask the operator of this site.",
		Operator: "A visitor came from an identity provider with an address that may not sign up (allowed_email_domains). " +
			"The reason is in the log of the function pre-sign-up, which counts it.",
		Level:    slog.LevelInfo,
		recovery: signInAsOther,
	},
	CodeProviderUnavailable: {
		Status:  503,
		Heading: "Sign-in is not available at the moment",
		Visitor: "The sign-in service has a problem. Please try again in a moment.",
		Operator: "Cognito answered server_error or temporarily_unavailable, or at the end of a sign-in the pool's keys " +
			"could not be fetched (reason jwks).",
		Event:    "signin.failed",
		Level:    slog.LevelError,
		recovery: signIn,
	},
	CodeCodeRefused: {
		Status:   400,
		Heading:  unfinished,
		Visitor:  "This sign-in was already used or has expired. Please start again.",
		Operator: "The token endpoint answered invalid_grant: the code was used, expired or belongs to another sign-in.",
		Event:    "signin.failed",
		Level:    slog.LevelWarn,
		recovery: signIn,
	},
	CodeNonceMismatch: {
		Status:  400,
		Heading: unfinished,
		Visitor: "The answer from the sign-in service does not belong to this browser. Please start again.",
		Operator: "The nonce of the ID token is missing or belongs to another sign-in: an injected code, or a proxy that " +
			"mixes answers.",
		Event:    "signin.failed",
		Level:    slog.LevelWarn,
		recovery: signIn,
	},
	CodeTokensRefused: {
		Status:  400,
		Heading: unfinished,
		Visitor: "The answer from the sign-in service could not be verified. Please start again.",
		Operator: "The tokens failed verification; the reason is in the log. Check the pool ID, the client ID and the " +
			"issuer.",
		Event:    "signin.failed",
		Level:    slog.LevelError,
		recovery: signIn,
	},
	CodeSessionTooLarge: {
		Status:  431,
		Heading: "Your account has too many groups for this site",
		Visitor: "Your details do not fit into a browser's cookies. Please tell the operator of this site the code below.",
		Operator: "ID, access and refresh token together exceed the cookie budget: reduce the user's groups or the " +
			"attributes the client may read (see the table in pkg/session).",
		Event: "signin.failed",
		Level: slog.LevelError,
	},
	CodeClientRefused: {
		Status:  503,
		Heading: "Sign-in is not available at the moment",
		Visitor: "This site has a problem with its sign-in service. It is not your fault; please try again later.",
		Operator: "Client authentication failed at the token endpoint. Check the client secret parameter, and that the " +
			"client allows the code flow.",
		Event:    "signin.failed",
		Level:    slog.LevelError,
		recovery: tryAgain,
	},
	CodeUnavailable: {
		Status:  503,
		Heading: "Sign-in is not available at the moment",
		Visitor: "The sign-in service does not answer. Please try again in a moment.",
		Operator: "The token endpoint did not respond, or its response could not be parsed. Nothing was lost; the " +
			"request can be repeated.",
		Event:    "signin.failed",
		Level:    slog.LevelError,
		recovery: tryAgain,
	},
}
