package pool

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
)

// claimOrder is the order in which AWS writes claims (recorded in tokens of 2019 to 2026). What it does not
// name, such as other attributes, follows iat.
var claimOrder = []string{
	"at_hash", "sub", "cognito:groups", "email_verified", "cognito:preferred_role", "iss", "version", "client_id",
	"cognito:username",
	"nonce", "origin_jti", "cognito:roles", "aud", "identities", "event_id", "token_use", "scope", "auth_time", "exp",
	"iat", "", "jti", "email", "username",
}

func claimRank(name string) int {
	if at := slices.Index(claimOrder, name); at >= 0 {
		return at
	}
	return slices.Index(claimOrder, "")
}

// tokenJSON writes a header or claims as AWS does: in its order, and with \/ for a slash.
func tokenJSON(v Variant, names []string, values map[string]any) ([]byte, error) {
	if v.ClaimOrder == "sorted" {
		slices.Sort(names)
	}
	if v.ClaimOrder == "shuffled" {
		rand.New(rand.NewPCG(v.Seed, 1)).Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	}
	var out bytes.Buffer
	write := json.NewEncoder(&out)
	for i, name := range names {
		out.WriteByte("{,"[min(i, 1)])
		for _, part := range []any{name, values[name]} {
			if err := write.Encode(part); err != nil {
				return nil, fmt.Errorf("writing %s: %w", name, err)
			}
			out.Bytes()[out.Len()-1] = ':' // in the place of the end of a line
		}
		out.Truncate(out.Len() - 1)
	}
	if out.WriteByte('}'); v.EscapedSlashes {
		return bytes.ReplaceAll(out.Bytes(), []byte("/"), []byte(`\/`)), nil
	}
	return out.Bytes(), nil
}

// claimsJSON writes the claims of a token.
func claimsJSON(v Variant, claims map[string]any) ([]byte, error) {
	names := slices.Sorted(maps.Keys(claims))
	slices.SortStableFunc(names, func(a, b string) int { return claimRank(a) - claimRank(b) })
	return tokenJSON(v, names, claims)
}

// scopeOrder is the order in which AWS writes the scopes of a token, whatever was asked for.
var scopeOrder = []string{AdminScope, "phone", "openid", "profile", "email"}

func orderedScopes(v Variant, scopes []string) []string {
	ordered := slices.Sorted(slices.Values(scopes))
	if v.ScopeOrder == "sorted" {
		return ordered
	}
	slices.SortStableFunc(ordered, func(a, b string) int { return scopeRank(a) - scopeRank(b) })
	return ordered
}

func scopeRank(scope string) int {
	if at := slices.Index(scopeOrder, scope); at >= 0 {
		return at
	}
	return len(scopeOrder)
}
