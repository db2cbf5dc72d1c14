package control

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// variantCall is a seed, members of pool.Variant, or both: the seed first, then what the members change.
type variantCall struct{ members json.RawMessage }

func (v *variantCall) UnmarshalJSON(raw []byte) error {
	v.members = bytes.Clone(raw)
	return nil
}

// variant changes how the pool answers. A seed also says whether refresh tokens are replaced.
func (c *Control) variant(_ *http.Request, in variantCall) (any, error) {
	variant := c.Pool.Behaviour.Variant()
	var seeded struct {
		Seed any `json:"seed"` // a number, or text from the form
	}
	if len(in.members) > 0 {
		if err := json.Unmarshal(in.members, &seeded); err != nil {
			return nil, fmt.Errorf("reading the seed: %w", err)
		}
	}
	if seeded.Seed != nil {
		seed, err := strconv.ParseUint(fmt.Sprint(seeded.Seed), 10, 64)
		if err != nil {
			return nil, fmt.Errorf("seed must be a whole number")
		}
		variant = pool.VariantOf(seed)
		in.members = bytes.ReplaceAll(in.members, []byte(`"`+fmt.Sprint(seeded.Seed)+`"`), []byte(fmt.Sprint(seed)))
	}
	if len(in.members) > 0 {
		decoder := json.NewDecoder(bytes.NewReader(in.members))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&variant); err != nil {
			return nil, fmt.Errorf("reading the variant: %w", err)
		}
	}
	if err := c.Pool.Behaviour.SetVariant(variant); err != nil {
		return nil, err
	}
	return c.Pool.Behaviour.Variant(), nil
}
