package web

import "log/slog"

// sessionFailures are those of sessions, credentials and access rights.
var sessionFailures = map[Code]Entry{
	CodeKeysUnavailable: {
		Status:  503,
		Heading: "Please try again in a moment",
		Visitor: "Your sign-in cannot be checked at the moment. You are still signed in.",
		Operator: "The pool's keys could not be fetched and no cached ones are left. Ship them with the deployment " +
			"(COGNITO_JWKS) and check the network.",
		Event:    "token.invalid",
		Level:    slog.LevelError,
		recovery: tryAgain,
	},
	CodeClockBehind: {
		Status:  503,
		Heading: "Please try again in a moment",
		Visitor: "The clock of this site is slow, so your sign-in cannot be checked at the moment. You are not signed out.",
		Operator: "A token with a good signature was issued more than 30 seconds in the future, by the function's " +
			"clock. Set " +
			"the clock of the machine; on AWS nothing has to be done.",
		Event:    "token.invalid",
		Level:    slog.LevelError,
		recovery: tryAgain,
	},
	CodeRefreshUnavailable: {
		Status:  503,
		Heading: "Please try again in a moment",
		Visitor: "Your session cannot be renewed at the moment. You are still signed in.",
		Operator: "The token endpoint failed at a refresh and the access token has expired. See the refresh.failed event " +
			"before it.",
		Level:    slog.LevelInfo,
		recovery: tryAgain,
	},
	CodeSignInRequired: {
		Status:   401,
		Heading:  "Please sign in",
		Visitor:  "This page is for signed-in visitors.",
		Operator: "No session, and the request was not one that can be redirected to sign in.",
		Level:    slog.LevelInfo,
		recovery: signIn,
	},
	CodeAddressNotKept: {
		Status:  401,
		Heading: "This address cannot be kept",
		Visitor: "You must sign in or renew your session before this page can be shown, but its address is too long " +
			"to return to, or has unsupported characters. Continue in a new tab, then reload this page.",
		Operator: "The address of a page, with the cookies, exceeds the limit of API Gateway (10,240 bytes) or of a " +
			"cookie (4,096 bytes), or its query has an escaped control character or backslash. Addresses are never " +
			"truncated silently.",
		Level:    slog.LevelInfo,
		recovery: elsewhere,
	},
	CodeFormOfAnother: {
		Status:  409,
		Heading: "Somebody else is signed in now",
		Visitor: "The form was opened with another account. Nothing was changed.",
		Operator: "A form holds the form token of another user's session: the visitor signed in with another account " +
			"after opening it, " +
			"in another tab for example.",
		Level:    slog.LevelInfo,
		recovery: otherAccount,
	},
	CodeSessionExpired: {
		Status:   401,
		Heading:  "Your session has expired",
		Visitor:  "Nothing was changed. Please sign in and try again.",
		Operator: "A script, or a form that cannot come back from a refresh, was sent after the session had expired.",
		Level:    slog.LevelInfo,
		recovery: signIn,
	},
	CodeTokenInvalid: {
		Status:   401,
		Heading:  "Please sign in",
		Visitor:  "The token was not accepted.",
		Operator: "A bearer token or a session failed verification; the reason is in the log.",
		Event:    "token.invalid",
		Level:    slog.LevelWarn,
		recovery: signIn,
	},
	CodeCredentials: {
		Status:   400,
		Heading:  "Bad request",
		Visitor:  "The Authorization header is malformed.",
		Operator: "More than one credential, or a bearer token that is not one token.",
		Event:    "token.invalid",
		Level:    slog.LevelWarn,
	},
	CodeForbidden: {
		Status:  403,
		Heading: "You may not see this page",
		Visitor: "Your account does not have the right to open it.",
		Operator: "The verified access token lacks the group that the route requires. The page says which account is " +
			"signed in.",
		Event:    "guard.denied",
		Level:    slog.LevelWarn,
		recovery: otherAccount,
	},
	CodeReauthenticate: {
		Status:   403,
		Heading:  "Please sign in again",
		Visitor:  "This needs a fresh sign-in. Nothing was changed.",
		Operator: "The sign-in is older than the action, or SESSION_MAX_AGE, allows.",
		Event:    "guard.denied",
		Level:    slog.LevelInfo,
		recovery: signInAgain,
	},
	CodeDeletionRefused: {
		Status:  403,
		Heading: "An administrator must do that",
		Visitor: "You cannot delete your account yourself; another administrator can. Nothing was changed.",
		Operator: "The user administers the site (reason admin), which must not lose its last administrator, or was " +
			"disabled (reason disabled) and could otherwise register again. Delete the account on the page of users.",
		Event: "guard.denied",
		Level: slog.LevelInfo,
	},
	CodeDeletionUnconfirmed: {
		Status:  503,
		Heading: "Please try again in a moment",
		Visitor: "It is not known whether your account was deleted. Trying again does no harm: if it was, the page says so.",
		Operator: "AdminDeleteUser failed, or its answer was lost; the log has its code. The user may still exist, enabled " +
			"as before: a visitor who does not try again may need an administrator.",
		Event:    "failure",
		Level:    slog.LevelError,
		recovery: tryAgain,
	},
}
