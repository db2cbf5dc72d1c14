package auth

import "slices"

// alwaysOn are reasons that are no guards of their own: nothing can be done with a text that is no JSON, or with a key that is not RSA.
var alwaysOn = []guard{guardJSON, guardKeyType}

// Guards lists the guards that can be switched off.
func Guards() (names []string) {
	for g := guardNone + 1; g < guardCount; g++ {
		if !slices.Contains(alwaysOn, g) {
			names = append(names, guardNames[g])
		}
	}
	return names
}

// SwitchOff makes a verifier that lacks one guard.
func (v *Verifier) SwitchOff(name string) {
	g := guard(slices.Index(guardNames[:], name))
	v.off = 1 << g
	v.keys.off, v.keys.fetcher.off = v.off, v.off
}

// Remembered is how many tokens a verifier keeps in memory.
func (v *Verifier) Remembered() int { return len(v.ids.places) + len(v.accesses.places) }
