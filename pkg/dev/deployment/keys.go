package deployment

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// key is a member of a key set (RFC 7517).
type key struct {
	ID        string   `json:"kid"`
	Type      string   `json:"kty"`
	Algorithm string   `json:"alg"`
	Use       string   `json:"use"`
	Ops       []string `json:"key_ops"`
	Modulus   string   `json:"n"`
	Exponent  string   `json:"e"`
	Private   string   `json:"d"`
}

// Keys returns the modulus of each key in a key set that the site's functions would use, by key ID. A set without
// such a key is an error. A pool publishes one or two keys, one for each kind of token.
func Keys(set []byte) (map[string]string, error) {
	var document struct {
		Keys []key `json:"keys"`
	}
	if err := json.Unmarshal(set, &document); err != nil {
		return nil, fmt.Errorf("it is not JSON: %w", err)
	}
	keys, times := map[string]string{}, map[string]int{}
	for _, k := range document.Keys {
		if times[k.ID]++; k.usable() {
			keys[k.ID] = k.Modulus
		}
	}
	for id, count := range times {
		if count > 1 {
			delete(keys, id) // the ID is ambiguous
		}
	}
	switch {
	case len(document.Keys) == 0:
		return nil, errors.New("it has no keys")
	case len(keys) == 0:
		return nil, fmt.Errorf("none of its %d keys is an RSA key of 2048 bits or more to verify RS256 with",
			len(document.Keys))
	}
	return keys, nil
}

func (k key) usable() bool {
	modulus, err := base64.RawURLEncoding.DecodeString(k.Modulus)
	verifies := k.Ops == nil || slices.Contains(k.Ops, "verify")
	return err == nil && k.Type == "RSA" && k.Algorithm == "RS256" && k.Use == "sig" && verifies &&
		k.ID != "" && k.Exponent != "" && k.Private == "" && len(modulus) >= 2048/8
}
