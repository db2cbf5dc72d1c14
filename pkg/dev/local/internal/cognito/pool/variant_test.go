package pool

import (
	"encoding/json"
	"fmt"
	"testing"
)

// Ten seeds are enough to see everything that varies, and a seed always gives the same.
func TestTenSeedsShowAllThatVaries_F60(t *testing.T) {
	seen := map[string]map[string]bool{}
	for seed := uint64(1); seed <= 10; seed++ {
		v := VariantOf(seed)
		if v != VariantOf(seed) {
			t.Errorf("seed %d gives two variants", seed)
		}
		if err := v.check(); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		members := map[string]any{}
		if err := json.Unmarshal(raw, &members); err != nil {
			t.Fatal(err)
		}
		for name, value := range members {
			if seen[name] == nil {
				seen[name] = map[string]bool{}
			}
			seen[name][fmt.Sprint(value)] = true
		}
	}
	for name, values := range seen {
		if len(values) < 2 {
			t.Errorf("%s is always %v", name, values)
		}
	}
	for _, c := range new(Variant).choices() {
		if len(seen[c.name]) != len(c.from) {
			t.Errorf("%s is %v, and %v exist", c.name, seen[c.name], c.from)
		}
	}
}

func TestVariantsAreChecked(t *testing.T) {
	for name, change := range map[string]func(*Variant){
		"an unknown word":   func(v *Variant) { v.ClaimOrder = "by size" },
		"an unknown status": func(v *Variant) { v.WrongPassword = 418 },
	} {
		v := VariantOf(0)
		if err := v.check(); err != nil {
			t.Fatal(err)
		}
		if change(&v); v.check() == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
