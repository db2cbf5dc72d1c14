package api

import (
	"encoding/json"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type addCustomAttributesInput struct{ CustomAttributes []json.RawMessage }

// addCustomAttributes adds to the schema. Nothing takes an attribute away again.
func (a *API) addCustomAttributes(in addCustomAttributesInput) (any, error) {
	return nil, a.pool.Configure(func(c *pool.Configuration) error {
		for _, raw := range in.CustomAttributes {
			if err := addAttribute(c, raw); err != nil {
				return err
			}
		}
		return nil
	})
}
