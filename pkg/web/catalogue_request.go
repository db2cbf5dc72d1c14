package web

import (
	"log/slog"

	"cognitossr/pkg/language"
)

// requestFailures are failures of requests in general, and of their handling.
var requestFailures = []Entry{
	{
		Code:    CodeCrossSite,
		Status:  403,
		Heading: language.Language.FailureCrossSiteHeading,
		Visitor: language.Language.FailureCrossSite,
		Operator: "According to the Origin or Sec-Fetch-Site header another site sent the form, or both headers and " +
			"the form token are missing.",
		Event: "csrf.denied",
		Level: slog.LevelWarn,
	},
	{
		Code:     CodeNotNavigation,
		Status:   401,
		Heading:  language.Language.FailureNotNavigationHeading,
		Visitor:  language.Language.FailureNotNavigation,
		Operator: "A prefetch, a picture or a script requested a page that starts a sign-in or a refresh.",
		Level:    slog.LevelInfo,
	},
	{
		Code:     CodeBadRequest,
		Status:   400,
		Heading:  language.Language.FailureCredentialsHeading,
		Visitor:  language.Language.FailureBadRequest,
		Operator: "A parameter is missing, repeated or out of range.",
		Level:    slog.LevelInfo,
	},
	{
		Code:     CodeNotFound,
		Status:   404,
		Heading:  language.Language.FailureNotFoundHeading,
		Visitor:  language.Language.FailureNotFound,
		Operator: "No route matches.",
		Level:    slog.LevelInfo,
	},
	{
		Code:     CodeMethod,
		Status:   405,
		Heading:  language.Language.FailureMethodHeading,
		Visitor:  language.Language.FailureMethod,
		Operator: "The route exists for other methods; they are listed in the Allow header.",
		Level:    slog.LevelInfo,
	},
	{
		Code:     CodeTooLarge,
		Status:   413,
		Heading:  language.Language.FailureTooLargeHeading,
		Visitor:  language.Language.FailureTooLarge,
		Operator: "The body is larger than any form of this site.",
		Level:    slog.LevelInfo,
	},
	{
		Code:     CodeMediaType,
		Status:   415,
		Heading:  language.Language.FailureMediaTypeHeading,
		Visitor:  language.Language.FailureMediaType,
		Operator: "The body is not application/x-www-form-urlencoded.",
		Level:    slog.LevelInfo,
	},
	{
		Code:     CodeConflict,
		Status:   409,
		Heading:  language.Language.FailureConflictHeading,
		Visitor:  language.Language.FailureConflict,
		Operator: "An administrator tried to disable, delete or demote their own account or the last administrator.",
		Event:    "guard.denied",
		Level:    slog.LevelWarn,
	},
	{
		Code:     CodeBusy,
		Status:   503,
		Heading:  language.Language.FailureKeysUnavailableHeading,
		Visitor:  language.Language.FailureBusy,
		Operator: "A call to AWS failed, was throttled or was denied; the log has the operation.",
		Event:    "failure",
		Level:    slog.LevelError,
		recovery: tryAgain,
	},
	{
		Code:     CodeInternal,
		Status:   500,
		Heading:  language.Language.FailureInternalHeading,
		Visitor:  language.Language.FailureInternal,
		Operator: "An internal error; the log has its location.",
		Event:    "failure",
		Level:    slog.LevelError,
		recovery: tryAgain,
	},
}
