package web

import "log/slog"

// requestFailures are failures of requests in general, and of their handling.
var requestFailures = map[Code]Entry{
	CodeCrossSite: {
		Status:  403,
		Heading: "This request came from another site",
		Visitor: "Nothing was changed. Please use the buttons on this site.",
		Operator: "According to the Origin or Sec-Fetch-Site header another site sent the form, or both headers and " +
			"the form token are missing.",
		Event: "csrf.denied",
		Level: slog.LevelWarn,
	},
	CodeNotNavigation: {
		Status:   401,
		Heading:  "Please open this page directly",
		Visitor:  "Signing in starts only when you open the page.",
		Operator: "A prefetch, a picture or a script requested a page that starts a sign-in or a refresh.",
		Level:    slog.LevelInfo,
	},
	CodeBadRequest: {
		Status:   400,
		Heading:  "Bad request",
		Visitor:  "The address or the form contains something that this site does not understand.",
		Operator: "A parameter is missing, repeated or out of range.",
		Level:    slog.LevelInfo,
	},
	CodeNotFound: {
		Status:   404,
		Heading:  "Page not found",
		Visitor:  "There is nothing at this address.",
		Operator: "No route matches.",
		Level:    slog.LevelInfo,
	},
	CodeMethod: {
		Status:   405,
		Heading:  "That is not possible here",
		Visitor:  "This page cannot be used that way.",
		Operator: "The route exists for other methods; they are listed in the Allow header.",
		Level:    slog.LevelInfo,
	},
	CodeTooLarge: {
		Status:   413,
		Heading:  "That is too large",
		Visitor:  "What you sent is larger than this site accepts.",
		Operator: "The body is larger than any form of this site.",
		Level:    slog.LevelInfo,
	},
	CodeMediaType: {
		Status:   415,
		Heading:  "This form is not accepted",
		Visitor:  "This site accepts URL-encoded forms only.",
		Operator: "The body is not application/x-www-form-urlencoded.",
		Level:    slog.LevelInfo,
	},
	CodeConflict: {
		Status:   409,
		Heading:  "That is not possible",
		Visitor:  "The change was not made, because it would lock out somebody who must keep access.",
		Operator: "An administrator tried to disable, delete or demote their own account or the last administrator.",
		Event:    "guard.denied",
		Level:    slog.LevelWarn,
	},
	CodeBusy: {
		Status:   503,
		Heading:  "Please try again in a moment",
		Visitor:  "The service behind this page does not answer at the moment. Nothing was changed.",
		Operator: "A call to AWS failed, was throttled or was denied; the log has the operation.",
		Event:    "failure",
		Level:    slog.LevelError,
		recovery: tryAgain,
	},
	CodeInternal: {
		Status:   500,
		Heading:  "Something went wrong",
		Visitor:  "It is not your fault. Please try again later.",
		Operator: "An internal error; the log has its location.",
		Event:    "failure",
		Level:    slog.LevelError,
		recovery: tryAgain,
	},
}
