package local

import "cognitossr/pkg/dev/local/internal/cognito/oidc"

// OnThisMachine says whether the local Cognito goes to the provider with that issuer, when it has the type OIDC. It
// goes to no other: a page stands in for those.
func OnThisMachine(issuer string) bool { return oidc.OnThisMachine(issuer) }
