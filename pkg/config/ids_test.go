package config

import (
	"regexp"
	"strings"
	"testing"
)

// The patterns say what the loops mean.
var (
	poolIDPattern   = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-[0-9]_[A-Za-z0-9]{1,45}$`)
	clientIDPattern = regexp.MustCompile(`^[A-Za-z0-9_+]{1,128}$`)
)

// FuzzIDs compares the loops with the patterns.
func FuzzIDs(f *testing.F) {
	for _, id := range []string{
		"", "_", "-", "eu-west-1_AbCdEf123", "us-gov-west-1_A", "eu-1_A", "eu-west-1_", "eu-west-1", "eu-west-12_A",
		"eu-west-x_A", "e-west-1_A", "eur-west-1_A",
		"eu--1_A", "eu-west-1_A_B", "eu-west-1_A-B", "EU-west-1_A", "eu-west-1_A\n", "\neu-west-1_A", "eu-west-1_\xff",
		"eu-wést-1_A", "eu-west-1_" + strings.Repeat("A", 45),
		"eu-west-1_" + strings.Repeat("A", 46), strings.Repeat("a", 128), strings.Repeat("a", 129), "a+b_c", "a b",
		"ä", "a\x00",
	} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		if got, want := IsPoolID(id), poolIDPattern.MatchString(id); got != want {
			t.Errorf("IsPoolID(%q) = %t, the pattern says %t", id, got, want)
		}
		if got, want := isClientID(id), clientIDPattern.MatchString(id); got != want {
			t.Errorf("isClientID(%q) = %t, the pattern says %t", id, got, want)
		}
	})
}
