package auth

import "slices"

// always are reasons that no rule can be disabled for: nothing can be done with a text that is not JSON, with a key
// that is not RSA, or without keys.
var always = []reasonCode{reasonJSON, reasonKeyType, reasonKeys, reasonDeadline}

// Rules lists the rules that can be disabled.
func Rules() (names []string) {
	for reason := reasonNone + 1; reason < reasonCount; reason++ {
		if !slices.Contains(always, reason) {
			names = append(names, reason.String())
		}
	}
	return names
}

// Disable makes a verifier that lacks one rule.
func (v *Verifier) Disable(name string) {
	v.rules = 1 << slices.Index(reasonNames[:], name)
	v.keys.rules, v.keys.fetcher.rules = v.rules, v.rules
}

// Cached is how many tokens a verifier keeps.
func (v *Verifier) Cached() int { return len(v.ids.places) + len(v.accesses.places) }
