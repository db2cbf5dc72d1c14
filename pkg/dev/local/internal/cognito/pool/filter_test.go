package pool

import (
	"fmt"
	"slices"
	"testing"
)

// TestWhoAsksForOneValueIsAnsweredFromAnIndex: it follows every change, and a list among many users looks at those alone.
func TestWhoAsksForOneValueIsAnsweredFromAnIndex(t *testing.T) {
	p, _ := newPool(t)
	for i := range 100 {
		if err := p.Seed(SeedUser{Email: fmt.Sprintf("u%d@example.com", i), Password: goodPassword}); err != nil {
			t.Fatal(err)
		}
	}
	check := func(when, filter string, want int) {
		t.Helper()
		f, err := ParseFilter(filter)
		if err != nil {
			t.Fatal(err)
		}
		found, _, err := p.Users(f, Page{})
		if looked := len(slices.Collect(p.candidates(f))); err != nil || len(found) != want || !f.Prefix && looked != want {
			t.Errorf("%s, %s: found %d, want %d, and looked at %d (%v)", when, filter, len(found), want, looked, err)
		}
	}
	check("at first", `email = "U7@example.com"`, 1)
	check("at first", `email ^= "u7"`, 11)
	check("at first", `phone_number = "+15550100"`, 0)
	seventh, err := p.User("u7@example.com")
	if err != nil {
		t.Fatal(err)
	}
	check("at first", `username = "`+seventh.Username+`"`, 1)
	check("at first", `sub = "`+seventh.Sub()+`"`, 1)
	for _, name := range []string{"u7@example.com", "u8@example.com"} {
		if err := p.UpdateAttributes(t.Context(), By{}, name, map[string]string{"phone_number": "+15550100"}); err != nil {
			t.Fatal(err)
		}
	}
	check("with a number that two have", `phone_number = "+15550100"`, 2)
	if err := p.UpdateAttributes(t.Context(), By{}, "u7@example.com", map[string]string{"email": "v7@example.com",
		"email_verified": "true"}); err != nil {
		t.Fatal(err)
	}
	check("after a change", `email = "u7@example.com"`, 0)
	check("after a change", `email = "v7@example.com"`, 1)
	if err := p.Delete(seventh.Username); err != nil {
		t.Fatal(err)
	}
	check("after deleting", `email = "v7@example.com"`, 0)
	check("after deleting", `phone_number = "+15550100"`, 1)
}
