package web

import (
	"log/slog"

	"cognitossr/pkg/language"
)

// sessionFailures are those of sessions, credentials and access rights.
var sessionFailures = []Entry{
	{
		Code:    CodeKeysUnavailable,
		Status:  503,
		Heading: language.Language.FailureKeysUnavailableHeading,
		Visitor: language.Language.FailureKeysUnavailable,
		Operator: "The pool's keys could not be fetched and no cached ones are left. Ship them with the deployment " +
			"(COGNITO_JWKS) and check the network.",
		Event:    "token.invalid",
		Level:    slog.LevelError,
		recovery: tryAgain,
	},
	{
		Code:    CodeClockBehind,
		Status:  503,
		Heading: language.Language.FailureKeysUnavailableHeading,
		Visitor: language.Language.FailureClockBehind,
		Operator: "A token with a good signature was issued more than 30 seconds in the future, by the function's " +
			"clock. Set " +
			"the clock of the machine; on AWS nothing has to be done.",
		Event:    "token.invalid",
		Level:    slog.LevelError,
		recovery: tryAgain,
	},
	{
		Code:    CodeSessionUnchecked,
		Status:  503,
		Heading: language.Language.FailureKeysUnavailableHeading,
		Visitor: language.Language.FailureSessionUnchecked,
		Operator: "The table of ended sessions (INSTANT_SIGN_OUT_TABLE) did not answer; the log has the code. Check that it " +
			"exists, that the function may read it, and whether it is throttled. INSTANT_SIGN_OUT_UNAVAILABLE says which " +
			"access rights wait for it.",
		Event:    "failure",
		Level:    slog.LevelError,
		recovery: tryAgain,
	},
	{
		Code:    CodeSignOutIncomplete,
		Status:  503,
		Heading: language.Language.FailureSignOutIncompleteHeading,
		Visitor: language.Language.FailureSignOutIncomplete,
		Operator: "The entry that ends the session could not be written into the table of ended sessions " +
			"(INSTANT_SIGN_OUT_TABLE); the log has the code. The cookies are cleared, the refresh token is revoked.",
		Event:    "failure",
		Level:    slog.LevelError,
		recovery: signIn,
	},
	{
		Code:    CodeRefreshUnavailable,
		Status:  503,
		Heading: language.Language.FailureKeysUnavailableHeading,
		Visitor: language.Language.FailureRefreshUnavailable,
		Operator: "The token endpoint failed at a refresh and the access token has expired. See the refresh.failed event " +
			"before it.",
		Level:    slog.LevelInfo,
		recovery: tryAgain,
	},
	{
		Code:     CodeSignInRequired,
		Status:   401,
		Heading:  language.Language.FailureSignInRequiredHeading,
		Visitor:  language.Language.FailureSignInRequired,
		Operator: "No session, and the request was not one that can be redirected to sign in.",
		Level:    slog.LevelInfo,
		recovery: signIn,
	},
	{
		Code:    CodeAddressNotKept,
		Status:  401,
		Heading: language.Language.FailureAddressNotKeptHeading,
		Visitor: language.Language.FailureAddressNotKept,
		Operator: "The address of a page, with the cookies, exceeds the limit of API Gateway (10,240 bytes) or of a " +
			"cookie (4,096 bytes), or its query has an escaped control character or backslash. Addresses are never " +
			"truncated silently.",
		Level:    slog.LevelInfo,
		recovery: elsewhere,
	},
	{
		Code:    CodeFormOfAnother,
		Status:  409,
		Heading: language.Language.FailureFormOfAnotherHeading,
		Visitor: language.Language.FailureFormOfAnother,
		Operator: "A form holds the form token of another user's session: the visitor signed in with another account " +
			"after opening it, " +
			"in another tab for example.",
		Level:    slog.LevelInfo,
		recovery: otherAccount,
	},
	{
		Code:     CodeSessionExpired,
		Status:   401,
		Heading:  language.Language.FailureSessionExpiredHeading,
		Visitor:  language.Language.FailureSessionExpired,
		Operator: "A script, or a form that cannot come back from a refresh, was sent after the session had expired.",
		Level:    slog.LevelInfo,
		recovery: signIn,
	},
	{
		Code:     CodeTokenInvalid,
		Status:   401,
		Heading:  language.Language.FailureSignInRequiredHeading,
		Visitor:  language.Language.FailureTokenInvalid,
		Operator: "A bearer token or a session failed verification; the reason is in the log.",
		Event:    "token.invalid",
		Level:    slog.LevelWarn,
		recovery: signIn,
	},
	{
		Code:     CodeCredentials,
		Status:   400,
		Heading:  language.Language.FailureCredentialsHeading,
		Visitor:  language.Language.FailureCredentials,
		Operator: "More than one credential, or a bearer token that is not one token.",
		Event:    "token.invalid",
		Level:    slog.LevelWarn,
	},
	{
		Code:    CodeForbidden,
		Status:  403,
		Heading: language.Language.FailureForbiddenHeading,
		Visitor: language.Language.FailureForbidden,
		Operator: "The verified access token lacks the group that the route requires. The page says which account is " +
			"signed in.",
		Event:    "guard.denied",
		Level:    slog.LevelWarn,
		recovery: otherAccount,
	},
	{
		Code:     CodeReauthenticate,
		Status:   403,
		Heading:  language.Language.FailureReauthenticateHeading,
		Visitor:  language.Language.FailureReauthenticate,
		Operator: "The sign-in is older than the action, or SESSION_MAX_AGE, allows.",
		Event:    "guard.denied",
		Level:    slog.LevelInfo,
		recovery: signInAgain,
	},
	{
		Code:    CodeManagedElsewhere,
		Status:  403,
		Heading: language.Language.FailureManagedElsewhereHeading,
		Visitor: language.Language.FailureManagedElsewhere,
		Operator: "A user of an identity provider asked for a page, or sent a form, about the address, the password or the " +
			"authenticator app, which the pool does not have for such users. The pages do not lead there.",
		Event:    "guard.denied",
		Level:    slog.LevelInfo,
		recovery: ownAccount,
	},
	{
		Code:    CodeDeletionRefused,
		Status:  403,
		Heading: language.Language.FailureDeletionRefusedHeading,
		Visitor: language.Language.FailureDeletionRefused,
		Operator: "The user administers the site (reason admin), which must not lose its last administrator, or was " +
			"disabled (reason disabled) and could otherwise register again. Delete the account on the page of users.",
		Event: "guard.denied",
		Level: slog.LevelInfo,
	},
	{
		Code:    CodeDeletionUnconfirmed,
		Status:  503,
		Heading: language.Language.FailureKeysUnavailableHeading,
		Visitor: language.Language.FailureDeletionUnconfirmed,
		Operator: "AdminDeleteUser failed, or its answer was lost; the log has its code. The user may still exist, enabled " +
			"as before: a visitor who does not try again may need an administrator.",
		Event:    "failure",
		Level:    slog.LevelError,
		recovery: tryAgain,
	},
	{
		Code:    CodeChangeUnconfirmed,
		Status:  503,
		Heading: language.Language.FailureKeysUnavailableHeading,
		Visitor: language.Language.FailureChangeUnconfirmed,
		Operator: "A call of the user pool's API for a visitor's own account was not answered, or failed there; the log has " +
			"the operation.",
		Event:    "failure",
		Level:    slog.LevelError,
		recovery: tryAgain,
	},
	{
		Code:    CodeSecondRegion,
		Status:  503,
		Heading: language.Language.FailureSecondRegionHeading,
		Visitor: language.Language.FailureSecondRegion,
		Operator: "The user pool is served from its second Region (COGNITO_REGION), which registers nobody and changes no " +
			"user. End the failover when the first Region is back: see docs/howto/second-region.md.",
		Event: "guard.denied",
		Level: slog.LevelInfo,
	},
}
