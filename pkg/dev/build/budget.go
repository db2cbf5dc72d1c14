package build

import "cmp"

// Size budgets of a zip in bytes: a function's cold start grows with it.
const (
	pageBudget    = 3_150_000
	signInBudget  = 3_020_000 // for those that every sign-in, refresh and sign-out goes through
	triggerBudget = 2_600_000
	sdkBudget     = 3_700_000 // for those that link the AWS SDK
)

var budgets = map[string]int64{
	"login": signInBudget, "signup": signInBudget, "callback": signInBudget, "refresh": signInBudget, "logout": signInBudget,
	"logout-everywhere": signInBudget, "delete-account": signInBudget,
	"post-confirmation": triggerBudget, "custom-message": triggerBudget, "pre-sign-up": triggerBudget,
	"pre-token-generation": triggerBudget,
}

// Budget is how many bytes the zip of a function may have, which links the AWS SDK or does not. A test holds it.
func Budget(function string, sdk bool) int64 {
	if sdk {
		return sdkBudget
	}
	return cmp.Or(budgets[function], pageBudget)
}
