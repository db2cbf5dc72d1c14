package pool

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Behaviour is what a test may change of how the pool works, from now on: the validity of tokens and rotation,
// whatever the clients say, the variant, and a fault of the next tokens.
type Behaviour struct {
	mu  sync.Mutex
	set behaviour
}

type behaviour struct {
	validity Validity  // zero ones are the client's
	rotation *Rotation // nil: the client's
	variant  Variant
	fault    Fault
}

func (b *Behaviour) now() behaviour {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.set
}

func (b *Behaviour) change(do func(*behaviour)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	do(&b.set)
}

// Validity is how long newly issued tokens live.
type Validity struct{ Access, ID, Refresh time.Duration }

// Rotation says what a refresh does with the refresh token.
type Rotation struct {
	Off   bool
	Grace time.Duration // how long a replaced token still works
}

func (b *Behaviour) reset() {
	b.change(func(set *behaviour) { *set = behaviour{variant: VariantOf(0)} })
}

// Validity returns how long newly issued tokens of a client live.
func (b *Behaviour) Validity(of Client) Validity {
	set, v := b.now().validity, of.Validity()
	return Validity{cmp.Or(set.Access, v.Access), cmp.Or(set.ID, v.ID), cmp.Or(set.Refresh, v.Refresh)}
}

// SetValidity changes it for all clients; zero leaves one as it is. Shorter ones than AWS takes are allowed, for a test
// that waits.
func (b *Behaviour) SetValidity(v Validity) error {
	for _, d := range []time.Duration{v.Access, v.ID, v.Refresh} {
		if d < 0 || d > 3650*24*time.Hour {
			return fmt.Errorf("a token lives between 1s and 3650 days")
		}
	}
	b.change(func(set *behaviour) {
		old := set.validity
		set.validity = Validity{cmp.Or(v.Access, old.Access), cmp.Or(v.ID, old.ID), cmp.Or(v.Refresh, old.Refresh)}
	})
	return nil
}

// Rotation returns what a refresh does with the refresh token of a client.
func (b *Behaviour) Rotation(of Client) Rotation {
	if r := b.now().rotation; r != nil {
		return *r
	}
	return of.Rotation()
}

// SetRotation changes it for all clients.
func (b *Behaviour) SetRotation(r Rotation) error {
	if r.Grace < 0 || r.Grace > time.Minute {
		return fmt.Errorf("the grace period is between 0s and 60s")
	}
	b.change(func(set *behaviour) { set.rotation = &r })
	return nil
}

// Variant returns which of AWS's recorded answers the pool gives.
func (b *Behaviour) Variant() Variant { return b.now().variant }

// SetVariant changes that.
func (b *Behaviour) SetVariant(v Variant) error {
	if err := v.check(); err != nil {
		return err
	}
	b.change(func(set *behaviour) { set.variant = v })
	return nil
}

// Fault returns what is armed for the next pair of tokens.
func (b *Behaviour) Fault() Fault { return b.now().fault }

// SetFault arms one for the next pair of tokens; "" disarms.
func (b *Behaviour) SetFault(f Fault) error {
	if f != "" && !slices.Contains(Faults(), f) {
		return Refuse(InvalidParameter, "no such fault for the next tokens: %q", string(f))
	}
	b.change(func(set *behaviour) { set.fault = f })
	return nil
}

// takeFault returns the armed fault and disarms it.
func (b *Behaviour) takeFault() (armed Fault) {
	b.change(func(set *behaviour) { armed, set.fault = set.fault, "" })
	return armed
}
